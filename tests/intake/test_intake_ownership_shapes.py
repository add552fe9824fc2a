"""How values are split into fields of their own, in the words of built-in schemas and of CRDs."""

from typing import Any

import pytest

from minik.intake.ownership import shapes
from minik.intake.ownership.shapes import LEAF, LIST, MAP, SET, STRUCT, UNTYPED, Shape

TEXT = {"type": "string"}
FIELDS = {"a": TEXT}


def both(words: dict[str, Any]) -> list[dict[str, Any]]:
    """A schema in minik's words and in those of a CustomResourceDefinition."""
    names = {
        "listType": "x-kubernetes-list-type",
        "mapType": "x-kubernetes-map-type",
        "preserveUnknown": "x-kubernetes-preserve-unknown-fields",
        "intOrString": "x-kubernetes-int-or-string",
        "embedded": "x-kubernetes-embedded-resource",
    }
    return [words, {names.get(word, word): value for word, value in words.items()}]


@pytest.mark.parametrize(
    ("schema", "form", "is_open"),
    [
        ({}, UNTYPED, False),
        (TEXT, LEAF, False),
        ({"type": ["string", "null"]}, LEAF, False),
        ({"intOrString": True}, LEAF, False),
        ({"opaque": True}, LEAF, False),
        ({"type": "array", "items": TEXT}, LEAF, False),
        ({"type": "array", "listType": "atomic", "items": TEXT}, LEAF, False),
        ({"type": "array", "listType": "set", "items": TEXT}, SET, False),
        ({"type": "array", "listType": "map", "items": {}}, LIST, False),
        ({"type": "object", "properties": FIELDS}, STRUCT, False),
        ({"properties": FIELDS}, STRUCT, False),
        ({"type": "object"}, STRUCT, False),
        ({"type": "object", "additionalProperties": TEXT}, MAP, True),
        ({"type": "object", "preserveUnknown": True}, MAP, True),
        ({"type": "object", "embedded": True}, MAP, True),
        ({"type": "object", "properties": FIELDS, "preserveUnknown": True}, STRUCT, True),
        ({"type": "object", "mapType": "atomic", "properties": FIELDS}, LEAF, False),
        ({"type": "object", "mapType": "granular", "properties": FIELDS}, STRUCT, False),
    ],
)
def test_a_value_is_split_as_its_schema_says(schema: Any, form: str, is_open: bool) -> None:
    for words in both(schema):
        shape = Shape(words)
        assert (shape.form, shape.open) == (form, is_open)


def test_a_reference_may_be_atomic_where_it_stands() -> None:
    selector = {"$ref": "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector"}
    assert shapes.shape_of(selector).form == LEAF
    meta = {"$ref": shapes.METADATA}
    assert shapes.shape_of(meta).form == STRUCT
    assert shapes.shape_of({**meta, "mapType": "atomic"}).form == LEAF
    quantity = {"$ref": "io.k8s.apimachinery.pkg.api.resource.Quantity"}
    assert shapes.shape_of(quantity).form == LEAF


@pytest.mark.parametrize(
    ("schema", "key", "default"),
    [
        ({"default": "x"}, "a", "x"),
        ({"type": "string"}, "a", None),
        ({"type": "string", "always": True}, "a", ""),
        ({"type": "integer", "always": True}, "a", 0),
        ({"type": "boolean", "always": True}, "a", False),
        ({"type": "string"}, "protocol", "TCP"),
        ({"type": "string", "default": "UDP"}, "protocol", "UDP"),
    ],
)
def test_a_key_that_is_left_out_has_a_default(schema: Any, key: str, default: Any) -> None:
    for word in ("listMapKeys", "x-kubernetes-list-map-keys"):
        shape = Shape({"type": "array", "items": {"properties": {key: schema}}, word: ["z", key]})
        assert shape.keys == sorted(["z", key])
        assert shape.default(key) == default


def test_members_of_maps_and_structs() -> None:
    number = {"type": "integer"}
    shape = Shape({"type": "object", "properties": FIELDS, "additionalProperties": number})
    assert (shape.member("a").types, shape.member("b").types) == (("string",), ("integer",))
    assert Shape({"type": "object", "preserveUnknown": True}).member("b").form == UNTYPED
