"""StorageClasses: types of storage, and their provisioners."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._columns import AGE
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._node_selector import DEPRECATED
from minik.kinds._rules import check_choice, check_each, check_immutable, check_name
from minik.kinds.storage import DEFAULT_CLASS
from minik.light_typing import Any
from minik.model import names
from minik.model.cluster import Cluster
from minik.model.kind import Column, Kind
from minik.model.object import Object, annotations, name
from minik.model.problem import duplicate, forbidden, invalid, required, too_long

MAX_PARAMETER_BYTES, MAX_PARAMETERS = 256 * 1024, 512


def default(storage_class: Object) -> Object:
    """Set reclaimPolicy to Delete and volumeBindingMode to Immediate."""
    return {"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate", **storage_class}


def problems(storage_class: Object) -> Iterator[Problem]:
    yield from metadata_problems(storage_class, namespaced=False)
    yield from provisioner_problems("provisioner", storage_class.get("provisioner") or "")
    yield from parameters_problems("parameters", storage_class.get("parameters") or {})
    if storage_class["reclaimPolicy"]:
        yield from check_choice(
            "reclaimPolicy", storage_class["reclaimPolicy"], ("Delete", "Retain")
        )
    yield from check_choice(
        "volumeBindingMode",
        storage_class["volumeBindingMode"],
        ("Immediate", "WaitForFirstConsumer"),
    )
    yield from topologies_problems(
        "allowedTopologies", storage_class.get("allowedTopologies") or ()
    )


def provisioner_problems(path: str, provisioner: str) -> Iterator[Problem]:
    """Check that the provisioner is a qualified name, in any case."""
    return (
        check_name(path, provisioner.lower(), names.qualified_name)
        if provisioner
        else iter((required(path),))
    )


def parameters_problems(
    path: str, parameters: Mapping[str, str], needed: bool = False
) -> Iterator[Problem]:
    """Check the number and the total size of the parameters."""
    if len(parameters) > MAX_PARAMETERS:
        yield too_long(path, MAX_PARAMETERS)
        return
    if "" in parameters:
        yield invalid(path, "", "field can not be empty.")
    if (
        sum(names.byte_count(key) + names.byte_count(value) for key, value in parameters.items())
        > MAX_PARAMETER_BYTES
    ):
        yield too_long(path, MAX_PARAMETER_BYTES)
    if needed and not parameters:
        yield required(path, "must contain at least one key/value pair")


def topologies_problems(path: str, topologies: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Check the allowed topologies: valid expressions, no duplicates."""
    seen: list[dict[str, set[str]]] = []
    for index, term in enumerate(topologies):
        expressions = term.get("matchLabelExpressions") or []
        yield from check_each(
            f"{path}[{index}].matchLabelExpressions", expressions, expression_problems
        )
        keys = [expression.get("key") or "" for expression in expressions]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                yield duplicate(f"{path}[{index}].matchLabelExpressions[{number}].key", key)
        meaning = {
            expression.get("key") or "": set(expression.get("values") or ())
            for expression in expressions
        }
        if meaning in seen:
            yield duplicate(f"{path}[{index}].matchLabelExpressions", "")
        seen.append(meaning)


def expression_problems(path: str, expression: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of one topology expression."""
    values = expression.get("values") or []
    if not values:
        yield required(f"{path}.values")
    yield from (
        duplicate(f"{path}.values[{index}]", value)
        for index, value in enumerate(values)
        if value in values[:index]
    )
    yield from check_name(f"{path}.key", expression.get("key") or "", names.qualified_name)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    if (new.get("parameters") or {}) != (old.get("parameters") or {}):
        yield forbidden("parameters", "updates to parameters are forbidden.")
    for field in ("provisioner", "reclaimPolicy"):
        if new.get(field) != old.get(field):
            yield forbidden(field, f"updates to {field} are forbidden.")
    yield from check_immutable(
        "volumeBindingMode", new.get("volumeBindingMode"), old.get("volumeBindingMode")
    )


def warnings(storage_class: Object, _: Object | None) -> Iterator[str]:
    for index, term in enumerate(storage_class.get("allowedTopologies") or ()):
        for number, expression in enumerate(term.get("matchLabelExpressions") or ()):
            key = expression.get("key") or ""
            if key in DEPRECATED:
                yield f"allowedTopologies[{index}].matchLabelExpressions[{number}].key: {key} is {DEPRECATED[key]}"


def is_default(storage_class: Object) -> bool:
    """Return whether claims without a class get this one."""
    return "true" in (annotations(storage_class).get(key) for key in DEFAULT_CLASS)


def name_column(storage_class: Object, _: datetime) -> str:
    return name(storage_class) + (" (default)" if is_default(storage_class) else "")


def provisioner_column(storage_class: Object, _: datetime) -> str:
    return str(storage_class.get("provisioner") or "")


def reclaim_column(storage_class: Object, _: datetime) -> str:
    return str(storage_class.get("reclaimPolicy") or "Delete")


def binding_column(storage_class: Object, _: datetime) -> str:
    return str(storage_class.get("volumeBindingMode") or "Immediate")


def expansion_column(storage_class: Object, _: datetime) -> str:
    return "true" if storage_class.get("allowVolumeExpansion") else "false"


EXPANSION = {None: "<unset>", True: "True", False: "False"}


def describe(storage_class: Object, _: Cluster) -> str:
    lines = [
        f"Name:\t{name(storage_class)}",
        f"IsDefaultClass:\t{'Yes' if is_default(storage_class) else 'No'}",
        f"Annotations:\t{layout.format_labels(annotations(storage_class))}",
        f"Provisioner:\t{storage_class.get('provisioner') or ''}",
        f"Parameters:\t{layout.format_labels(storage_class.get('parameters'))}",
        f"AllowVolumeExpansion:\t{EXPANSION[storage_class.get('allowVolumeExpansion')]}",
    ]
    options = storage_class.get("mountOptions") or []
    lines += ["MountOptions:", *layout.indent(options)] if options else ["MountOptions:\t<none>"]
    for title, field in (
        ("ReclaimPolicy", "reclaimPolicy"),
        ("VolumeBindingMode", "volumeBindingMode"),
    ):
        if storage_class.get(field) is not None:
            lines.append(f"{title}:\t{storage_class[field]}")
    return "\n".join([*lines, *topologies_lines(storage_class.get("allowedTopologies"))])


def topologies_lines(topologies: Sequence[Mapping[str, Any]] | None) -> Iterator[str]:
    """Yield the allowed topologies; empty if there are none."""
    if not topologies:
        return
    yield "AllowedTopologies:\t"
    for index, term in enumerate(topologies):
        texts = [
            f"{entry.get('key', '')} in [{', '.join(entry.get('values') or ())}]"
            for entry in term.get("matchLabelExpressions") or ()
        ]
        yield f"  Term {index}:\t{texts[0] if texts else '<none>'}"
        yield from (f"  \t{entry}" for entry in texts[1:])


KIND = Kind(
    "StorageClass",
    default=default,
    problems=problems,
    update_problems=update_problems,
    warnings=warnings,
    describe=describe,
    whole_row=True,
    has_status=False,
    columns=(
        Column("NAME", name_column),
        Column("PROVISIONER", provisioner_column),
        Column("RECLAIMPOLICY", reclaim_column),
        Column("VOLUMEBINDINGMODE", binding_column),
        Column("ALLOWVOLUMEEXPANSION", expansion_column),
        AGE,
    ),
)
