"""SubjectAccessReviews: may this user do this? Upstream rule: authorization
`ValidateSubjectAccessReview`.
"""

from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._access import answer_review, spec_problems
from minik.model.kind import Kind
from minik.model.object import Object


def problems(review: Object) -> Iterator[Problem]:
    return spec_problems(review.get("spec") or {}, with_subject=True)


KIND = Kind("SubjectAccessReview", prepare=answer_review, problems=problems, stored=False)
