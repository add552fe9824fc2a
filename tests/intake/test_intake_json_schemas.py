"""Objects judged by a JSON Schema: where it speaks, and schemas that mean nothing."""

from collections.abc import Mapping
from typing import Any

import pytest

from minik.errors import ClientError
from minik.intake import json_schemas

ADDRESS = "file:///schemas/widget.json"
OTHERS = {"file:///schemas/definitions.json": {"definitions": {"size": {"type": "integer"}}}}
SCHEMA = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name"],
            "properties": {
                "name": {"type": "string", "pattern": "^[a-z]+$"},
                "size": {"$ref": "definitions.json#/definitions/size"},
                "parts": {"type": "array", "items": {"$ref": "#/definitions/part"}},
            },
        }
    },
    "definitions": {"part": {"enum": ["a", "b"]}},
}


def judge(value: Any, schema: Mapping[str, Any] = SCHEMA) -> list[str]:
    return [str(found) for found in json_schemas.problems(value, schema, ADDRESS, OTHERS.get)]


@pytest.mark.parametrize(
    ("spec", "problems"),
    [
        ({"name": "a", "size": 1, "parts": ["a"]}, []),
        ({}, ["spec: 'name' is a required property"]),
        ({"name": "A"}, ["spec.name: 'A' does not match '^[a-z]+$'"]),
        ({"name": "a", "size": "1"}, ["spec.size: '1' is not of type 'integer'"]),
        ({"name": "a", "parts": ["c"]}, ["spec.parts[0]: 'c' is not one of ['a', 'b']"]),
        (
            {"name": "a", "sizes": 1},
            ["spec: Additional properties are not allowed ('sizes' was unexpected)"],
        ),
    ],
)
def test_problems_are_told_with_their_fields(spec: Any, problems: list[str]) -> None:
    assert judge({"spec": spec}) == problems


def test_the_whole_object_may_be_wrong() -> None:
    assert judge({}, {"required": ["spec"]}) == ["<nil>: 'spec' is a required property"]


@pytest.mark.parametrize(
    "schema", [{"type": "nonsense"}, {"properties": 1}, {"items": 1, "type": 3}]
)
def test_a_schema_that_means_nothing_is_refused(schema: Any) -> None:
    with pytest.raises(ClientError, match="no JSON Schema"):
        judge({"a": 1}, schema)


def test_a_pattern_that_cannot_be_read_holds_for_everything() -> None:
    assert judge({"a": "x"}, {"properties": {"a": {"pattern": "(?<=y)x["}}}) == []


def test_a_reference_that_leads_nowhere_is_told() -> None:
    with pytest.raises(ClientError, match="cannot read what it refers to"):
        judge({"a": 1}, {"properties": {"a": {"$ref": "#/definitions/nothing"}}})
