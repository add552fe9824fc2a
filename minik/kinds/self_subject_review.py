"""SelfSubjectReviews: who am I? In minik always the administrator."""

from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

ADMINISTRATOR = {
    "username": "admin",
    "uid": "admin",
    "groups": ["system:masters", "system:authenticated"],
}


def prepare(review: Object, _: Object | None, __: Draft) -> Object:
    """Answer with the administrator's user info."""
    return {**review, "metadata": {}, "status": {"userInfo": ADMINISTRATOR}}


KIND = Kind("SelfSubjectReview", prepare=prepare, stored=False)
