"""The changed fields that the server lists when it refuses the update of an immutable part."""

from collections.abc import Iterator, Mapping

from minik.light_typing import Any
from minik.model.problem import quote_value


def describe_difference(title: str, before: Any, after: Any) -> str:
    """Return the fields that differ as go-cmp does, removed ones `-`, added ones `+`."""
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
            yield f"- {tabs}{name}: {quote_value(old)},"
        if name in after:
            yield f"+ {tabs}{name}: {quote_value(new)},"
    if same:
        yield f"  {tabs}... // identical fields"
