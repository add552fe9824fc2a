"""Differences between two versions of an object, field by field, and one version without some of them.

Elements of a list are identified by their own fields (type, name, address), so that one more of them is
one difference. A list whose elements have no identity is compared as a whole.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik import light_re as re
from minik.light_typing import Any

IDENTITIES = ("type", "name", "uid", "ip")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ABSENT: Any = type("Absent", (), {"__repr__": lambda _: "ABSENT"})()


def differences(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield path and new value, in a list, of everything that differs; an empty list if it is gone."""
    if old is new or old == new:
        return
    pairs = children(old, new, path)
    if pairs is None:
        yield path, [] if new is ABSENT else [new]
        return
    for inner, was, becomes in pairs:
        yield from differences(was, becomes, inner)


def are_alike(value: Any, other: Any) -> bool:
    """Return whether two values are equal but for their times."""
    return bool(value == other or mask_times(value) == mask_times(other))


def without(old: Any, new: Any, held: Mapping[str, Sequence[Any]], path: str = "") -> Any:
    """Return the new version in which what is held stays as in the old one.

    Only a field whose new value is the one that was held stays; times are the same whatever they say.
    """
    pairs = children(old, new, path)
    if pairs is None:
        wanted = [] if new is ABSENT else [new]
        return old if path in held and are_alike(held[path], wanted) else new
    kept = {inner: without(was, becomes, held, inner) for inner, was, becomes in pairs}
    if isinstance(new, dict):
        start = len(path) + bool(path)
        return {inner[start:]: part for inner, part in kept.items() if part is not ABSENT}
    return [part for part in kept.values() if part is not ABSENT]


def children(old: Any, new: Any, path: str) -> list[tuple[str, Any, Any]] | None:
    """Return path, old and new value of the parts of two objects or lists; None if they have no parts
    to compare.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        names = dict.fromkeys((*new, *old))
        return [
            (f"{path}.{name}" if path else name, old.get(name, ABSENT), new.get(name, ABSENT))
            for name in names
        ]
    if not (isinstance(old, list) and isinstance(new, list)):
        return None
    before, after = by_identity(old), by_identity(new)
    if before is None or after is None:
        return None
    return [
        (f"{path}[{name}]", before.get(name, ABSENT), after.get(name, ABSENT))
        for name in dict.fromkeys((*before, *after))
    ]


def by_identity(items: Sequence[Any]) -> dict[str, Any] | None:
    """Return the elements of a list by identity; None if two have the same or one has none."""
    found = {name: item for item in items if (name := identity(item))}
    return found if len(found) == len(items) else None


def identity(item: Any) -> str:
    """Return what identifies an element of a list: type, name, address, or its ports; "" if nothing
    does.
    """
    if not isinstance(item, dict):
        return ""
    for name in IDENTITIES:
        if isinstance(item.get(name), str) and item[name]:
            return str(item[name])
    addresses = item.get("addresses")
    if isinstance(addresses, list) and addresses and isinstance(addresses[0], str):
        return addresses[0]
    ports = item.get("ports")
    return ",".join(map(_port, ports)) if isinstance(ports, list) else ""


def _port(port: Any) -> str:
    return f"{port.get('port')}/{port.get('protocol')}" if isinstance(port, dict) else str(port)


def mask_times(value: Any) -> Any:
    """Return a value with all times replaced by the same word."""
    if isinstance(value, dict):
        return {name: mask_times(part) for name, part in value.items()}
    if isinstance(value, list):
        return [mask_times(part) for part in value]
    return TIME.sub("TIME", value) if isinstance(value, str) else value
