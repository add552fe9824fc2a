"""Find the position of a field in a text, by parsing the text again."""

from minik import light_re as re
from minik.light_typing import Any

INDEX = re.compile(r"\[([^\]]*)\]")


def find_node(text: str, path: str) -> tuple[Any, Any]:
    """Return the node at which a field stands (its name, if it has one) and its value node. Of a
    missing field, the nearest node above it and None.
    """
    import yaml  # noqa: PLC0415 only text that is wrong is read once more

    from minik.intake.yaml_parser import compose  # noqa: PLC0415

    try:
        node: Any = compose(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None, None
    mark = node
    while node is not None and path:
        node, path, mark = _descend(node, path, mark)
    return mark, node


def _descend(parent: Any, path: str, mark: Any) -> tuple[Any, str, Any]:
    """Take one step down a path: return the child, the rest of the path, and the node to mark."""
    bracket = INDEX.match(path)
    if (
        parent.id == "sequence"
        and bracket
        and bracket[1].isdecimal()
        and int(bracket[1]) < len(parent.value)
    ):
        child = parent.value[int(bracket[1])]
        return child, path[bracket.end() :].removeprefix("."), child
    if parent.id == "mapping":
        name, end = (bracket[1].strip('"'), bracket.end()) if bracket else ("", 0)
        fits = [
            pair
            for pair in parent.value
            if (pair[0].value == name if bracket else _starts_with_field(path, pair[0].value))
        ]
        if fits:
            key, value = max(fits, key=lambda pair: len(pair[0].value))
            return value, path[end or len(key.value) :].removeprefix("."), key
    return None, path, mark


def _starts_with_field(path: str, name: Any) -> bool:
    """Tell whether a path starts with this field."""
    return (
        isinstance(name, str)
        and path.startswith(name)
        and path[len(name) : len(name) + 1] in ("", ".", "[")
    )


def lines_before(text: str, path: str) -> int | None:
    """Count the lines before the field at a path, or before the nearest field above it."""
    if _is_one_line_of_json(text):
        return 0
    mark, _ = find_node(text, path)
    return None if mark is None else int(mark.start_mark.line)


def _is_one_line_of_json(text: str) -> bool:
    import json  # noqa: PLC0415 only text that is wrong is read once more

    if not text.startswith("{") or "\n" in text.rstrip("\n"):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def scalar_text(text: str, path: str) -> str:
    """Return the scalar at a path as it is written; "" if there is none."""
    value = find_node(text, path)[1]
    return value.value if value is not None and value.id == "scalar" else ""
