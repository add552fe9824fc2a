"""Names as people type them: parse which Service, and which of its ports, is meant."""

import re
from ipaddress import ip_address
from typing import NamedTuple

from minik.errors import ClientError


class Name(NamedTuple):
    """A Service by name, or an address. `port` is a number or a name, "" for all."""

    service: str = ""
    namespace: str = ""
    address: str = ""
    port: str = ""


def parse(text: str, namespace: str, domain: str) -> Name:
    """Parse `web`, `web.prod`, `web.prod.svc.cluster.local:http`, `svc/web:80`, `10.96.0.1:443` or
    `[fd00::1]:53`.

    Raises ClientError for what is not a Service name.
    """
    bracketed = re.fullmatch(r"\[(?P<address>[^]]+)\](?::(?P<port>[^:]+))?", text)
    if bracketed and is_address(bracketed["address"]):
        return Name(address=str(ip_address(bracketed["address"])), port=bracketed["port"] or "")
    if is_address(text):
        return Name(address=str(ip_address(text)))
    host, _, port = text.partition(":")
    if is_address(host):
        return Name(address=host, port=port)
    return _service_name(
        re.sub(r"\A(svc|service|services)/", "", host), port, namespace, domain, text
    )


def _service_name(host: str, port: str, namespace: str, domain: str, text: str) -> Name:
    labels = host.removesuffix(".").lower().removesuffix(f".{domain}").split(".")
    if len(labels) >= 3 and labels[2:] != ["svc"] or not all(labels):
        usage = f"NAME, NAME.NAMESPACE or NAME.NAMESPACE.svc.{domain}, with :PORT if you like"
        raise ClientError(f'"{text}" is not a Service name', hint=usage)
    return Name(service=labels[0], namespace=labels[1] if len(labels) > 1 else namespace, port=port)


def is_address(text: str) -> bool:
    """Return whether a text is an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
