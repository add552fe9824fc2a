"""SubjectAccessReviews: may somebody do this? Upstream rule: authorization `ValidateSubjectAccessReview`."""
from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._access import answered, spec_problems
from minik.model.kind import Kind
from minik.model.object import Object


def problems(review: Object) -> Iterator[Problem]:
    return spec_problems(review.get("spec") or {}, with_subject=True)


KIND = Kind("SubjectAccessReview", prepare=answered, problems=problems, stored=False)
