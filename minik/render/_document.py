"""A listing as one document: the object that was asked for, or a List of those found."""
from minik.model import object as objects
from minik.model.listing import Listing
from minik.model.object import Object


def of(listing: Listing) -> Object:
    """The document as it is, with all that is in it."""
    found = listing.objects
    if listing.single and len(found) == 1:
        return found[0]
    return {"apiVersion": "v1", "items": found, "kind": "List", "metadata": {"resourceVersion": ""}}


def shown(listing: Listing) -> Object:
    """The document as JSON and YAML show it: who wrote which field is left out, unless it was asked for."""
    if listing.managed_fields:
        return of(listing)
    without = [section._replace(objects=[objects.drop(obj, "metadata.managedFields") for obj in section.objects])
               for section in listing.sections]
    return of(listing._replace(sections=without))
