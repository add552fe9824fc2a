"""NetworkPolicies whose rules name peers that are not there."""

from collections.abc import Iterator, Mapping

from minik.diagnosis import given_labels, patches
from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.nearness import Nearness, nearest, slipped
from minik.diagnosis.view import View
from minik.kinds import network_policy as network_policies
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import selectors, shell
from minik.model.object import Object
from minik.policy.traffic import DIRECTIONS

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: "web:1"}]}
---
apiVersion: v1
kind: Pod
metadata: {name: front, labels: {app: frontend}}
spec: {containers: [{name: front, image: "front:1"}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: PEER}}}]}]}
"""
CAUSE = Cause(
    "policy-peer-missing",
    "",
    WARNING,
    "a NetworkPolicy lets in, or out to, pods or namespaces that are not there",
    "A peer with a podSelector alone means pods of the policy's own namespace; other namespaces need a namespaceSelector, which reads the "
    "labels of the Namespace: its name is the label kubernetes.io/metadata.name. A peer that nobody matches lets nobody through.",
    example=EXAMPLE.replace("PEER", "front-end"),
    sound=EXAMPLE.replace("PEER", "frontend"),
)
NAME = "kubernetes.io/metadata.name"
GIVEN = ("default", "kube-system", "kube-public", "kube-node-lease")


def findings(view: View) -> Iterator[Finding]:
    for policy in view.of("NetworkPolicy"):
        for direction in DIRECTIONS:
            rules = network_policies.rules(policy, direction)
            found = {
                place: (peer, judge(view, policy, peer, place))
                for index, rule in enumerate(rules)
                for place, peer in placed(rule, direction, index)
            }
            told = [finding for _, finding in found.values() if finding]
            barred = (
                len(told) == len(found)
                and all(network_policies.peers(rule, direction) for rule in rules)
                and not any(is_set_later(peer) for peer, _ in found.values())
                and bool(view.policies.selected(policy))
            )
            for finding in told:
                yield nobody(view, finding, direction) if barred else finding


def placed(
    rule: Mapping[str, Any], direction: str, index: int
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the peers of a rule, each with its field."""
    field = network_policies.PEERS[direction]
    for place, peer in enumerate(network_policies.peers(rule, direction)):
        yield f"spec.{direction}[{index}].{field}[{place}]", peer


def is_set_later(peer: Mapping[str, Any]) -> bool:
    """Return whether a program may give its pods the labels of a peer itself."""
    return given_labels.are_own((peer.get("podSelector") or {}).get("matchLabels") or {})


def nobody(view: View, finding: Finding, direction: str) -> Finding:
    """Return a finding about the only peers that a policy has: nobody gets through, unless an operator
    makes the pods.
    """
    if view.custom_resources or finding.severity != INFO:
        return finding
    through = "in" if direction == "ingress" else "out"
    text = f"{finding.because}: the policy lets nobody {through}"
    return finding._replace(because=text, level=WARNING, doubt=SUSPECT)


def judge(view: View, policy: Object, peer: Mapping[str, Any], path: str) -> Finding | None:
    """Return the finding for a peer that matches nobody; None if it may match somebody."""
    place = peer.get("namespaceSelector")
    if place is not None:
        return unknown_namespace(view, policy, place, f"{path}.namespaceSelector")
    if peer.get("podSelector") is None or view.policies.is_met(policy, peer):
        return None
    labels = (peer["podSelector"] or {}).get("matchLabels") or {}
    if not labels or peer["podSelector"].get("matchExpressions"):
        return None
    return unknown_pods(view, policy, labels, f"{path}.podSelector.matchLabels")


def unknown_pods(
    view: View, policy: Object, labels: Mapping[str, str], path: str
) -> Finding | None:
    """Return the finding for labels that no pod of the namespace has."""
    namespace = objects.namespace(policy)
    asked = ",".join(f"{name}={value}" for name, value in sorted(labels.items()))
    elsewhere = namespace_with(view, labels)
    miss = view.index(Nearness).nearest(namespace, labels)
    meant = slipped(miss, labels)
    right = "" if is_named(policy, {**labels, **meant}) else patches.pairs(meant)
    near = miss if right else None
    if near:
        text = f"{asked} is on no pod; {near.maker.title} has {right}"
        fix = f"podSelector: {{matchLabels: {{{right}}}}}"
    elif elsewhere:
        text = f"{asked} is on no pod of namespace {namespace}, but on pods of {elsewhere}"
        fix = f"namespaceSelector: {{matchLabels: {{{NAME}: {elsewhere}}}}}, beside the podSelector"
    else:
        text, fix = f"{asked} is on no pod of namespace {namespace}", "the labels of the pods meant"
    level = "" if near or elsewhere else INFO
    return Finding(CAUSE, objects.key(policy), path, text, fix, level=level)


def is_named(policy: Object, labels: Mapping[str, str]) -> bool:
    """Return whether a policy has these labels elsewhere: as another peer, or of its own pods. Then a
    peer that is called nearly so is another one, which is not there.
    """
    own = (objects.spec(policy).get("podSelector") or {}).get("matchLabels")
    peers = [
        (peer.get("podSelector") or {}).get("matchLabels")
        for direction in DIRECTIONS
        for rule in network_policies.rules(policy, direction)
        for peer in network_policies.peers(rule, direction)
    ]
    return any(one == labels for one in (own, *peers))


def namespace_with(view: View, labels: Mapping[str, str]) -> str:
    """Return another namespace that has pods with these labels; "" if none has."""
    pair = min(labels.items())
    for namespace in sorted(view.namespaces_with_pods):
        found = view.cluster.table("Pod").by_label.get((namespace, *pair), ())
        if any(labels.items() <= objects.labels(pod).items() for pod in found):
            return namespace
    return ""


def unknown_namespace(
    view: View, policy: Object, selector: Mapping[str, Any], path: str
) -> Finding | None:
    """Return the finding for a selector that no Namespace matches, as far as they are known."""
    labels = selector.get("matchLabels") or {}
    known = {*map(objects.name, view.cluster.of("Namespace")), *GIVEN}
    query = selectors.of_label_selector(selector)
    policies = view.policies
    if not labels or any(selectors.matches(query, policies.namespace_labels(n)) for n in known):
        return None
    asked = ",".join(f"{name}={value}" for name, value in sorted(labels.items()))
    wanted = labels.get(NAME) or labels.get("name") or labels.get("namespace") or ""
    right = wanted if wanted in known else nearest(str(wanted), known) if wanted else ""
    if right:
        text = f"no Namespace has {asked}; {right} has {NAME}={right}"
        fix = f"namespaceSelector: {{matchLabels: {{{patches.field(NAME, right)}}}}}"
        return Finding(CAUSE, objects.key(policy), path, text, fix, right)
    if NAME in labels and not view.settled:
        return None  # the namespace may stand in other files
    text = f"no Namespace has {asked}"
    fix = shell.command("label", "ns", "NAME", *asked.split(","))
    return Finding(CAUSE, objects.key(policy), path, text, fix, level="" if view.settled else INFO)
