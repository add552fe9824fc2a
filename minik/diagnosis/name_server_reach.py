"""NetworkPolicies that let pods out, but not to the name server."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis.finding import Fact
from minik.diagnosis.view import Maker, View, first_few, title
from minik.kinds import network_policy as network_policies
from minik.kinds import pod as pods
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import selectors
from minik.model.object import Key, Object
from minik.policy.traffic import allowed_ports, opens_port

SERVER = {"k8s-app": "kube-dns"}  # the labels of CoreDNS's pods, and where they are
HOME = "kube-system"
PORTS = "ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]"
FIX = f"an egress rule to namespace {HOME}, with {PORTS}"


def facts(view: View) -> Iterator[Fact]:
    """Yield the pods that policies keep from the name server."""
    if not view.cluster.of("NetworkPolicy"):
        return
    policies, silenced = view.policies, dict[Key, list[Maker]]()
    for maker in view.makers.values():
        if pods.uses_host_network(maker.pod):
            continue
        blocking, rules = (
            policies.restricting(maker.pod, "egress"),
            policies.rules(maker.pod, "egress"),
        )
        if blocking and not rules:
            silenced.setdefault(objects.key(blocking[0]), []).append(maker)
        elif rules and not any(
            reaches_server(view, policy, rule)
            for policy in blocking
            for rule in network_policies.rules(policy, "egress")
        ):
            yield out_of_reach(maker, blocking, rules)
    for key, makers in silenced.items():
        yield Fact(
            "network-policy-denies",
            key,
            "spec.policyTypes",
            f"it lets {first_few([maker.title for maker in makers])} out nowhere: it has no egress rule, so they "
            "cannot even look up names",
            FIX,
            about=tuple(concerned(view, makers)),
        )


def concerned(view: View, makers: Sequence[Maker]) -> Iterator[Key]:
    """Yield the pods of makers, what makes them, and the Services in front of them."""
    keys = {maker.key for maker in makers}
    for maker in makers:
        yield from dict.fromkeys((maker.key, objects.key(maker.pod)))
    for service in view.selector_services:
        if keys & view.makers_behind(service).keys():
            yield objects.key(service)


def reaches_server(view: View, policy: Object, rule: Mapping[str, Any]) -> bool:
    """Return whether a rule lets pods ask the name server, as far as the view tells where it is."""
    servers = [
        pod
        for pod in view.cluster.within("Pod", HOME)
        if SERVER.items() <= objects.labels(pod).items()
    ]
    if not opens_port(rule, servers[0] if servers else {"spec": {}}, 53, "UDP"):
        return False
    if servers:
        return view.policies.rule_includes(policy, rule, "egress", servers[0])
    peers = network_policies.peers(rule, "egress")
    return not peers or any(may_be_server(view, policy, peer) for peer in peers)


def may_be_server(view: View, policy: Object, peer: Mapping[str, Any]) -> bool:
    """Return whether a peer may be the name server, whose pods the view does not have."""
    if peer.get("ipBlock"):
        return True
    place, labels = peer.get("namespaceSelector"), peer.get("podSelector")
    if place is None:
        return objects.namespace(policy) == HOME
    namespace = view.cluster.get("Namespace", "", HOME)
    known = {
        "kubernetes.io/metadata.name": HOME,
        **(objects.labels(namespace) if namespace else {}),
    }
    asked = {*(place.get("matchLabels") or {})}
    if namespace is None and asked - {*known, *SERVER}:
        return True  # labels of a namespace that the files do not hold
    if not selectors.matches(selectors.of_label_selector(place), known):
        return False
    pod_labels = {**SERVER, "app.kubernetes.io/name": "coredns"}
    return (
        labels is None
        or bool({*(labels.get("matchLabels") or {})} - {*pod_labels})
        or (selectors.matches(selectors.of_label_selector(labels), pod_labels))
    )


def out_of_reach(maker: Maker, blocking: list[Object], rules: list[Mapping[str, Any]]) -> Fact:
    """Return the finding for pods that may send somewhere, but not to the name server."""
    opened = first_few(list(dict.fromkeys(allowed_ports(rules))))
    where = f"to {opened}, not to port 53" if opened else "to others than the name server"
    if any(opens_port(rule, maker.pod, 53, "UDP") for rule in rules):
        where = "to port 53 of other pods than the name server's"
    return Fact(
        "network-policy-denies",
        maker.key,
        maker.path or "spec",
        f"{first_few([title(objects.key(policy)) for policy in blocking])} lets it out {where}: it cannot look up names",
        f"{PORTS}, in an egress rule" if opened else FIX,
        about=tuple(objects.key(policy) for policy in blocking),
    )
