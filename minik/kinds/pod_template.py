"""PodTemplates: pod templates stored as objects."""

from collections.abc import Iterator
from datetime import datetime

from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._columns import NAME
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds.pod.template import default_template, template_problems, template_warnings
from minik.model.kind import Column, Kind
from minik.model.object import Object, read, read_map


def template(pod_template: Object) -> Object:
    return read_map(pod_template, "template")


def default(pod_template: Object) -> Object:
    """Fill in the defaults of the pod template."""
    return {**pod_template, "template": default_template(template(pod_template))}


def problems(pod_template: Object) -> Iterator[Problem]:
    yield from metadata_problems(pod_template)
    yield from template_problems(template(pod_template), "template")


def warnings(pod_template: Object, old: Object | None) -> Iterator[str]:
    yield from template_warnings(
        template(pod_template), "template", None if old is None else template(old)
    )


def containers_column(pod_template: Object, _: datetime) -> str:
    return ",".join(
        container.get("name", "")
        for container in read(pod_template, "template.spec.containers", [])
    )


def images_column(pod_template: Object, _: datetime) -> str:
    return ",".join(
        container.get("image", "")
        for container in read(pod_template, "template.spec.containers", [])
    )


def labels_column(pod_template: Object, _: datetime) -> str:
    return layout.format_labels(read(pod_template, "template.metadata.labels"))


KIND = Kind(
    "PodTemplate",
    default=default,
    problems=problems,
    update_problems=metadata_update_problems,
    warnings=warnings,
    whole_row=True,
    has_status=False,
    columns=(
        NAME,
        Column("CONTAINERS", containers_column),
        Column("IMAGES", images_column),
        Column("POD LABELS", labels_column),
    ),
)
