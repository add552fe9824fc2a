"""The names of custom resources: whoever comes first has them. Upstream rules: apiextensions `status/naming_controller.go`, `establish`."""
from collections.abc import Iterable
from itertools import chain

from minik.intake.admission import timestamp
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read

WATCHES = ("CustomResourceDefinition",)
# a name of the definition → what is said where it is somebody else's; plural, singular and short names are one sort, kinds another
RESOURCES = {"plural": "PluralConflict", "singular": "SingularConflict", "shortNames": "ShortNamesConflict"}
KINDS = {"kind": "KindConflict", "listKind": "ListKindConflict"}
FIELDS = (*RESOURCES, *KINDS)


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for definition in cluster.of("CustomResourceDefinition"):
        named = with_names(definition, cluster)
        if named != definition:
            yield Put(named)


def with_names(definition: Object, cluster: Cluster) -> Object:
    """The definition with those of its names that it can have, and what is said of them."""
    others = [one for one in cluster.of("CustomResourceDefinition") if one is not definition
              and read(one, "spec.group") == read(definition, "spec.group")]
    wanted, accepted = read(definition, "spec.names", {}), dict(read(definition, "status.acceptedNames", {}))
    wrong = ""
    told = "no conflicts found"
    for sort in (RESOURCES, KINDS):
        taken = set(chain.from_iterable(words(read(one, f"status.acceptedNames.{field}")) for one in others for field in sort))
        for field, reason in sort.items():
            lost = [name for name in words(wanted.get(field)) if name in taken]
            if lost and wanted.get(field) != accepted.get(field):
                wrong, told = reason, f'"{lost[0]}" is already in use'
            elif wanted.get(field):
                accepted[field] = wanted[field]
            else:
                accepted.pop(field, None)
    if wanted.get("categories"):
        accepted["categories"] = wanted["categories"]
    return with_conditions(objects.write(definition, "status.acceptedNames", accepted), wrong, told, timestamp(cluster.now))


def words(value: str | list[str] | None) -> list[str]:
    """The names that a field holds."""
    return value if isinstance(value, list) else [value] if value else []


def with_conditions(definition: Object, wrong: str, told: str, now: str) -> Object:
    """Once its names were accepted, a definition stays established."""
    present = {one["type"]: one for one in read(definition, "status.conditions") or ()}
    names = condition("NamesAccepted", not wrong, wrong or "NoConflicts", told)
    established = present.get("Established", {})
    if established.get("status") != "True":
        established = condition("Established", not wrong, *(("NotAccepted", "not all names are accepted") if wrong else (
            "InitialNamesAccepted", "the initial names have been accepted")))
    rest = [one for one in present.values() if one["type"] not in ("NamesAccepted", "Established")]
    found = [since(one, present.get(one["type"]), now) for one in (names, established)]
    return objects.write(definition, "status.conditions", [*found, *rest])


def condition(kind: str, holds: bool, reason: str, message: str) -> Object:
    return {"type": kind, "status": "True" if holds else "False", "reason": reason, "message": message}


def since(condition: Object, before: Object | None, now: str) -> Object:
    """A condition with the time since when it is so."""
    same = before is not None and before["status"] == condition["status"]
    return {**condition, "lastTransitionTime": before["lastTransitionTime"] if before and same else now}
