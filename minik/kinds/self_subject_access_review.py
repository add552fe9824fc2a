"""SelfSubjectAccessReviews: may I do this? minik always allows it. Upstream rule: authorization
`ValidateSelfSubjectAccessReview`.
"""

from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._access import spec_problems
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object


def prepare(review: Object, _: Object | None, __: Draft) -> Object:
    """Answer that it is allowed."""
    return {**review, "status": {"allowed": True}}


def problems(review: Object) -> Iterator[Problem]:
    return spec_problems(review.get("spec") or {}, with_subject=False)


KIND = Kind("SelfSubjectAccessReview", prepare=prepare, problems=problems, stored=False)
