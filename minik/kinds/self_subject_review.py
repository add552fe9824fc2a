"""SelfSubjectReviews: who am I? The administrator, unless a server knows who asks."""

from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.writing import Identity

ADMINISTRATOR = {
    "username": "admin",
    "uid": "admin",
    "groups": ["system:masters", "system:authenticated"],
}


def prepare(review: Object, _: Object | None, draft: Draft) -> Object:
    """Answer with the user info of who asks."""
    return {
        **review,
        "metadata": {"creationTimestamp": draft.now.strftime("%Y-%m-%dT%H:%M:%SZ")},
        "status": {"userInfo": writer_info(draft)},
    }


def writer_info(draft: Draft) -> Object:
    """Return who sends the request that changes a draft."""
    who = draft.writer.identity
    return ADMINISTRATOR if who is None else user_info(who)


def user_info(who: Identity) -> Object:
    """Return who somebody is, as authentication.k8s.io `UserInfo`."""
    extra = {key: list(texts) for key, texts in who.extra}
    info = {"username": who.user, "uid": who.uid, "groups": list(who.groups), "extra": extra}
    return {field: value for field, value in info.items() if value}


KIND = Kind("SelfSubjectReview", prepare=prepare, stored=False)
