"""Where in a text a field stands: found by reading the text once more, and only when somebody asks."""
import re
from typing import Any

INDEX = re.compile(r"\[([^\]]*)\]")


def find(text: str, path: str) -> tuple[Any, Any]:
    """The node that marks the place of a field (its name, where it has one), and its value; of the nearest field above, no value."""
    import yaml  # noqa: PLC0415 only text that is wrong is read once more

    from minik.intake.construction import compose  # noqa: PLC0415
    try:
        found: Any = compose(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None, None
    mark = found
    while found is not None and path:
        found, path, mark = _step(found, path, mark)
    return mark, found


def _step(parent: Any, path: str, mark: Any) -> tuple[Any, str, Any]:
    """One step down: the child, the rest of the path, the node that marks its place."""
    bracket = INDEX.match(path)
    if parent.id == "sequence" and bracket and bracket[1].isdecimal() and int(bracket[1]) < len(parent.value):
        found = parent.value[int(bracket[1])]
        return found, path[bracket.end():].removeprefix("."), found
    if parent.id == "mapping":
        name, end = (bracket[1].strip('"'), bracket.end()) if bracket else ("", 0)
        fits = [pair for pair in parent.value if (pair[0].value == name if bracket else _begins(path, pair[0].value))]
        if fits:
            key, value = max(fits, key=lambda pair: len(pair[0].value))
            return value, path[end or len(key.value):].removeprefix("."), key
    return None, path, mark


def _begins(path: str, name: Any) -> bool:
    """Whether a path goes on with this field."""
    return isinstance(name, str) and path.startswith(name) and path[len(name):len(name) + 1] in ("", ".", "[")


def line(text: str, path: str) -> int | None:
    """How many lines stand before the field at a path, or before the nearest field above it."""
    mark, _ = find(text, path)
    return None if mark is None else int(mark.start_mark.line)


def literal(text: str, path: str) -> str:
    """How the scalar at a path is written; empty where there is none."""
    value = find(text, path)[1]
    return value.value if value is not None and value.id == "scalar" else ""
