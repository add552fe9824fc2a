"""A Service before what is there already: a pod, a workload or another Service, as `expose` makes it."""
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from minik.errors import ClientError
from minik.intake.generators.pod import pairs
from minik.model import object as objects
from minik.model.go_values import printed
from minik.model.object import Object, read


class Wish(NamedTuple):
    """What was asked for; what is empty is taken from the object."""

    name: str = ""
    port: str = ""
    target_port: str = ""
    protocol: str = ""
    type_name: str = ""
    selector: str = ""
    labels: str = ""
    cluster_ip: str = ""
    external_ip: str = ""
    load_balancer_ip: str = ""
    session_affinity: str = ""


def service(exposed: Object, wish: Wish) -> Object:
    """The Service that leads to the object's pods."""
    if exposed["kind"] not in SELECTORS:
        family = objects.group(exposed["apiVersion"])
        raise ClientError(f"cannot expose a {exposed['kind']}{'.' + family if family else ''}")
    selector = pairs(wish.selector) if wish.selector else _selector(exposed)
    labels = pairs(wish.labels) if wish.labels else dict(objects.labels(exposed))
    optional = {"externalIPs": [wish.external_ip] if wish.external_ip else [], "type": wish.type_name, "clusterIP": wish.cluster_ip,
                "loadBalancerIP": wish.load_balancer_ip if wish.type_name == "LoadBalancer" else "", "sessionAffinity": _affinity(wish)}
    found = list(_ports(exposed, wish))
    spec = {"selector": selector, **({"ports": found} if found else {}), **{field: value for field, value in optional.items() if value}}
    return {"apiVersion": "v1", "kind": "Service", "status": {"loadBalancer": {}}, "spec": spec,
            "metadata": {"name": wish.name or objects.name(exposed)[:63], **({"labels": labels} if labels else {})}}


def _affinity(wish: Wish) -> str:
    if wish.session_affinity not in ("", "None", "ClientIP"):
        raise ClientError(f"unknown session affinity: {wish.session_affinity}")
    return wish.session_affinity


def _ports(exposed: Object, wish: Wish) -> Iterator[Object]:
    protocols = _protocols(exposed)
    numbers = wish.port.split(",") if wish.port else list(protocols)
    if not numbers and wish.cluster_ip != "None":
        raise ClientError("couldn't find port via --port flag or introspection")
    for index, text in enumerate(numbers, 1):
        number = _number(text)
        those = [wish.protocol] if wish.protocol else protocols.get(text, ["TCP"])
        for protocol in those:
            name = f"port-{index}-{protocol.lower()}" if len(those) > 1 else f"port-{index}" if len(numbers) > 1 else ""
            yield {**({"name": name} if name else {}), "port": number, "protocol": protocol, "targetPort": _target(wish, number)}


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ClientError(f'strconv.Atoi: parsing "{text}": invalid syntax') from None


def _target(wish: Wish, number: int) -> Any:
    text = wish.target_port
    return int(text) if text.isdecimal() else text or number


def _protocols(exposed: Object) -> dict[str, list[str]]:
    """Every port that the object names, in order, with its protocols."""
    found: dict[str, list[str]] = {}
    for port in _named_ports(exposed):
        those = found.setdefault(str(port.get("port") or port.get("containerPort")), [])
        protocol = port.get("protocol") or "TCP"
        those += [protocol] if protocol not in those else []
    return found


def _named_ports(exposed: Object) -> Sequence[Object]:
    if exposed["kind"] == "Service":
        return list(read(exposed, "spec.ports", []))
    path = "spec.containers" if exposed["kind"] == "Pod" else "spec.template.spec.containers"
    return [port for container in read(exposed, path, []) for port in container.get("ports") or ()]


def _selector(exposed: Object) -> Mapping[str, str]:
    try:
        return SELECTORS[exposed["kind"]](exposed)
    except ClientError as error:
        raise ClientError(f"couldn't retrieve selectors via --selector flag or introspection: {error.message}") from None


def _by_labels(pod: Object) -> Mapping[str, str]:
    if not objects.labels(pod):
        raise ClientError("the pod has no labels and cannot be exposed")
    return objects.labels(pod)


def _by_selector(exposed: Object) -> Mapping[str, str]:
    found: Mapping[str, str] | None = read(exposed, "spec.selector")
    if not found:
        raise ClientError("the service has no pod selector set" if exposed["kind"] == "Service" else "invalid selector")
    return found


def _by_match_labels(workload: Object) -> Mapping[str, str]:
    expressions = read(workload, "spec.selector.matchExpressions")
    if expressions:
        raise ClientError(f'couldn\'t convert expressions - "{printed(expressions)}" to map-based selector format')
    found: Mapping[str, str] = read(workload, "spec.selector.matchLabels", {})
    return found


SELECTORS: Mapping[str, Callable[[Object], Mapping[str, str]]] = {
    "Pod": _by_labels, "ReplicationController": _by_selector, "Service": _by_selector, "Deployment": _by_match_labels,
    "ReplicaSet": _by_match_labels}
