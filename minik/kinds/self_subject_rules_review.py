"""SelfSubjectRulesReviews: what may I do? The administrator everything; whoever else a server knows, what
the roles say.
"""

from collections.abc import Sequence

from minik.kinds import rbac_rules
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.writing import Identity

RESOURCE_FIELDS = ("verbs", "apiGroups", "resources", "resourceNames")
PATH_FIELDS = ("verbs", "nonResourceURLs")

EVERYTHING = {
    "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
    "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
    "incomplete": False,
}


def prepare(review: Object, _: Object | None, draft: Draft) -> Object:
    """Answer with the rules of who asks, in the namespace that is named."""
    who = draft.writer.identity
    namespace = objects.read(review, "spec.namespace") or ""
    status = EVERYTHING if who is None else rules_of(draft.base, who, namespace)
    return {**review, "metadata": {}, "spec": {}, "status": status}


def rules_of(cluster: Cluster, who: Identity, namespace: str) -> Object:
    """Return the rules that the roles of a cluster give somebody."""
    subject = rbac_rules.Subject(who.user, who.groups)
    if rbac_rules.MASTERS in who.groups:
        return EVERYTHING
    rules = list(rbac_rules.rules_of(cluster, subject, namespace))
    return {
        "resourceRules": [part(rule, RESOURCE_FIELDS) for rule in rules if rule.get("resources")],
        "nonResourceRules": [
            part(rule, PATH_FIELDS) for rule in rules if rule.get("nonResourceURLs")
        ],
        "incomplete": False,
    }


def part(rule: rbac_rules.Rule, fields: Sequence[str]) -> Object:
    """Return some fields of a rule."""
    return {field: rule[field] for field in fields if rule.get(field)}


KIND = Kind("SelfSubjectRulesReview", prepare=prepare, stored=False)
