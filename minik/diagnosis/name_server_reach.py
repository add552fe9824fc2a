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
from minik.policy.parties import Party
from minik.policy.policy_kinds import has_policies
from minik.policy.rule_ports import allowed_ports, opens_port
from minik.policy.traffic import Verdict

SERVER = {"k8s-app": "kube-dns"}  # the labels of CoreDNS's pods, and where they are
HOME = "kube-system"
ELSEWHERE = ("Default", "None")  # policies by which pods ask other name servers
DOORS = [{"name": "dns", "containerPort": 53, "protocol": "UDP"}]
DOORS += [{"name": "dns-tcp", "containerPort": 53, "protocol": "TCP"}]
USUAL: Object = {"spec": {"containers": [{"name": "coredns", "ports": DOORS}]}}
PORTS = "ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]"
FIX = f"an egress rule to namespace {HOME}, with {PORTS}"


def facts(view: View) -> Iterator[Fact]:
    """Yield the pods that policies keep from the name server, and the policies that keep all from it."""
    if not has_policies(view.cluster):
        return
    found = servers(view)
    silenced, unheard = dict[Key, list[Maker]](), dict[Key, list[Maker]]()
    for maker in view.makers.values():
        if pods.uses_host_network(maker.pod) or asks_nobody(maker):
            continue
        verdict = best(view, maker, found)
        if verdict.rule or verdict.direction == "ingress":
            yield from by_verdict(view, maker, verdict, unheard)
            continue
        blocking = view.policies.restricting(maker.pod, "egress")
        rules = view.policies.rules(maker.pod, "egress")
        if blocking and not rules:
            silenced.setdefault(objects.key(blocking[0]), []).append(maker)
        elif rules and not any(
            reaches_server(view, policy, rule)
            for policy in blocking
            for rule in network_policies.rules(policy, "egress")
        ):
            yield out_of_reach(maker, blocking, rules)
    yield from (nowhere(view, *pair) for pair in silenced.items())
    yield from (not_heard(view, *pair) for pair in unheard.items())


def servers(view: View) -> list[Party]:
    """Return the name servers: the pods of the cluster's, or one as a cluster has it where the view
    does not hold them.
    """
    known = [
        pod
        for pod in view.cluster.within("Pod", HOME)
        if SERVER.items() <= objects.labels(pod).items()
    ]
    usual = Party("pod", f"{HOME}/coredns", HOME, SERVER, pod=USUAL)
    return [view.policies.party(pod) for pod in known] or [usual]


def asks_nobody(maker: Maker) -> bool:
    """Return whether pods look up no names in the cluster: they are the name server's, or ask others."""
    is_server = maker.key.namespace == HOME and SERVER.items() <= objects.labels(maker.pod).items()
    return is_server or objects.spec(maker.pod).get("dnsPolicy") in ELSEWHERE


def best(view: View, maker: Maker, found: Sequence[Party]) -> Verdict:
    """Return the verdict about a question to the name server that lets a pod come furthest."""
    verdicts = [view.policies.verdict(maker.pod, server, 53, "UDP") for server in found]
    return max(verdicts, key=lambda one: (one.allowed, one.direction == "ingress"))


def by_verdict(
    view: View, maker: Maker, verdict: Verdict, unheard: dict[Key, list[Maker]]
) -> Iterator[Fact]:
    """Yield a pod that a rule of a cluster-wide policy keeps from the name server; gather those whom
    the name server's own policies keep out.
    """
    if verdict.allowed:
        return
    key = objects.key(verdict.policies[0])
    if verdict.direction == "ingress":
        unheard.setdefault(key, []).append(maker)
        return
    yield Fact(
        "network-policy-denies",
        maker.key,
        maker.path or "spec",
        f'{kind_and_name(verdict.policies[0])} (rule "{verdict.rule}") does not let it out to the name '
        "server: it cannot look up names",
        f"before that rule one that accepts namespace {HOME}, with protocols udp and tcp at port 53",
        about=(key,),
    )


def kind_and_name(policy: Object) -> str:
    """Return a policy as people read it: `NetworkPolicy shop/web`."""
    return f"{policy['kind']} {objects.key(policy).path}"


def not_heard(view: View, key: Key, makers: Sequence[Maker]) -> Fact:
    """Return the finding for a policy that keeps pods out of the name server."""
    return Fact(
        "network-policy-denies",
        key,
        "spec",
        f"it does not let {first_few([maker.title for maker in makers])} in to the name server at "
        "port 53/UDP: they cannot look up names",
        f"in an ingress rule for all namespaces: {PORTS}",
        about=tuple(concerned(view, makers)),
    )


def nowhere(view: View, key: Key, makers: Sequence[Maker]) -> Fact:
    """Return the finding for a policy that lets pods out nowhere."""
    return Fact(
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
    server = servers(view)[0]
    if not opens_port(rule, server, 53, "UDP"):
        return False
    if server.pod is not USUAL:
        return view.policies.rule_includes(policy, rule, "egress", server)
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
