"""Values of bodies that a server must not stumble over."""

import json
from typing import Any

import pytest

from minik.api import bodies, protobuf, protobuf_writing
from minik.api.call import Call
from minik.api.paths import Place
from minik.errors import BadRequest
from minik.kinds import find_served_kind
from minik.model.cluster import Cluster
from minik.model.source import Objects


def call(body: bytes) -> Call:
    kind = find_served_kind("v1", "ConfigMap")
    assert kind is not None
    return Call(Cluster(Objects({})), Place(kind, "v1"), media="application/json", body=body)


def test_half_a_letter_is_read_as_go_reads_it() -> None:
    text = rb'{"a": "\ud800", "\udfff": ["\ud83d\ude00"], "a": "b"}'
    found = bodies.parse_json(text)
    assert dict(found) == {"a": "b", "\ufffd": ["\U0001f600"]}
    assert [name for name, _ in found.pairs] == ["a", "\ufffd", "a"]
    assert bodies.parse_json(b'"\xff"') == "\ufffd"


@pytest.mark.parametrize("field", ["apiVersion", "kind"])
def test_what_a_body_is_must_be_a_text(field: str) -> None:
    sent = json.dumps({field: {}}).encode()
    with pytest.raises(BadRequest, match=f"object into Go struct field .{field} of type string"):
        bodies.any_object(call(sent), "ConfigMap")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "number", "maximum": 1.5, "minimum": -2.0, "multipleOf": 0.5},
        {"type": "array", "items": {"type": "string"}},
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"type": "object", "additionalProperties": False},
        {"default": {"x": [1, None]}, "enum": [1, "a", None]},
    ],
)
def test_a_schema_comes_through_protobuf_as_it_was(schema: Any) -> None:
    version = {
        "name": "v1",
        "subresources": {"status": {}},
        "schema": {"openAPIV3Schema": {"type": "object", "properties": {"a": schema}}},
    }
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "a"},
        "spec": {"versions": [version]},
    }
    assert protobuf.decode(protobuf_writing.encode(definition)) == definition
