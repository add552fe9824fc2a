"""SelfSubjectRulesReviews: what may I do? Here always everything."""
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

EVERYTHING = {"resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
              "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}], "incomplete": False}


def prepare(review: Object, _: Object | None, __: Draft) -> Object:
    """The answer to every question."""
    return {**review, "metadata": {}, "spec": {}, "status": EVERYTHING}


KIND = Kind("SelfSubjectRulesReview", prepare=prepare, stored=False)
