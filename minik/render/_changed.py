"""What a command did to the state, object by object: what was decided on the way, by whom, and what was written."""
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

EVENT = "Event"


def lines(changes: Iterable[Sequence[Any]]) -> Iterator[str]:
    """First what controllers told of (their events), then every object that is new, changed or gone; of each only its name.

    A change is a row: kind, namespace, name, the object before and after.
    """
    rows = list(changes)
    yield from (decided(after) for kind, _, _, before, after in rows if kind == EVENT and after is not None)
    yield from (written(*row) for row in rows if row[0] != EVENT)


def decided(event: dict[str, Any]) -> str:
    """`decided  kubelet: Started Pod default/web-0: Started container main`."""
    about = event.get("involvedObject") or {}
    teller = event.get("reportingComponent") or (event.get("source") or {}).get("component") or "somebody"
    named = title(about.get("kind", ""), about.get("namespace", ""), about.get("name", ""))
    return f"  decided  {teller}: {event.get('reason', '')} {named}: {event.get('message', '')}"


def written(kind: str, namespace: str, name: str, before: object, after: object) -> str:
    """`made     Service default/web`."""
    done = "made" if before is None else "gone" if after is None else "changed"
    return f"  {done:8} {title(kind, namespace, name)}"


def title(kind: str, namespace: str, name: str) -> str:
    return f"{kind} {f'{namespace}/{name}' if namespace else name}"
