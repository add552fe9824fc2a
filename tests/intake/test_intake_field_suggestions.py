"""Which field was meant by one that a kind does not know."""

import pytest

from minik.intake import field_suggestions
from minik.schemas import Schema

WIDGET: Schema = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "properties": {
                "size": {"type": "string"},
                "parts": {
                    "type": "array",
                    "items": {"type": "object", "properties": {"weight": {"type": "integer"}}},
                },
            },
        }
    },
}


def of(kind: str) -> Schema:
    return {"$ref": f"io.k8s.api.{kind}"}


@pytest.mark.parametrize(
    ("schema", "path", "meant"),
    [
        (of("core.v1.Service"), "spec.prots", "spec.ports"),
        (of("core.v1.Service"), "spec.ports[0].targetport", "spec.ports[0].targetPort"),
        (of("core.v1.Service"), "selector", "spec.selector"),
        (of("core.v1.Service"), "spec.frobnicate", ""),
        (of("apps.v1.Deployment"), "replicas", "spec.replicas"),
        (of("apps.v1.Deployment"), "spec.containers", "spec.template.spec.containers"),
        (
            of("apps.v1.Deployment"),
            "spec.template.spec.containers[0].imagePullpolicy",
            "spec.template.spec.containers[0].imagePullPolicy",
        ),
        (of("core.v1.Pod"), "spec.image", "spec.containers[].image"),
        (of("core.v1.ConfigMap"), "dat", "data"),
        (WIDGET, "spec.sise", "spec.size"),
        (WIDGET, "weight", "spec.parts[].weight"),
        (WIDGET, "spec.parts[3].wieght", "spec.parts[3].weight"),
        ({}, "spec.size", ""),
    ],
)
def test_the_field_that_was_meant_is_found(schema: Schema, path: str, meant: str) -> None:
    assert field_suggestions.suggest_field(path, schema) == meant


def test_a_refusal_names_each_once() -> None:
    message = 'strict decoding error: unknown field "spec.prots", unknown field "ports", unknown field "spec.typ", unknown field "spec.x"'
    assert (
        field_suggestions.suggestion_hint(message, of("core.v1.Service"))
        == "did you mean: spec.ports, spec.type"
    )
    assert field_suggestions.suggestion_hint("json: cannot unmarshal", of("core.v1.Service")) == ""
