"""Schemas of custom resources judged as the server judges them: patterns, formats, numbers, objects
within objects, defaults.
"""

from typing import Any

import pytest

from minik.kinds import embedded_resources, structural_schemas
from minik.kinds._schema_rules import schema_problems, value_problems
from minik.kinds.custom_resource_definition.schemas import schema_problems as definition_problems
from minik.kinds.custom_resource_definition.version_rules import content_problems
from minik.kinds.structural_schemas import EMBEDDED, pruned
from minik.model import formats

FITS: dict[str, tuple[str, ...]] = {
    "ipv4": ("1.2.3.4", "0.0.0.0"),
    "ipv6": ("::1", "2001:db8::", "::ffff:1.2.3.4"),
    "cidr": ("10.0.0.0/8", "::/0"),
    "date": ("2026-12-31", "2024-02-29"),
    "date-time": ("2026-12-31T23:59:59Z", "2026-12-31t23:59:59.5+01:00"),
    "uuid": ("00000000-0000-0000-0000-000000000000", "A" * 32),
    "uuid3": ("00000000-0000-3000-0000-000000000000",),
    "uuid4": ("00000000-0000-4000-8000-000000000000",),
    "uuid5": ("00000000-0000-5000-b000-000000000000",),
    "email": ("a@b", "Joe <joe@example.com>", '"a b"@c.d'),
    "mac": ("00:00:5e:00:53:01", "00-00-5E-00-53-01", "0000.5e00.5301", "02:00:5e:10:00:00:00:01"),
    "duration": ("1h30m", "22 ns", "2 days 3 hours", "-1.5s"),
    "byte": ("YQ==", "YWJj"),
    "hostname": ("a", "ab", "a.example.com", "1a.bc"),
    "uri": ("http://a.b/c?d#e", "/path", "mailto:a@b", "http://[::1]:80/"),
    "hexcolor": ("#fff", "FFFFFF"),
    "rgbcolor": ("rgb(0, 10, 255)",),
    "isbn": ("0321751043", "978-0321751041"),
    "isbn10": ("0321751043",),
    "isbn13": ("978-0321751041",),
    "creditcard": ("4111 1111 1111 1111",),
    "ssn": ("111-22-3333",),
    "bsonobjectid": ("507f1f77bcf86cd799439011",),
    "k8s-short-name": ("a-b",),
    "k8s-long-name": ("a.b-c",),
    "password": ("", "x"),
    "nobody-knows-it": ("", "x"),
}
FITS_NOT: dict[str, tuple[str, ...]] = {
    "ipv4": ("1.2.3", "::1", "01.2.3.4", "1.2.3.256", ""),
    "ipv6": ("::g", "1.2.3.4", "fe80::1%eth0", ""),
    "cidr": ("1/2", "10.0.0.0/33", "10.0.0.0", "10.0.0.0/-1"),
    "date": ("2026-13-01", "2026-02-30", "2026-1-1", "26-01-01"),
    "date-time": ("2026-12-31 23:59:59Z", "2026-12-31T24:00:00Z", "2026-12-31T23:59:59", "x"),
    "uuid": ("x", "0" * 31),
    "uuid3": ("00000000-0000-4000-0000-000000000000",),
    "uuid4": ("00000000-0000-4000-7000-000000000000",),
    "uuid5": ("00000000-0000-4000-b000-000000000000",),
    "email": ("a", "a@", "@b", "a b@c"),
    "mac": ("x", "00:00", "00:00:5e-00:53:01"),
    "duration": ("1z", "", "5", "h"),
    "byte": ("!", "YQ=", ""),
    "hostname": ("-", "a..b", "a_b", "a" * 64 + ".b"),
    "uri": ("a", "", "http://a b/", "http://a:b/", "%zz", "a\x01"),
    "hexcolor": ("#ff", "#ggg"),
    "rgbcolor": ("rgb(256,0,0)", "rgb(1,2)"),
    "isbn": ("0321751044", "978-0321751042"),
    "creditcard": ("4111 1111 1111 1112",),
    "ssn": ("111223333", "x"),
    "bsonobjectid": ("507f",),
    "k8s-short-name": ("a.b", "A", "-a"),
    "k8s-long-name": ("a_b", ".a"),
}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in FITS.items() for text in texts]
)
def test_a_text_of_a_format_is_taken(name: str, text: str) -> None:
    assert formats.is_of_format(text, name)
    assert not list(value_problems(text, {"type": "string", "format": name}))


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in FITS_NOT.items() for text in texts]
)
def test_another_text_is_refused_in_the_servers_words(name: str, text: str) -> None:
    schema = {"properties": {"s": {"type": "string", "format": name}}}
    (problem,) = schema_problems({"s": text}, schema)
    assert (problem.field, problem.reason) == ("s", "FieldValueTypeInvalid")
    assert f"s in body must be of type {name}: " in problem.message


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        ({"type": "integer", "format": "int32"}, 2**31 - 1, ""),
        ({"type": "integer", "format": "int32"}, -(2**31), ""),
        ({"type": "integer", "format": "int32"}, 2**31, "of type integer with format int32 in s"),
        ({"type": "integer", "format": "int32"}, 2**40, "of type integer with format int32 in s"),
        ({"type": "integer", "format": "int64"}, 2**62, ""),
        ({"type": "integer", "format": "other"}, 2**40, ""),
        ({"type": "number", "format": "float"}, 1e39, "of type number with format float in s"),
        ({"type": "number", "format": "double"}, 1e39, ""),
        ({"type": "number", "multipleOf": 0.1}, 0.3, ""),
        ({"type": "number", "multipleOf": 0.01}, 1.11, ""),
        ({"type": "number", "multipleOf": 0.1}, 0.35, "should be a multiple of 0.1"),
        ({"type": "number", "multipleOf": 2.5}, 7.5, ""),
        ({"type": "integer", "multipleOf": 3}, 9, ""),
        ({"type": "integer", "multipleOf": 3}, 10, "should be a multiple of 3"),
        ({"type": "integer", "multipleOf": 3}, 3 * 10**17, ""),
        ({"type": "integer", "multipleOf": 3}, 10**17, "should be a multiple of 3"),
        ({"type": "string", "pattern": r"^\pL+$"}, "123", r"should match '^\pL+$'"),
        ({"type": "string", "pattern": r"^\p{Greek}+$"}, "αβγ", ""),
    ],
)
def test_numbers_and_patterns_are_judged_as_go_judges_them(
    schema: dict[str, Any], value: Any, words: str
) -> None:
    problems = list(schema_problems({"s": value}, {"properties": {"s": schema}}))
    assert [words in problem.message for problem in problems] == [True] * bool(words)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"apiVersion": "v1", "kind": "Pod"}, []),
        ({}, ["apiVersion: Required value", "kind: Required value"]),
        ({"apiVersion": "", "kind": "Pod"}, ["apiVersion: Required value"]),
        ({"apiVersion": "a/b/c", "kind": "Pod"}, ["unexpected GroupVersion string: a/b/c"]),
        ({"apiVersion": "v1", "kind": "a b"}, ["may have mixed case, but should otherwise match"]),
        ({"apiVersion": 5, "kind": []}, ["must be a string"]),
    ],
)
@pytest.mark.parametrize("within", ["object", "list", "map"])
def test_objects_within_objects_say_what_they_are(
    part: dict[str, Any], said: list[str], within: str
) -> None:
    schema: dict[str, Any] = {"type": "object", EMBEDDED: True}
    shapes = {
        "object": ({"s": schema}, {"s": part}),
        "list": ({"s": {"type": "array", "items": schema}}, {"s": [part]}),
        "map": ({"s": {"type": "object", "additionalProperties": schema}}, {"s": {"x": part}}),
    }
    properties, value = shapes[within]
    wrong = embedded_resources.undecodable(value, {"properties": properties})
    problems = [wrong] if wrong else embedded_resources.problems(value, {"properties": properties})
    told = [str(problem) for problem in problems]
    assert len(told) == len(said) and all(map(str.__contains__, told, said))


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (
            {"type": "integer", "default": "x"},
            '.default: Invalid value: "string":  in body must be',
        ),
        ({"type": "integer", "default": 5}, ""),
        ({"type": "string", "default": "a", "pattern": "^b$"}, "in body should match '^b$'"),
        ({"type": "string", "default": "a", "format": "ipv4"}, "must be of type ipv4"),
        ({"type": "string", "default": "a", "enum": ["b"]}, "Unsupported value"),
        ({"type": "object", "default": {"a": 1}}, "must not have unknown fields"),
        (
            {"type": "object", "default": {"a": 1}, "properties": {"a": {"type": "string"}}},
            "default.a: Invalid value",
        ),
        (
            {"type": "array", "items": {"type": "integer", "default": "x"}},
            ".items.default: Invalid",
        ),
    ],
)
def test_a_default_is_judged_with_its_definition(schema: dict[str, Any], said: str) -> None:
    whole = {"type": "object", "properties": {"s": schema}}
    found = [str(one) for one in content_problems("v", {"schema": {"openAPIV3Schema": whole}})]
    assert bool(found) == bool(said) and all(said in text for text in found)


@pytest.mark.parametrize("text", ["(?=a)b", "^[a-z", "a**", "(", r"\p{Nope}", "a{1001}"])
def test_a_pattern_that_go_refuses_is_refused_with_its_definition(text: str) -> None:
    (problem,) = definition_problems("s", {"type": "string", "pattern": text})
    assert problem.field == "s.pattern"
    assert "must be a valid regular expression, but isn't: error parsing regexp: " in str(problem)


def test_what_a_schema_does_not_know_is_pruned() -> None:
    inner = {"type": "object", "properties": {"a": {"type": "integer"}}}
    schema = {"properties": {"spec": inner, "list": {"type": "array", "items": inner}}}
    value = {
        "kind": "X",
        "metadata": {"b": 1},
        "spec": {"a": 1, "b": 2},
        "c": 3,
        "list": [{"b": 1}],
    }
    kept = {"kind": "X", "metadata": {"b": 1}, "spec": {"a": 1}, "list": [{}]}
    assert pruned(value, schema) == kept


@pytest.mark.parametrize(
    "part, value, kept",
    [
        ({"type": "object"}, None, {}),
        ({"type": "object", "nullable": True}, None, {"f": None}),
        ({"type": "string", "default": "x"}, None, {"f": "x"}),
        ({"type": "string", "default": "x", "nullable": True}, None, {"f": None}),
        ({"type": "object", "additionalProperties": {"type": "string"}}, {"a": None}, {"f": {}}),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, {"a": None}, {"f": {}}),
        ({"type": "object", "x-kubernetes-preserve-unknown-fields": True}, {"a": None}, {"f": {"a": None}}),
    ],
)  # fmt: skip
def test_a_null_that_a_schema_forbids_is_left_out(part: Any, value: Any, kept: Any) -> None:
    schema = {"type": "object", "properties": {"f": part}}
    assert structural_schemas.fill_defaults({"f": value}, schema) == kept


@pytest.mark.parametrize(
    ("items", "kept"),
    [
        ({}, {"a": 1, "b": {"c": 1, "d": 1}}),
        ({"type": "object"}, {"a": 1, "b": {"c": 1, "d": 1}}),
        (
            {"type": "object", "properties": {"b": {"type": "object", "properties": {"c": {}}}}},
            {"a": 1, "b": {"c": 1}},
        ),
    ],
)
def test_a_list_that_keeps_unknown_fields_keeps_those_of_its_items(items: Any, kept: Any) -> None:
    value = {"f": [{"a": 1, "b": {"c": 1, "d": 1}}]}
    keeping = {"type": "array", "items": items, "x-kubernetes-preserve-unknown-fields": True}
    assert pruned(value, {"type": "object", "properties": {"f": keeping}}) == {"f": [kept]}
    plain = {"type": "object", "properties": {"f": {"type": "array", "items": items}}}
    assert pruned(value, plain)["f"] != [kept] or not items
