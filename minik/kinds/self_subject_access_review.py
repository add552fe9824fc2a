"""SelfSubjectAccessReviews: may I do this? The administrator may; whoever else a server knows, by the
roles. Upstream rule: authorization `ValidateSelfSubjectAccessReview`.
"""

from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds._access import answer_review, spec_problems
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object


def prepare(review: Object, old: Object | None, draft: Draft) -> Object:
    """Answer whether it is allowed to who asks."""
    who = draft.writer.identity
    if who is None:
        return {**review, "status": {"allowed": True}}
    named = {**(review.get("spec") or {}), "user": who.user, "groups": list(who.groups)}
    return {**review, "status": answer_review({**review, "spec": named}, old, draft)["status"]}


def problems(review: Object) -> Iterator[Problem]:
    return spec_problems(review.get("spec") or {}, with_subject=False)


KIND = Kind("SelfSubjectAccessReview", prepare=prepare, problems=problems, stored=False)
