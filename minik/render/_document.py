"""A listing as one document: the object that was asked for, or a List of those found."""
from minik.model.listing import Listing
from minik.model.object import Object


def of(listing: Listing) -> Object:
    found = listing.objects
    if listing.single and len(found) == 1:
        return found[0]
    return {"apiVersion": "v1", "items": found, "kind": "List", "metadata": {"resourceVersion": ""}}
