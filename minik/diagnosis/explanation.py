"""Why a Service, a pod, an address or a name does not work: what was considered, and the first
check that each failed.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from minik.diagnosis import causes, endpoint_checks, reasons
from minik.diagnosis.causes import policy
from minik.diagnosis.endpoint_checks import Gate
from minik.diagnosis.finding import INFO, Finding
from minik.diagnosis.nearness import compare, is_near, nearest
from minik.diagnosis.view import Maker, View, pluralize
from minik.errors import NotFound
from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

MAX_ROWS = 20


class Selects(StrEnum):
    """Whether a Service selects a pod."""

    YES = "yes"
    NEARLY = "nearly"


class Row(NamedTuple):
    """One pod or Service considered: its name, the check that it failed (or whether it is
    selected), and why. `works`: it passed every check.
    """

    name: str
    outcome: str
    text: str
    works: bool = False


class Explanation(NamedTuple):
    """The answer in a line, a table of what was considered, a note on the rest, and the findings.
    `works`: some backend answers.
    """

    headline: str
    titles: tuple[str, str, str]
    rows: tuple[Row, ...]
    rest: str
    findings: tuple[Finding, ...]
    works: bool


def of_service(cluster: Cluster, service: Object) -> Explanation:
    """Explain a Service: every pod that was considered for it."""
    view = View(cluster, only=objects.key(service))
    service_findings = tuple(
        finding
        for finding in causes.collect_findings(view)
        if finding.object == objects.key(service)
    )
    title, number = f"Service {objects.key(service).path}", count_endpoints(cluster, service)
    if services.is_external_name(service):
        target = services.external_name(service)
        problems = [cause for cause in service_findings if cause.severity != INFO]
        return Explanation(
            f"{title} is another name for {target}; no pod stands behind it.",
            ("", "", ""),
            (),
            "",
            service_findings,
            not problems,
        )
    selector = services.selector(service)
    if not selector:
        state = (
            f"has {pluralize(number, 'endpoint')}, written by hand"
            if number
            else "has no endpoints, and nobody but you writes them"
        )
        return Explanation(
            f"{title} {state}.  It has no selector.",
            ("", "", ""),
            (),
            "",
            service_findings,
            number > 0,
        )
    rows, more, unlike = considered_pods(cluster, service)
    usable = sum(row.works for row in rows) if not more else number
    selector_text = ", ".join(f"{name}={value}" for name, value in sorted(selector.items()))
    head = f"has {pluralize(number, 'endpoint')}" if number else "has no endpoints"
    rest = "; ".join(
        part
        for part in (
            f"{more} more are stopped or pass the same way" if more else "",
            f"{pluralize(unlike, 'pod')} {'shares' if unlike == 1 else 'share'} no label with the selector"
            if unlike
            else "",
        )
        if part
    )
    problems_found = [finding for finding in service_findings if finding.severity != INFO]
    suspects = () if problems_found or not usable else tuple(suspect_findings(service))
    return Explanation(
        f"{title} {head}.  Selector: {selector_text}",
        ("pod", "stopped by", ""),
        tuple(rows),
        rest,
        (*service_findings, *suspects),
        number > 0,
    )


def suspect_findings(service: Object) -> Iterator[Finding]:
    """Yield what remains when no object in the cluster explains a failure: kube-proxy and the
    network.
    """
    for code in (policy.PROXY, policy.NETWORK):
        yield Finding(code, objects.key(service), "", code.meaning)


def count_endpoints(cluster: Cluster, service: Object) -> int:
    """Return how many ready addresses a Service's slices list."""
    addresses = {
        address
        for endpoint_slice in endpoint_slices.slices_of_service(
            cluster, objects.namespace(service), objects.name(service)
        )
        for endpoint in endpoint_slices.endpoints(endpoint_slice)
        if (endpoint.get("conditions") or {}).get("ready") is not False
        and endpoint_slice.get("ports")
        for address in endpoint.get("addresses") or ()
    }
    return len(addresses)


def considered_pods(cluster: Cluster, service: Object) -> tuple[list[Row], int, int]:
    """Return rows for pods that share a label with the selector, the nearest first; how many more,
    and how many share none.

    A pod with one of its keys and another value counts if the value is near, or if the selector
    matches no pod.
    """
    selector, namespace = services.selector(service), objects.namespace(service)
    table = cluster.table("Pod")
    near = {
        id(pod): pod
        for pair in selector.items()
        for pod in table.by_label.get((namespace, *pair), ())
    }
    is_unmatched = not any(selector.items() <= objects.labels(pod).items() for pod in near.values())
    alike = {
        id(pod): pod
        for name, value in selector.items()
        for pod in table.by_namespace.get(namespace, ())[:2000]
        if name in objects.labels(pod)
        and (is_unmatched or is_near(value, objects.labels(pod)[name]))
    }
    candidates = list({**near, **alike}.values())
    candidates.sort(
        key=lambda pod: (-len(selector.items() & objects.labels(pod).items()), objects.name(pod))
    )
    rows = []
    for pod in candidates[:MAX_ROWS]:
        failed = endpoint_checks.first_failed_check(cluster, service, pod)
        rows.append(
            Row(objects.name(pod), failed.gate, failed.text)
            if failed
            else Row(objects.name(pod), "", f"stands behind it, {pod_place(pod)}", True)
        )
    return (
        rows,
        len(candidates) - len(rows),
        len(table.by_namespace.get(namespace, ())) - len(candidates),
    )


def pod_place(pod: Object) -> str:
    """Return where a pod is reached."""
    return f"at {pods.address(pod) or 'no address yet'}"


def of_pod(cluster: Cluster, pod: Object) -> Explanation:
    """Explain a pod: which Services select it, and which nearly do."""
    rows = []
    for service in cluster.within("Service", objects.namespace(pod)):
        row = (
            service_row(cluster, service, pod)
            if services.selector(service) and not services.is_external_name(service)
            else None
        )
        if row:
            rows.append(row)
    rows.sort(key=lambda row: (row.outcome is not Selects.YES, row.name))
    state = "ready" if pods.is_ready(pod) else "ended" if pods.is_terminal(pod) else "not ready"
    headline = f"Pod {objects.key(pod).path} ({pods.address(pod) or 'no address'}, {state})"
    if not rows:
        return Explanation(
            f"{headline}: no Service selects it, and none nearly does.",
            ("", "", ""),
            (),
            "",
            (),
            False,
        )
    works = any(row.works for row in rows)
    return Explanation(
        headline, ("service", "selects it", "stands behind it"), tuple(rows), "", (), works
    )


def service_row(cluster: Cluster, service: Object, pod: Object) -> Row | None:
    """Return how a Service relates to a pod; None if it does not."""
    failed = endpoint_checks.first_failed_check(cluster, service, pod)
    name = objects.name(service)
    if failed is None:
        ports = ", ".join(
            f"{endpoint_checks.target_number(pod, port)}"
            + (
                f' (named port "{port["targetPort"]}")'
                if isinstance(port.get("targetPort"), str)
                else ""
            )
            for port in services.ports(service)
        )
        return Row(name, Selects.YES, f"yes{f', at {ports}' if ports else ''}", True)
    if failed.gate is not Gate.LABELS:
        off = "; publishNotReadyAddresses is off" if failed.gate is Gate.READINESS else ""
        return Row(name, Selects.YES, f"no: {failed.text}{off}")
    miss = compare(Maker(objects.key(pod), pod, "", 1), services.selector(service))
    if len(miss.instead) + len(miss.absent) == 1 and (miss.same or miss.instead) or not miss.absent:
        return Row(name, Selects.NEARLY, f"no: {failed.text}")
    return None


def pod_of(cluster: Cluster, workload: Object) -> Object | None:
    """Return one of the pods of a workload; None if it has none."""
    view = View(cluster)
    return next(
        (
            pod
            for pod in cluster.within("Pod", objects.namespace(workload))
            if view.maker_of(pod) == objects.key(workload)
        ),
        None,
    )


def of_node(node: Object) -> Explanation:
    """Explain a node address: Services answer there at their node ports."""
    headline = f"Node {objects.name(node)} has this address; Services answer there at their node ports: minik get svc -A"
    return Explanation(headline, ("", "", ""), (), "", (), True)


def address_owner(cluster: Cluster, address: str) -> Object | None:
    """Return the Service, pod or node that an address belongs to; None if there is none."""
    for kind, addresses_of in (
        ("Service", services.entry_addresses),
        ("Pod", pod_addresses),
        ("Node", node_addresses),
    ):
        owners = cluster.table(kind).index_by(addresses_of).get(address)
        if owners:
            return owners[0]
    return None


def pod_addresses(pod: Object) -> Sequence[str]:
    """Return the addresses of a pod; [] if they are its node's or the pod has ended."""
    return [] if pods.uses_host_network(pod) or pods.is_terminal(pod) else pods.addresses(pod)


def node_addresses(node: Object) -> Sequence[str]:
    """Return the internal and external addresses of a node."""
    return [
        address for kind in ("InternalIP", "ExternalIP") for address in nodes.addresses(node, kind)
    ]


def no_owner(cluster: Cluster, address: str) -> NotFound:
    """Return the error for an address that nothing has, with what its range is for and what is
    near.
    """
    addresses = [
        *cluster.table("Service").index_by(services.entry_addresses),
        *cluster.table("Pod").index_by(pod_addresses),
    ]
    close = nearest(address, addresses) if len(addresses) < 5000 else ""
    neighbour = address_owner(cluster, close) if close else None
    hint = (
        f"; near is {close}, {neighbour['kind']} {objects.key(neighbour).path}" if neighbour else ""
    )
    return NotFound(
        f'nothing in the cluster has the address "{address}"',
        hint=reasons.near_address(cluster, address) + hint,
    )
