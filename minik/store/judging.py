"""Is an object in a state what its kind says it is? Its fields are of the right types; those that nobody knows are told, not refused."""
from collections.abc import Sequence
from typing import Any, NamedTuple

from minik import kinds
from minik.errors import Refused
from minik.intake import decoding, refusal, structure
from minik.model import object as objects
from minik.model.cluster import Objects
from minik.model.object import Object
from minik.store.state_file import RESCUE


class Judged(NamedTuple):
    """An object as its kind reads it, and what is wrong with it, or only odd, if anything is."""

    object: Object
    text: str = ""
    wrong: bool = False


def version(obj: Object) -> int:
    """The version of an object: which change of the cluster made it what it is."""
    text: Any = obj["metadata"].get("resourceVersion") or "0"
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 19 else 0


def judged(obj: Object, custom: Sequence[Object], *, by_rules: bool = False) -> Judged:
    """An object from a state, judged by its kind; `custom`: the definitions of kinds that are not built in.

    `by_rules`: by the rules of its kind too. What breaks them is only odd: it may have been taken before they were made.
    """
    api_version = obj.get("apiVersion")
    kind = kinds.typed(api_version, obj["kind"], custom) if isinstance(api_version, str) else None
    if kind is None:
        return Judged(obj, f"no kind {obj['kind']} in {api_version} is known; it is kept as it is")
    definition = kind.definitions[objects.version(obj["apiVersion"])]
    try:
        found = structure.read(obj, definition) if kind.custom else decoding.decoder(definition)(obj)
        broken = next(iter(kind.problems(found)), None) if by_rules else None
        return Judged(found, f"the server would not take it now: {broken}" if broken else "")
    except decoding.Mismatch:
        why = structure.explained(obj, definition, kind.name) if kind.custom else refusal.refusal(obj, definition)
        return Judged(obj, why.message, "unknown field" not in why.message) if why else Judged(obj)
    except RecursionError:
        return Judged(obj, "nested too deep", True)


def sound(path: str, source: Objects) -> None:
    """See to it that all objects of a file that another hand wrote can be worked with; else refuse the file."""
    custom = list(source.all("CustomResourceDefinition").values())
    for kind, table in source.items():
        for name, obj in table.items():
            found = judged(obj, custom)
            if found.wrong:
                raise Refused(f"{path} is not whole: {kind} {name}: {found.text}; it is left as it is", hint=RESCUE)
            table[name] = found.object
