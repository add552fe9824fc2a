"""LocalSubjectAccessReviews: may a subject do this in one namespace?

Upstream rule: authorization `ValidateLocalSubjectAccessReview`.
"""

from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._access import answer_review, path_attributes, spec_problems
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object, read
from minik.model.problem import invalid


def problems(review: Object) -> Iterator[Problem]:
    spec = review.get("spec") or {}
    yield from spec_problems(spec, with_subject=True)
    requested_namespace = read(review, "spec.resourceAttributes.namespace")
    if requested_namespace is not None and requested_namespace != objects.namespace(review):
        yield invalid(
            "spec.resourceAttributes.namespace",
            requested_namespace,
            "must match metadata.namespace",
        )
    if spec.get("nonResourceAttributes") is not None:
        yield invalid(
            "spec.nonResourceAttributes",
            path_attributes(spec),
            "disallowed on this kind of request",
        )


KIND = Kind("LocalSubjectAccessReview", prepare=answer_review, problems=problems, stored=False)
