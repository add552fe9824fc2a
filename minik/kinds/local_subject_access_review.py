"""LocalSubjectAccessReviews: may somebody do this in one namespace? Upstream rule: authorization `ValidateLocalSubjectAccessReview`."""
from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._access import answered, spec_problems, without_resource
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object, read
from minik.model.problem import invalid


def problems(review: Object) -> Iterator[Problem]:
    spec = review.get("spec") or {}
    yield from spec_problems(spec, with_subject=True)
    theirs = read(review, "spec.resourceAttributes.namespace")
    if theirs is not None and theirs != objects.namespace(review):
        yield invalid("spec.resourceAttributes.namespace", theirs, "must match metadata.namespace")
    if spec.get("nonResourceAttributes") is not None:
        yield invalid("spec.nonResourceAttributes", without_resource(spec), "disallowed on this kind of request")


KIND = Kind("LocalSubjectAccessReview", prepare=answered, problems=problems, stored=False)
