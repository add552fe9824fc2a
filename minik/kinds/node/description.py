"""What `describe` shows of a Node. Upstream rule: kubectl `describeNode`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from minik.kinds import layout
from minik.kinds.node.columns import roles
from minik.kinds.pod import demand
from minik.kinds.pod.demand import Amounts
from minik.kinds.resource_names import COMPUTE, is_huge_page, sort_amounts
from minik.light_typing import Any
from minik.model import object as objects
from minik.model import quantity
from minik.model.cluster import Cluster
from minik.model.duration import age
from minik.model.object import Object, read
from minik.model.quantity import ZERO, Quantity

INFORMATION = (
    ("Machine ID", "machineID"),
    ("System UUID", "systemUUID"),
    ("Boot ID", "bootID"),
    ("Kernel Version", "kernelVersion"),
    ("OS Image", "osImage"),
    ("Operating System", "operatingSystem"),
    ("Architecture", "architecture"),
    ("Container Runtime Version", "containerRuntimeVersion"),
    ("Kubelet Version", "kubeletVersion"),
)
CONDITION_TITLES = (
    "Type",
    "Status",
    "LastHeartbeatTime",
    "LastTransitionTime",
    "Reason",
    "Message",
)
POD_TITLES = (
    "Namespace",
    "Name\t",
    "CPU Requests",
    "CPU Limits",
    "Memory Requests",
    "Memory Limits",
    "Age",
)
MAX_POOLS = 10
POD_RULER = (
    "---------",
    "----\t",
    "------------",
    "----------",
    "---------------",
    "-------------",
    "---",
)


def node_of_active_pod(pod: Object) -> Iterable[str]:
    """Index key: the node of a pod that has not terminated."""
    return (
        ()
        if objects.status(pod).get("phase") in ("Succeeded", "Failed")
        else (objects.spec(pod).get("nodeName") or "",)
    )


def node_of_slice(resource_slice: Object) -> Iterable[str]:
    """Index key: the only node that has the devices of a ResourceSlice."""
    return (read(resource_slice, "spec.nodeName") or "",)


def describe(node: Object, cluster: Cluster) -> str:
    body = (
        *condition_lines(node),
        *address_capacity_lines(node),
        *device_lines(node, cluster),
        *system_info_lines(node),
    )
    return "\n".join(
        (*header_lines(node), *lease_lines(node, cluster), *body, *usage_lines(node, cluster))
    )


def header_lines(node: Object) -> Iterator[str]:
    """Yield the node's metadata, roles, taints and whether it is schedulable."""
    yield f"Name:\t{objects.name(node)}"
    yield f"Roles:\t{roles(node)}"
    yield from layout.label_lines("Labels", objects.labels(node))
    yield from layout.annotation_lines("Annotations", objects.annotations(node))
    yield f"CreationTimestamp:\t{layout.format_date(node['metadata'].get('creationTimestamp'))}"
    yield from layout.titled_list(
        "Taints",
        [taint_text(entry) for entry in sorted(read(node, "spec.taints", []), key=taint_order)],
    )
    yield f"Unschedulable:\t{'true' if read(node, 'spec.unschedulable') else 'false'}"


def taint_order(entry: Mapping[str, Any]) -> tuple[str, str]:
    """Sort key of taints: effect, then key."""
    return entry.get("effect") or "", entry.get("key") or ""


def taint_text(entry: Mapping[str, Any]) -> str:
    value = f"={entry['value']}" if entry.get("value") else ""
    return f"{entry.get('key', '')}{value}:{entry.get('effect', '')}"


def lease_lines(node: Object, cluster: Cluster) -> Iterator[str]:
    """Yield the node's Lease, which its kubelet renews as a heartbeat."""
    lease_object = cluster.get("Lease", "kube-node-lease", objects.name(node))
    if lease_object is None:
        yield f'Lease:\tFailed to get lease: leases.coordination.k8s.io "{objects.name(node)}" not found'
        return
    spec = objects.spec(lease_object)
    yield "Lease:"
    yield f"  HolderIdentity:\t{spec.get('holderIdentity') or '<unset>'}"
    for title, field in (("AcquireTime", "acquireTime"), ("RenewTime", "renewTime")):
        yield f"  {title}:\t{layout.format_date(spec[field]) if spec.get(field) else '<unset>'}"


def condition_lines(node: Object) -> Iterator[str]:
    """Yield the table of conditions; empty if there are none."""
    entries = read(node, "status.conditions", [])
    if entries:
        yield "Conditions:"
        yield from layout.indent(layout.table_head(*CONDITION_TITLES))
        yield from layout.indent(
            " \t".join(
                (
                    entry.get("type") or "",
                    entry.get("status") or "",
                    layout.format_date(entry.get("lastHeartbeatTime")),
                    layout.format_date(entry.get("lastTransitionTime")),
                    entry.get("reason") or "",
                    entry.get("message") or "",
                )
            )
            for entry in entries
        )


def address_capacity_lines(node: Object) -> Iterator[str]:
    """Yield the node's addresses, capacity and allocatable resources."""
    yield "Addresses:"
    yield from layout.indent(
        f"{address.get('type', '')}:\t{address.get('address', '')}"
        for address in read(node, "status.addresses", [])
    )
    for title, field in (("Capacity", "capacity"), ("Allocatable", "allocatable")):
        amounts = sort_amounts(read(node, f"status.{field}"))
        if amounts:
            yield f"{title}:"
            yield from layout.indent(f"{resource}:\t{text}" for resource, text in amounts)


def device_lines(node: Object, cluster: Cluster) -> Iterator[str]:
    """Yield the node-local device pools, with the number of slices and devices in each."""
    pools: dict[tuple[str, str], list[Object]] = {}
    for resource_slice in (
        cluster.table("ResourceSlice").index_by(node_of_slice).get(objects.name(node), [])
    ):
        pools.setdefault(
            (read(resource_slice, "spec.driver", ""), read(resource_slice, "spec.pool.name", "")),
            [],
        ).append(resource_slice)
    if pools:
        yield "Node-Local ResourceSlices:"
        yield from layout.indent(layout.table_head("Driver", "Pool", "Slices", "Devices"))
        for pool, slices in sorted(pools.items(), key=lambda item: "/".join(item[0]))[:MAX_POOLS]:
            yield "\t".join(
                (
                    "  " + pool[0],
                    pool[1],
                    str(len(slices)),
                    str(sum(len(read(entry, "spec.devices", ())) for entry in slices)),
                )
            )
    if len(pools) > MAX_POOLS:
        yield f"  ...and {len(pools) - MAX_POOLS} more pools"


def system_info_lines(node: Object) -> Iterator[str]:
    """Yield the system information, pod CIDRs and provider ID."""
    yield "System Info:"
    yield from layout.indent(
        f"{title}:\t{read(node, f'status.nodeInfo.{field}', '')}" for title, field in INFORMATION
    )
    spec = objects.spec(node)
    fields = (
        ("PodCIDR", spec.get("podCIDR")),
        ("PodCIDRs", ",".join(spec.get("podCIDRs") or ())),
        ("ProviderID", spec.get("providerID")),
    )
    yield from (f"{title}:\t{text}" for title, text in fields if text)


def usage_lines(node: Object, cluster: Cluster) -> Iterator[str]:
    """Yield the pods that run on the node, and the share of allocatable that they request."""
    allocatable = demand.parse_amounts(
        read(node, "status.allocatable") or read(node, "status.capacity")
    )
    pods = cluster.table("Pod").index_by(node_of_active_pod).get(objects.name(node), [])
    rows = [
        (
            pod,
            demand.pod_total(objects.spec(pod), "requests"),
            demand.pod_total(objects.spec(pod), "limits"),
        )
        for pod in pods
    ]
    yield f"Non-terminated Pods:\t({len(pods)} in total)"
    yield from layout.indent(("\t".join(POD_TITLES), "\t".join(POD_RULER)))
    yield from layout.indent(
        pod_row(pod, requests, limits, allocatable, cluster.now) for pod, requests, limits in rows
    )
    yield "Allocated resources:"
    yield "  (Total limits may be over 100 percent, i.e., overcommitted.)"
    yield from layout.indent(layout.table_head("Resource", "Requests", "Limits"))
    sums = [demand.sum_amounts(row[1] for row in rows), demand.sum_amounts(row[2] for row in rows)]
    yield from layout.indent(total_lines(sums, allocatable))


def pod_row(
    pod: Object, requests: Amounts, limits: Amounts, allocatable: Amounts, now: datetime
) -> str:
    """Return a pod's row: requests and limits, each with its share of the node."""
    shares = [
        share_text(side.get(name, ZERO), allocatable.get(name, ZERO))
        for name in ("cpu", "memory")
        for side in (requests, limits)
    ]
    return "\t".join(
        (
            objects.namespace(pod),
            objects.name(pod) + "\t",
            *shares,
            age(pod["metadata"].get("creationTimestamp"), now),
        )
    )


def share_text(part: Quantity, whole: Quantity) -> str:
    return f"{quantity.format_quantity(part)} ({quantity.percent(part, whole)}%)"


def total_lines(sums: Sequence[Amounts], allocatable: Amounts) -> Iterator[str]:
    """Yield one row a resource: the sums of requests and limits, with shares of the node."""
    extended = sorted(
        name for name in allocatable if name not in (*COMPUTE, "pods") and not is_huge_page(name)
    )
    for name in (*COMPUTE, *sorted(filter(is_huge_page, allocatable))):
        yield "\t".join(
            (
                name,
                *(share_text(side.get(name, ZERO), allocatable.get(name, ZERO)) for side in sums),
            )
        )
    for name in extended:
        yield "\t".join((name, *(quantity.format_quantity(side.get(name, ZERO)) for side in sums)))
