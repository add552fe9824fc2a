"""A listing as one document: the object that was asked for, or a List of those found."""

from collections.abc import Callable

from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.listing import Listing
from minik.model.object import Object


def of(listing: Listing) -> Object:
    """Return the object of a listing that was asked for by name, else a List of all; nothing is
    left out, but a note of who made it, unless the template asks who wrote what.
    """
    return _whole(with_writers(listing, asked="managedFields" in listing.argument))


def with_writers(listing: Listing, *, asked: bool) -> Listing:
    """Return the listing with who wrote what of objects where only their maker is noted: told
    where it is `asked` for, else left out.
    """
    if not asked and not any(
        "managedFields" in (obj.get("metadata") or ())
        for section in listing.sections
        for obj in section.objects
    ):
        return listing
    tell: Callable[[Object, Kind], Object] = without_note
    if asked:
        from minik.intake.ownership import first_writers  # noqa: PLC0415 few ask who wrote what

        tell = first_writers.told
    sections = [
        section._replace(objects=[tell(obj, section.kind) for obj in section.objects])
        for section in listing.sections
    ]
    return listing._replace(sections=sections)


def without_note(obj: Object, _: Kind) -> Object:
    """Return an object without the note of who made it."""
    from minik.model import writers  # noqa: PLC0415 what controllers made tells nothing of its writers

    return writers.without_note(obj)


def _whole(listing: Listing) -> Object:
    listed = listing.objects
    if listing.single and len(listed) == 1:
        return listed[0]
    return {
        "apiVersion": "v1",
        "items": listed,
        "kind": "List",
        "metadata": {"resourceVersion": ""},
    }


def for_display(listing: Listing) -> Object:
    """Return the document that JSON and YAML print: without metadata.managedFields, unless
    --show-managed-fields was given.
    """
    if listing.managed_fields:
        return _whole(with_writers(listing, asked=True))
    sections = [
        section._replace(
            objects=[objects.drop(obj, "metadata.managedFields") for obj in section.objects]
        )
        for section in listing.sections
    ]
    return _whole(listing._replace(sections=sections))
