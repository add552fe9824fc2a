"""Label selectors: `app=web,tier in (front,back),!old`.

Upstream rule: apimachinery `labels.Parse`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik import light_re as re
from minik.errors import join_messages
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import names
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.problem import invalid

OPERATORS = {
    "in": "in",
    "notin": "notin",
    "=": "in",
    "==": "in",
    "!=": "notin",
    ">": "gt",
    "<": "lt",
}
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
        """Return whether labels fulfil it; `notin` is also fulfilled by an absent label."""
        value = labels.get(self.key)
        if self.operator in ("in", "exists"):
            return value is not None and (self.operator == "exists" or value in self.values)
        if self.operator in ("notin", "!"):
            return value is None or (self.operator == "notin" and value not in self.values)
        if value is None or not _is_integer(value):
            return False
        return (
            int(value) > int(self.values[0])
            if self.operator == "gt"
            else int(value) < int(self.values[0])
        )


Selector: TypeAlias = tuple[Requirement, ...]
NOTHING = Requirement("", "in")  # no labels fulfil it


class BadSelector(ValueError):
    """Not a selector; the message is the API server's."""


def matches(selector: Selector, labels: Mapping[str, str]) -> bool:
    """Return whether labels fulfil every requirement; an empty selector matches all."""
    return all(requirement.met(labels) for requirement in selector)


def of_labels(labels: Mapping[str, str] | None) -> Selector:
    """Return the selector for exactly these labels, as in a Service's `spec.selector`."""
    return tuple(Requirement(key, "in", (value,)) for key, value in (labels or {}).items())


def of_label_selector(selector: Mapping[str, Any]) -> Selector:
    """Return the requirements of `matchLabels` and `matchExpressions` together.

    (A LabelSelector that is absent selects nothing; the caller decides that.)
    """
    return (
        *of_labels(selector.get("matchLabels")),
        *map(parse_expression, selector.get("matchExpressions") or ()),
    )


def parse_expression(
    term: Mapping[str, Any], operators: Mapping[str, str] = EXPRESSIONS
) -> Requirement:
    """Return the requirement of one match expression.

    An invalid one, as an imported object may hold it, matches no labels.
    """
    operator, values = operators.get(term["operator"], ""), tuple(term.get("values") or ())
    if (
        not operator
        or operator in ("gt", "lt")
        and not (len(values) == 1 and _is_integer(values[0]))
    ):
        return NOTHING
    return Requirement(term["key"], operator, values)


TEXTS = {
    "in": "{key} in ({values})",
    "notin": "{key} notin ({values})",
    "exists": "{key}",
    "!": "!{key}",
    "gt": "{key}>{values}",
    "lt": "{key}<{values}",
}


def format_selector(selector: Selector) -> str:
    """Return a selector as text: `app=web,tier in (back,front),!old`."""
    return ",".join(
        map(_format_requirement, sorted(selector, key=lambda requirement: requirement.key))
    )


def _format_requirement(requirement: Requirement) -> str:
    if requirement.operator == "in" and len(requirement.values) == 1:
        return f"{requirement.key}={requirement.values[0]}"
    return TEXTS[requirement.operator].format(
        key=requirement.key, values=",".join(sorted(requirement.values))
    )


def select_objects(
    cluster: Cluster, kind: str, namespace: str, selector: Selector
) -> Sequence[Object]:
    """Return the objects of a kind that a selector matches.

    An empty namespace means all namespaces.
    """
    if not namespace:
        candidates = cluster.of(kind)
    else:
        equal = {
            term.key: term.values[0]
            for term in selector
            if term.operator == "in" and len(term.values) == 1
        }
        candidates = cluster.select(kind, namespace, equal)
    return (
        [obj for obj in candidates if matches(selector, objects.labels(obj))]
        if selector
        else candidates
    )


def parse_selector(text: str) -> Selector:
    """Return the selector of a text; raise BadSelector if it is none."""
    tokens = [*_tokens(text), END]
    requirements = []
    position = 0
    while tokens[position] != END:
        if not _is_word(tokens[position]) and tokens[position] != "!":
            raise BadSelector(
                f"found '{tokens[position]}', expected: !, identifier, or 'end of string'"
            )
        try:
            requirement, position = _parse_requirement(tokens, position)
        except BadSelector as error:
            raise BadSelector(f"unable to parse requirement: {error}") from None
        requirements.append(requirement)
        position = _next_start(tokens, position)
    return tuple(sorted(requirements, key=lambda requirement: requirement.key))


def _next_start(tokens: Sequence[str], position: int) -> int:
    """Return where the next requirement begins: after a comma."""
    if tokens[position] == END:
        return position
    if tokens[position] != ",":
        raise BadSelector(f"found '{tokens[position]}', expected: ',' or 'end of string'")
    if not _is_word(tokens[position + 1]) and tokens[position + 1] != "!":
        raise BadSelector(f"found '{tokens[position + 1]}', expected: identifier after ','")
    return position + 1


def _parse_requirement(tokens: Sequence[str], position: int) -> tuple[Requirement, int]:
    """Return the requirement that begins here, and the position after it."""
    absent = tokens[position] == "!"
    key = tokens[position + absent]
    if not _is_word(key):
        raise BadSelector(f"found '{key}', expected: identifier")
    _raise_if_any(invalid("<nil>", key, message) for message in _join(names.qualified_name(key)))
    position += absent + 1
    if absent or tokens[position] in (END, ","):
        return Requirement(key, "!" if absent else "exists"), position
    sign = tokens[position]
    if sign not in OPERATORS:
        raise BadSelector(f"found '{sign}', expected: {BINARY}")
    values, position = (
        _parse_values(tokens, position + 1)
        if sign in ("in", "notin")
        else _parse_value(tokens, position + 1)
    )
    sorted_values = tuple(sorted(values))
    _raise_if_any(_value_problems(key, sign, sorted_values))
    return Requirement(key, OPERATORS[sign], sorted_values), position


def _value_problems(key: str, sign: str, values: Sequence[str]) -> Iterator[Any]:
    for index, value in enumerate(values):
        if sign in "<>" and not _is_integer(value):
            yield invalid(
                f"values[{index}]", value, "for 'Gt', 'Lt' operators, the value must be an integer"
            )
        for message in _join(names.label_value(value)):
            yield invalid(f"values[{index}][{key}]", value, message)


def _parse_value(tokens: Sequence[str], position: int) -> tuple[set[str], int]:
    if tokens[position] in (END, ","):
        return {""}, position
    if not _is_word(tokens[position]):
        raise BadSelector(f"found '{tokens[position]}', expected: identifier")
    return {tokens[position]}, position + 1


def _parse_values(tokens: Sequence[str], position: int) -> tuple[set[str], int]:
    """Return the values between parentheses; an extra comma stands for the empty value."""
    opening = tokens[position]
    if opening != "(":
        raise BadSelector(f"found '{opening}' expected: '('")
    position += 1
    if tokens[position] == ")":
        return {""}, position + 1
    if not _is_word(tokens[position]) and tokens[position] != ",":
        raise BadSelector(f"found '{tokens[position]}', expected: ',', ')' or identifier")
    values: set[str] = set()
    while True:
        token, following = tokens[position], tokens[position + 1 : position + 2] or [END]
        position += 1
        if _is_word(token):
            values.add(token)
            if following[0] not in (",", ")"):
                raise BadSelector(f"found '{following[0]}', expected: ',' or ')'")
        elif token == ",":
            values |= {""} if not values or following[0] in (",", ")") else set()
            position += following[0] == ","
        else:
            raise BadSelector(f"found '{token}', expected: ',', or identifier")
        if tokens[position] == ")" and (token != "," or following[0] == ")"):
            return values, position + 1


def _tokens(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        if text[position] in " \t\r\n":
            position += 1
            continue
        match = SIGN.match(text, position) or WORD.match(text, position)
        yield match[0] if match else text[position]
        position = match.end() if match else position + 1


def _is_word(token: str) -> bool:
    """Return whether a token is an identifier.

    `in` and `notin` are, except where an operator must stand.
    """
    return token != END and SIGN.fullmatch(token) is None


def _is_integer(text: str) -> bool:
    return re.fullmatch("[+-]?[0-9]{1,19}", text) is not None and -(2**63) <= int(text) < 2**63


def _join(messages: Iterable[str]) -> list[str]:
    texts = list(messages)
    return ["; ".join(texts)] if texts else []


def _raise_if_any(problems: Iterable[Any]) -> None:
    texts = list(map(str, problems))
    if texts:
        raise BadSelector(join_messages(texts))
