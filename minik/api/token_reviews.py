"""TokenReviews where there are tokens: whose is this one?"""

from minik.api.call import Call
from minik.api.parts.token import ISSUER
from minik.model.object import Object, read, read_str


def judge(call: Call, review: Object) -> Object:
    """Return a review with its status: the owner of its token, or that it is nobody's."""
    identify = call.server.identify
    user = identify(read_str(review, "spec.token")) if identify else None
    if user is None:
        return review
    audiences = read(review, "spec.audiences") or [ISSUER]
    return {**review, "status": {"authenticated": True, "user": user, "audiences": audiences}}
