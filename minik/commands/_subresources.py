"""--subresource: the part of an object that is shown or written."""
from typing import Any

from minik.commands import _options
from minik.commands._reading import Found
from minik.errors import ClientError
from minik.intake import subresources
from minik.model.kind import Column, Kind
from minik.model.listing import Section
from minik.model.object import read

option: _options.Option[Any] = _options.text(
    "--subresource", "part", metavar="NAME", help="Change this part of the object: status, scale, resize")
SCALE = Kind("Scale", group="autoscaling", plural="scales", columns=(
    Column("DESIRED", lambda scale, _: str(read(scale, "spec.replicas", 0))),
    Column("AVAILABLE", lambda scale, _: str(read(scale, "status.replicas", 0)))))


def part(found: Found, name: str) -> Found:
    """This part of every object that was asked for by name."""
    if not found.single and any(len(section.objects) != 1 for section in found.sections):
        raise ClientError("subresource cannot be used when bulk resources are specified")
    sections = []
    for section in found.sections:
        if not subresources.has(section.kind, name):
            found.errors.append(subresources.missing())
        elif name == "scale":
            sections.append(Section(SCALE, [subresources.scale(obj) for obj in section.objects]))
        else:
            sections.append(section)
    return found._replace(sections=sections)


def whole(part: str, verb: str) -> None:
    """A verb that works on objects as they are kept knows nothing of Scales."""
    if part == "scale":
        raise ClientError(f"minik's {verb} does not write Scales", hint="minik scale TYPE NAME --replicas=COUNT, or minik patch")
