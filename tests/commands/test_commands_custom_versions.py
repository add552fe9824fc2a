"""Custom resources of several versions: stored in one, shown in the one that is asked for or preferred."""

import json
from typing import Any

import pytest
from typing_in import Terminal


def version(name: str, *fields: str, storage: bool = False) -> dict[str, Any]:
    spec = {"type": "object", "properties": {field: {"type": "integer"} for field in fields}}
    schema = {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}}
    return {"name": name, "served": True, "storage": storage, "schema": schema}


DEFINITION = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "things.example.com"},
    "spec": {
        "group": "example.com",
        "names": {"kind": "Thing", "plural": "things"},
        "scope": "Namespaced",
        "versions": [
            version("v1beta1", "a"),
            version("v1", "a", storage=True),
            version("v2", "a", "later"),
        ],
    },
}
SHOWN = "-o jsonpath={.apiVersion}{.spec}"


def thing(name: str, api: str = "v2", **spec: int) -> str:
    made = {"apiVersion": f"example.com/{api}", "kind": "Thing", "metadata": {"name": name}}
    return json.dumps({**made, "spec": spec})


@pytest.fixture
def things(terminal: Terminal) -> Terminal:
    terminal("minik create -f -", json.dumps(DEFINITION))
    return terminal


def test_it_is_stored_as_the_stored_version_knows_it(things: Terminal) -> None:
    made = things(f"minik create -f - {SHOWN}", thing("t", a=1, later=2))
    assert made.out == 'example.com/v2{"a":1}'
    assert things("minik export").out.count("apiVersion: example.com/v1\n") == 1


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ("things", "v2"),
        ("thing", "v2"),
        ("things.example.com", "v2"),
        ("things.v1.example.com", "v1"),
        ("things.v1beta1.example.com", "v1beta1"),
    ],
)
def test_it_is_shown_in_the_preferred_version_or_the_one_that_is_named(
    things: Terminal, named: str, shown: str
) -> None:
    things("minik create -f -", thing("t", "v1", a=1))
    assert things(f"minik get {named} t {SHOWN}").out == f'example.com/{shown}{{"a":1}}'
    path = f"/apis/example.com/{shown}/namespaces/default/things/t"
    assert json.loads(things(f"minik get --raw {path}").out)["spec"] == {"a": 1}


def test_what_is_patched_in_another_version_stays_in_the_stored_one(things: Terminal) -> None:
    things("minik create -f -", thing("t", "v1", a=1))
    line = "minik patch things.v2.example.com t --type=merge -p"
    patch = '\'{"spec":{"a":5}}\''
    assert things(f"{line} {patch} {SHOWN}").out == 'example.com/v2{"a":5}'
    assert "no change" in things(f"{line} {patch}").out
    assert "apiVersion: example.com/v1\n" in things("minik export").out


def test_an_apply_in_another_version_changes_nothing_where_nothing_differs(
    things: Terminal,
) -> None:
    things("minik apply -f -", thing("t", a=1))
    assert things("minik apply -f -", thing("t", a=1)).out == "thing.example.com/t unchanged\n"
    assert things("minik apply -f -", thing("t", a=2)).out == "thing.example.com/t configured\n"
    before = things("minik get thing t -o jsonpath={.metadata.resourceVersion}").out
    things("minik replace -f -", thing("t", a=2))
    assert things("minik get thing t -o jsonpath={.metadata.generation}").out == "2"
    things("minik label thing t x=y")
    labels = things("minik get thing t -o jsonpath={.metadata.labels.x}").out
    assert (before, labels) != ("", "") and labels == "y"


def test_resources_are_listed_in_the_preferred_version(things: Terminal) -> None:
    assert "example.com/v2" in things("minik api-resources --api-group=example.com").out


def test_who_wrote_a_custom_resource_is_told(things: Terminal) -> None:
    things("minik create -f -", thing("t", "v1", a=1))
    [entry] = json.loads(things("minik get thing t -o json --show-managed-fields").out)["metadata"][
        "managedFields"
    ]
    assert entry["manager"] == "kubectl-create"
    assert entry["fieldsV1"]["f:spec"] == {".": {}, "f:a": {}}
