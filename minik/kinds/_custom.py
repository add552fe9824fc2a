"""Custom resources: the Kind that a CustomResourceDefinition defines, with its table.

Upstream rule: apiextensions `tableconvertor`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from minik.errors import Problem
from minik.kinds import _understood, structural_schemas
from minik.kinds._columns import NAME
from minik.kinds._metadata import metadata_update_problems
from minik.kinds._plain import custom_metadata_rules
from minik.kinds._schema_rules import schema_problems
from minik.kinds.structural_schemas import Schema, has_rules
from minik.light_typing import Any
from minik.model.cluster import Draft
from minik.model.duration import age
from minik.model.go_values import format_scalar
from minik.model.kind import Cell, Column, Kind
from minik.model.object import Object, read
from minik.model.object import version as object_version
from minik.model.versions import version_rank

BLOCKING = frozenset(
    f"FieldValue{reason}"
    for reason in ("NotSupported", "Required", "TooLong", "TooMany", "TypeInvalid")
)
NOT_CHECKED = Problem(
    "<nil>",
    "FieldValueInvalid",
    "Invalid value: null: some validation rules were not checked because the object was invalid; "
    "correct the existing errors to complete validation",
)


def columns(version: Mapping[str, Any]) -> tuple[Column, ...]:
    """Return NAME and the additionalPrinterColumns of a version; empty if it has none."""
    definitions = _understood.mappings(version.get("additionalPrinterColumns"))
    return (NAME, *(column(definition) for definition in definitions)) if definitions else ()


def column(definition: Mapping[str, Any]) -> Column:
    """Return one printer column; a column with a priority is for wide tables."""
    name, kind, form, text = (
        str(definition.get(field) or "") for field in ("name", "type", "format", "description")
    )
    return Column(
        name.upper(),
        cell(str(definition.get("jsonPath", "")), kind),
        bool(definition.get("priority")),
        name,
        kind,
        form,
        text,
    )


def cell(path: str, value_type: str) -> Cell:
    """Return a cell that prints the value at a JSONPath by its type, "" if there is none."""

    def print_value(obj: Object, now: datetime) -> str:
        from minik.model import jsonpath  # only who lists custom resources reads paths  # noqa: PLC0415

        try:
            values = jsonpath.find_values(path, obj)
            if value_type == "string" and values:
                return jsonpath.render_template("{.value}", {"value": values[0]})
        except ValueError:
            return ""
        return format_value(values[0], value_type, now) if values else ""

    return print_value


def format_value(value: Any, value_type: str, now: datetime) -> str:
    """Return a value as a column of its type prints it, "" if it has another type."""
    if value_type == "integer" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(int(value))
    if value_type == "number" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return format_scalar(int(value) if value == int(value) else value)
    if value_type == "boolean" and isinstance(value, bool):
        return "true" if value else "false"
    if value_type == "date" and isinstance(value, str):
        return format_age(value, now)
    return ""


def format_age(text: str, now: datetime) -> str:
    try:
        return age(text, now)
    except ValueError:
        return "<invalid>"


def build_kind(definition: Object) -> Kind:
    """Return the Kind that a CustomResourceDefinition defines.

    A definition that no server would have taken says by its own name what it does not say elsewhere.
    """
    spec = _understood.mapping(definition.get("spec"))
    names = _understood.mapping(spec.get("names"))
    served = in_order(spec)
    definitions = {version["name"]: schema_of(version) for version in served} or {"v1": {}}
    namespaced = spec.get("scope") != "Cluster"
    printer_columns = columns(served[0]) if served else ()
    with_status = status_versions(served)
    plural, _, group = str(_understood.mapping(definition.get("metadata")).get("name")).partition(
        "."
    )
    return Kind(
        _text(names.get("kind"), plural),
        group=_text(spec.get("group"), group),
        versions=tuple(definitions),
        plural=_text(names.get("plural"), plural),
        short=_understood.texts(names.get("shortNames")),
        categories=_understood.texts(names.get("categories")),
        namespaced=namespaced,
        definitions=definitions,
        default=structural_schemas.default_hook(definitions),
        has_status=bool(with_status),
        deprecations=dict(_deprecations(spec, served)),
        custom=True,
        prepare=prepare_hook(with_status, structural_schemas.default_hook(definitions)),
        columns=printer_columns,
        whole_row=bool(printer_columns),
        **hooks(definitions, namespaced),
        selectable=selectable_fields(served),
        storage=next((version["name"] for version in served if version.get("storage")), ""),
        noun=_text(names.get("singular"), ""),
        scales=dict(scales(served)),
    )


def in_order(spec: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the versions that are served, the one that clients prefer first.

    Upstream rule: apimachinery `version.CompareKubeAwareVersionStrings`.
    """
    served = [one for one in _understood.mappings(spec.get("versions")) if is_served(one)]
    if len(served) < 2:
        return served
    return sorted(served, key=lambda one: version_rank(str(one["name"])), reverse=True)


def _deprecations(
    spec: Mapping[str, Any], served: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Yield each deprecated version, and what its requests are told: which newer one to use.

    Upstream rule: apiextensions `defaultDeprecationWarning`.
    """
    group, kind = spec.get("group"), _understood.mapping(spec.get("names")).get("kind")
    current = [str(version["name"]) for version in served if not version.get("deprecated")]
    for version in served:
        if version.get("deprecated"):
            name = str(version["name"])
            newer = [other for other in current if version_rank(other) > version_rank(name)]
            advice = f"; use {group}/{max(newer, key=version_rank)} {kind}" if newer else ""
            text = f"{group}/{name} {kind} is deprecated{advice}"
            yield name, str(version.get("deprecationWarning") or text)


def status_versions(served: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return the versions that have a status subresource."""
    return frozenset(
        str(version["name"])
        for version in served
        if "status" in _understood.mapping(version.get("subresources"))
    )


def prepare_hook(
    apart: frozenset[str], default: Callable[[Object], Object]
) -> Callable[[Object, Object | None, Draft], Object]:
    """Return what keeps status out of the reach of who writes the object itself, in the versions that
    have the subresource for it. A schema may have a default for the status as a whole.
    """

    def prepare(new: Object, old: Object | None, _: Draft) -> Object:
        if new["apiVersion"].rpartition("/")[2] not in apart:
            return new
        bare = {name: value for name, value in new.items() if name != "status"}
        return default({**bare, "status": old["status"]} if old and "status" in old else bare)

    return prepare


def selectable_fields(served: Sequence[Mapping[str, Any]]) -> Mapping[str, Callable[[Object], str]]:
    """Return what reads each field by which objects of any version can be selected."""
    paths = {
        str(field.get("jsonPath", "")).lstrip(".")
        for version in served
        for field in _understood.mappings(version.get("selectableFields"))
    }
    return {path: partial(field_text, path) for path in sorted(paths) if path}


def field_text(path: str, obj: Object) -> str:
    """Return the value of a field as a field selector compares it."""
    value = read(obj, path)
    return "" if value is None else value if isinstance(value, str) else format_scalar(value)


def scales(served: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each version that has a scale subresource, and the paths that it reads and writes."""
    for version in served:
        scale = _understood.mapping(_understood.mapping(version.get("subresources")).get("scale"))
        if scale:
            yield (
                version["name"],
                {name: path.lstrip(".") for name, path in scale.items() if isinstance(path, str)},
            )


def is_served(version: Mapping[str, Any]) -> bool:
    """Return whether a version has a name and is served."""
    return bool(version.get("served")) and isinstance(version.get("name"), str)


def schema_of(version: Mapping[str, Any]) -> Object:
    """Return the schema of a version, as far as it can be understood."""
    value = _understood.mapping(version.get("schema")).get("openAPIV3Schema")
    understood: Object = _understood.schema(value) if value else {}
    return understood


def _text(value: Any, default: str) -> str:
    return value if isinstance(value, str) and value else default


def hooks(definitions: Mapping[str, Schema], namespaced: bool) -> dict[str, Any]:
    """Return the hooks of a kind that judge its objects."""
    checks = Checks(definitions, namespaced)
    return {
        "problems": checks.problems,
        "update_problems": checks.update_problems,
        "whole_update": True,
        "warnings": checks.warnings,
    }


class Checks:
    """The checks of a kind that a CustomResourceDefinition defines, by version."""

    def __init__(self, definitions: Mapping[str, Schema], namespaced: bool) -> None:
        self.definitions, self.metadata_rules = definitions, custom_metadata_rules(namespaced)
        self.nodes = dict[str, Any]()

    def problems(self, obj: Object) -> Iterator[Problem]:
        """Yield what is wrong with a new object."""
        yield from self._all(obj, None)

    def update_problems(self, new: Object, old: Object) -> Iterator[Problem]:
        """Yield what is wrong with a changed object, but not what was so before."""
        yield from metadata_update_problems(new, old)
        yield from self._all(new, old)

    def warnings(self, new: Object, old: Object | None) -> Iterator[str]:
        """Yield what rules say of what was so before."""
        node = self._node(object_version(new["apiVersion"])) if old is not None else None
        if node is not None:
            from minik.kinds._rule_checks import check_rules  # noqa: PLC0415 as below

            yield from check_rules(node, new, old).warnings

    def _all(self, new: Object, old: Object | None) -> Iterator[Problem]:
        version = object_version(new["apiVersion"])
        found = [
            *self.metadata_rules(new),
            *schema_problems(new, self.definitions.get(version, {}), old),
        ]
        yield from found
        node = self._node(version)
        if node is None:
            return
        if any(problem.reason in BLOCKING for problem in found):
            yield NOT_CHECKED
            return
        from minik.kinds._rule_checks import check_rules  # noqa: PLC0415 only where there are rules

        yield from check_rules(node, new, old).problems

    def _node(self, version: str) -> Any:
        """Return the compiled rules of a version; None if it has none."""
        if version not in self.nodes:
            schema = self.definitions.get(version, {})
            self.nodes[version] = _compiled(schema) if has_rules(schema) else None
        return self.nodes[version]


def _compiled(schema: Schema) -> Any:
    from minik.kinds._rule_checks import compile_schema  # noqa: PLC0415 only where there are rules

    return compile_schema(schema)
