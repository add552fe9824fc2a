"""Is an object in a state what its kind says it is? Its fields are of the right types; those that nobody knows are told, not refused."""
from collections.abc import Iterator, Sequence
from typing import Any

from minik import kinds
from minik.intake import decoding, refusal, structure
from minik.model import object as objects
from minik.model.object import Object


def version(obj: Object) -> int:
    """The version of an object: which change of the cluster made it what it is."""
    text: Any = obj["metadata"].get("resourceVersion") or "0"
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 19 else 0


def judged(obj: Object, custom: Sequence[Object]) -> Iterator[tuple[str, bool]]:
    """What is wrong with an object (true) or odd about it (false)."""
    api_version = obj.get("apiVersion")
    kind = kinds.typed(api_version, obj["kind"], custom) if isinstance(api_version, str) else None
    if kind is None:
        yield f"no kind {obj['kind']} in {api_version} is known; it is kept as it is", False
        return
    definition = kind.definitions[objects.version(obj["apiVersion"])]
    try:
        if kind.custom:
            structure.read(obj, definition)
        else:
            decoding.decoder(definition)(obj)
    except decoding.Mismatch:
        found = structure.explained(obj, definition, kind.name) if kind.custom else refusal.refusal(obj, definition)
        if found:
            yield found.message, "unknown field" not in found.message
    except RecursionError:
        yield "nested too deep", True
