"""SelfSubjectRulesReviews: what may I do? In minik always everything."""

from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

EVERYTHING = {
    "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
    "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
    "incomplete": False,
}


def prepare(review: Object, _: Object | None, __: Draft) -> Object:
    """Answer with rules that allow everything."""
    return {**review, "metadata": {}, "spec": {}, "status": EVERYTHING}


KIND = Kind("SelfSubjectRulesReview", prepare=prepare, stored=False)
