"""kubectl's JSONPath: what a path or a template finds in an object.

`printed` renders a template, as `-o jsonpath=` does; `values` gives what one path leads to, in the relaxed form that columns,
`--sort-by` and `--for=jsonpath` take. Upstream rule: client-go `util/jsonpath`.
"""
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from minik.model.go_values import marshalled
from minik.model.go_values import printed as shown
from minik.model.jsonpath_syntax import Action, BadPath, Bounds, Filter, Step, parsed

RELAXED = re.compile(r"\{\.?([^{}]+)\}|\.?([^{}]+)")
NOTHING = object()  # an element of a range that is null
UNRELAXED = "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"


def relaxed(path: str) -> str:
    """`{.metadata.name}` of `metadata.name`, `.metadata.name` or `{metadata.name}`."""
    found = RELAXED.fullmatch(path)
    if path and found is None:
        raise BadPath(UNRELAXED)
    return f"{{.{found[1] or found[2]}}}" if found else path


def values(path: str, obj: Any) -> list[Any]:
    """What a path in any of its forms leads to."""
    return [value for group in found(relaxed(path), obj) for value in group]


def found(template: str | Sequence[Action], obj: Any, missing_allowed: bool = True) -> list[list[Any]]:
    """What every action of a template leads to, in turn."""
    actions = parsed(template) if isinstance(template, str) else template
    return Search(actions, missing_allowed).results(obj, 0)


def printed(template: str | Sequence[Action], obj: Any, missing_allowed: bool = True) -> str:
    """The template filled in: values of one action stand a blank apart, mappings and lists as JSON."""
    return "".join(" ".join(map(_text, group)) for group in found(template, obj, missing_allowed))


def as_json(template: str | Sequence[Action], obj: Any, missing_allowed: bool = True) -> str:
    """What every action leads to, as JSON lists."""
    groups = found(template, obj, missing_allowed)
    return "".join(marshalled([None if value is NOTHING else value for value in group], "    ") + "\n" for group in groups)


def _text(value: Any) -> str:
    if value is NOTHING:
        return "<no value>"
    return marshalled(value) if isinstance(value, (dict, list)) or value is None else shown(value)


class Search:
    """The state of one run: how many ranges are about to begin, open, about to end, and where the last one ended."""

    def __init__(self, actions: Sequence[Action], missing_allowed: bool) -> None:
        self.actions, self.missing_allowed = actions, missing_allowed
        self.begun = self.open = self.ended = 0
        self.last_end = -1

    def results(self, value: Any, index: int) -> list[list[Any]]:
        """What the actions from one on give for a value. Upstream rule: `FindResults`, which runs the rest of the template for each
        element of a range, up to its `end`, and then goes on behind that."""
        found: list[list[Any]] = []
        while index < len(self.actions):
            group = self.walked([NOTHING if value is None else value], self.actions[index])
            if 0 < self.ended <= self.open:
                self.ended -= 1
                self.last_end = index
                break
            if self.begun:
                self.begun -= 1
                self.open += 1
                rounds = [self.results(element, index + 1) for element in group] if group else []
                found.extend(inside for one in rounds for inside in one)
                if not group:
                    self.results(None, index + 1)
                self.open -= 1
                index = max(index, self.last_end)
            else:
                found.append(group)
            index += 1
        return found

    def walked(self, current: list[Any], steps: Iterable[Step]) -> list[Any]:
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
        found = [value[name] for value in current if isinstance(value, dict) and name in value]
        if current and not found and not self.missing_allowed:
            raise BadPath(f"{name} is not found")
        return found

    def wildcard(self, current: list[Any], _: Any) -> list[Any]:
        return [inside for value in current for inside in _insides(value)]

    def recursive(self, current: list[Any], _: Any) -> list[Any]:
        found = []
        for value in current:
            insides = list(_insides(value))
            if insides:
                found += [value, *self.recursive(insides, None)]
        return found

    def union(self, current: list[Any], parts: Iterable[Action]) -> list[Any]:
        return [value for part in parts for value in self.walked(current, part)]

    def array(self, current: list[Any], wanted: Bounds) -> list[Any]:
        return [element for value in current if value is not None for element in _sliced(value, wanted)]

    def filter(self, current: list[Any], wanted: Filter) -> list[Any]:
        found = []
        for value in current:
            if not isinstance(value, list):
                raise BadPath(f"{shown(value)} is not array or slice and cannot be filtered")
            found += [element for element in value if self.passes(element, wanted)]
        return found

    def passes(self, element: Any, wanted: Filter) -> bool:
        if not wanted.operator:
            return self.exists(element, wanted.left)
        sides = []
        for part in (wanted.left, wanted.right):
            side = self.walked([element], part)
            if not side:
                return False
            if len(side) > 1:
                raise BadPath("can only compare one element at a time")
            sides.append(side[0])
        if wanted.operator not in COMPARISONS:
            raise BadPath(f"unrecognized filter operator {wanted.operator}")
        return COMPARISONS[wanted.operator](*sides)

    def exists(self, element: Any, part: Action) -> bool:
        try:
            return bool(self.walked([element], part))
        except BadPath:
            return False


STEPS: dict[str, Callable[[Search, list[Any], Any], list[Any]]] = {
    "value": Search.value, "identifier": Search.identifier, "field": Search.field, "wildcard": Search.wildcard,
    "recursive": Search.recursive, "union": Search.union, "array": Search.array, "filter": Search.filter,
}


def _insides(value: Any) -> Iterator[Any]:
    """What a mapping, a list, or (as bytes) a text holds. Go takes a mapping in any order, here it is sorted."""
    if isinstance(value, dict):
        return (value[name] for name in sorted(value))
    return iter(value if isinstance(value, list) else value.encode() if isinstance(value, str) else ())


def _sliced(value: Any, wanted: Bounds) -> list[Any]:
    if not isinstance(value, list):
        raise BadPath(f"{type_name(value)} is not array or slice")
    size = len(value)
    start = wanted.start or 0
    stop = size if wanted.stop is None else wanted.stop
    start += size if start < 0 else 0
    stop += size if stop < 0 or (stop == 0 and wanted.lone) else 0
    if start == stop:
        return []
    if not 0 <= start < size:
        raise BadPath(f"array index out of bounds: index {start}, length {size}")
    if not 0 <= stop <= size:
        raise BadPath(f"array index out of bounds: index {stop - 1}, length {size}")
    if start > stop:
        raise BadPath(f"starting index {start} is greater than ending index {stop}")
    if wanted.step is not None and wanted.step <= 0:
        raise BadPath("step must be > 0")
    return value[start:stop:wanted.step or 1]


def type_name(value: Any) -> str:
    """The type of a value, as Go calls it."""
    return TYPES[type(value)]


TYPES = {dict: "map[string]interface {}", list: "[]interface {}", str: "string", bool: "bool", int: "int64", float: "float64"}


def _equal(left: Any, right: Any) -> bool:
    _comparable(left, right)
    return bool(left == right)


def _less(left: Any, right: Any) -> bool:
    _comparable(left, right)
    if isinstance(left, bool):
        raise BadPath("invalid type for comparison")
    return bool(left < right)


def _comparable(left: Any, right: Any) -> None:
    if any(type(side) not in (str, bool, int, float) for side in (left, right)):
        raise BadPath("invalid type for comparison")
    if type(left) is not type(right):
        raise BadPath("incompatible types for comparison")


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": _equal, "!=": lambda left, right: not _equal(left, right),
    "<": _less, ">": lambda left, right: not (_less(left, right) or _equal(left, right)),
    "<=": lambda left, right: _less(left, right) or _equal(left, right), ">=": lambda left, right: not _less(left, right),
}
