"""The answers of the cluster's DNS server: records, or the reason why there are none.

Upstream rule: CoreDNS' plugin `kubernetes` with kubeadm's Corefile (`pods insecure`, ttl 30,
reverse zones included). A name that exists without a record of the requested type is an empty
NOERROR; a headless Service without a ready endpoint does not exist.
"""

from collections.abc import Iterator, Sequence
from ipaddress import ip_address

from minik.discovery import lookup
from minik.discovery.lookup import Location
from minik.discovery.records import TTL, Record
from minik.light_typing import NamedTuple
from minik.model.cluster import Cluster

VERSION, VERSION_TTL = "1.1.0", 28800
REVERSE = ("in-addr.arpa", "ip6.arpa")
MAX_ALIASES = 10


class Answer(NamedTuple):
    """One DNS answer. `code` is NOERROR, NXDOMAIN or REFUSED; `authority` is the SOA record of the
    zone; `reason` says why there is no record.
    """

    code: str
    answers: tuple[Record, ...] = ()
    authority: tuple[Record, ...] = ()
    additional: tuple[Record, ...] = ()
    reason: str = ""


def answer(cluster: Cluster, name: str, kind: str) -> Answer:
    """Return the answer to one question; `kind` is a record type such as `A`."""
    query = name.rstrip(".").lower()
    domain = cluster.settings.cluster_domain
    for zone in REVERSE:
        if query == zone or query.endswith("." + zone):
            labels = _labels(query, zone)
            return _with_authority(cluster, zone, _reverse(cluster, zone, labels, query, kind))
    if query == domain or query.endswith("." + domain):
        return in_domain(cluster, query, kind)
    return outside(query)


def in_domain(cluster: Cluster, query: str, kind: str) -> Answer:
    """Return the answer to a question about the cluster's domain or a name below it."""
    domain = cluster.settings.cluster_domain
    result = _inside(cluster, _labels(query, domain), query, kind)
    return _with_authority(cluster, domain, result)


def outside(query: str) -> Answer:
    """Return the answer to a question that only servers outside the cluster could answer."""
    return Answer(
        "REFUSED",
        reason=f"{query or '.'} lies in no zone of the cluster, and no upstream server is given",
    )


def _labels(query: str, zone: str) -> Sequence[str]:
    return query[: -len(zone)].rstrip(".").split(".") if query != zone else []


def _with_authority(cluster: Cluster, zone: str, result: Answer) -> Answer:
    return result if result.answers else result._replace(authority=(_authority(cluster, zone),))


def _inside(cluster: Cluster, labels: Sequence[str], query: str, kind: str) -> Answer:
    domain = cluster.settings.cluster_domain
    if not labels:
        return _apex(cluster, domain, kind)
    if list(labels) == ["dns-version"]:
        return _of_type(
            [Record(query, "TXT", f'"{VERSION}"', VERSION_TTL)],
            kind,
            "dns-version has a TXT record alone",
        )
    if list(labels) == ["ns", "dns"]:
        servers = [address_record(query, address) for address in lookup.name_servers(cluster)]
        return _of_type(servers, kind, "the server has no address of this family")
    if labels[-1] not in ("svc", "pod"):
        return Answer(
            "NXDOMAIN",
            reason=f"below {domain} there are only svc and pod: {'.'.join(labels[-2:])}.svc.{domain} was meant?",
        )
    if len(labels) == 1:
        return Answer("NOERROR", reason=f"{query} holds names, but is none itself")
    if not _has_namespace(cluster, labels[-2]):
        return Answer("NXDOMAIN", reason=f'there is no namespace "{labels[-2]}"')
    if len(labels) == 2:
        return Answer("NOERROR", reason=f"{query} is a namespace; names of services stand below it")
    return (
        _pod(labels, query, kind) if labels[-1] == "pod" else _service(cluster, labels, query, kind)
    )


def _has_namespace(cluster: Cluster, name: str) -> bool:
    """Return whether there is a namespace, or a Service that says so."""
    return cluster.exists("Namespace", name) or bool(cluster.within("Service", name))


def _apex(cluster: Cluster, domain: str, kind: str) -> Answer:
    if kind == "SOA":
        return Answer("NOERROR", (_authority(cluster, domain),))
    if kind == "NS":
        server = f"ns.dns.{domain}"
        return Answer(
            "NOERROR",
            (Record(domain, "NS", server + "."),),
            additional=tuple(
                address_record(server, address) for address in lookup.name_servers(cluster)
            ),
        )
    return Answer("NOERROR", reason=f"{domain} is the zone itself")


def _pod(labels: Sequence[str], query: str, kind: str) -> Answer:
    if len(labels) != 3 or not (address := lookup.dashed_address(labels[0])):
        return Answer(
            "NXDOMAIN",
            reason="the name of a pod is its address with dashes: 10-244-1-2.NAMESPACE.pod",
        )
    return _of_type([address_record(query, address)], kind, "the address is of the other family")


def _service(cluster: Cluster, labels: Sequence[str], query: str, kind: str) -> Answer:
    locations, reason = lookup.find(cluster, labels)
    if not locations:
        return Answer("NXDOMAIN", reason=reason)
    if locations[0].target:
        return _alias(cluster, query, locations[0].target, kind)
    if kind == "SRV":
        return _srv_answer(cluster, query, locations)
    addresses = list(dict.fromkeys(location.address for location in locations))
    return _of_type(
        [address_record(query, address) for address in addresses],
        kind,
        f"the name is there, but has no {kind} record",
    )


def _alias(cluster: Cluster, query: str, target: str, kind: str) -> Answer:
    """Answer for an ExternalName: follow its target as long as it stays in the cluster."""
    if kind not in ("A", "AAAA", "CNAME"):
        return Answer("NOERROR", reason=f"an ExternalName is a CNAME; it has no {kind} record")
    chain = [Record(query, "CNAME", target + ".")]
    domain = cluster.settings.cluster_domain
    while kind != "CNAME" and target.endswith(".svc." + domain) and len(chain) < MAX_ALIASES:
        locations = (
            lookup.find(cluster, target.removesuffix("." + domain).split("."))[0]
            if target.count(".") > domain.count(".") + 2
            else []
        )
        if not locations or not locations[0].target:
            return Answer("NOERROR", (*chain, *answer(cluster, target, kind).answers))
        following = Record(target, "CNAME", locations[0].target + ".")
        if following in chain:
            break
        chain, target = [*chain, following], locations[0].target
    return Answer("NOERROR", tuple(chain))


def _srv_answer(cluster: Cluster, query: str, locations: Sequence[Location]) -> Answer:
    """Answer with SRV records; all locations share the weight, including duplicates."""
    weight = max(1, 100 // len(locations))
    with_ports = [location for location in locations if location.port]
    records = dict.fromkeys(
        Record(query, "SRV", f"0 {weight} {location.port} {location.name}.")
        for location in with_ports
    )
    additional = dict.fromkeys(
        address_record(location.name, location.address) for location in with_ports
    )
    reason = "" if records else "the service has no ports, so there is no place to tell"
    return Answer("NOERROR", tuple(records), additional=tuple(additional), reason=reason)


def _reverse(cluster: Cluster, zone: str, labels: Sequence[str], query: str, kind: str) -> Answer:
    address = lookup.reversed_address(labels, zone)
    names = lookup.names_of(cluster, address) if address else []
    if not names:
        reason = (
            f"nothing that DNS knows has the address {address}"
            if address
            else "this is no address turned around"
        )
        return Answer("NXDOMAIN" if labels else "NOERROR", reason=reason)
    return _of_type(
        [Record(query, "PTR", name + ".") for name in names],
        kind,
        "an address has PTR records alone",
    )


def _of_type(records: Sequence[Record], kind: str, otherwise: str) -> Answer:
    matching = tuple(record for record in records if record.type == kind)
    return Answer("NOERROR", matching, reason="" if matching else otherwise)


def address_record(name: str, address: str) -> Record:
    """Return an A or AAAA record, depending on the address."""
    return Record(name, "A" if ip_address(address).version == 4 else "AAAA", address)


def _authority(cluster: Cluster, zone: str) -> Record:
    return Record(
        zone,
        "SOA",
        f"ns.dns.{zone}. hostmaster.{zone}. {int(cluster.now.timestamp())} 7200 1800 86400 {TTL}",
    )


def lines(records: Sequence[Record]) -> Iterator[str]:
    """Yield records as zone files and `dig` write them."""
    return (f"{record.name}. {record.ttl} IN {record.type} {record.value}" for record in records)
