"""Ingresses: route HTTP requests by host and path to Services."""

from collections.abc import Iterator

from minik.kinds.ingress.columns import COLUMNS
from minik.kinds.ingress.description import describe
from minik.kinds.ingress.fields import CLASS, class_name
from minik.kinds.ingress.rules import problems, update_problems
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, annotations


def prepare(ingress: Object, old: Object | None, _: Draft) -> Object:
    """Return the Ingress with its old status, which users cannot write."""
    return {**ingress, "status": (old.get("status") if old else None) or {"loadBalancer": {}}}


def warnings(ingress: Object, old: Object | None) -> Iterator[str]:
    """Yield a warning if the deprecated class annotation is used instead of the field."""
    if old is None and CLASS in annotations(ingress) and class_name(ingress) is None:
        yield f"annotation \"{CLASS}\" is deprecated, please use 'spec.ingressClassName' instead"


KIND = Kind(
    "Ingress",
    prepare=prepare,
    problems=problems,
    update_problems=update_problems,
    whole_update=True,
    warnings=warnings,
    columns=COLUMNS,
    describe=describe,
)
