"""NetworkPolicies that open a port by a name, which none of the pods that it is about has."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View, first_few
from minik.kinds import network_policy as network_policies
from minik.kinds import pod as pods
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object
from minik.policy.traffic import DIRECTIONS

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: "web:1", ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: NAME}]}]}
"""
CAUSE = Cause(
    "policy-port-unknown",
    "",
    ERROR,
    "a NetworkPolicy opens a port by a name that none of its pods has",
    "A port's name is looked up among the container ports of the pods that receive: those that the policy selects for ingress, the peers "
    "for egress. A name that none has opens nothing. The names and numbers of Services count for nothing here.",
    example=EXAMPLE.replace("NAME", "web"),
    sound=EXAMPLE.replace("NAME", "http"),
)


def findings(view: View) -> Iterator[Finding]:
    for policy in view.of("NetworkPolicy"):
        for direction in DIRECTIONS:
            for index, rule in enumerate(network_policies.rules(policy, direction)):
                for place, entry in enumerate(network_policies.ports(rule)):
                    if isinstance(entry.get("port"), str):
                        path = f"spec.{direction}[{index}].ports[{place}].port"
                        receivers = receiving(view, policy, direction, rule)
                        yield from judge(policy, path, entry, receivers)


def receiving(
    view: View, policy: Object, direction: str, rule: Mapping[str, Any]
) -> Sequence[Object]:
    """Return the pods whose ports a rule names; [] if they are not known here."""
    policies = view.policies
    if direction == "ingress":
        return policies.selected(policy)
    return policies.peers(policy, rule, direction) if rule.get("to") else []


def judge(
    policy: Object, path: str, entry: Mapping[str, Any], receivers: Sequence[Object]
) -> Iterator[Finding]:
    """Yield the finding for a named port that no receiver has."""
    name, protocol = str(entry["port"]), entry.get("protocol") or "TCP"
    if not receivers or any(pods.find_port(pod, name, protocol) is not None for pod in receivers):
        return
    ports = [port for pod in receivers for port in pods.ports(pod)]
    names = list(dict.fromkeys(str(port["name"]) for port in ports if port.get("name")))
    numbers = list(dict.fromkeys(str(port["containerPort"]) for port in ports))
    if not ports:
        return
    right = nearest(name, names) or (names[0] if len(names) == 1 else "")
    yield Finding(
        CAUSE,
        objects.key(policy),
        path,
        f'no pod has a port called "{name}" ({protocol}); they have {first_few(names or numbers)}: it opens nothing',
        f"port: {right or numbers[0]}",
        right,
    )
