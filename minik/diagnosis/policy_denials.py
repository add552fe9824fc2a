"""NetworkPolicies that keep clients from a Service's pods."""

from collections.abc import Iterator

from minik.diagnosis import endpoint_checks
from minik.diagnosis.finding import Fact
from minik.diagnosis.mentions import Mentions, called_service
from minik.diagnosis.view import View, first_few, title
from minik.kinds import network_policy as network_policies
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Key, Object
from minik.policy.policy_kinds import has_policies
from minik.policy.rule_ports import allowed_ports, covers_port, opens_port
from minik.policy.traffic import Policies


def facts(view: View) -> Iterator[Fact]:
    """Yield the ports that policies close, and the clients that they keep away."""
    if not has_policies(view.cluster):
        return
    policies = view.policies
    for service in view.selector_services:
        yield from closed_ports(view, policies, service)
    for call in view.index(Mentions).calls:
        target = called_service(view, call)
        selected = view.selected_pods(target) if target and services.selector(target) else ()
        for port in services.ports(target) if target and selected else ():
            if call.port in (0, port["port"]) and not pods.uses_host_network(call.maker.pod):
                yield from denied_client(
                    policies, call.maker.pod, call.maker.key, target, port, selected[0], call.field
                )


def closed_ports(view: View, policies: Policies, service: Object) -> Iterator[Fact]:
    """Yield Service ports that no policy opens to anybody."""
    for key, made_pods in view.makers_behind(service).items():
        pod = made_pods[0]
        blocking = policies.restricting(pod, "ingress")
        rules = policies.rules(pod, "ingress")
        if policies.is_accepted(pod, "ingress"):
            continue
        if blocking and not rules and not pods.uses_host_network(pod):
            yield closed_to_all(service, key, blocking)
        for index, port in enumerate(services.ports(service) if rules else ()):
            number, protocol = (
                endpoint_checks.target_number(pod, port),
                port.get("protocol") or "TCP",
            )
            if number is None or any(opens_port(rule, pod, number, protocol) for rule in rules):
                continue
            opens_service_port = any(
                covers_port(entry, pod, port["port"], protocol)
                for rule in rules
                for entry in network_policies.ports(rule)
            )
            yield Fact(
                "network-policy-denies",
                objects.key(service),
                f"spec.ports[{index}]",
                f"{first_few([title(objects.key(entry)) for entry in blocking])} selects the pods of {title(key)} and opens "
                f"{first_few(list(dict.fromkeys(allowed_ports(rules))))}, not {number}/{protocol}"
                + (
                    f"; {port['port']} is the Service's port, policies see the pod's"
                    if opens_service_port
                    else ""
                ),
                f"port: {number}, in the policy's ingress",
            )


def closed_to_all(service: Object, key: Key, blocking: list[Object]) -> Fact:
    """Return the finding for pods that let nobody in: policies select them, and none has a rule."""
    return Fact(
        "network-policy-denies",
        objects.key(service),
        "spec.selector",
        f"{first_few([title(objects.key(entry)) for entry in blocking])} selects the pods of {title(key)} and "
        "lets nobody in: it has no ingress rule, and no other policy has one for them",
        "a NetworkPolicy with an ingress rule for the clients of these pods",
        about=(objects.key(blocking[0]),),
    )


def denied_client(
    policies: Policies,
    client: Object,
    key: Key,
    service: Object | None,
    port: object,
    server: Object,
    field: str,
) -> Iterator[Fact]:
    """Yield a client that is not admitted to a Service, although others are."""
    assert isinstance(port, dict) and service is not None
    number, protocol = endpoint_checks.target_number(server, port), port.get("protocol") or "TCP"
    if not number:
        return
    verdict = policies.verdict(client, server, number, protocol)
    blocking, inward = verdict.policies, verdict.direction == "ingress"
    rules = policies.rules(server, "ingress")
    closed_to_all = rules and not any(opens_port(rule, server, number, protocol) for rule in rules)
    if not verdict.allowed and not (inward and closed_to_all):
        labels = (
            ", ".join(f"{name}={value}" for name, value in sorted(objects.labels(client).items()))
            or "none"
        )
        rule = f' (rule "{verdict.rule}")' if verdict.rule else ""
        yield Fact(
            "network-policy-denies",
            key,
            field,
            f"it calls Service {objects.key(service).path}; {first_few([title(objects.key(policy)) for policy in blocking])}{rule} does not let it "
            f"{'in' if inward else 'out'} to {number}/{protocol} (labels of the client: {labels})",
            f"{'an ingress' if inward else 'an egress'} rule for it",
            about=(objects.key(service),),
        )
