"""Of a CustomResourceDefinition that no server would have taken, what can be understood counts."""

from typing import Any

import pytest

from minik import kinds
from minik.kinds import _understood

ANYTHING = _understood.ANYTHING
SCHEMAS: dict[str, tuple[Any, Any]] = {
    "a text": ("x", ANYTHING),
    "a length that is a mapping": ({"type": "string", "maxLength": {}}, {"type": "string"}),
    "a length below zero": ({"minLength": -1}, {}),
    "a field whose schema is a text": (
        {"properties": {"a": "string", "b": {"type": "integer"}}},
        {"properties": {"a": ANYTHING, "b": {"type": "integer"}}},
    ),
    "fields that are a list": ({"properties": []}, {}),
    "items that are a list": ({"items": [1]}, {"items": ANYTHING}),
    "alternatives that are none": ({"anyOf": {}, "allOf": [5]}, {"allOf": [ANYTHING]}),
    "a name required that is a number": ({"required": [1]}, {}),
    "a rule without text": ({"x-kubernetes-validations": [{"rule": 5}]}, {}),
    "a flag that is a text": ({"nullable": "yes"}, {}),
    "nulls": ({"type": None, "items": None}, {}),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_says_what_can_be_understood_of_it(name: str) -> None:
    value, understood = SCHEMAS[name]
    assert _understood.schema(value) == understood


def test_a_schema_that_is_right_is_the_same_object() -> None:
    right = {"type": "object", "properties": {"a": {"type": "array", "items": {"maxLength": 5}}}}
    assert _understood.schema(right) is right


DEFINITIONS: list[Any] = [
    {"metadata": {"name": "widgets.example.com"}},
    {"metadata": {"name": "widgets.example.com"}, "spec": "x"},
    {"metadata": {"name": "widgets.example.com"}, "spec": {"names": [], "versions": None}},
    {"metadata": {"name": "widgets.example.com"}, "spec": {"names": {"kind": 5}, "versions": "v1"}},
    {
        "metadata": {"name": "widgets.example.com"},
        "spec": {"versions": [5, {"served": True}, {"name": {}, "served": True}], "group": 7},
    },
]


@pytest.mark.parametrize("definition", DEFINITIONS, ids=str)
def test_a_definition_says_by_its_name_what_it_does_not_say_elsewhere(definition: Any) -> None:
    kind = kinds.kind_of_definition(definition)
    assert (kind.name, kind.plural, kind.group) == ("widgets", "widgets", "example.com")
    assert kind.definitions == {"v1": {}} and kind.custom


def test_the_same_definition_gives_the_same_kind() -> None:
    definition = DEFINITIONS[0]
    assert kinds.kind_of_definition(definition) is kinds.kind_of_definition(definition)
