"""minik schema: JSON Schema for editors and validators, on standard output or as files."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from typing_in import Terminal

DEFINITION = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {size: {type: integer}}}}
"""


def test_one_kind_is_printed_in_its_best_version(terminal: Terminal) -> None:
    schema = json.loads(terminal("minik schema hpa").out)
    assert schema["allOf"][1] == {
        "$ref": "#/definitions/io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler"
    }
    assert not Path("state.json").exists()


def test_all_kinds_are_in_one_schema_with_those_of_files_and_of_the_cluster(
    terminal: Terminal,
) -> None:
    Path("crd.yaml").write_text(DEFINITION, encoding="utf-8")
    names = json.loads(terminal("minik schema --all").out)["properties"]["kind"]["enum"]
    assert {"Deployment", "HTTPRoute"} <= set(names) and "Widget" not in names
    judge = Draft7Validator(json.loads(terminal("minik schema --all -f crd.yaml").out))
    widget = {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}}
    assert judge.is_valid({**widget, "size": 1}) and not judge.is_valid({**widget, "size": "1"})
    terminal("minik apply -f crd.yaml")
    assert "Widget" in json.loads(terminal("minik schema --all").out)["properties"]["kind"]["enum"]
    assert json.loads(terminal("minik schema widget pod").out)["properties"]["kind"]["enum"] == [
        "Pod",
        "Widget",
    ]


def test_an_older_version_has_what_it_had(terminal: Terminal) -> None:
    versions = json.loads(terminal("minik schema --all --kubernetes-version 1.29").out)
    assert "flowcontrol.apiserver.k8s.io/v1beta3" in versions["properties"]["apiVersion"]["enum"]
    answer = terminal("minik schema servicecidr --kubernetes-version 1.29")
    assert (answer.exit, answer.err) == (1, "error: Kubernetes 1.29 does not serve servicecidrs\n")


def test_files_are_called_as_validators_look_for_them(terminal: Terminal) -> None:
    assert "files written to out" in terminal("minik schema --all --output-directory out").out
    names = {path.name for path in Path("out").iterdir()}
    assert {"deployment-apps-v1.json", "pod-v1.json", "ingress-networking-v1.json"} <= names
    pod = json.loads(Path("out/pod-v1.json").read_text(encoding="utf-8"))
    assert pod["$schema"] == "http://json-schema.org/draft-07/schema#"
    Path("file").write_text("", encoding="utf-8")
    answer = terminal("minik schema pod --output-directory file")
    assert (answer.exit, answer.out) == (1, "") and answer.err.startswith("error: file: ")


@pytest.mark.parametrize(
    "line, why",
    [
        ("schema", "error: name kinds, or ask for --all\n"),
        ("schema pod --all", "error: name kinds, or ask for --all\n"),
        (
            "schema nope",
            'error: the server doesn\'t have a resource type "nope"\n'
            "  minik schema -f FILES reads the definitions of custom resources\n",
        ),
    ],
)
def test_what_cannot_be_printed_is_refused(terminal: Terminal, line: str, why: str) -> None:
    answer = terminal(f"minik {line}")
    assert (answer.exit, answer.out, answer.err) == (1, "", why)
