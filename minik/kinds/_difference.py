"""What changed, a line a field: what the server tells where it refuses a change of a whole part of an object."""
from collections.abc import Iterator, Mapping
from typing import Any

from minik.model.problem import shown


def difference(title: str, before: Any, after: Any) -> str:
    """The fields that differ, what is gone marked `-`, what is new `+`, in the manner of go-cmp."""
    return "\n".join((f"  {title}{{", *_lines(before, after, 1), "  }", ""))


def _lines(before: Any, after: Any, level: int) -> Iterator[str]:
    tabs = "\t" * level
    same = False
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old == new:
            same = True
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield f"  {tabs}{name}: {{"
            yield from _lines(old, new, level + 1)
            yield f"  {tabs}}},"
            continue
        if name in before:
            yield f"- {tabs}{name}: {shown(old)},"
        if name in after:
            yield f"+ {tabs}{name}: {shown(new)},"
    if same:
        yield f"  {tabs}... // identical fields"
