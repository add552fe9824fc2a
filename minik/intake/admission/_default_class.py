"""Which of several classes is the default: the newest, of the same second the first by name."""

from collections.abc import Iterable, Sequence

from minik.model import object as objects
from minik.model.object import Object, annotations


def name_of_default(classes: Iterable[Object], names: Sequence[str]) -> str:
    """Return the name of the default class, which one of these annotations marks as such; "" if
    there is none.
    """
    defaults = [one for one in classes if "true" in (annotations(one).get(name) for name in names)]
    by_name = sorted(defaults, key=objects.name)
    return objects.name(max(by_name, key=created)) if by_name else ""


def created(obj: Object) -> str:
    """Return when an object was created; "" if it does not say so."""
    return str(obj["metadata"].get("creationTimestamp") or "")
