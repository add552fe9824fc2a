"""The names of custom resources: the first definition gets them. Upstream rules: apiextensions
`status/naming_controller.go`, `establish`.
"""

from collections.abc import Iterable
from itertools import chain

from minik.intake.system_metadata import timestamp
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, read

# a name of the definition → what is said where it is somebody else's; plural, singular and short
# names are one sort, kinds another
RESOURCES = {
    "plural": "PluralConflict",
    "singular": "SingularConflict",
    "shortNames": "ShortNamesConflict",
}
KINDS = {"kind": "KindConflict", "listKind": "ListKindConflict"}
FIELDS = (*RESOURCES, *KINDS)


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for definition in cluster.of("CustomResourceDefinition"):
        named = with_names(definition, cluster)
        if named != definition:
            yield Put(named)


def with_names(definition: Object, cluster: Cluster) -> Object:
    """Return the definition with its accepted names and the conditions about them."""
    others = [
        other
        for other in cluster.of("CustomResourceDefinition")
        if other is not definition and read(other, "spec.group") == read(definition, "spec.group")
    ]
    requested, accepted = (
        read(definition, "spec.names", {}),
        dict(read(definition, "status.acceptedNames", {})),
    )
    conflict = ""
    message = "no conflicts found"
    for group in (RESOURCES, KINDS):
        taken = set(
            chain.from_iterable(
                names_in(read(other, f"status.acceptedNames.{field}"))
                for other in others
                for field in group
            )
        )
        for field, reason in group.items():
            conflicts = [name for name in names_in(requested.get(field)) if name in taken]
            if conflicts and requested.get(field) != accepted.get(field):
                conflict, message = reason, f'"{conflicts[0]}" is already in use'
            elif requested.get(field):
                accepted[field] = requested[field]
            else:
                accepted.pop(field, None)
    if requested.get("categories"):
        accepted["categories"] = requested["categories"]
    return with_conditions(
        objects.write(definition, "status.acceptedNames", accepted),
        conflict,
        message,
        timestamp(cluster.now),
    )


def names_in(value: str | list[str] | None) -> list[str]:
    """Return the names that a field holds, as a list."""
    return value if isinstance(value, list) else [value] if value else []


def with_conditions(definition: Object, conflict: str, message: str, now: str) -> Object:
    """Return the definition with NamesAccepted and Established; once established it stays so."""
    existing = {item.get("type"): item for item in read(definition, "status.conditions") or ()}
    names = condition("NamesAccepted", not conflict, conflict or "NoConflicts", message)
    established = existing.get("Established", {})
    if established.get("status") != "True":
        established = condition(
            "Established",
            not conflict,
            *(
                ("NotAccepted", "not all names are accepted")
                if conflict
                else ("InitialNamesAccepted", "the initial names have been accepted")
            ),
        )
    rest = [
        item
        for item in existing.values()
        if item.get("type") not in ("NamesAccepted", "Established")
    ]
    changed = [
        with_transition_time(item, existing.get(item.get("type")), now)
        for item in (names, established)
    ]
    return objects.write(definition, "status.conditions", [*changed, *rest])


def condition(kind: str, holds: bool, reason: str, message: str) -> Object:
    return {
        "type": kind,
        "status": "True" if holds else "False",
        "reason": reason,
        "message": message,
    }


def with_transition_time(condition: Object, previous: Object | None, now: str) -> Object:
    """Return a condition with the time since when it holds."""
    same = previous is not None and previous.get("status") == condition["status"]
    since = previous.get("lastTransitionTime") if previous and same else None
    return {**condition, "lastTransitionTime": since or now}


CONTROLLER = Controller(
    "kube-apiserver",
    ("CustomResourceDefinition",),
    Phase.NODES,
    reconcile,
    only_for="CustomResourceDefinition",
)
