"""IPAddresses: one for each address that a service holds, named by it."""
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from minik.errors import Problem
from minik.kinds import _layout
from minik.kinds._columns import NAME
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import immutable, named_if_set, named_required
from minik.model import ip, names
from minik.model.cluster import Cluster
from minik.model.kind import Column, Kind
from minik.model.object import Object, annotations, labels, name, spec
from minik.model.problem import required

PATH = "spec.parentRef"


def parent(ip_address: Object) -> Mapping[str, Any] | None:
    """Whose address it is."""
    found: Mapping[str, Any] | None = spec(ip_address).get("parentRef")
    return found


def problems(ip_address: Object) -> Iterator[Problem]:
    """Upstream rule: networking validation `ValidateIPAddress`."""
    yield from metadata_problems(ip_address, ip.canonical_address, namespaced=False)
    found = parent(ip_address)
    if found is None:
        yield required(PATH)
        return
    yield from named_if_set(f"{PATH}.group", found.get("group"), names.subdomain)
    for field in ("resource", "name"):
        yield from named_required(f"{PATH}.{field}", found.get(field), names.path_segment)
    yield from named_if_set(f"{PATH}.namespace", found.get("namespace"), names.path_segment)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """An address stays with whom it belongs to."""
    yield from metadata_update_problems(new, old)
    yield from immutable(PATH, parent(new), parent(old))


def parent_cell(ip_address: Object, _: datetime) -> str:
    """`services/default/web`."""
    found = parent(ip_address)
    if found is None:
        return _layout.NONE
    resource = ".".join(part for part in (found.get("resource"), found.get("group")) if part)
    return "/".join(part for part in (resource, found.get("namespace"), found.get("name")) if part)


def describe(ip_address: Object, _: Cluster) -> str:
    """Upstream rule: kubectl's `describeIPAddressV1`."""
    lines = [f"Name:\t{name(ip_address)}", *_layout.labels("Labels", labels(ip_address)),
             *_layout.annotations("Annotations", annotations(ip_address))]
    found = parent(ip_address)
    if found is not None:
        fields = ("Group", "Resource", "Namespace", "Name")
        lines += ["Parent Reference:", *_layout.indented(f"{field}:\t{found.get(field.lower()) or ''}" for field in fields)]
    return "\n".join(lines)


KIND = Kind("IPAddress", problems=problems, update_problems=update_problems, whole_row=True,
            columns=(NAME, Column("PARENTREF", parent_cell)), describe=describe, has_status=False)
