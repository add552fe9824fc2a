"""TokenReviews: whose token is this? In minik no token is valid."""

from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object


def prepare(review: Object, _: Object | None, __: Draft) -> Object:
    """Answer that the token is invalid."""
    status = {
        name: value
        for name, value in (review.get("status") or {}).items()
        if name != "authenticated"
    }
    return {**review, "status": {**status, "error": "invalid bearer token"}}


KIND = Kind("TokenReview", prepare=prepare, stored=False)
