"""IPAddresses: one object for each cluster IP of a Service, named by the address."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._columns import NAME
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_immutable, check_name_if_set, check_required_name
from minik.light_typing import Any
from minik.model import ip, names
from minik.model.cluster import Cluster
from minik.model.kind import Column, Kind
from minik.model.object import Object, annotations, labels, name, spec
from minik.model.problem import required

PATH = "spec.parentRef"


def parent(ip_address: Object) -> Mapping[str, Any] | None:
    """Return the reference to the owner of the address, or None."""
    reference: Mapping[str, Any] | None = spec(ip_address).get("parentRef")
    return reference


def problems(ip_address: Object) -> Iterator[Problem]:
    """Upstream rule: networking validation `ValidateIPAddress`."""
    yield from metadata_problems(ip_address, ip.canonical_address, namespaced=False)
    reference = parent(ip_address)
    if reference is None:
        yield required(PATH)
        return
    yield from check_name_if_set(f"{PATH}.group", reference.get("group"), names.subdomain)
    for field in ("resource", "name"):
        yield from check_required_name(f"{PATH}.{field}", reference.get(field), names.path_segment)
    yield from check_name_if_set(
        f"{PATH}.namespace", reference.get("namespace"), names.path_segment
    )


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield the problems of an update; parentRef is immutable."""
    yield from metadata_update_problems(new, old)
    yield from check_immutable(PATH, parent(new), parent(old))


def parent_cell(ip_address: Object, _: datetime) -> str:
    """Return the parent as `services/default/web`, or `<none>`."""
    reference = parent(ip_address)
    if reference is None:
        return layout.NONE
    resource = ".".join(
        part for part in (reference.get("resource"), reference.get("group")) if part
    )
    return "/".join(
        part for part in (resource, reference.get("namespace"), reference.get("name")) if part
    )


def describe(ip_address: Object, _: Cluster) -> str:
    """Upstream rule: kubectl's `describeIPAddressV1`."""
    lines = [
        f"Name:\t{name(ip_address)}",
        *layout.label_lines("Labels", labels(ip_address)),
        *layout.annotation_lines("Annotations", annotations(ip_address)),
    ]
    reference = parent(ip_address)
    if reference is not None:
        fields = ("Group", "Resource", "Namespace", "Name")
        lines += [
            "Parent Reference:",
            *layout.indent(f"{field}:\t{reference.get(field.lower()) or ''}" for field in fields),
        ]
    return "\n".join(lines)


KIND = Kind(
    "IPAddress",
    problems=problems,
    update_problems=update_problems,
    whole_row=True,
    columns=(NAME, Column("PARENTREF", parent_cell)),
    describe=describe,
    has_status=False,
)
