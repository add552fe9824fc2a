"""What a rule may cost at most, by the bounds of its schema, in the figures of a 1.36 server."""

from typing import Any

import pytest

from minik.cel import types
from minik.cel.environment import Environment
from minik.cel.programs import compile_text
from minik.cel.shapes import shape_of_schema

Schema = dict[str, Any]
STRING, NUMBER, BOOLEAN = {"type": "string"}, {"type": "number"}, {"type": "boolean"}
EITHER = {"x-kubernetes-int-or-string": True}
PAIR = {
    "type": "object",
    "required": ["required"],
    "properties": {"required": STRING, "optional": STRING},
}


def text(most: int) -> Schema:
    return {"type": "string", "maxLength": most}


def form(name: str) -> Schema:
    return {"type": "string", "format": name}


def many(item: Schema, most: int | None = None) -> Schema:
    return {"type": "array", "items": item} | ({} if most is None else {"maxItems": most})


def named(item: Schema, most: int | None = None) -> Schema:
    limit = {} if most is None else {"maxProperties": most}
    return {"type": "object", "additionalProperties": item} | limit


COSTS: list[tuple[Schema, str, int]] = [
    (many(NUMBER), "self.all(x, true)", 4718591),
    (many(NUMBER, 10), "self.all(x, true)", 32),
    (many(STRING), "self.all(x, true)", 3145727),
    (many(BOOLEAN), "self.all(x, true)", 1887437),
    (many(many(NUMBER)), "self.all(x, true)", 3145727),
    (many(EITHER), "self.all(x, true)", 4718591),
    (many(form("duration")), "self.all(x, true)", 2359295),
    (many(form("date")), "self.all(x, true)", 725936),
    (many(form("date-time")), "self.all(x, true)", 428963),
    (many(NUMBER, 10), "self.all(x, self.all(y, true))", 352),
    (many(NUMBER, 10), "self.all(x, self.all(y, self.all(z, true)))", 3552),
    (many(NUMBER), "self.all(x, x == 0.0)", 6291454),
    (many(NUMBER, 3 * 1024 * 2048), "self.all(x, x == 0.0)", 25165826),
    (many(STRING), "self[1] == self[1]", 314577),
    (many(named(NUMBER)), "self.all(x, x.y == 25.2)", 6291452),
    (many(named(NUMBER), 12), "self.all(x, x.y == 25.2)", 74),
    (named(NUMBER), "self.all(x, true)", 1348169),
    (named(STRING), "self.all(x, true)", 1179647),
    (named(BOOLEAN), "self.all(x, true)", 943718),
    (named(PAIR), "self.all(x, true)", 428963),
    (named(form("duration")), "self.all(x, true)", 1048577),
    (named(form("date-time")), 'self["a"] == self["b"]', 8),
    (named({"type": "integer"}), "oldSelf.size() == self.size()", 5),
    # The keys of a map are taken to be of no length, whatever they are compared with.
    (named(STRING), "self.all(x, x.contains(self[x]))", 2752507),
    (named(text(10), 10), "self.all(x, x.contains(self[x]))", 72),
    (STRING, "self.contains('test')", 314574),
    (text(10), "self.contains('test')", 5),
    (STRING, 'size(self + "hello") > size("hello")', 314578),
    (STRING, 'self.matches("x")', 314574),
    (text(50), 'self.matches("x")', 22),
    (STRING, '"".matches("(((((((((())))))))))[0-9]")', 7),
    (STRING, "self.find('[0-9]+') == ''", 629147),
    (text(10), "self.find('[0-9]+') == ''", 11),
    (text(0), 'self == "x"', 1),
    (many(STRING), "self.join(' ') == 'aa bb'", 329853068905),
    (many(text(10), 10), "self.join(' ') == 'aa bb'", 43),
    (many(STRING), "self.isSorted() == true", 329854432052),
    (many(text(10), 10), "self.isSorted() == true", 52),
    (STRING, "self.lowerAscii() == 'lower!'", 314575),
    (EITHER, "isQuantity(self)", 314574),
    (EITHER | {"maxLength": 20}, "isQuantity(self)", 9),
    ({"type": "string", "enum": ["A", "B", "C", "LongValue"]}, "self.contains('A')", 2),
]


def most_cost(schema: Schema, rule: str) -> int:
    shape = shape_of_schema(schema, "selfType1")
    assert shape is not None
    environment = Environment({"self": shape, "oldSelf": shape}, root=shape)
    program = compile_text(rule, environment)
    assert program.type == types.BOOL
    return program.estimate().most


@pytest.mark.parametrize(("schema", "rule", "cost"), COSTS, ids=lambda part: str(part)[:60])
def test_the_bounds_of_a_schema_limit_what_a_rule_may_cost(
    schema: Schema, rule: str, cost: int
) -> None:
    assert most_cost(schema, rule) == cost


INTEGERS = {"type": "integer"}
ITEMS = {
    "type": "object",
    "properties": {
        "array": many(INTEGERS),
        "map": named(INTEGERS),
        "text": STRING,
        "obj": named(STRING),
    },
}
GIVEN = {
    "array": [1, 1, 2, 2, 3, 3, 4, 5],
    "map": {"k1": 1, "k2": 2},
    "text": "Pending",
    "obj": {"field": "a"},
}
SPENT = {
    # a quantifier that is settled before the end begins one round more
    "self.array.exists(e, e > 2)": 36,
    "!self.array.all(e, e < 2)": 21,
    "!self.array.exists(e, e > 5)": 52,
    # a branch that is a path costs nothing for its first name, as does a key
    "self.array.exists_one(e, e > 4)": 22,
    "size(self.array.filter(e, e%2 == 0)) == 3": 68,
    "self.map.all(k, self.map[k] > 0)": 17,
    "(self.array.size() > 1 ? self.text : self.text) == 'Pending'": 6,
    # what is made of constants is made once
    "[[1], [1], [2]].distinct() == [[1], [2]]": 30,
    "[{'name': 'a'}, {'name': 'b'}].size() == 2": 2,
    "timestamp('2000-01-01T00:00:00Z') == timestamp('2000-01-01T00:00:00Z')": 1,
    "double(5) < 10.0": 1,
    "dyn([1, 2]).flatten() == [1, 2]": 14,
    "self.text in ['Pending', 'Available']": 2,
    # optional values
    "optional.of('a').or(optional.of('a')).hasValue()": 2,
    "optional.none().or(optional.of('a')).hasValue()": 3,
    "optional.of('a').optMap(v, v == 'value').hasValue()": 8,
    "self.obj.?absent == optional.none()": 4,
    "self.obj.?field.orValue('v') == 'a'": 4,
    # sorts and the like are counted in whole numbers
    '["d", "a", "b", "c"].sort() == ["a", "b", "c", "d"]': 45,
    '["a"].sortBy(e, e) == ["a"]': 30,
    "[-3, 1, -5, -2, 4].sortBy(e, -(e * e)) == [-5, 4, -3, -2, 1]": 145,
    "self.map.transformMap(k, v, v + 1).size() == 2": 15,
}


@pytest.mark.parametrize(("rule", "cost"), SPENT.items(), ids=SPENT)
def test_what_an_evaluation_has_cost(rule: str, cost: int) -> None:
    shape = shape_of_schema(ITEMS, "selfType1")
    assert shape is not None
    program = compile_text(rule, Environment({"self": shape}, root=shape))
    assert program.evaluate({"self": GIVEN})[1] == cost


KEYS = "self.all(key, key.size() < 64 && key.matches('^[a-z]+$'))"


def test_a_rule_about_all_keys_of_a_map_costs_little_without_a_bound_of_their_length() -> None:
    """As the definitions of Gateways (`infrastructure.labels`) and Istio's selectors have it."""
    assert most_cost(named(text(63), 8), KEYS) < 1_000
    assert most_cost(named(STRING), KEYS) < 10_000_000
