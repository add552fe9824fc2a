"""What a field is, without asking anybody."""
import json
from pathlib import Path

import pytest
from typing_in import Terminal

from minik import kinds

WIDGETS = {
    "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "widgets.example.com"},
    "spec": {"group": "example.com", "scope": "Namespaced", "names": {"plural": "widgets", "singular": "widget", "kind": "Widget"},
             "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                 "spec": {"type": "object", "required": ["size"], "properties": {
                     "size": {"type": "string", "enum": ["big", "small"], "description": "How much room it takes."}}}}}}}]}}


def test_a_list_is_explained_with_what_is_in_it(terminal: Terminal) -> None:
    out = terminal("minik explain svc.spec.ports").out
    assert out.startswith("KIND:       Service\nVERSION:    v1\n\nFIELD: ports <[]ServicePort>\n\n\nDESCRIPTION:\n    ")
    assert "  port\t<integer> -required-\n" in out and "  protocol\t<string>\n  enum: SCTP, TCP, UDP\n" in out


@pytest.mark.parametrize(("field", "head"), [
    ("service.spec.type", "FIELD: type <string>\nENUM:\n    ClusterIP\n    ExternalName\n    LoadBalancer\n    NodePort\n"),
    ("service.spec.ports.port", "FIELD: port <integer> -required-\n"),
    ("service.spec.ports.targetPort", "FIELD: targetPort <IntOrString>\n"),
    ("pods.metadata.labels", "FIELD: labels <map[string]string>\n"),
    ("deployments.apps.spec.replicas", "GROUP:      apps\nKIND:       Deployment\nVERSION:    v1\n\nFIELD: replicas <integer>\n"),
    ("hpa --api-version=autoscaling/v1", "GROUP:      autoscaling\nKIND:       HorizontalPodAutoscaler\nVERSION:    v1\n"),
])
def test_a_field_has_a_type(terminal: Terminal, field: str, head: str) -> None:
    answer = terminal(f"minik explain {field}")
    assert (answer.exit, answer.err) == (0, "") and head in answer.out


@pytest.mark.parametrize(("words", "error"), [
    ("", 'You must specify the type of resource to explain. Use "minik api-resources" for a complete list of supported resources.'),
    ("svc pods", "We accept only this format: explain RESOURCE"), ("svc.spec.nope", 'field "nope" does not exist'),
    ("svc.spec.type.nope", 'field "nope" does not exist'), ("nope", 'the server doesn\'t have a resource type "nope"'),
    ("svc --api-version=v7", 'couldn\'t find resource for "v7, Kind=Service"'),
])
def test_what_there_is_not_is_not_explained(terminal: Terminal, words: str, error: str) -> None:
    assert terminal(f"minik explain {words}") == (1, "", f"error: {error}\n")


def test_all_fields_can_be_seen_at_once(terminal: Terminal) -> None:
    lines = terminal("minik explain pod --recursive").out.splitlines()
    assert "      image\t<string>" in lines and "    containers\t<[]Container> -required-" in lines


@pytest.mark.parametrize("kind", [kind.plural + (f".{kind.group}" if kind.group else "") for kind in kinds.all_kinds()])
def test_every_kind_is_explained(terminal: Terminal, kind: str) -> None:
    answer = terminal(f"minik explain {kind} --recursive")
    assert (answer.exit, answer.err) == (0, "") and "\nDESCRIPTION:\n" in answer.out


def test_a_custom_kind_is_explained_by_its_definition(terminal: Terminal) -> None:
    Path("widgets.json").write_text(json.dumps(WIDGETS), encoding="utf-8")
    terminal("minik apply -f widgets.json")
    out = terminal("minik explain widgets.spec").out
    assert "GROUP:      example.com\nKIND:       Widget\n" in out
    assert "  size\t<string> -required-\n  enum: big, small\n    How much room it takes.\n" in out
