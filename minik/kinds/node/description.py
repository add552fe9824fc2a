"""Nodes in full: what they have, who runs on them, and how much of it that takes. Upstream rule: kubectl `describeNode`."""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from minik.kinds import _layout
from minik.kinds._resources import COMPUTE, is_huge_page, ordered
from minik.kinds.node.columns import roles
from minik.kinds.pod import demand
from minik.kinds.pod.demand import Amounts
from minik.model import object as objects
from minik.model import quantity
from minik.model.cluster import Cluster
from minik.model.duration import age
from minik.model.object import Object, read
from minik.model.quantity import ZERO, Quantity

INFORMATION = (
    ("Machine ID", "machineID"), ("System UUID", "systemUUID"), ("Boot ID", "bootID"), ("Kernel Version", "kernelVersion"),
    ("OS Image", "osImage"), ("Operating System", "operatingSystem"), ("Architecture", "architecture"),
    ("Container Runtime Version", "containerRuntimeVersion"), ("Kubelet Version", "kubeletVersion"))
CONDITION = ("Type", "Status", "LastHeartbeatTime", "LastTransitionTime", "Reason", "Message")
POD = ("Namespace", "Name\t", "CPU Requests", "CPU Limits", "Memory Requests", "Memory Limits", "Age")
MOST_POOLS = 10
OVER = ("---------", "----\t", "------------", "----------", "---------------", "-------------", "---")


def bound_to(pod: Object) -> Iterable[str]:
    """The node of a pod that still runs."""
    return () if objects.status(pod).get("phase") in ("Succeeded", "Failed") else (objects.spec(pod).get("nodeName") or "",)


def local_to(offer: Object) -> Iterable[str]:
    """The node that alone has the devices of a slice."""
    return (read(offer, "spec.nodeName") or "",)


def describe(node: Object, cluster: Cluster) -> str:
    means = (*conditions(node), *places(node), *devices(node, cluster), *machine(node))
    return "\n".join((*head(node), *lease(node, cluster), *means, *usage(node, cluster)))


def head(node: Object) -> Iterator[str]:
    """Who it is, and whether pods may come."""
    yield f"Name:\t{objects.name(node)}"
    yield f"Roles:\t{roles(node)}"
    yield from _layout.labels("Labels", objects.labels(node))
    yield from _layout.annotations("Annotations", objects.annotations(node))
    yield f"CreationTimestamp:\t{_layout.date(node['metadata'].get('creationTimestamp'))}"
    yield from _layout.listed("Taints", [taint(one) for one in sorted(read(node, "spec.taints", []), key=order)])
    yield f"Unschedulable:\t{'true' if read(node, 'spec.unschedulable') else 'false'}"


def order(one: Mapping[str, Any]) -> tuple[str, str]:
    """Taints are told by effect and key."""
    return one.get("effect") or "", one.get("key") or ""


def taint(one: Mapping[str, Any]) -> str:
    value = f"={one['value']}" if one.get("value") else ""
    return f"{one.get('key', '')}{value}:{one.get('effect', '')}"


def lease(node: Object, cluster: Cluster) -> Iterator[str]:
    """The sign of life that the kubelet renews."""
    found = cluster.get("Lease", "kube-node-lease", objects.name(node))
    if found is None:
        yield f'Lease:\tFailed to get lease: leases.coordination.k8s.io "{objects.name(node)}" not found'
        return
    spec = objects.spec(found)
    yield "Lease:"
    yield f"  HolderIdentity:\t{spec.get('holderIdentity') or '<unset>'}"
    for title, field in (("AcquireTime", "acquireTime"), ("RenewTime", "renewTime")):
        yield f"  {title}:\t{_layout.date(spec[field]) if spec.get(field) else '<unset>'}"


def conditions(node: Object) -> Iterator[str]:
    """How it is doing."""
    found = read(node, "status.conditions", [])
    if found:
        yield "Conditions:"
        yield from _layout.indented(_layout.ruled(*CONDITION))
        yield from _layout.indented(" \t".join((
            one.get("type") or "", one.get("status") or "", _layout.date(one.get("lastHeartbeatTime")),
            _layout.date(one.get("lastTransitionTime")), one.get("reason") or "", one.get("message") or "")) for one in found)


def places(node: Object) -> Iterator[str]:
    """Where it is reached, and what it has."""
    yield "Addresses:"
    yield from _layout.indented(f"{one.get('type', '')}:\t{one.get('address', '')}" for one in read(node, "status.addresses", []))
    for title, field in (("Capacity", "capacity"), ("Allocatable", "allocatable")):
        listed = ordered(read(node, f"status.{field}"))
        if listed:
            yield f"{title}:"
            yield from _layout.indented(f"{resource}:\t{text}" for resource, text in listed)


def devices(node: Object, cluster: Cluster) -> Iterator[str]:
    """The pools of devices that it alone has: how many slices and devices each."""
    pools: dict[tuple[str, str], list[Object]] = {}
    for offer in cluster.table("ResourceSlice").indexed(local_to).get(objects.name(node), []):
        pools.setdefault((read(offer, "spec.driver", ""), read(offer, "spec.pool.name", "")), []).append(offer)
    if pools:
        yield "Node-Local ResourceSlices:"
        yield from _layout.indented(_layout.ruled("Driver", "Pool", "Slices", "Devices"))
        for pool, offers in sorted(pools.items(), key=lambda item: "/".join(item[0]))[:MOST_POOLS]:
            yield "\t".join(("  " + pool[0], pool[1], str(len(offers)), str(sum(len(read(one, "spec.devices", ())) for one in offers))))
    if len(pools) > MOST_POOLS:
        yield f"  ...and {len(pools) - MOST_POOLS} more pools"


def machine(node: Object) -> Iterator[str]:
    """What it is, and which addresses its pods get."""
    yield "System Info:"
    yield from _layout.indented(f"{title}:\t{read(node, f'status.nodeInfo.{field}', '')}" for title, field in INFORMATION)
    spec = objects.spec(node)
    shown = (("PodCIDR", spec.get("podCIDR")), ("PodCIDRs", ",".join(spec.get("podCIDRs") or ())), ("ProviderID", spec.get("providerID")))
    yield from (f"{title}:\t{text}" for title, text in shown if text)


def usage(node: Object, cluster: Cluster) -> Iterator[str]:
    """The pods that run there, and what of the node they have asked for."""
    whole = demand.amounts(read(node, "status.allocatable") or read(node, "status.capacity"))
    pods = cluster.table("Pod").indexed(bound_to).get(objects.name(node), [])
    asked = [(pod, demand.pod_total(pod["spec"], "requests"), demand.pod_total(pod["spec"], "limits")) for pod in pods]
    yield f"Non-terminated Pods:\t({len(pods)} in total)"
    yield from _layout.indented(("\t".join(POD), "\t".join(OVER)))
    yield from _layout.indented(pod_row(pod, requests, limits, whole, cluster.now) for pod, requests, limits in asked)
    yield "Allocated resources:"
    yield "  (Total limits may be over 100 percent, i.e., overcommitted.)"
    yield from _layout.indented(_layout.ruled("Resource", "Requests", "Limits"))
    sums = [demand.added(one[1] for one in asked), demand.added(one[2] for one in asked)]
    yield from _layout.indented(totals(sums, whole))


def pod_row(pod: Object, requests: Amounts, limits: Amounts, whole: Amounts, now: datetime) -> str:
    shares = [share(side.get(name, ZERO), whole.get(name, ZERO)) for name in ("cpu", "memory") for side in (requests, limits)]
    return "\t".join((objects.namespace(pod), objects.name(pod) + "\t", *shares, age(pod["metadata"].get("creationTimestamp"), now)))


def share(part: Quantity, whole: Quantity) -> str:
    return f"{quantity.written(part)} ({quantity.percent(part, whole)}%)"


def totals(sums: Sequence[Amounts], whole: Amounts) -> Iterator[str]:
    extended = sorted(name for name in whole if name not in (*COMPUTE, "pods") and not is_huge_page(name))
    for name in (*COMPUTE, *sorted(filter(is_huge_page, whole))):
        yield "\t".join((name, *(share(side.get(name, ZERO), whole.get(name, ZERO)) for side in sums)))
    for name in extended:
        yield "\t".join((name, *(quantity.written(side.get(name, ZERO)) for side in sums)))
