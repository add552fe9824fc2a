"""kubectl's JSONPath: evaluate paths and templates against an object.

`render_template` fills in a template, as `-o jsonpath=` does; `find_values` evaluates one path in
the relaxed form of columns, `--sort-by` and `--for=jsonpath`. Upstream rule: client-go
`util/jsonpath`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from minik import light_re as re
from minik.light_typing import Any
from minik.model.go_values import format_value as shown
from minik.model.go_values import marshal
from minik.model.jsonpath_syntax import Action, BadPath, Bounds, Filter, Step, parse_template

RELAXED = re.compile(r"\{\.?([^{}]+)\}|\.?([^{}]+)")
NOTHING = object()  # an element of a range that is null
UNRELAXED = "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"


def add_braces(path: str) -> str:
    """Return `{.metadata.name}` for `metadata.name`, `.metadata.name` or `{metadata.name}`.

    Upstream rule: kubectl `RelaxedJSONPathExpression`. Raises BadPath.
    """
    match = RELAXED.fullmatch(path)
    if path and match is None:
        raise BadPath(UNRELAXED)
    return f"{{.{match[1] or match[2]}}}" if match else path


def find_values(path: str, obj: Any) -> list[Any]:
    """Return the values at a path, which may be relaxed; raise BadPath if it is invalid."""
    return [value for group in find_results(add_braces(path), obj) for value in group]


def find_results(
    template: str | Sequence[Action], obj: Any, missing_allowed: bool = True
) -> list[list[Any]]:
    """Return the values of each action of a template, in order."""
    actions = parse_template(template) if isinstance(template, str) else template
    return Search(actions, missing_allowed).results(obj, 0)


def render_template(
    template: str | Sequence[Action], obj: Any, missing_allowed: bool = True
) -> str:
    """Return the template filled in.

    Values of one action are separated by a space; mappings and lists are JSON.
    """
    return "".join(
        " ".join(map(_text, group)) for group in find_results(template, obj, missing_allowed)
    )


def as_json(template: str | Sequence[Action], obj: Any, missing_allowed: bool = True) -> str:
    """Return the values of each action as a JSON list."""
    groups = find_results(template, obj, missing_allowed)
    return "".join(
        marshal([None if value is NOTHING else value for value in group], "    ") + "\n"
        for group in groups
    )


def _text(value: Any) -> str:
    if value is NOTHING:
        return "<no value>"
    return marshal(value) if isinstance(value, (dict, list)) or value is None else shown(value)


class Search:
    """The state of one evaluation: ranges beginning, open and ending, and the last end."""

    def __init__(self, actions: Sequence[Action], missing_allowed: bool) -> None:
        self.actions, self.missing_allowed = actions, missing_allowed
        self.begun = self.open = self.ended = 0
        self.last_end = -1

    def results(self, value: Any, index: int) -> list[list[Any]]:
        """Return the values of the actions from `index` on.

        Upstream rule: `FindResults`, which runs the rest of the template for each element of a
        range, up to its `end`, and then continues after it.
        """
        groups: list[list[Any]] = []
        while index < len(self.actions):
            group = self.walk([NOTHING if value is None else value], self.actions[index])
            if 0 < self.ended <= self.open:
                self.ended -= 1
                self.last_end = index
                break
            if self.begun:
                self.begun -= 1
                self.open += 1
                rounds = [self.results(element, index + 1) for element in group] if group else []
                groups.extend(inside for element_groups in rounds for inside in element_groups)
                if not group:
                    self.results(None, index + 1)
                self.open -= 1
                index = max(index, self.last_end)
            else:
                groups.append(group)
            index += 1
        return groups

    def walk(self, current: list[Any], steps: Iterable[Step]) -> list[Any]:
        for step in steps:
            current = STEPS[step.name](self, current, step.value)
        return current

    def value(self, current: list[Any], value: Any) -> list[Any]:
        return [value] if isinstance(value, str) else [value] * len(current)

    def identifier(self, current: list[Any], word: str) -> list[Any]:
        if word == "range":
            self.begun += 1
            return current
        if word != "end":
            raise BadPath(f"unrecognized identifier {word}")
        if not self.open:
            raise BadPath("not in range, nothing to end")
        self.ended += 1
        return []

    def field(self, current: list[Any], name: str) -> list[Any]:
        matches = [value[name] for value in current if isinstance(value, dict) and name in value]
        if current and not matches and not self.missing_allowed:
            raise BadPath(f"{name} is not found")
        return matches

    def wildcard(self, current: list[Any], _: Any) -> list[Any]:
        return [child for value in current for child in _children(value)]

    def recursive(self, current: list[Any], _: Any) -> list[Any]:
        descendants = []
        for value in current:
            children = list(_children(value))
            if children:
                descendants += [value, *self.recursive(children, None)]
        return descendants

    def union(self, current: list[Any], parts: Iterable[Action]) -> list[Any]:
        return [value for part in parts for value in self.walk(current, part)]

    def array(self, current: list[Any], bounds: Bounds) -> list[Any]:
        return [
            element for value in current if value is not None for element in _slice(value, bounds)
        ]

    def filter(self, current: list[Any], condition: Filter) -> list[Any]:
        matches = []
        for value in current:
            if not isinstance(value, list):
                raise BadPath(f"{shown(value)} is not array or slice and cannot be filtered")
            matches += [element for element in value if self.passes(element, condition)]
        return matches

    def passes(self, element: Any, condition: Filter) -> bool:
        if not condition.operator:
            return self.exists(element, condition.left)
        sides = []
        for part in (condition.left, condition.right):
            side = self.walk([element], part)
            if not side:
                return False
            if len(side) > 1:
                raise BadPath("can only compare one element at a time")
            sides.append(side[0])
        if condition.operator not in COMPARISONS:
            raise BadPath(f"unrecognized filter operator {condition.operator}")
        return COMPARISONS[condition.operator](*sides)

    def exists(self, element: Any, part: Action) -> bool:
        try:
            return bool(self.walk([element], part))
        except BadPath:
            return False


STEPS: dict[str, Callable[[Search, list[Any], Any], list[Any]]] = {
    "value": Search.value,
    "identifier": Search.identifier,
    "field": Search.field,
    "wildcard": Search.wildcard,
    "recursive": Search.recursive,
    "union": Search.union,
    "array": Search.array,
    "filter": Search.filter,
}


def _children(value: Any) -> Iterator[Any]:
    """Return the values of a mapping (sorted by name), of a list, or the bytes of a text."""
    if isinstance(value, dict):
        return (value[name] for name in sorted(value))
    return iter(
        value if isinstance(value, list) else value.encode() if isinstance(value, str) else ()
    )


def _slice(value: Any, bounds: Bounds) -> list[Any]:
    if not isinstance(value, list):
        raise BadPath(f"{type_name(value)} is not array or slice")
    size = len(value)
    start = bounds.start or 0
    stop = size if bounds.stop is None else bounds.stop
    start += size if start < 0 else 0
    stop += size if stop < 0 or (stop == 0 and bounds.is_single) else 0
    if start == stop:
        return []
    if not 0 <= start < size:
        raise BadPath(f"array index out of bounds: index {start}, length {size}")
    if not 0 <= stop <= size:
        raise BadPath(f"array index out of bounds: index {stop - 1}, length {size}")
    if start > stop:
        raise BadPath(f"starting index {start} is greater than ending index {stop}")
    if bounds.step is not None and bounds.step <= 0:
        raise BadPath("step must be > 0")
    return value[start : stop : bounds.step or 1]


def type_name(value: Any) -> str:
    """Return the Go type of a value."""
    return TYPES[type(value)]


TYPES = {
    dict: "map[string]interface {}",
    list: "[]interface {}",
    str: "string",
    bool: "bool",
    int: "int64",
    float: "float64",
}


def _equal(left: Any, right: Any) -> bool:
    _require_comparable(left, right)
    return bool(left == right)


def _less(left: Any, right: Any) -> bool:
    _require_comparable(left, right)
    if isinstance(left, bool):
        raise BadPath("invalid type for comparison")
    return bool(left < right)


def _require_comparable(left: Any, right: Any) -> None:
    if any(type(side) not in (str, bool, int, float) for side in (left, right)):
        raise BadPath("invalid type for comparison")
    if type(left) is not type(right):
        raise BadPath("incompatible types for comparison")


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _less,
    ">": lambda left, right: not (_less(left, right) or _equal(left, right)),
    "<=": lambda left, right: _less(left, right) or _equal(left, right),
    ">=": lambda left, right: not _less(left, right),
}
