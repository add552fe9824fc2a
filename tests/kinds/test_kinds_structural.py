"""Custom resources: what their own schema makes of them."""

from typing import Any

import pytest

from minik.kinds import _schema_rules as schema_rules
from minik.kinds import structural_schemas as structural

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "required": ["size"],
            "properties": {
                "size": {"type": "integer", "minimum": 1, "maximum": 9, "exclusiveMaximum": True},
                "color": {"type": "string", "enum": ["red", "blue"], "default": "red"},
                "name": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 5, "minLength": 2},
                "free": {"type": "object", structural.PRESERVE_UNKNOWN: True},
                "port": {schema_rules.INT_OR_STRING: True},
                "when": {"type": "string", "format": "date-time"},
                "maybe": {"type": "string", "nullable": True, "default": "x"},
                "labels": {
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                    "maxProperties": 2,
                },
                "parts": {
                    "type": "array",
                    "maxItems": 2,
                    schema_rules.LIST_TYPE: "map",
                    schema_rules.LIST_MAP_KEYS: ["id"],
                    "items": {
                        "type": "object",
                        "properties": {
                            "id": {"type": "string"},
                            "on": {"type": "boolean", "default": True},
                        },
                    },
                },
                "tags": {
                    "type": "array",
                    "minItems": 1,
                    schema_rules.LIST_TYPE: "set",
                    "items": {"type": "string"},
                },
                "one": {
                    "type": "object",
                    "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
                    "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
                },
                "odd": {"type": "string", "pattern": "(?[unreadable"},
            },
        }
    },
}


def widget(**spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {"name": "w"},
        "spec": {"size": 1, **spec},
    }


@pytest.mark.parametrize(
    ("spec", "problems"),
    [
        ({}, []),
        ({"port": 80}, []),
        ({"port": "http"}, []),
        ({"maybe": None}, []),
        ({"free": {"a": [1]}}, []),
        ({"odd": "x"}, []),
        (
            {"size": "big"},
            [
                'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"'
            ],
        ),
        (
            {"size": 0},
            ["spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1"],
        ),
        ({"size": 9}, ["spec.size: Invalid value: 9: spec.size in body should be less than 9"]),
        (
            {"color": "green"},
            ['spec.color: Unsupported value: "green": supported values: "red", "blue"'],
        ),
        (
            {"name": "UP"},
            ["spec.name: Invalid value: \"UP\": spec.name in body should match '^[a-z]+$'"],
        ),
        ({"name": "abcdef"}, ["spec.name: Too long: may not be more than 5 bytes"]),
        (
            {"name": "a"},
            ['spec.name: Invalid value: "a": spec.name in body should be at least 2 chars long'],
        ),
        (
            {"port": True},
            [
                'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"'
            ],
        ),
        (
            {"when": "now"},
            ['spec.when: Invalid value: "now": spec.when in body must be of type date-time: "now"'],
        ),
        (
            {"labels": {"a": 1}},
            [
                'spec.labels.a: Invalid value: "integer": spec.labels.a in body must be of type string: "integer"'
            ],
        ),
        (
            {"labels": {"a": "", "b": "", "c": ""}},
            ["spec.labels: Too many: 3: must have at most 2 items"],
        ),
        (
            {"parts": [{}, {}, {}]},
            [
                "spec.parts: Too many: 3: must have at most 2 items",
                'spec.parts[1]: Duplicate value: {"id":null}',
                'spec.parts[2]: Duplicate value: {"id":null}',
            ],
        ),
        (
            {"tags": []},
            ["spec.tags: Invalid value: []: spec.tags in body should have at least 1 items"],
        ),
        ({"tags": ["a", "a"]}, ['spec.tags[1]: Duplicate value: "a"']),
        (
            {"one": {}},
            [
                '<nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found none valid'
            ],
        ),
        (
            {"size": None},
            ['spec.size: Invalid value: "null": spec.size in body must be of type integer: "null"'],
        ),
    ],
)
def test_what_a_schema_finds_wrong_is_worded_as_the_server_words_it(
    spec: Any, problems: Any
) -> None:
    assert list(map(str, schema_rules.schema_problems(widget(**spec), SCHEMA))) == problems


def test_what_is_required_is_missed() -> None:
    assert list(map(str, schema_rules.schema_problems({**widget(), "spec": {}}, SCHEMA))) == [
        "spec.size: Required value"
    ]


NAMED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["Widget"]},
        "metadata": {"type": "object", "properties": {"name": {"type": "string", "maxLength": 3}}},
        "spec": {"type": "object", structural.PRESERVE_UNKNOWN: True},
        "inner": {
            "type": "object",
            structural.EMBEDDED: True,
            structural.PRESERVE_UNKNOWN: True,
            "required": ["metadata"],
        },
    },
}
POD = {"apiVersion": "v1", "kind": "Pod"}


@pytest.mark.parametrize(
    ("schema", "fields", "problems"),
    [
        ({"required": ["metadata"]}, {}, []),
        ({"required": ["spec"]}, {}, []),
        ({"required": ["metadata", "spec"]}, {}, []),
        ({"required": ["apiVersion", "kind"]}, {}, []),
        ({"required": ["status"]}, {}, ["status: Required value"]),
        ({"required": ["status"]}, {"status": {}}, []),
        ({"anyOf": [{"required": ["metadata"]}]}, {}, []),
        ({"minProperties": 4}, {}, []),
        ({}, {"inner": {**POD, "metadata": {"name": "p"}}}, []),
        ({}, {"inner": POD}, ["inner.metadata: Required value"]),
        (
            {},
            {"metadata": {"name": "long"}},
            ["metadata.name: Too long: may not be more than 3 bytes"],
        ),
        ({}, {"kind": "Gadget"}, ['kind: Unsupported value: "Gadget": supported values: "Widget"']),
    ],
)
def test_a_schema_speaks_of_the_whole_object(
    schema: Any, fields: dict[str, Any], problems: list[str]
) -> None:
    whole, obj = {**NAMED, **schema}, {**widget(), **fields}
    assert list(map(str, schema_rules.schema_problems(obj, whole))) == problems


@pytest.mark.parametrize(
    ("obj", "paths"),
    [
        (widget(), []),
        (widget(free={"any": {"thing": 1}}), []),
        (widget(free=[{"any": [{"thing": 1}]}]), []),
        (widget(labels={"any": "x"}), []),
        (widget(foo=1, parts=[{"id": "a"}, {"bar": 2}]), ["spec.foo", "spec.parts[1].bar"]),
        ({**widget(), "status": {}}, ["status"]),
    ],
)
def test_fields_of_which_no_schema_speaks_are_unknown(obj: Any, paths: Any) -> None:
    assert list(structural.unknown_fields(obj, SCHEMA)) == paths


def test_defaults_fill_what_is_not_there() -> None:
    filled = structural.fill_defaults(
        widget(color=None, parts=[{"id": "a"}, {"on": False}]), SCHEMA
    )["spec"]
    assert filled == {
        "size": 1,
        "color": "red",
        "maybe": "x",
        "parts": [{"id": "a", "on": True}, {"on": False}],
    }


def test_null_stands_where_it_is_allowed() -> None:
    assert structural.fill_defaults(widget(maybe=None), SCHEMA)["spec"]["maybe"] is None


@pytest.mark.parametrize(
    "strange",
    [
        {"type": "x"},
        {"type": "x", "nullable": True},
        {"type": "integer", "multipleOf": 0},
        {"pattern": "("},
    ],
)
def test_what_means_nothing_in_a_schema_of_a_dump_asks_for_nothing(strange: Any) -> None:
    schema = {
        "type": "object",
        "properties": {"spec": {"type": "object", "properties": {"size": strange}}},
    }
    assert not list(schema_rules.schema_problems(widget(), schema))
