"""Lists: the objects of a kind that selectors match, and the document that holds them."""

from collections.abc import Sequence

from minik.api.paths import Place
from minik.api.reply import Selection
from minik.errors import BadRequest
from minik.model import field_selectors, selectors
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object


def select_objects(cluster: Cluster, kind: Kind, selection: Selection) -> Sequence[Object]:
    """Return all objects of a kind that a selection matches, by namespace and name.

    Raises BadRequest for an invalid selector.
    """
    namespace = selection.namespace
    if not selection.labels and not selection.fields:
        return cluster.within(kind.key, namespace) if namespace else cluster.of(kind.key)
    try:
        terms = field_selectors.parse_field_selector(selection.fields)
        matching = selectors.select_objects(
            cluster, kind.key, namespace, selectors.parse_selector(selection.labels)
        )
        field_selectors.require_supported(terms, kind)
    except selectors.BadSelector as wrong:
        raise BadRequest(str(wrong)) from None
    return field_selectors.filter_objects(matching, terms, kind)


def document(
    place: Place, listed: Sequence[Object], version: int | str, more: Object | None = None
) -> Object:
    """Return a list as the API has it; `more` is what its metadata says of other pages.

    Items of built-in kinds have no apiVersion and kind.
    """
    return with_items(place.kind, head(place, version, more), listed)


def with_items(kind: Kind, bare: Object, listed: Sequence[Object]) -> Object:
    """Return a list whose objects are still missing, with them."""
    if kind.custom:
        return {**bare, "items": [{**obj, "apiVersion": bare["apiVersion"]} for obj in listed]}
    hidden = ("apiVersion", "kind")
    items = [{name: part for name, part in obj.items() if name not in hidden} for obj in listed]
    return {**bare, "items": items}


def head(place: Place, version: int | str, more: Object | None = None) -> Object:
    """Return a list as the API has it, without its items."""
    kind = place.kind
    bare = {"continue": ""} if kind.custom else {}
    return {
        "kind": f"{kind.name}List",
        "apiVersion": place.api_version,
        "metadata": {**bare, "resourceVersion": str(version), **(more or {})},
    }
