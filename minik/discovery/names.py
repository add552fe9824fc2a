"""Names as people type them: which service, and which of its ports, they mean."""
import re
from ipaddress import ip_address
from typing import NamedTuple

from minik.errors import ClientError


class Name(NamedTuple):
    """What was asked for: a service by name, or an address. `port` is a number or a name, empty for all."""

    service: str = ""
    namespace: str = ""
    address: str = ""
    port: str = ""


def parse(text: str, namespace: str, domain: str) -> Name:
    """`web`, `web.prod`, `web.prod.svc.cluster.local:http`, `svc/web:80`, `10.96.0.1:443`, `[fd00::1]:53`."""
    bracketed = re.fullmatch(r"\[(?P<address>[^]]+)\](?::(?P<port>[^:]+))?", text)
    if bracketed and is_address(bracketed["address"]):
        return Name(address=str(ip_address(bracketed["address"])), port=bracketed["port"] or "")
    if is_address(text):
        return Name(address=str(ip_address(text)))
    host, _, port = text.partition(":")
    if is_address(host):
        return Name(address=host, port=port)
    return _named(re.sub(r"\A(svc|service|services)/", "", host), port, namespace, domain, text)


def _named(host: str, port: str, namespace: str, domain: str, text: str) -> Name:
    labels = host.removesuffix(".").lower().removesuffix(f".{domain}").split(".")
    if len(labels) >= 3 and labels[2:] != ["svc"] or not all(labels):
        way_out = f"NAME, NAME.NAMESPACE or NAME.NAMESPACE.svc.{domain}, with :PORT if you like"
        raise ClientError(f'"{text}" is no name of a service', hint=way_out)
    return Name(service=labels[0], namespace=labels[1] if len(labels) > 1 else namespace, port=port)


def is_address(text: str) -> bool:
    """Whether it is an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
