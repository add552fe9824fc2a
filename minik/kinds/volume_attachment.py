"""VolumeAttachments: a volume to be attached, or attached, to a node."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds._metadata import immutable_fields, metadata_problems
from minik.kinds._rules import check_csi_driver_name, check_name
from minik.kinds.persistent_volume.rules import inline_problems
from minik.model import names
from minik.model.cluster import Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, read
from minik.model.problem import forbidden, required

ONE_SOURCE = "must specify exactly one of inlineVolumeSpec and persistentVolumeName"


def prepare(attachment: Object, old: Object | None, _: Draft) -> Object:
    """Set attached to false on creation; on update keep the old status."""
    return {**attachment, "status": (old or {}).get("status") or {"attached": False}}


def problems(attachment: Object) -> Iterator[Problem]:
    yield from metadata_problems(attachment, namespaced=False)
    attacher = read(attachment, "spec.attacher", "")
    if not attacher:
        yield required("spec.attacher")
    yield from source_problems("spec.source", read(attachment, "spec.source", {}))
    yield from check_name("spec.nodeName", read(attachment, "spec.nodeName", ""), names.subdomain)
    yield from check_csi_driver_name("spec.attacher", attacher)
    volume = read(attachment, "spec.source.persistentVolumeName")
    if volume is not None:
        yield from check_name("spec.source.persistentVolumeName", volume, names.subdomain)


def source_problems(path: str, source: Object) -> Iterator[Problem]:
    """Check that the volume is given either by name or inline."""
    inline, name = source.get("inlineVolumeSpec"), source.get("persistentVolumeName")
    if inline is None and name is None:
        yield required(path, ONE_SOURCE)
    elif inline is not None and name is not None:
        yield forbidden(path, ONE_SOURCE)
    elif inline is not None:
        yield from inline_problems(f"{path}.inlineVolumeSpec", inline)
    elif not name:
        yield required(
            f"{path}.persistentVolumeName", "must specify non empty persistentVolumeName"
        )


def text_column(field: str) -> Column:
    """Return a column that shows a field of the spec."""

    def cell(attachment: Object, _: datetime) -> str:
        return str(read(attachment, f"spec.{field}", ""))

    return Column(
        {"source.persistentVolumeName": "PV", "nodeName": "NODE"}.get(field, field.upper()), cell
    )


def attached_column(attachment: Object, _: datetime) -> str:
    return "true" if read(attachment, "status.attached") else "false"


KIND = Kind(
    "VolumeAttachment",
    prepare=prepare,
    problems=problems,
    update_problems=immutable_fields("spec"),
    has_status=False,
    columns=(
        text_column("attacher"),
        text_column("source.persistentVolumeName"),
        text_column("nodeName"),
        Column("ATTACHED", attached_column),
    ),
)
