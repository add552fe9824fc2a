"""What describe says of a PersistentVolumeClaim."""

from collections.abc import Iterator

from minik.kinds import _volumes, layout
from minik.kinds.persistent_volume_claim.fields import (
    access_modes,
    capacity,
    phase,
    using_pods,
    volume_name,
)
from minik.kinds.storage import storage_class_name
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import age
from minik.model.object import Object, annotations, read


def describe(claim: Object, cluster: Cluster) -> str:
    deleted, finalizers = (
        claim["metadata"].get(field) for field in ("deletionTimestamp", "finalizers")
    )
    lines = [
        f"Name:\t{objects.name(claim)}",
        f"Namespace:\t{objects.namespace(claim)}",
        f"StorageClass:\t{storage_class_name(claim)}",
        f"Status:\tTerminating (lasts {age(deleted, cluster.now)})"
        if deleted
        else f"Status:\t{phase(claim)}",
        f"Volume:\t{volume_name(claim)}",
        *layout.label_lines("Labels", objects.labels(claim)),
        *layout.annotation_lines("Annotations", annotations(claim)),
        f"Finalizers:\t{_volumes.format_value(finalizers or [])}",
        f"Capacity:\t{capacity(claim)}",
        f"Access Modes:\t{access_modes(claim)}",
        *_volumes.volume_mode_lines(objects.spec(claim)),
        *layout.titled_list("Used By", sorted(map(objects.name, using_pods(claim, cluster)))),
        *condition_lines(claim),
    ]
    return "\n".join(lines)


def condition_lines(claim: Object) -> Iterator[str]:
    """Yield the table of conditions; empty if there are none."""
    entries = read(claim, "status.conditions", [])
    if entries:
        yield "Conditions:"
        yield "  Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage"
        yield "  ----\t------\t-----------------\t------------------\t------\t-------"
        yield from layout.indent(
            " \t".join(
                (
                    entry.get("type") or "",
                    entry.get("status") or "",
                    layout.format_date(entry.get("lastProbeTime")),
                    layout.format_date(entry.get("lastTransitionTime")),
                    entry.get("reason") or "",
                    entry.get("message") or "",
                )
            )
            for entry in entries
        )
