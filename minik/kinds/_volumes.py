"""Volumes of pods, pod templates and PersistentVolumes as `describe` shows them.

Upstream rule: kubectl `describeVolumes`.
"""

from collections.abc import Iterable, Iterator, Mapping

from minik.kinds._volume_source_table import LONGEST_ATTRIBUTE, PERSISTENT, SOURCES, Source
from minik.kinds.layout import NONE, annotation_lines, indent, label_lines, shorten, titled_list
from minik.kinds.storage import storage_class_name
from minik.light_typing import Any
from minik.model import quantity
from minik.model.object import Object, read


def volume_lines(specs: Iterable[Object], space: str = "") -> Iterator[str]:
    """Yield the Volumes section; `space` is the indentation of the title, for templates."""
    volume_list = list(specs)
    if not volume_list:
        yield f"{space}Volumes:\t{NONE}"
        return
    yield f"{space}Volumes:"
    for volume in volume_list:
        yield f"  {space[:1]}{volume.get('name', '')}:"
        yield from source_lines(volume)


def source_lines(volume: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a pod volume's source."""
    yield from _lines_of_source(volume, SOURCES)


def persistent_source_lines(spec: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a PersistentVolume's source, from its spec."""
    yield from _lines_of_source(spec, {**SOURCES, **PERSISTENT})


def _lines_of_source(volume: Mapping[str, Any], sources: Mapping[str, Source]) -> Iterator[str]:
    kind = next((name for name in sources if volume.get(name) is not None), None)
    if kind is None:
        yield "  <unknown>"
        return
    fields: Mapping[str, Any] = volume[kind]
    yield f"    Type:\t{sources[kind].meaning}"
    yield from (
        f"    {title}\t{format_value(read(fields, field, unset), field)}"
        for title, field, unset in sources[kind].lines
    )
    yield from indent(EXTRA_LINES[kind](fields) if kind in EXTRA_LINES else (), 2)


def format_value(value: Any, field: str = "") -> str:
    """Return a field's value as Go prints it."""
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "nil" if field == "secretRef" else "<nil>"
    if field == "sizeLimit" and value != "<unset>":
        return quantity.canonical(value) if quantity.parse(value).nano > 0 else "<unset>"
    if field == "targetWWNs":
        return ", ".join(value)
    if isinstance(value, (list, tuple)):
        return f"[{' '.join(map(format_value, value))}]"
    if isinstance(value, dict) and field == "secretRef":
        return (
            "&"
            + ("SecretReference" if "namespace" in value else "LocalObjectReference")
            + "{"
            + "".join(f"{name.capitalize()}:{text}," for name, text in value.items())
            + "}"
        )
    if isinstance(value, dict):
        return f"map[{' '.join(f'{name}:{format_value(item)}' for name, item in sorted(value.items()))}]"
    return str(value)


def _projected_lines(fields: Mapping[str, Any]) -> Iterator[str]:
    for item in fields.get("sources") or ():
        for name, title in (
            ("secret", "SecretName:"),
            ("downwardAPI", "DownwardAPI:"),
            ("configMap", "ConfigMapName:"),
        ):
            if item.get(name) is not None:
                yield f"{title}\t{'true' if name == 'downwardAPI' else item[name].get('name', '')}"
                if name != "downwardAPI":
                    yield f"Optional:\t{format_value(item[name].get('optional', False))}"
                break
        else:
            if item.get("serviceAccountToken") is not None:
                yield f"TokenExpirationSeconds:\t{item['serviceAccountToken'].get('expirationSeconds', 3600)}"


def _downward_lines(fields: Mapping[str, Any]) -> Iterator[str]:
    yield "Items:"
    for item in fields.get("items") or ():
        if item.get("fieldRef"):
            yield f"  {item['fieldRef'].get('fieldPath', '')} -> {item.get('path', '')}"
        if item.get("resourceFieldRef"):
            yield f"  {item['resourceFieldRef'].get('resource', '')} -> {item.get('path', '')}"


def _attribute_lines(fields: Mapping[str, Any]) -> Iterator[str]:
    attributes = [
        shorten(f"{name}={value}", LONGEST_ATTRIBUTE)
        for name, value in sorted((fields.get("volumeAttributes") or {}).items())
    ]
    yield from (
        indent_cells(titled_list("VolumeAttributes", attributes))
        if attributes
        else titled_list("VolumeAttributes", attributes)
    )


def _claim_lines(fields: Mapping[str, Any]) -> Iterator[str]:
    if fields.get("volumeClaimTemplate") is not None:
        yield from claim_template_lines(fields["volumeClaimTemplate"])


EXTRA_LINES = {
    "projected": _projected_lines,
    "downwardAPI": _downward_lines,
    "csi": _attribute_lines,
    "ephemeral": _claim_lines,
}


def claim_template_lines(claim: Object) -> Iterator[str]:
    """Yield the lines of an ephemeral volume's claim template.

    In a whole PersistentVolumeClaim, the same lines stand between others.
    """
    metadata, spec = claim.get("metadata") or {}, claim.get("spec") or {}
    yield f"StorageClass:\t{storage_class_name({'metadata': {}, **claim})}"
    yield f"Volume:\t{spec.get('volumeName') or ''}"
    yield from indent_cells(label_lines("Labels", metadata.get("labels")))
    yield from indent_cells(annotation_lines("Annotations", metadata.get("annotations")))
    yield f"Capacity:\t{'0' if spec.get('volumeName') else ''}"
    yield "Access Modes:\t"
    yield from volume_mode_lines(spec)


def indent_cells(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines of a part that upstream indents by cell instead of by line."""
    return ("\t    ".join(line.split("\t", 1)) for line in lines)


def volume_mode_lines(spec: Mapping[str, Any]) -> Iterator[str]:
    """Yield the volume mode and the data source of a claim."""
    if spec.get("volumeMode"):
        yield f"VolumeMode:\t{spec['volumeMode']}"
    data = spec.get("dataSource")
    if data:
        yield "DataSource:"
        fields = (("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name"))
        yield from (
            f"  {title}:\t{data[field]}" for title, field in fields if data.get(field) is not None
        )
