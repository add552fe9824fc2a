"""The objects that an API server makes in a new cluster: roles and bindings, priority classes, and
the priority levels of requests.

Upstream facts: `bootstrappolicy`, `schedulingpolicy`, flowcontrol `bootstrap`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain

from minik.bootstrap import priority_classes
from minik.bootstrap.role_rules import AGGREGATED, BINDINGS, CONTROLLERS, EVENTS, ROLES, VERBS
from minik.intake.system_metadata import timestamp
from minik.light_typing import Any
from minik.model.object import Object
from minik.model.settings import DEFAULT, Settings

GROUP, SYSTEM, PUBLIC = "rbac.authorization.k8s.io", "kube-system", "kube-public"
VERSION = f"{GROUP}/v1"
LABEL = {"kubernetes.io/bootstrapping": "rbac-defaults"}
ANNOTATION = {"rbac.authorization.kubernetes.io/autoupdate": "true"}
AGGREGATE = f"{GROUP}/aggregate-to-"
CONTROLLER = "system:controller:"
LOCKED = ":configmaps:watch :configmaps:get,update:{}"
MANAGER, SCHEDULER = "kube-controller-manager", "kube-scheduler"
# namespace, name → the rules, and who has them there
LOCAL: dict[tuple[str, str], tuple[str, str]] = {
    (SYSTEM, "extension-apiserver-authentication-reader"): (
        ":configmaps:R:extension-apiserver-authentication",
        f"user:system:{MANAGER} user:system:{SCHEDULER}",
    ),
    **{
        (SYSTEM, f"system::leader-locking-{name}"): (
            LOCKED.format(name),
            f"user:system:{name} account:{name}",
        )
        for name in (MANAGER, SCHEDULER)
    },
    (PUBLIC, "system:controller:bootstrap-signer"): (
        ":configmaps:R :configmaps:update:cluster-info E",
        "account:bootstrap-signer",
    ),
    (SYSTEM, "system:controller:bootstrap-signer"): (":secrets:R", "account:bootstrap-signer"),
    (SYSTEM, "system:controller:cloud-provider"): (
        ":configmaps:R,create",
        "account:cloud-provider",
    ),
    (SYSTEM, "system:controller:token-cleaner"): (
        ":secrets:R,delete E",
        "account:token-cleaner",
    ),
}
# name → shares, percent lent, and the queues: number, hand, length
LEVELS: dict[str, tuple[int, int, tuple[int, int, int] | None]] = {
    "catch-all": (5, 0, None),
    "global-default": (20, 50, (128, 6, 50)),
    "leader-election": (10, 0, (16, 4, 50)),
    "node-high": (40, 25, (64, 6, 50)),
    "system": (30, 33, (64, 6, 50)),
    "workload-high": (40, 50, (128, 6, 50)),
    "workload-low": (100, 90, (128, 6, 50)),
}
FLOW_CONTROL = "flowcontrol.apiserver.k8s.io/v1"
OLD_FLOW_CONTROL = "flowcontrol.apiserver.k8s.io/v1beta3"  # before 1.29
FOUND = 'This FlowSchema references the PriorityLevelConfiguration object named "{}" and it exists'
ALL, EVERYBODY = "*:*:*", "system:unauthenticated system:authenticated"
LEADING = "coordination.k8s.io:leases:get,create,update"
# name → level, precedence, distinguisher, whose requests, and which
FLOWS = {
    "exempt": ("exempt", 1, "", "system:masters", f"{ALL} url:*:*"),
    "probes": ("exempt", 2, "", EVERYBODY, "url:/healthz,/readyz,/livez:get"),
    "system-leader-election": (
        "leader-election",
        100,
        "ByUser",
        f"user:system:{MANAGER} user:system:{SCHEDULER}",
        LEADING,
    ),
    "endpoint-controller": (
        "workload-high",
        150,
        "ByUser",
        f"user:system:{MANAGER}",
        ":endpoints:get,create,update",
    ),
    "workload-leader-election": ("leader-election", 200, "ByUser", "account:*", LEADING),
    "system-node-high": (
        "node-high",
        400,
        "ByUser",
        "system:nodes",
        ":nodes,nodes/status:* coordination.k8s.io:leases:*",
    ),
    "system-nodes": ("system", 500, "ByUser", "system:nodes", f"{ALL} url:*:*"),
    MANAGER: ("workload-high", 800, "ByNamespace", f"user:system:{MANAGER}", f"{ALL} url:*:*"),
    SCHEDULER: ("workload-high", 800, "ByNamespace", f"user:system:{SCHEDULER}", f"{ALL} url:*:*"),
    "kube-system-service-accounts": (
        "workload-high",
        900,
        "ByNamespace",
        "account:*",
        f"{ALL} url:*:*",
    ),
    "service-accounts": (
        "workload-low",
        9000,
        "ByUser",
        "system:serviceaccounts",
        f"{ALL} url:*:*",
    ),
    "global-default": ("global-default", 9900, "ByUser", EVERYBODY, f"{ALL} url:*:*"),
    "catch-all": ("catch-all", 10000, "ByUser", EVERYBODY, f"{ALL} url:*:*"),
}


def make(now: datetime, settings: Settings = DEFAULT) -> Iterator[Object]:
    """Yield the objects."""
    return chain(
        _roles(),
        _bindings(),
        _local_roles(),
        priority_classes.make(),
        _flow_control_of(settings, (*_levels(), *_flows(now))),
    )


def _flow_control_of(settings: Settings, made: Iterable[Object]) -> Iterator[Object]:
    """Yield what orders requests in the best version that the cluster serves."""
    is_new = settings.is_since(29)
    yield from made if is_new else ({**obj, "apiVersion": OLD_FLOW_CONTROL} for obj in made)


def _roles() -> Iterator[Object]:
    controllers = {CONTROLLER + name: rules for name, rules in CONTROLLERS.items()}
    for name, rules in {**ROLES, **controllers}.items():
        into = name.removeprefix("system:aggregate-to-")
        labels = {f"{AGGREGATE}{into}": "true"} if into != name else {}
        yield _rbac("ClusterRole", name, labels, rules=policy_rules(rules))
    for name, into in AGGREGATED.items():
        labels = {f"{AGGREGATE}{into}": "true"} if into else {}
        selector = {"matchLabels": {f"{AGGREGATE}{name}": "true"}}
        aggregation = {"clusterRoleSelectors": [selector]}
        yield _rbac("ClusterRole", name, labels, aggregationRule=aggregation, rules=None)


def _bindings() -> Iterator[Object]:
    controllers = {CONTROLLER + name: f"account:{name}" for name in CONTROLLERS}
    for name, whose in {**BINDINGS, **controllers}.items():
        yield _binding("ClusterRoleBinding", name, "ClusterRole", whose)


def _local_roles() -> Iterator[Object]:
    for (namespace, name), (rules, whose) in LOCAL.items():
        yield _rbac("Role", name, {}, namespace, rules=policy_rules(rules))
        called = name if ":" in name else f"system::{name}"
        yield _binding("RoleBinding", called, "Role", whose, namespace, role=name)


def _binding(
    kind: str, name: str, role_kind: str, whose: str, namespace: str = "", role: str = ""
) -> Object:
    reference = {"apiGroup": GROUP, "kind": role_kind, "name": role or name}
    subjects = [subject(word) for word in whose.split()]
    parts: Mapping[str, Any] = {"subjects": subjects} if subjects else {}
    return _rbac(kind, name, {}, namespace, roleRef=reference, **parts)


def _rbac(
    kind: str, name: str, labels: Mapping[str, str], namespace: str = "", **parts: Any
) -> Object:
    metadata = {
        "annotations": ANNOTATION,
        "labels": {**LABEL, **labels},
        "name": name,
        **({"namespace": namespace} if namespace else {}),
    }
    return {"apiVersion": VERSION, "kind": kind, "metadata": metadata, **parts}


def policy_rules(text: str) -> list[Object]:
    """Return the rules of a text, as `role_rules` writes them."""
    return [_policy_rule(*(EVENTS if rule == "E" else rule).split(":")) for rule in text.split()]


def _policy_rule(groups: str, resources: str, verbs: str, names: str = "") -> Object:
    written = sorted(
        {verb for word in verbs.split(",") for verb in VERBS.get(word, word).split(",")}
    )
    things = sorted(resources.split(","))
    if groups == "url":
        return {"nonResourceURLs": things, "verbs": written}
    named = {"resourceNames": names.split(",")} if names else {}
    return {"apiGroups": sorted(groups.split(",")), **named, "resources": things, "verbs": written}


def subject(word: str) -> Object:
    """Return a subject: a group, `user:NAME`, or `account:NAME` of kube-system."""
    kind, _, name = word.partition(":")
    if kind == "account":
        return {"kind": "ServiceAccount", "name": name, "namespace": SYSTEM}
    is_user = kind == "user"
    return {
        "apiGroup": GROUP,
        "kind": "User" if is_user else "Group",
        "name": name if is_user else word,
    }


def _flow_control(kind: str, name: str, spec: Object) -> Object:
    metadata = {"annotations": {"apf.kubernetes.io/autoupdate-spec": "true"}, "name": name}
    return {"apiVersion": FLOW_CONTROL, "kind": kind, "metadata": metadata, "spec": spec}


def _levels() -> Iterator[Object]:
    free = {"lendablePercent": 0, "nominalConcurrencyShares": 0}
    yield _flow_control("PriorityLevelConfiguration", "exempt", {"exempt": free, "type": "Exempt"})
    for name, (shares, lent, queues) in LEVELS.items():
        response: Object = {"type": "Reject"}
        if queues:
            number, hand, length = queues
            queuing = {"handSize": hand, "queueLengthLimit": length, "queues": number}
            response = {"queuing": queuing, "type": "Queue"}
        limited = {
            "lendablePercent": lent,
            "limitResponse": response,
            "nominalConcurrencyShares": shares,
        }
        spec = {"limited": limited, "type": "Limited"}
        yield _flow_control("PriorityLevelConfiguration", name, spec)


def _flows(now: datetime) -> Iterator[Object]:
    for name, (level, precedence, by, whose, which) in FLOWS.items():
        rules = policy_rules(which)
        spec = {
            **({"distinguisherMethod": {"type": by}} if by else {}),
            "matchingPrecedence": precedence,
            "priorityLevelConfiguration": {"name": level},
            "rules": [
                {
                    **_requests(rules),
                    "subjects": [_flow_subject(word) for word in whose.split()],
                }
            ],
        }
        found = {
            "lastTransitionTime": timestamp(now),
            "message": FOUND.format(level),
            "reason": "Found",
            "status": "False",
            "type": "Dangling",
        }
        yield {**_flow_control("FlowSchema", name, spec), "status": {"conditions": [found]}}


def _requests(rules: list[Object]) -> Mapping[str, Any]:
    """Return rules as flow schemas have them, apart for paths and for resources."""
    paths = [rule for rule in rules if "nonResourceURLs" in rule]
    others = [
        {**rule, "namespaces": ["*"], **({"clusterScope": True} if scoped else {})}
        for rule in rules
        if "resources" in rule
        for scoped in [not {"leases", "endpoints"} & set(rule["resources"])]
    ]
    return {
        **({"nonResourceRules": paths} if paths else {}),
        **({"resourceRules": others} if others else {}),
    }


def _flow_subject(word: str) -> Object:
    kind, _, name = word.partition(":")
    if kind == "account":
        return {"kind": "ServiceAccount", "serviceAccount": {"name": name, "namespace": SYSTEM}}
    if kind == "user":
        return {"kind": "User", "user": {"name": name}}
    return {"kind": "Group", "group": {"name": word}}
