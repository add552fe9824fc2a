"""What a command changed in the state, for -v=2: the controllers' events, then the objects written."""

from collections.abc import Iterable, Iterator, Sequence

from minik.light_typing import Any

EVENT = "Event"


def lines(changes: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield a line for each event, then one for each object created, changed or deleted.

    A change is a row: kind, namespace, name, the object before and after.
    """
    rows = list(changes)
    yield from (
        event_line(after)
        for kind, _, _, before, after in rows
        if kind == EVENT and after is not None
    )
    yield from (change_line(*row) for row in rows if row[0] != EVENT)


def event_line(event: dict[str, Any]) -> str:
    """Return an event as `decided  kubelet: Started Pod default/web-0: Started container main`."""
    involved = event.get("involvedObject") or {}
    component = (
        event.get("reportingComponent")
        or (event.get("source") or {}).get("component")
        or "somebody"
    )
    subject = title(
        involved.get("kind", ""), involved.get("namespace", ""), involved.get("name", "")
    )
    return (
        f"  decided  {component}: {event.get('reason', '')} {subject}: {event.get('message', '')}"
    )


def change_line(kind: str, namespace: str, name: str, before: object, after: object) -> str:
    """Return the change of one object as `made     Service default/web`; `changed` and `gone` are
    the others.
    """
    verb = "made" if before is None else "gone" if after is None else "changed"
    return f"  {verb:8} {title(kind, namespace, name)}"


def title(kind: str, namespace: str, name: str) -> str:
    return f"{kind} {f'{namespace}/{name}' if namespace else name}"
