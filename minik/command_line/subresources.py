"""--subresource: a part of an object, shown or written."""

from minik.api.subresources import SCALE, part_of
from minik.client.requests import Outcome
from minik.command_line import flags
from minik.command_line.lookup import LookupResult
from minik.errors import ClientError, NotFound
from minik.model.listing import Section

option: flags.Option = flags.text(
    "--subresource",
    "part",
    metavar="NAME",
    help="Change this part of the object: status, scale, resize",
)


def select_part(lookup: LookupResult, name: str) -> LookupResult:
    """Return this subresource of every object that was asked for by name.

    Raises ClientError for objects in bulk.
    """
    if not lookup.single and any(len(section.objects) != 1 for section in lookup.sections):
        raise ClientError("subresource cannot be used when bulk resources are specified")
    sections = []
    for section in lookup.sections:
        try:
            parts = [part_of(section.kind, obj, name) for obj in section.objects]
        except NotFound as error:
            lookup.errors.append(error)
        else:
            sections.append(Section(SCALE if name == "scale" else section.kind, parts))
    return lookup._replace(sections=sections)


def scale_of(outcome: Outcome) -> Outcome:
    """Return the outcome of a write of a Scale, which is what a server answers with."""
    scale = part_of(outcome.kind, outcome.object, "scale")
    return outcome._replace(kind=SCALE, object=scale)


def refuse_scale(part: str, verb: str) -> None:
    """Raise ClientError where a verb that writes whole objects is asked for their Scale."""
    if part == "scale":
        raise ClientError(
            f"minik's {verb} does not write Scales",
            hint="minik scale TYPE NAME --replicas=COUNT, or minik patch",
        )
