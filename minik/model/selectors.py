"""Label selectors: which objects are meant by `app=web,tier in (front,back),!old`. Upstream rule: apimachinery `labels.Parse`."""
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from minik.model import names
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.problem import invalid

OPERATORS = {"in": "in", "notin": "notin", "=": "in", "==": "in", "!=": "notin", ">": "gt", "<": "lt"}
EXPRESSIONS = {"In": "in", "NotIn": "notin", "Exists": "exists", "DoesNotExist": "!"}
BINARY = "in, notin, =, ==, !=, gt, lt"
WORD = re.compile(r"[^=!(),<>\s]+")
SIGN = re.compile(r"!=|==|[=!(),<>]")
END = ""


class Requirement(NamedTuple):
    """One condition on one label: `in`, `notin`, `exists`, `!`, `gt`, `lt`."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def met(self, labels: Mapping[str, str]) -> bool:
        """Whether these labels fulfil it; `notin` is also fulfilled where the label is absent."""
        value = labels.get(self.key)
        if self.operator in ("in", "exists"):
            return value is not None and (self.operator == "exists" or value in self.values)
        if self.operator in ("notin", "!"):
            return value is None or (self.operator == "notin" and value not in self.values)
        if value is None or not _is_integer(value):
            return False
        return int(value) > int(self.values[0]) if self.operator == "gt" else int(value) < int(self.values[0])


Selector: TypeAlias = tuple[Requirement, ...]
NOTHING = Requirement("", "in")  # no labels fulfil it


class BadSelector(ValueError):
    """A text is no selector; the message is the API server's."""


def matches(selector: Selector, labels: Mapping[str, str]) -> bool:
    """Whether these labels fulfil every condition; no condition means any labels do."""
    return all(requirement.met(labels) for requirement in selector)


def of_labels(labels: Mapping[str, str] | None) -> Selector:
    """The selector that asks for exactly these labels, as a Service's `spec.selector` does."""
    return tuple(Requirement(key, "in", (value,)) for key, value in (labels or {}).items())


def of_label_selector(selector: Mapping[str, Any]) -> Selector:
    """The conditions of a LabelSelector: `matchLabels` and `matchExpressions` together. (One that is absent selects nothing.)"""
    return (*of_labels(selector.get("matchLabels")), *map(expressed, selector.get("matchExpressions") or ()))


def expressed(term: Mapping[str, Any], operators: Mapping[str, str] = EXPRESSIONS) -> Requirement:
    """One expression; what nobody can read, as a dump may hold it, is fulfilled by nothing."""
    operator, values = operators.get(term["operator"], ""), tuple(term.get("values") or ())
    if not operator or operator in ("gt", "lt") and not (len(values) == 1 and _is_integer(values[0])):
        return NOTHING
    return Requirement(term["key"], operator, values)


TEXTS = {"in": "{key} in ({values})", "notin": "{key} notin ({values})", "exists": "{key}", "!": "!{key}", "gt": "{key}>{values}",
         "lt": "{key}<{values}"}


def written(selector: Selector) -> str:
    """The conditions as a text: `app=web,tier in (back,front),!old`."""
    return ",".join(map(_term, sorted(selector, key=lambda requirement: requirement.key)))


def _term(requirement: Requirement) -> str:
    if requirement.operator == "in" and len(requirement.values) == 1:
        return f"{requirement.key}={requirement.values[0]}"
    return TEXTS[requirement.operator].format(key=requirement.key, values=",".join(sorted(requirement.values)))


def chosen(cluster: Cluster, kind: str, namespace: str, selector: Selector) -> Sequence[Object]:
    """The objects of a kind that a selector means, in one namespace, or, without one, everywhere."""
    if not namespace:
        found = cluster.of(kind)
    else:
        equal = {term.key: term.values[0] for term in selector if term.operator == "in" and len(term.values) == 1}
        found = cluster.selected(kind, namespace, equal)
    return [obj for obj in found if matches(selector, objects.labels(obj))] if selector else found


def parsed(text: str) -> Selector:
    """The conditions that a text states."""
    tokens = [*_tokens(text), END]
    found = []
    position = 0
    while tokens[position] != END:
        if not _is_word(tokens[position]) and tokens[position] != "!":
            raise BadSelector(f"found '{tokens[position]}', expected: !, identifier, or 'end of string'")
        try:
            requirement, position = _requirement(tokens, position)
        except BadSelector as wrong:
            raise BadSelector(f"unable to parse requirement: {wrong}") from None
        found.append(requirement)
        position = _after(tokens, position)
    return tuple(sorted(found, key=lambda requirement: requirement.key))


def _after(tokens: Sequence[str], position: int) -> int:
    """Where the next condition begins: behind a comma."""
    if tokens[position] == END:
        return position
    if tokens[position] != ",":
        raise BadSelector(f"found '{tokens[position]}', expected: ',' or 'end of string'")
    if not _is_word(tokens[position + 1]) and tokens[position + 1] != "!":
        raise BadSelector(f"found '{tokens[position + 1]}', expected: identifier after ','")
    return position + 1


def _requirement(tokens: Sequence[str], position: int) -> tuple[Requirement, int]:
    """The condition that begins here, and where it ends."""
    absent = tokens[position] == "!"
    key = tokens[position + absent]
    if not _is_word(key):
        raise BadSelector(f"found '{key}', expected: identifier")
    _refuse(invalid("<nil>", key, message) for message in _joined(names.qualified(key)))
    position += absent + 1
    if absent or tokens[position] in (END, ","):
        return Requirement(key, "!" if absent else "exists"), position
    sign = tokens[position]
    if sign not in OPERATORS:
        raise BadSelector(f"found '{sign}', expected: {BINARY}")
    values, position = _values(tokens, position + 1) if sign in ("in", "notin") else _value(tokens, position + 1)
    ordered = tuple(sorted(values))
    _refuse(_value_problems(key, sign, ordered))
    return Requirement(key, OPERATORS[sign], ordered), position


def _value_problems(key: str, sign: str, values: Sequence[str]) -> Iterator[Any]:
    for index, value in enumerate(values):
        if sign in "<>" and not _is_integer(value):
            yield invalid(f"values[{index}]", value, "for 'Gt', 'Lt' operators, the value must be an integer")
        for message in _joined(names.label_value(value)):
            yield invalid(f"values[{index}][{key}]", value, message)


def _value(tokens: Sequence[str], position: int) -> tuple[set[str], int]:
    if tokens[position] in (END, ","):
        return {""}, position
    if not _is_word(tokens[position]):
        raise BadSelector(f"found '{tokens[position]}', expected: identifier")
    return {tokens[position]}, position + 1


def _values(tokens: Sequence[str], position: int) -> tuple[set[str], int]:
    """The values between parentheses; a comma too many stands for the empty value."""
    opening = tokens[position]
    if opening != "(":
        raise BadSelector(f"found '{opening}' expected: '('")
    position += 1
    if tokens[position] == ")":
        return {""}, position + 1
    if not _is_word(tokens[position]) and tokens[position] != ",":
        raise BadSelector(f"found '{tokens[position]}', expected: ',', ')' or identifier")
    found: set[str] = set()
    while True:
        token, following = tokens[position], tokens[position + 1:position + 2] or [END]
        position += 1
        if _is_word(token):
            found.add(token)
            if following[0] not in (",", ")"):
                raise BadSelector(f"found '{following[0]}', expected: ',' or ')'")
        elif token == ",":
            found |= {""} if not found or following[0] in (",", ")") else set()
            position += following[0] == ","
        else:
            raise BadSelector(f"found '{token}', expected: ',', or identifier")
        if tokens[position] == ")" and (token != "," or following[0] == ")"):
            return found, position + 1


def _tokens(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        if text[position] in " \t\r\n":
            position += 1
            continue
        found = SIGN.match(text, position) or WORD.match(text, position)
        yield found[0] if found else text[position]
        position = found.end() if found else position + 1


def _is_word(token: str) -> bool:
    """Whether a token is an identifier; `in` and `notin` are, but where an operator must stand."""
    return token != END and SIGN.fullmatch(token) is None


def _is_integer(text: str) -> bool:
    return re.fullmatch("[+-]?[0-9]{1,19}", text) is not None and -2**63 <= int(text) < 2**63


def _joined(messages: Iterable[str]) -> list[str]:
    found = list(messages)
    return ["; ".join(found)] if found else []


def _refuse(problems: Iterable[Any]) -> None:
    texts = list(map(str, problems))
    if texts:
        raise BadSelector(texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]")
