"""Custom resources: what a CustomResourceDefinition says of its kind's table. Upstream rule: apiextensions `tableconvertor`."""
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from minik.kinds import _structural
from minik.kinds._columns import NAME
from minik.kinds._metadata import metadata_update_problems
from minik.model.duration import age
from minik.model.go_values import scalar
from minik.model.kind import Cell, Column, Kind
from minik.model.object import Object


def columns(version: Mapping[str, Any]) -> tuple[Column, ...]:
    """The columns of a version after NAME; nothing where the definition names none, so that the usual ones are shown."""
    found = version.get("additionalPrinterColumns") or ()
    return (NAME, *(column(one) for one in found)) if found else ()


def column(one: Mapping[str, Any]) -> Column:
    """One column: columns of lower priority are for wide tables."""
    return Column(str(one.get("name", "")).upper(), cell(str(one.get("jsonPath", "")), str(one.get("type", ""))), bool(one.get("priority")))


def cell(path: str, kind: str) -> Cell:
    """What stands at a path of an object, shown as a value of its type; nothing where the path leads nowhere."""
    def shown(obj: Object, now: datetime) -> str:
        from minik.model import jsonpath  # only who lists custom resources reads paths  # noqa: PLC0415
        try:
            values = jsonpath.values(path, obj)
            if kind == "string" and values:
                return jsonpath.printed("{.value}", {"value": values[0]})
        except ValueError:
            return ""
        return of_type(values[0], kind, now) if values else ""
    return shown


def of_type(value: Any, kind: str, now: datetime) -> str:
    """A value as its column shows it; a value of another type is not shown."""
    if kind == "integer" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(int(value))
    if kind == "number" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return scalar(int(value) if value == int(value) else value)
    if kind == "boolean" and isinstance(value, bool):
        return "true" if value else "false"
    if kind == "date" and isinstance(value, str):
        return since(value, now)
    return ""


def since(text: str, now: datetime) -> str:
    try:
        return age(text, now)
    except ValueError:
        return "<invalid>"


def kind(definition: Object) -> Kind:
    """The kind that a CustomResourceDefinition makes."""
    spec: Any = definition["spec"]
    names = spec["names"]
    served = [version for version in spec.get("versions") or () if version.get("served")]
    definitions = {version["name"]: (version.get("schema") or {}).get("openAPIV3Schema") or {} for version in served} or {"v1": {}}
    namespaced = spec.get("scope") != "Cluster"
    shown = columns(served[0]) if served else ()
    return Kind(
        names["kind"], group=spec["group"], versions=tuple(definitions), plural=names["plural"],
        short=tuple(names.get("shortNames") or ()), categories=tuple(names.get("categories") or ()),
        namespaced=namespaced, definitions=definitions, default=_structural.defaults(definitions),
        has_status=any("status" in (version.get("subresources") or {}) for version in served), custom=True,
        columns=shown, whole_row=bool(shown),
        problems=_structural.rules(definitions, namespaced), update_problems=metadata_update_problems)
