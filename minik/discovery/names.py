"""Names as people type them: parse which Service, and which of its ports, is meant."""

from ipaddress import ip_address

from minik import light_re as re
from minik.errors import ClientError
from minik.light_typing import NamedTuple
from minik.model.ip import is_address

BRACKETED = re.compile(r"\[(?P<address>[^]]+)\](?::(?P<port>[^:]+))?")


class Name(NamedTuple):
    """A Service by name, or an address. `port` is a number or a name, "" for all; `host` is the
    first label of a pod's name below its Service, `home` the namespace of short names.
    """

    service: str = ""
    namespace: str = ""
    address: str = ""
    port: str = ""
    host: str = ""
    home: str = ""

    @property
    def as_pod(self) -> "Name":
        """Return the name read as that of a pod: `web-0.web` is host web-0 below Service web."""
        if self.host or self.address or not self.home:
            return self
        return self._replace(host=self.service, service=self.namespace, namespace=self.home)


def parse(text: str, namespace: str, domain: str) -> Name:
    """Parse `web`, `web.prod`, `web.prod.svc.cluster.local:http`, `svc/web:80`, `10.96.0.1:443` or
    `[fd00::1]:53`.

    Raises ClientError for what is not a Service name.
    """
    bracketed = BRACKETED.fullmatch(text) if text.startswith("[") else None
    if bracketed and is_address(bracketed["address"]):
        return Name(address=str(ip_address(bracketed["address"])), port=bracketed["port"] or "")
    if is_address(text):
        return Name(address=str(ip_address(text)))
    host, _, port = text.partition(":")
    if is_address(host):
        return Name(address=host, port=port)
    kind, slash, name = host.partition("/")
    host = name if slash and kind in ("svc", "service", "services") else host
    return _service_name(host, port, namespace, domain, text)


def _service_name(host: str, port: str, namespace: str, domain: str, text: str) -> Name:
    labels = host.removesuffix(".").lower().removesuffix(f".{domain}").split(".")
    if all(labels) and len(labels) in (3, 4) and labels[3:] in ([], ["svc"]) and labels[2] != "svc":
        return Name(labels[1], labels[2], port=port, host=labels[0])
    if len(labels) >= 3 and labels[2:] != ["svc"] or not all(labels):
        usage = f"NAME, NAME.NAMESPACE or NAME.NAMESPACE.svc.{domain}, with :PORT if you like"
        raise ClientError(f'"{text}" is not a Service name', hint=usage)
    if len(labels) == 1:
        return Name(labels[0], namespace, port=port)
    return Name(labels[0], labels[1], port=port, home=namespace if len(labels) == 2 else "")
