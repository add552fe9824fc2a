"""--subresource: a part of an object, shown or written."""

from typing import Any

from minik.command_line import flags
from minik.command_line.lookup import LookupResult
from minik.errors import ClientError
from minik.intake import subresources
from minik.model.kind import Column, Kind
from minik.model.listing import Section
from minik.model.object import read

option: flags.Option[Any] = flags.text(
    "--subresource",
    "part",
    metavar="NAME",
    help="Change this part of the object: status, scale, resize",
)
SCALE = Kind(
    "Scale",
    group="autoscaling",
    plural="scales",
    columns=(
        Column("DESIRED", lambda scale, _: str(read(scale, "spec.replicas", 0))),
        Column("AVAILABLE", lambda scale, _: str(read(scale, "status.replicas", 0))),
    ),
)


def select_part(lookup: LookupResult, name: str) -> LookupResult:
    """Return this subresource of every object that was asked for by name.

    Raises ClientError for objects in bulk.
    """
    if not lookup.single and any(len(section.objects) != 1 for section in lookup.sections):
        raise ClientError("subresource cannot be used when bulk resources are specified")
    sections = []
    for section in lookup.sections:
        if not subresources.has_subresource(section.kind, name):
            lookup.errors.append(subresources.not_found())
        elif name == "scale":
            sections.append(Section(SCALE, [subresources.scale_of(obj) for obj in section.objects]))
        else:
            sections.append(section)
    return lookup._replace(sections=sections)


def refuse_scale(part: str, verb: str) -> None:
    """Raise ClientError where a verb that writes whole objects is asked for their Scale."""
    if part == "scale":
        raise ClientError(
            f"minik's {verb} does not write Scales",
            hint="minik scale TYPE NAME --replicas=COUNT, or minik patch",
        )
