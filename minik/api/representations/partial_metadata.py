"""PartialObjectMetadata: an object's metadata alone, for clients that need no more."""

from collections.abc import Sequence

from minik.model.object import Object


def of(obj: Object, version: str = "v1") -> Object:
    """Return the metadata of an object as an object of its own."""
    return {
        "kind": "PartialObjectMetadata",
        "apiVersion": f"meta.k8s.io/{version}",
        "metadata": obj["metadata"],
    }


def of_list(items: Sequence[Object], metadata: Object, version: str = "v1") -> Object:
    """Return the metadata of many objects as a list."""
    return {
        "kind": "PartialObjectMetadataList",
        "apiVersion": f"meta.k8s.io/{version}",
        "metadata": metadata,
        "items": [of(item, version) for item in items],
    }
