"""JSON Schema of kinds: what it takes and what not is what the API server takes and not."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from minik import kinds
from minik.render import json_schemas
from minik.schemas import older

DATA = Path(__file__).parent.parent / "data" / "schemas" / "versioned_documents.jsonl"
ROWS = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
WIDGET = {
    "metadata": {"name": "widgets.example.com"},
    "spec": {
        "group": "example.com",
        "names": {"kind": "Widget", "plural": "widgets"},
        "scope": "Namespaced",
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "required": ["spec"],
                        "properties": {
                            "spec": {
                                "type": "object",
                                "properties": {
                                    "size": {"x-kubernetes-int-or-string": True},
                                    "color": {"type": "string", "enum": ["red"], "nullable": True},
                                    "free": {
                                        "type": "object",
                                        "properties": {"a": {"type": "string"}},
                                        "x-kubernetes-preserve-unknown-fields": True,
                                    },
                                    "labels": {
                                        "type": "object",
                                        "additionalProperties": {"type": "string"},
                                    },
                                    "parts": {
                                        "type": "array",
                                        "maxItems": 1,
                                        "items": {
                                            "type": "object",
                                            "properties": {"n": {"type": "integer", "minimum": 1}},
                                            "anyOf": [{"required": ["n"]}],
                                        },
                                    },
                                },
                            }
                        },
                    }
                },
            }
        ],
    },
}


@cache
def validator(version: str) -> Any:
    """Return what judges by the schema of all kinds of a version."""
    stored = [kind for kind in kinds.all_kinds(version) if kind.stored]
    schema = json_schemas.schema_of(list(json_schemas.in_all_versions(stored)))
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def is_well(document: Any, judge: Any) -> bool:
    """Whether nothing but a required field is wrong: the server has rules of its own for these."""
    wrong = [error for error in judge.iter_errors(document) if error.validator != "required"]
    return not wrong


@pytest.mark.parametrize("version", ["1.27", "1.32", "1.37"])
def test_documents_are_judged_as_by_the_published_schemas(version: str) -> None:
    place = older.VERSIONS.index(version)
    wrong = [
        row["document"]
        for row in ROWS
        if is_well(row["document"], validator(version)) != (row["verdicts"][place] == "y")
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "spec, is_right",
    [
        ({"size": 5}, True),
        ({"size": "50%"}, True),
        ({"size": [5]}, False),
        ({"color": "red"}, True),
        ({"color": None}, True),
        ({"color": "blue"}, False),
        ({"free": {"a": "b", "c": 1}}, True),
        ({"free": {"a": 1}}, False),
        ({"labels": {"a": "b"}}, True),
        ({"labels": {"a": 1}}, False),
        ({"parts": [{"n": 1}]}, True),
        ({"parts": [{"n": 0}]}, False),
        ({"parts": [{}]}, False),
        ({"parts": [{"n": 1, "m": 1}]}, False),
        ({"parts": [{"n": 1}, {"n": 2}]}, False),
        ({"later": 1}, False),
        (None, False),
    ],
)
def test_custom_resources_are_judged_by_their_definition(spec: Any, is_right: bool) -> None:
    named = list(json_schemas.in_all_versions([kinds.kind_of_definition(WIDGET)]))
    judge = Draft7Validator(json_schemas.schema_of(named))
    document = {
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {"name": "w"},
        **({"spec": spec} if spec is not None else {}),
    }
    assert judge.is_valid(document) == is_right
    assert not judge.is_valid({**document, "kind": "Gadget"})
    assert not judge.is_valid({**document, "metadata": {"later": 1}})


def test_a_claim_in_a_template_need_not_say_what_it_is() -> None:
    pod = {"spec": {"containers": [{"name": "c", "image": "i"}]}}
    claim = {"metadata": {"name": "d"}, "spec": {"accessModes": ["ReadWriteOnce"]}}
    stateful_set = {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "s"},
        "spec": {"selector": {}, "template": pod, "volumeClaimTemplates": [claim]},
    }
    assert validator("1.37").is_valid(stateful_set)


def test_fields_are_described() -> None:
    (kind,) = [one for one in kinds.all_kinds("1.36") if one.name == "Deployment"]
    schema = json_schemas.schema_of(list(json_schemas.in_all_versions([kind])))
    spec = schema["definitions"]["io.k8s.api.apps.v1.DeploymentSpec"]
    assert spec["properties"]["replicas"]["description"].startswith("How many pods")
    assert spec["properties"]["template"]["allOf"][0]["$ref"].endswith("PodTemplateSpec")
