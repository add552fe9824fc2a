"""Expose a pod, a workload or another Service as a new Service, as `expose` does."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from minik.client.generators.pod import parse_labels
from minik.errors import ClientError
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.go_values import format_value
from minik.model.object import Object, read


class IncompleteOptions(ClientError):
    """The flags do not say, and the exposed object does not tell either."""


class ExposeOptions(NamedTuple):
    """The flags of `expose`; empty ones are derived from the exposed object."""

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


def build_service(exposed: Object, options: ExposeOptions) -> Object:
    """Build the Service that selects the exposed object's pods. Raise ClientError if it has no
    selector or ports.
    """
    if exposed["kind"] not in SELECTORS:
        group = objects.group(exposed["apiVersion"])
        raise ClientError(f"cannot expose a {exposed['kind']}{'.' + group if group else ''}")
    selector = parse_labels(options.selector) if options.selector else _selector(exposed)
    labels = parse_labels(options.labels) if options.labels else dict(objects.labels(exposed))
    optional = {
        "externalIPs": [options.external_ip] if options.external_ip else [],
        "type": options.type_name,
        "clusterIP": options.cluster_ip,
        "loadBalancerIP": options.load_balancer_ip if options.type_name == "LoadBalancer" else "",
        "sessionAffinity": _session_affinity(options),
    }
    ports = list(_ports(exposed, options))
    spec = {
        "selector": selector,
        **({"ports": ports} if ports else {}),
        **{field: value for field, value in optional.items() if value},
    }
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "status": {"loadBalancer": {}},
        "spec": spec,
        "metadata": {
            "name": options.name or objects.name(exposed)[:63],
            **({"labels": labels} if labels else {}),
        },
    }


def _session_affinity(options: ExposeOptions) -> str:
    if options.session_affinity not in ("", "None", "ClientIP"):
        raise ClientError(f"unknown session affinity: {options.session_affinity}")
    return options.session_affinity


def _ports(exposed: Object, options: ExposeOptions) -> Iterator[Object]:
    protocols = _port_protocols(exposed)
    numbers = options.port.split(",") if options.port else list(protocols)
    if not numbers and options.cluster_ip != "None":
        raise IncompleteOptions("couldn't find port via --port flag or introspection")
    for index, text in enumerate(numbers, 1):
        number = _number(text)
        port_protocols = [options.protocol] if options.protocol else protocols.get(text, ["TCP"])
        for protocol in port_protocols:
            name = (
                f"port-{index}-{protocol.lower()}"
                if len(port_protocols) > 1
                else f"port-{index}"
                if len(numbers) > 1
                else ""
            )
            yield {
                **({"name": name} if name else {}),
                "port": number,
                "protocol": protocol,
                "targetPort": _target_port(options, number),
            }


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ClientError(f'strconv.Atoi: parsing "{text}": invalid syntax') from None


def _target_port(options: ExposeOptions, number: int) -> Any:
    text = options.target_port
    return int(text) if text.isdecimal() else text or number


def _port_protocols(exposed: Object) -> dict[str, list[str]]:
    """Map each port number of the object, in order, to its protocols."""
    protocols: dict[str, list[str]] = {}
    for port in _declared_ports(exposed):
        known_protocols = protocols.setdefault(
            str(port.get("port") or port.get("containerPort")), []
        )
        protocol = port.get("protocol") or "TCP"
        known_protocols += [protocol] if protocol not in known_protocols else []
    return protocols


def _declared_ports(exposed: Object) -> Sequence[Object]:
    if exposed["kind"] == "Service":
        return list(read(exposed, "spec.ports", []))
    path = "spec.containers" if exposed["kind"] == "Pod" else "spec.template.spec.containers"
    return [port for container in read(exposed, path, []) for port in container.get("ports") or ()]


def _selector(exposed: Object) -> Mapping[str, str]:
    try:
        return SELECTORS[exposed["kind"]](exposed)
    except ClientError as error:
        raise IncompleteOptions(
            f"couldn't retrieve selectors via --selector flag or introspection: {error.message}"
        ) from None


def _selector_from_labels(pod: Object) -> Mapping[str, str]:
    if not objects.labels(pod):
        raise ClientError("the pod has no labels and cannot be exposed")
    return objects.labels(pod)


def _selector_from_spec(exposed: Object) -> Mapping[str, str]:
    selector: Mapping[str, str] | None = read(exposed, "spec.selector")
    if not selector:
        raise ClientError(
            "the service has no pod selector set"
            if exposed["kind"] == "Service"
            else "invalid selector"
        )
    return selector


def _selector_from_match_labels(workload: Object) -> Mapping[str, str]:
    labels = objects.read_map(workload, "spec.selector.matchLabels")
    if not labels:
        raise ClientError(
            f"invalid {workload['kind'].lower()}: no selectors, therefore cannot be exposed"
        )
    expressions = read(workload, "spec.selector.matchExpressions")
    if expressions:
        raise ClientError(
            f'couldn\'t convert expressions - "{format_value(expressions)}" to map-based selector format'
        )
    return labels


SELECTORS: Mapping[str, Callable[[Object], Mapping[str, str]]] = {
    "Pod": _selector_from_labels,
    "ReplicationController": _selector_from_spec,
    "Service": _selector_from_spec,
    "Deployment": _selector_from_match_labels,
    "ReplicaSet": _selector_from_match_labels,
}
