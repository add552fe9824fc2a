"""Lists: the objects of a kind that selectors match, and the document that holds them."""

from collections.abc import Sequence

from minik.api.paths import Place
from minik.errors import BadRequest
from minik.model import field_selectors, selectors
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object


def select_objects(
    cluster: Cluster, kind: Kind, namespace: str, labels: str = "", fields: str = ""
) -> Sequence[Object]:
    """Return all objects of a kind in a namespace, or in all ("" ), that the selectors match.

    Raises BadRequest for an invalid selector.
    """
    if not labels and not fields:
        return cluster.within(kind.key, namespace) if namespace else cluster.of(kind.key)
    try:
        terms = field_selectors.parse_field_selector(fields)
        matching = selectors.select_objects(
            cluster, kind.key, namespace, selectors.parse_selector(labels)
        )
        field_selectors.require_supported(terms, kind)
    except selectors.BadSelector as wrong:
        resource = f"{kind.group}/{kind.versions[0]}, Resource={kind.plural}"
        raise BadRequest(
            f'Unable to find "{resource}" that match label selector "{labels}", field selector "{fields}": {wrong}'
        ) from None
    return field_selectors.filter_objects(matching, terms, kind)


def document(place: Place, listed: Sequence[Object]) -> Object:
    """Return a list as the API has it: its items have no apiVersion and kind."""
    items = [
        {name: value for name, value in obj.items() if name not in ("apiVersion", "kind")}
        for obj in listed
    ]
    return {
        "apiVersion": place.api_version,
        "items": items,
        "kind": f"{place.kind.name}List",
        "metadata": {"resourceVersion": ""},
    }
