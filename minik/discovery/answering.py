"""What the cluster's DNS server answers: records, or the reason why there are none.

Upstream rule: CoreDNS' plugin `kubernetes` with kubeadm's Corefile (`pods insecure`, ttl 30, reverse zones included). A name that exists
without a record of the asked type is NOERROR with nothing in it; a headless service without a ready endpoint does not exist at all.
"""
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import NamedTuple

from minik.discovery import lookup
from minik.discovery.lookup import Found
from minik.discovery.records import TTL, Record
from minik.model.cluster import Cluster

VERSION, VERSION_TTL = "1.1.0", 28800
REVERSE = ("in-addr.arpa", "ip6.arpa")
CHAIN = 10


class Answer(NamedTuple):
    """`code` is NOERROR, NXDOMAIN or REFUSED; `zone` the zone that answers for the name; `reason` why there is no record."""

    code: str
    answers: tuple[Record, ...] = ()
    authority: tuple[Record, ...] = ()
    additional: tuple[Record, ...] = ()
    reason: str = ""


def answer(cluster: Cluster, name: str, kind: str) -> Answer:
    """The answer to one question; `kind` is a record type such as `A`."""
    asked = name.rstrip(".").lower()
    domain = cluster.settings.cluster_domain
    for zone in (domain, *REVERSE):
        if asked == zone or asked.endswith("." + zone):
            labels = asked[:-len(zone)].rstrip(".").split(".") if asked != zone else []
            found = _reverse(cluster, zone, labels, asked, kind) if zone in REVERSE else _inside(cluster, labels, asked, kind)
            return found if found.answers else found._replace(authority=(_authority(cluster, zone),))
    return Answer("REFUSED", reason=f"{asked or '.'} lies in no zone of the cluster, and no upstream server is given")


def _inside(cluster: Cluster, labels: Sequence[str], asked: str, kind: str) -> Answer:
    domain = cluster.settings.cluster_domain
    if not labels:
        return _apex(cluster, domain, kind)
    if list(labels) == ["dns-version"]:
        return _of_type([Record(asked, "TXT", f'"{VERSION}"', VERSION_TTL)], kind, "dns-version has a TXT record alone")
    if list(labels) == ["ns", "dns"]:
        servers = [address_record(asked, one) for one in lookup.name_servers(cluster)]
        return _of_type(servers, kind, "the server has no address of this family")
    if labels[-1] not in ("svc", "pod"):
        return Answer("NXDOMAIN", reason=f"below {domain} there are only svc and pod: {'.'.join(labels[-2:])}.svc.{domain} was meant?")
    if len(labels) == 1:
        return Answer("NOERROR", reason=f"{asked} holds names, but is none itself")
    if cluster.get("Namespace", "", labels[-2]) is None:
        return Answer("NXDOMAIN", reason=f'there is no namespace "{labels[-2]}"')
    if len(labels) == 2:
        return Answer("NOERROR", reason=f"{asked} is a namespace; names of services stand below it")
    return _pod(labels, asked, kind) if labels[-1] == "pod" else _service(cluster, labels, asked, kind)


def _apex(cluster: Cluster, domain: str, kind: str) -> Answer:
    if kind == "SOA":
        return Answer("NOERROR", (_authority(cluster, domain),))
    if kind == "NS":
        server = f"ns.dns.{domain}"
        return Answer("NOERROR", (Record(domain, "NS", server + "."),),
                      additional=tuple(address_record(server, one) for one in lookup.name_servers(cluster)))
    return Answer("NOERROR", reason=f"{domain} is the zone itself")


def _pod(labels: Sequence[str], asked: str, kind: str) -> Answer:
    if len(labels) != 3 or not (address := lookup.dashed_address(labels[0])):
        return Answer("NXDOMAIN", reason="the name of a pod is its address with dashes: 10-244-1-2.NAMESPACE.pod")
    return _of_type([address_record(asked, address)], kind, "the address is of the other family")


def _service(cluster: Cluster, labels: Sequence[str], asked: str, kind: str) -> Answer:
    found, reason = lookup.find(cluster, labels)
    if not found:
        return Answer("NXDOMAIN", reason=reason)
    if found[0].target:
        return _alias(cluster, asked, found[0].target, kind)
    if kind == "SRV":
        return _located(cluster, asked, found)
    addresses = list(dict.fromkeys(one.address for one in found))
    return _of_type([address_record(asked, address) for address in addresses], kind, f"the name is there, but has no {kind} record")


def _alias(cluster: Cluster, asked: str, target: str, kind: str) -> Answer:
    """An ExternalName: another name, followed as long as it stays in the cluster."""
    if kind not in ("A", "AAAA", "CNAME"):
        return Answer("NOERROR", reason=f"an ExternalName is a CNAME; it has no {kind} record")
    chain = [Record(asked, "CNAME", target + ".")]
    domain = cluster.settings.cluster_domain
    while kind != "CNAME" and target.endswith(".svc." + domain) and len(chain) < CHAIN:
        found = lookup.find(cluster, target.removesuffix("." + domain).split("."))[0] if target.count(".") > domain.count(".") + 2 else []
        if not found or not found[0].target:
            return Answer("NOERROR", (*chain, *answer(cluster, target, kind).answers))
        following = Record(target, "CNAME", found[0].target + ".")
        if following in chain:
            break
        chain, target = [*chain, following], found[0].target
    return Answer("NOERROR", tuple(chain))


def _located(cluster: Cluster, asked: str, found: Sequence[Found]) -> Answer:
    """SRV: where and at which port; every record found shares the weight, also those that say the same."""
    weight = max(1, 100 // len(found))
    named = [one for one in found if one.port]
    records = dict.fromkeys(Record(asked, "SRV", f"0 {weight} {one.port} {one.name}.") for one in named)
    additional = dict.fromkeys(address_record(one.name, one.address) for one in named)
    reason = "" if records else "the service has no ports, so there is no place to tell"
    return Answer("NOERROR", tuple(records), additional=tuple(additional), reason=reason)


def _reverse(cluster: Cluster, zone: str, labels: Sequence[str], asked: str, kind: str) -> Answer:
    address = lookup.reversed_address(labels, zone)
    names = lookup.names_of(cluster, address) if address else []
    if not names:
        known = f"nothing that DNS knows has the address {address}" if address else "this is no address turned around"
        return Answer("NXDOMAIN" if labels else "NOERROR", reason=known)
    return _of_type([Record(asked, "PTR", name + ".") for name in names], kind, "an address has PTR records alone")


def _of_type(records: Sequence[Record], kind: str, otherwise: str) -> Answer:
    chosen = tuple(record for record in records if record.type == kind)
    return Answer("NOERROR", chosen, reason="" if chosen else otherwise)


def address_record(name: str, address: str) -> Record:
    """A or AAAA, as the address is."""
    return Record(name, "A" if ip_address(address).version == 4 else "AAAA", address)


def _authority(cluster: Cluster, zone: str) -> Record:
    return Record(zone, "SOA", f"ns.dns.{zone}. hostmaster.{zone}. {int(cluster.now.timestamp())} 7200 1800 86400 {TTL}")


def lines(records: Sequence[Record]) -> Iterator[str]:
    """Records as zone files and `dig` write them."""
    return (f"{record.name}. {record.ttl} IN {record.type} {record.value}" for record in records)
