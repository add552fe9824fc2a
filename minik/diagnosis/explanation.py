"""Why a Service, a pod, an address or a name does not do what it should: who was considered, and the first gate that stopped each."""
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from minik.diagnosis import causes, gates, reasons
from minik.diagnosis.causes import policy
from minik.diagnosis.finding import INFO, Finding
from minik.diagnosis.nearness import compare, is_near, nearest
from minik.diagnosis.view import Maker, View, counted
from minik.errors import NotFound
from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

SHOWN = 20


class Row(NamedTuple):
    """One who was considered: its name, the gate that stopped it (or what it is), and why."""

    name: str
    gate: str
    text: str


class Explanation(NamedTuple):
    """The answer in a line, a table of who was considered, a note on the rest, and what is wrong. `works`: somebody answers."""

    headline: str
    titles: tuple[str, str, str]
    rows: tuple[Row, ...]
    rest: str
    findings: tuple[Finding, ...]
    works: bool


def of_service(cluster: Cluster, service: Object) -> Explanation:
    """Every pod that was considered for a service."""
    view = View(cluster, only=objects.key(service))
    found = tuple(finding for finding in causes.found(view) if finding.object == objects.key(service))
    title, number = f"Service {objects.key(service).path}", listed(cluster, service)
    if services.is_external_name(service):
        target = services.external_name(service)
        bad = [one for one in found if one.severity != INFO]
        return Explanation(f"{title} is another name for {target}; no pod stands behind it.", ("", "", ""), (), "", found, not bad)
    selector = services.selector(service)
    if not selector:
        said = f"has {counted(number, 'endpoint')}, written by hand" if number else "has no endpoints, and nobody but you writes them"
        return Explanation(f"{title} {said}.  It has no selector.", ("", "", ""), (), "", found, number > 0)
    rows, more, unlike = considered(cluster, service)
    able = sum(not row.gate for row in rows) if not more else number
    asked = ", ".join(f"{name}={value}" for name, value in sorted(selector.items()))
    head = f"has {counted(number, 'endpoint')}" if number else "has no endpoints"
    rest = "; ".join(part for part in (f"{more} more are stopped or pass the same way" if more else "",
                                       f"{counted(unlike, 'pod')} {'shares' if unlike == 1 else 'share'} no label with the selector"
                                       if unlike else "") if part)
    wrong = [finding for finding in found if finding.severity != INFO]
    suspects = () if wrong or not able else tuple(suspected(service))
    return Explanation(f"{title} {head}.  Selector: {asked}", ("pod", "first gate that stops it", ""), tuple(rows), rest,
                       (*found, *suspects), number > 0)


def suspected(service: Object) -> Iterator[Finding]:
    """What remains where nothing in the cluster's objects explains a failure."""
    for code in (policy.PROXY, policy.NETWORK):
        yield Finding(code, objects.key(service), "", code.meaning)


def listed(cluster: Cluster, service: Object) -> int:
    """How many endpoints a service has that somebody may use."""
    found = {address for part in endpoint_slices.of_service(cluster, objects.namespace(service), objects.name(service))
             for one in endpoint_slices.endpoints(part) if (one.get("conditions") or {}).get("ready") is not False and part.get("ports")
             for address in one.get("addresses") or ()}
    return len(found)


def considered(cluster: Cluster, service: Object) -> tuple[list[Row], int, int]:
    """Those that share a label with the selector, the nearest first; how many more there are, and how many share none.

    Those count too that have one of its keys with another value: a near one, or, where the selector finds nobody, any.
    """
    selector, namespace = services.selector(service), objects.namespace(service)
    table = cluster.table("Pod")
    near = {id(pod): pod for pair in selector.items() for pod in table.by_label.get((namespace, *pair), ())}
    lost = not any(selector.items() <= objects.labels(pod).items() for pod in near.values())
    alike = {id(pod): pod for name, value in selector.items() for pod in table.by_namespace.get(namespace, ())[:2000]
             if name in objects.labels(pod) and (lost or is_near(value, objects.labels(pod)[name]))}
    everybody = list({**near, **alike}.values())
    everybody.sort(key=lambda pod: (-len(selector.items() & objects.labels(pod).items()), objects.name(pod)))
    rows = []
    for pod in everybody[:SHOWN]:
        gate = gates.stopped(cluster, service, pod)
        rows.append(Row(objects.name(pod), gate.name, gate.text) if gate else Row(objects.name(pod), "", f"stands behind it, {place(pod)}"))
    return rows, len(everybody) - len(rows), len(table.by_namespace.get(namespace, ())) - len(everybody)


def place(pod: Object) -> str:
    """Where a pod is reached."""
    return f"at {pods.address(pod) or 'no address yet'}"


def of_pod(cluster: Cluster, pod: Object) -> Explanation:
    """Which services select a pod, and which nearly do."""
    rows = []
    for service in cluster.within("Service", objects.namespace(pod)):
        row = standing(cluster, service, pod) if services.selector(service) and not services.is_external_name(service) else None
        if row:
            rows.append(row)
    rows.sort(key=lambda row: (row.gate != "yes", row.name))
    state = "ready" if pods.is_ready(pod) else "ended" if pods.is_terminal(pod) else "not ready"
    headline = f"Pod {objects.key(pod).path} ({pods.address(pod) or 'no address'}, {state})"
    if not rows:
        return Explanation(f"{headline}: no Service selects it, and none nearly does.", ("", "", ""), (), "", (), False)
    works = any(row.text.startswith("yes") for row in rows)
    return Explanation(headline, ("service", "selects it", "stands behind it"), tuple(rows), "", (), works)


def standing(cluster: Cluster, service: Object, pod: Object) -> Row | None:
    """How a pod stands to a service; nothing where it has nothing to do with it."""
    gate = gates.stopped(cluster, service, pod)
    name = objects.name(service)
    if gate is None:
        ports = ", ".join(f"{gates.target(pod, port)}" + (f' (named port "{port["targetPort"]}")'
                          if isinstance(port.get("targetPort"), str) else "") for port in services.ports(service))
        return Row(name, "yes", f"yes{f', at {ports}' if ports else ''}")
    if gate.name != "labels":
        off = "; publishNotReadyAddresses is off" if gate.name == "readiness" else ""
        return Row(name, "yes", f"no: {gate.text}{off}")
    miss = compare(Maker(objects.key(pod), pod, "", 1), services.selector(service))
    if len(miss.instead) + len(miss.absent) == 1 and (miss.same or miss.instead) or not miss.absent:
        return Row(name, "nearly", f"no: {gate.text}")
    return None


def pod_of(cluster: Cluster, workload: Object) -> Object | None:
    """One of the pods that a workload made."""
    view = View(cluster)
    return next((pod for pod in cluster.within("Pod", objects.namespace(workload)) if view.maker_of(pod) == objects.key(workload)), None)


def of_node(node: Object) -> Explanation:
    """A node is no Service: its addresses lead on by node ports."""
    headline = f"Node {objects.name(node)} has this address; Services answer there at their node ports: minik get svc -A"
    return Explanation(headline, ("", "", ""), (), "", (), True)


def owner(cluster: Cluster, address: str) -> Object | None:
    """The service, pod or node that an address belongs to."""
    for kind, words in (("Service", services.front_addresses), ("Pod", pod_addresses), ("Node", node_addresses)):
        found = cluster.table(kind).indexed(words).get(address)
        if found:
            return found[0]
    return None


def pod_addresses(pod: Object) -> Sequence[str]:
    """The addresses that are a pod's own: not those of its node, nor of what has ended."""
    return [] if pods.uses_host_network(pod) or pods.is_terminal(pod) else pods.addresses(pod)


def node_addresses(node: Object) -> Sequence[str]:
    """The addresses of a node."""
    return [address for kind in ("InternalIP", "ExternalIP") for address in nodes.addresses(node, kind)]


def nobody(cluster: Cluster, address: str) -> NotFound:
    """Nobody has an address: what it would be, and who is near."""
    known = [*cluster.table("Service").indexed(services.front_addresses), *cluster.table("Pod").indexed(pod_addresses)]
    close = nearest(address, known) if len(known) < 5000 else ""
    found = owner(cluster, close) if close else None
    hint = f"; near is {close}, {found['kind']} {objects.key(found).path}" if found else ""
    return NotFound(f'nothing in the cluster has the address "{address}"', hint=reasons.near_address(cluster, address) + hint)
