"""A Service from ports (`80`, `80:8080`, `80:http`), which selects pods labelled app=NAME."""

from collections.abc import Iterator, Sequence

from minik.errors import ClientError
from minik.light_typing import Any
from minik.model import names
from minik.model.object import MutableObject, Object

NO_PORTS = "at least one tcp port specifier must be provided"


def build_service(
    name: str,
    type_name: str,
    pairs: Sequence[str],
    *,
    cluster_ip: str = "",
    node_port: int = 0,
    external_name: str = "",
) -> Object:
    """Build a Service of a type, as `create service` does."""
    if type_name == "ExternalName":
        if any(names.subdomain(external_name)):
            raise ClientError(f"invalid service external name {external_name}")
    elif not pairs and cluster_ip != "None":
        raise ClientError(NO_PORTS)
    spec: MutableObject = {"type": type_name, "selector": {"app": name}}
    spec.update(
        {
            field: value
            for field, value in (("clusterIP", cluster_ip), ("externalName", external_name))
            if value
        }
    )
    if pairs:
        spec["ports"] = [
            {**parse_port(pair), **({"nodePort": node_port} if node_port else {})} for pair in pairs
        ]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": spec,
        "status": {"loadBalancer": {}},
    }


def parse_port(pair: str) -> Object:
    """Parse `80:8080` as a port named 80-8080."""
    number, target, *_ = *pair.split(":"), ""
    return {
        "name": pair.replace(":", "-"),
        "port": _parse_port_number(number),
        "protocol": "TCP",
        "targetPort": _target_port(target or number),
    }


def _parse_port_number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ClientError(f'strconv.ParseUint: parsing "{text}": invalid syntax')
    if int(text) > 65535:
        raise ClientError(f'strconv.ParseUint: parsing "{text}": value out of range')
    return int(text)


def _target_port(text: str) -> Any:
    number = int(text) if text.isascii() and text.removeprefix("-").isdecimal() else None
    problems: Iterator[str] = (
        names.port_name(text)
        if number is None
        else names.port_number(number)
        if number
        else iter(())
    )
    reasons = ",".join(problems)
    if reasons:
        raise ClientError(reasons)
    return text if number is None else number
