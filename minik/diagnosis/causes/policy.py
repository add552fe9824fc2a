"""NetworkPolicies that keep clients from the pods of a Service, or pods from the name server."""
from collections.abc import Iterator

from minik.diagnosis import gates
from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Code, Finding
from minik.diagnosis.mentions import Mentions, meant
from minik.diagnosis.policies import Policies, allowed_ports, covers, opens
from minik.diagnosis.view import View, few, title
from minik.kinds import network_policy as network_policies
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

DENIED = Code(
    "network-policy-denies", "F72", WARNING, "NetworkPolicies do not let clients through to the pods' port, or pods to the name server",
    "A pod that any NetworkPolicy selects takes only what one of them allows. What counts is the pod's own port, not the Service's; and a "
    "pod whose egress is restricted needs port 53 to look up names.")
PROXY = Code(
    "kube-proxy-suspect", "F73", INFO, "everything is in order here; perhaps kube-proxy does not run or runs otherwise",
    "No manifest tells whether kube-proxy runs on the node, in which mode, and whether it knows the pods' range. Look at its pods, its "
    "logs and its rules.", SUSPECT)
NETWORK = Code(
    "network-suspect", "F74", INFO, "everything is in order here; perhaps the network plugin or a firewall of the node is at fault",
    "No manifest tells whether packets get from node to node. Try the pod's address directly, from a pod on the same node and from one on "
    "another.", SUSPECT)


def findings(view: View) -> Iterator[Finding]:
    if not view.cluster.of("NetworkPolicy"):
        return
    policies = view.index(Policies)
    for service in view.selecting:
        yield from closed(view, policies, service)
    for call in view.index(Mentions).calls:
        target = meant(view, call)
        found = view.behind(target) if target and services.selector(target) else ()
        for port in services.ports(target) if target and found else ():
            if call.port in (0, port["port"]) and not pods.uses_host_network(call.maker.pod):
                yield from denied(policies, call.maker.pod, call.maker.key, target, port, found[0], call.field)
    for maker in view.makers.values():
        yield from deaf(policies, maker.pod, maker.key, maker.path)


def closed(view: View, policies: Policies, service: Object) -> Iterator[Finding]:
    """A port that no policy opens to anybody."""
    for key, made in view.makers_behind(service).items():
        pod = made[0]
        stopping = policies.on(pod, "ingress")
        rules = policies.rules(pod, "ingress")
        for index, port in enumerate(services.ports(service) if rules else ()):
            number, protocol = gates.target(pod, port), port.get("protocol") or "TCP"
            if number is None or any(opens(rule, pod, number, protocol) for rule in rules):
                continue
            mixed = any(covers(one, pod, port["port"], protocol) for rule in rules for one in network_policies.ports(rule))
            yield Finding(DENIED, objects.key(service), f"spec.ports[{index}]",
                          f"{few([title(objects.key(one)) for one in stopping])} selects the pods of {title(key)} and opens "
                          f"{few(list(dict.fromkeys(allowed_ports(rules))))}, not {number}/{protocol}"
                          + (f"; {port['port']} is the Service's port, policies see the pod's" if mixed else ""),
                          f"port: {number}, in the policy's ingress")


def denied(policies: Policies, client: Object, key: object, service: Object | None, port: object, server: Object,
           field: str) -> Iterator[Finding]:
    """A client that calls a Service and is not let through, though somebody is."""
    assert isinstance(port, dict) and service is not None
    number, protocol = gates.target(server, port), port.get("protocol") or "TCP"
    stopping = policies.allows(client, server, number, protocol) if number else []
    rules = policies.rules(server, "ingress")
    if stopping and number and not (policies.on(server, "ingress") == stopping and rules and not any(
            opens(rule, server, number, protocol) for rule in rules)):
        inward = stopping == policies.on(server, "ingress")
        labels = ", ".join(f"{name}={value}" for name, value in sorted(objects.labels(client).items())) or "none"
        yield Finding(DENIED, key, field,  # type: ignore[arg-type]
                      f"it calls Service {objects.key(service).path}; {few([title(objects.key(one)) for one in stopping])} does not let it "
                      f"{'in' if inward else 'out'} to {number}/{protocol} (labels of the client: {labels})",
                      f"{'an ingress' if inward else 'an egress'} rule for it")


def deaf(policies: Policies, pod: Object, key: object, path: str) -> Iterator[Finding]:
    """A pod that may go out to some ports, and not to the name server's."""
    rules = policies.rules(pod, "egress")
    if rules and not any(opens(rule, pod, 53, "UDP") for rule in rules) and any(network_policies.ports(rule) for rule in rules):
        stopping = policies.on(pod, "egress")
        yield Finding(DENIED, key, f"{path or 'spec'}".removesuffix(".spec"),  # type: ignore[arg-type]
                      f"{few([title(objects.key(one)) for one in stopping])} lets it out to "
                      f"{few(list(dict.fromkeys(allowed_ports(rules))))}, not to port 53: it cannot look up names",
                      "ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}], in an egress rule")
