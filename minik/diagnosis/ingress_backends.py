"""The backends of Ingresses, each with its place."""

from collections.abc import Iterator, Mapping

from minik.kinds.ingress import fields as ingresses
from minik.light_typing import Any
from minik.model.object import Object


def placed(ingress: Object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the path and the value of every backend of an Ingress."""
    default = ingresses.default_backend(ingress)
    if default:
        yield "spec.defaultBackend", default
    for index, rule in enumerate(ingresses.rules(ingress)):
        for place, path in enumerate(ingresses.paths(rule)):
            if path.get("backend"):
                yield f"spec.rules[{index}].http.paths[{place}].backend", path["backend"]
