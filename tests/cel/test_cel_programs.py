"""Expressions: their types, values, errors and costs, against a schema."""

from typing import Any

import pytest

from minik.cel.environment import Environment
from minik.cel.programs import CompileError, CostExceeded, EvaluationError, compile_text
from minik.cel.shapes import shape_of_schema

TEXT = {"type": "string", "maxLength": 200}
SCHEMA = {
    "type": "object",
    "properties": {
        "s": TEXT,
        "i": {"type": "integer"},
        "l": {"type": "array", "maxItems": 10, "items": TEXT},
        "m": {"type": "object", "maxProperties": 10, "additionalProperties": TEXT},
    },
}
SHAPE = shape_of_schema(SCHEMA, "selfType1")
assert SHAPE is not None
ENVIRONMENT = Environment({"self": SHAPE}, root=SHAPE)
VALUE = {"self": {"s": "x", "i": 3, "l": ["a", "b"], "m": {"k": "v"}}}

VALUES: dict[str, Any] = {
    "self.i == 3": True,
    "self.l.all(x, x.size() > 0)": True,
    "self.m.exists(k, self.m[k] == 'v')": True,
    "self.l.filter(x, x == 'a')": ["a"],
    "self.l.map(x, x + 'b')": ["ab", "bb"],
    "self.l.exists_one(x, x == 'a')": True,
    "1 / 0 == 1 || true": True,
    "false && 1 / 0 == 1": False,
    "[1, 0].all(x, 6 / x > 7)": False,
    "has(self.s) && !has(self.m.q)": True,
    "self.?s.orValue('') + self.m[?'q'].orValue('none')": "xnone",
    "self.?s.optMap(v, v + '!').value()": "x!",
    "'%s-%d'.format([self.s, self.i])": "x-3",
    "type(self.s) == string": True,
    "-7 / 2": -3,
    "-7 % 2": -1,
    "[3, 1, 2].sort()": [1, 2, 3],
    "self.l.sortBy(x, x == 'a' ? 2 : 1)": ["b", "a"],
    "{'a': 1}.transformMap(k, v, v + 1)": {"a": 2},
    "'a1b22'.findAll('[0-9]+')": ["1", "22"],
    "cidr('10.0.0.0/8').containsIP('10.1.2.3')": True,
    "string(ip('fd00::1'))": "fd00::1",
    "quantity('1Gi').isGreaterThan(quantity('1G'))": True,
    "semver('1.2.3').compareTo(semver('1.10.0'))": -1,
    "url('https://a.b:80/c?d=e').getPort()": "80",
    "url('https://a.b/c?d=e').getQuery()": {"d": ["e"]},
    "sets.equivalent([1, 2], [2, 1])": True,
    "format.named('dns1123Label').value().validate('a_b').hasValue()": True,
    "timestamp('2024-02-29T23:00:00Z').getHours('+02:00')": 1,
    "string(duration('90m'))": "5400s",
    "string(1234567.0)": "1.234567e+06",
    "self.l == [?self.?s] || self.l.first().value() == 'a'": True,
}
REFUSED = {
    "self.s == 1": "1:8: found no matching overload for '_==_' applied to '(string, int)'",
    "self.q": "1:5: undefined field 'q'",
    "x": "1:1: undeclared reference to 'x' (in container '')",
    "self.i && true": "1:5: expected type 'bool' but found 'int'",
    "[1, 'a']": "1:5: expected type 'int' but found 'string'",
    "self. > 3": "1:7: Syntax error: no viable alternative at input '. >'",
    "(1 + 2": "1:7: Syntax error: missing ')' at '<EOF>'",
    "[1, 2": "1:6: Syntax error: mismatched input '<EOF>' expecting {']', ','}",
    "!": "1:2: Syntax error: extraneous input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}",
    "--": "1:3: Syntax error: no viable alternative at input '-'",
    "[1 2]": "1:4: Syntax error: extraneous input '2' expecting {']', ','}",
    "f(1 2)": "1:5: Syntax error: extraneous input '2' expecting ')'",
    "{1: 2, 3}": "1:9: Syntax error: mismatched input '}' expecting ':'",
    "true ? 1 2": "1:10: Syntax error: missing ':' at '2'",
    "self.true": "1:6: Syntax error: mismatched input 'true' expecting IDENTIFIER",
    "self.`a-b`": "1:6: unsupported syntax: '`'",
    "'a": "1:1: Syntax error: token recognition error at: ''a'",
    "package": "1:1: reserved identifier: package",
    "a b": "1:3: Syntax error: extraneous input 'b' expecting <EOF>",
    "self.l.all(1, true)": "1:12: argument must be a simple name",
    "duration('x') == duration('1s')": "1:10: invalid duration argument",
    "'%d'.format(['a'])": (
        "1:14: error during formatting: decimal clause can only be used on integers, was given string"
    ),
}
ERRORS = {
    "self.l[5]": "index out of bounds: 5",
    "self.m.q": "no such key: q",
    "1 / (self.i - 3)": "division by zero",
    "9223372036854775807 + self.i": "integer overflow",
    "dyn(self.i).startsWith('a')": "no such overload",
    "int(self.s)": "type conversion error from 'string' to 'int'",
    "optional.none().value()": "optional.none() dereference",
}
COSTS = {
    "self.l.all(x, x.size() > 0)": 63,
    "self.l.map(x, x + 'b')": 953,
    "self.l.exists(a, self.l.exists(b, a == b))": 8673,
}


@pytest.mark.parametrize("text", VALUES)
def test_expressions_have_values(text: str) -> None:
    assert compile_text(text, ENVIRONMENT).evaluate(VALUE)[0] == VALUES[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_expression_is_refused_in_the_servers_words(text: str) -> None:
    with pytest.raises(CompileError) as refused:
        compile_text(text, ENVIRONMENT)
    message = REFUSED[text]
    column = int(message.split(":")[1])
    arrow = f"\n | {text}\n | {'.' * (column - 1)}^"
    assert f"ERROR: <input>:{message}{arrow}" in refused.value.text


@pytest.mark.parametrize("text", ERRORS)
def test_errors_are_worded_as_the_server_words_them(text: str) -> None:
    with pytest.raises(EvaluationError) as error:
        compile_text(text, ENVIRONMENT).evaluate(VALUE)
    assert error.value.message == ERRORS[text]


@pytest.mark.parametrize("text", COSTS)
def test_the_most_that_an_expression_costs_is_known_beforehand(text: str) -> None:
    program = compile_text(text, ENVIRONMENT)
    assert program.estimate().most == COSTS[text]
    assert program.evaluate(VALUE)[1] <= COSTS[text]


def test_what_costs_too_much_is_ended() -> None:
    program = compile_text("self.l.all(a, self.l.all(b, a != b)) || true", ENVIRONMENT)
    with pytest.raises(CostExceeded):
        program.evaluate(VALUE, limit=10)


@pytest.mark.parametrize(
    "text",
    [
        "'%e'.format([3.14]) == '3.140000×10⁰⁰'",
        "dyn([1, 2, 3, 4]).flatten() == [1, 2, 3, 4]",
        "dyn([]).flatten() == []",
    ],
)
def test_numbers_and_lists_are_as_upstream_tests_have_them(text: str) -> None:
    assert compile_text(text, Environment({})).evaluate({})[0] is True


def test_a_moment_beyond_all_years_is_no_literal() -> None:
    with pytest.raises(CompileError) as refused:
        compile_text("timestamp(-62135596801)", Environment({}))
    assert "<input>:1:11: invalid timestamp argument" in refused.value.text
