"""Traffic that stays in zones with unequally many pods."""

from collections.abc import Iterator

from minik.diagnosis.finding import INFO, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "traffic-concentrated",
    "F53",
    INFO,
    "topology keeps traffic in zones that have unequally many pods",
    "With trafficDistribution, or with topology hints, clients use pods of their own zone. Where a zone has few pods they bear all of its "
    "load.",
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        yield from uneven_zones(view, service)


def uneven_zones(view: View, service: Object) -> Iterator[Finding]:
    """Yield unevenly spread pods per zone, if traffic stays in its zone."""
    distribution = objects.spec(service).get("trafficDistribution")
    slices = (
        ()
        if distribution is None and not view.cluster.of("EndpointSlice")
        else endpoint_slices.slices_of_service(
            view.cluster, objects.namespace(service), objects.name(service)
        )
    )
    hinted = any(
        item.get("hints")
        for endpoint_slice in slices
        for item in endpoint_slices.endpoints(endpoint_slice)
    )
    if not distribution and not hinted:
        return
    zones = {
        objects.labels(item).get("topology.kubernetes.io/zone", ""): 0
        for item in view.cluster.of("Node")
        if not nodes.taints(item)
    }
    for pod in view.selected_pods(service):
        node = view.cluster.get("Node", "", pods.node(pod)) if pods.is_ready(pod) else None
        zone = objects.labels(node).get("topology.kubernetes.io/zone", "") if node else ""
        if zone in zones:
            zones[zone] += 1
    used = {zone: number for zone, number in zones.items() if number}
    if len(zones) > 1 and used and max(used.values()) >= 2 * min(used.values()) and len(used) > 1:
        zone_counts = ", ".join(f"{zone}: {number}" for zone, number in sorted(zones.items()))
        yield Finding(
            CAUSE,
            objects.key(service),
            "spec.trafficDistribution",
            f"ready pods by zone: {zone_counts}; clients use their own zone",
            "spread the pods evenly: topologySpreadConstraints over topology.kubernetes.io/zone",
        )
