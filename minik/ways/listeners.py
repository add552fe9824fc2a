"""A listener of a Gateway or of a ListenerSet: what it takes, and whether it can do its work.

Upstream rules: Gateway API `gateway_types.go`: Listener, "Distinct Listeners"; `listenerset_types.go`.
"""

from collections.abc import Mapping, Sequence

from minik.light_typing import Any, NamedTuple
from minik.model.cluster import Cluster
from minik.model.object import Key
from minik.ways import certificates
from minik.ways.certificates import Flaw
from minik.ways.vocabulary import GROUP, Reference

HTTP_KINDS = ("HTTPRoute", "GRPCRoute")
# protocol of a listener → the kinds of routes that it can have
SUPPORTED: dict[str, tuple[str, ...]] = {
    "HTTP": HTTP_KINDS,
    "HTTPS": HTTP_KINDS,
    "TLS": ("TLSRoute",),
    "TCP": ("TCPRoute",),
    "UDP": ("UDPRoute",),
}
# protocols that can share a port, where host names tell them apart
FAMILIES = {"HTTP": "clear", "HTTPS": "secure", "TLS": "secure", "TCP": "raw", "UDP": "datagram"}
SECURE = ("HTTPS", "TLS")
CERTIFICATE_ORDER = ("permission", "kind", "missing", "content")
CERTIFICATE_REASONS = {"permission": "RefNotPermitted"}
AUTHORITY_REASONS = {"permission": "RefNotPermitted", "kind": "InvalidCACertificateKind"}


class Listener(NamedTuple):
    """A listener as written, with what was decided about it.

    `owner` is the Gateway or the ListenerSet. `kinds` are the kinds of routes that it takes; `strange`
    whether it names others. `conflict`: HostnameConflict or ProtocolConflict; `flaw` and `authority`:
    what is wrong with its certificate, and with those that judge clients, of which it may have none
    that is good (`trusts_nobody`).
    """

    owner: Key
    gateway: Key
    name: str
    port: int
    protocol: str
    hostname: str
    value: Mapping[str, Any]
    kinds: tuple[str, ...] = ()
    strange: bool = False
    conflict: str = ""
    flaw: Flaw | None = None
    authority: Flaw | None = None
    trusts_nobody: bool = False
    mode: str = ""
    asks_client: bool = False

    @property
    def accepted_reason(self) -> str:
        """Return the reason of its condition Accepted; `Accepted` alone means that it is."""
        if self.protocol not in SUPPORTED:
            return "UnsupportedProtocol"
        return self.conflict or ("NoValidCACertificate" if self.trusts_nobody else "Accepted")

    @property
    def resolved_reason(self) -> str:
        """Return the reason of its condition ResolvedRefs; `ResolvedRefs` alone means that they are."""
        if self.flaw:
            return CERTIFICATE_REASONS.get(self.flaw.code, "InvalidCertificateRef")
        if self.authority:
            return AUTHORITY_REASONS.get(self.authority.code, "InvalidCACertificateRef")
        return "InvalidRouteKinds" if self.strange else "ResolvedRefs"

    @property
    def is_programmed(self) -> bool:
        """Return whether it takes requests; kinds of routes that it does not have harm nobody."""
        usable = self.resolved_reason in ("ResolvedRefs", "InvalidRouteKinds")
        return (
            self.accepted_reason == "Accepted" and usable and (bool(self.kinds) or not self.strange)
        )

    @property
    def is_secure(self) -> bool:
        return self.protocol in SECURE


def of_value(owner: Key, gateway: Key, value: Mapping[str, Any]) -> Listener:
    """Return a listener as written, with the kinds of routes that it takes."""
    protocol = str(value.get("protocol") or "")
    supported = SUPPORTED.get(protocol, ())
    named = (value.get("allowedRoutes") or {}).get("kinds") or ()
    wanted = [kind.get("kind") for kind in named if kind.get("group", GROUP) == GROUP]
    kinds = tuple(kind for kind in dict.fromkeys(wanted) if kind in supported)
    return Listener(
        owner,
        gateway,
        str(value.get("name") or ""),
        int(value.get("port") or 0),
        protocol,
        str(value.get("hostname") or "") if protocol not in ("TCP", "UDP") else "",
        value,
        kinds if named else supported,
        bool(named) and len(kinds) < len(named) and protocol in SUPPORTED,
        mode=str((value.get("tls") or {}).get("mode") or "Terminate") if protocol in SECURE else "",
    )


def with_certificates(
    cluster: Cluster, listener: Listener, validation: Mapping[str, Any]
) -> Listener:
    """Return a listener with what is wrong with its certificates; `validation` is what the Gateway
    asks of clients at its port.
    """
    if not listener.is_secure or listener.mode == "Passthrough":
        return listener
    kind = listener.owner.kind.partition(".")[0]
    namespace = listener.owner.namespace
    tls = listener.value.get("tls") or {}
    flaws = [
        certificates.pair_flaw(cluster, ref, kind, namespace)
        for ref in tls.get("certificateRefs") or ()
    ]
    if not flaws and not tls.get("options"):
        flaws = [Flaw("missing", Reference("", "Secret", namespace, ""))]
    authorities = [
        certificates.bundle_flaw(cluster, ref, "Gateway", listener.gateway.namespace)
        for ref in validation.get("caCertificateRefs") or ()
    ]
    return listener._replace(
        flaw=certificates.first_flaw(flaws, CERTIFICATE_ORDER),
        authority=certificates.first_flaw(authorities, CERTIFICATE_ORDER),
        trusts_nobody=bool(authorities) and all(authorities),
        asks_client=bool(authorities) and validation.get("mode") != "AllowInsecureFallback",
    )


def conflict(listener: Listener, others: Sequence[Listener]) -> str:
    """Return why a listener cannot be told from one of the others, or ""."""
    family = FAMILIES.get(listener.protocol)
    there = [one for one in others if one.port == listener.port and one.protocol in FAMILIES]
    if family is None or "datagram" in (family, *(FAMILIES[one.protocol] for one in there)):
        there = [one for one in there if FAMILIES[one.protocol] == family]
    if any(FAMILIES[one.protocol] != family for one in there):
        return "ProtocolConflict"
    if any(one.hostname.lower() == listener.hostname.lower() for one in there):
        return "HostnameConflict"
    return ""
