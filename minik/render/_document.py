"""A listing as one document: the object that was asked for, or a List of those found."""

from minik.model import object as objects
from minik.model.listing import Listing
from minik.model.object import Object


def of(listing: Listing) -> Object:
    """Return the object of a listing that was asked for by name, else a List of all; nothing is
    left out.
    """
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
        return of(listing)
    sections = [
        section._replace(
            objects=[objects.drop(obj, "metadata.managedFields") for obj in section.objects]
        )
        for section in listing.sections
    ]
    return of(listing._replace(sections=sections))
