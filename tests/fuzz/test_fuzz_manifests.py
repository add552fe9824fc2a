"""Documents that are nearly right: of every kind, with wrong types at any place, fields missing,
nulls, empty lists, extreme numbers.

Only refusals in words may follow, whatever the verb; what is let in must be shown, described and
explained like anything else.
"""

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from shell import Shell, tried

from minik import schemas
from minik.store import manifests

VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    -(2**63) - 1,
    1.5,
    1e300,
    "",
    "x",
    " ",
    "a/b",
    "..",
    "\x1b[2J",
    "ü" * 300,
    "-1",
    "1e400",
    "9" * 40,
    "100%",
    "1Gi",
    "2026-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "10.0.0.1",
    "::ffff:1.2.3.4",
    "0.0.0.0/0",
    "* * * * *",
    "a=b",
    "$(X)",
    "{.a[",
    "Exists",
    "Always",
    "None",
    "ExternalName",
    "LoadBalancer",
    [],
    {},
    [None],
    [[]],
    [{}],
    [""],
    ["x", "x"],
    {"": None},
    {"x": None},
    {"x": "y"},
    {"x": {"y": []}},
]
IN_FILES: tuple[tuple[str, ...], ...] = (
    ("validate",),
    ("check",),
    ("diff",),
    ("apply",),
    ("describe",),
    ("get", "-o", "wide"),
    ("import",),
    ("delete", "--dry-run=client"),
)
IN_STATE: tuple[tuple[str, ...], ...] = (
    ("get", "all", "-A", "-o", "wide"),
    ("describe", "all", "-A"),
    ("check",),
    ("get", "events", "-A"),
    ("export",),
    ("proxy", "rules", "--mode", "nftables"),
    ("simulate", "advance", "10m"),
)
SEEDS = st.integers(0, 2**32).map(Random)
KINDS = sorted(
    (row["kind"], f"{row['group']}/{version}".lstrip("/"), definition)
    for row in schemas.catalog()
    for version, definition in row["versions"].items()
)
SAMPLES = [document.value for document in manifests.read(["manifests"], recursive=True)]


def grown(random: Random, schema: Any, depth: int) -> Any:
    """A value of the shape that a schema asks for."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition(".")[2]
        if name in ("Quantity", "IntOrString", "Time", "MicroTime"):
            texts: dict[str, list[Any]] = {"Quantity": ["1", "100m"], "IntOrString": [80, "50%"]}
            return random.choice(texts.get(name, ["2026-01-02T03:04:05Z"]))
        return grown(random, schemas.definition(schema["$ref"]), depth)
    types = schema.get("type", "object")
    if "object" in types:
        parts = schema.get("properties", {})
        chosen = [
            name
            for name in parts
            if depth and random.random() < 0.3 or name in schema.get("required", ())
        ]
        values = schema.get("additionalProperties")
        return (
            {name: grown(random, parts[name], depth - 1) for name in chosen}
            if parts or not isinstance(values, dict)
            else {name: grown(random, values, depth - 1) for name in ("a", "b.c")[:depth]}
        )
    if "array" in types:
        return [
            grown(random, schema["items"], depth - 1)
            for _ in range(random.randrange(3) if depth > 0 else 0)
        ]
    return {"string": "x", "integer": 1, "number": 1, "boolean": True}[
        types if isinstance(types, str) else types[0]
    ]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where in a document something stands."""
    inside = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(place for step, part in inside for place in places(part, (*path, step)))]


def spoilt(random: Random, document: Any) -> Any:
    """The document with a few mistakes; its kind stays."""
    document = json.loads(json.dumps(document))
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        left = [
            place for place in places(document) if place and place[0] not in ("kind", "apiVersion")
        ]
        if not left:
            break
        path, parent = random.choice(left), document
        for step in path[:-1]:
            parent = parent[step]
        old = parent[path[-1]]
        act = random.randrange(4)
        if act == 3:
            parent.pop(path[-1], None) if isinstance(parent, dict) else parent.pop(path[-1])
        else:
            parent[path[-1]] = (deepcopy(random.choice(VALUES)), [old], {"x": old})[act]
    return document


def tortured(shell: Shell, document: Any) -> None:
    """Everything that is done with a file, and with what it makes."""
    text = json.dumps(document)
    for words in IN_FILES:
        answer = shell(*words, "-f", "-", given=text)
        assert not set(answer.out + answer.err) & set("\x1b\x07\x9b\r"), (words, answer)
    for words in IN_STATE:
        shell(*words)


@tried(60)
@given(st.sampled_from(KINDS), SEEDS)
def test_no_document_of_any_kind_is_too_strange(kind: tuple[str, str, str], random: Random) -> None:
    document = {**grown(random, {"$ref": kind[2]}, 5), "kind": kind[0], "apiVersion": kind[1]}
    document["metadata"] = {**(document.get("metadata") or {}), "name": "x"}
    with_shell(
        lambda shell: tortured(
            shell, spoilt(random, document) if random.random() < 0.7 else document
        )
    )


@tried(60)
@given(st.sampled_from(SAMPLES), SEEDS)
def test_no_mistake_in_a_manifest_is_too_strange(sample: Any, random: Random) -> None:
    with_shell(lambda shell: tortured(shell, spoilt(random, sample)))


def with_shell(act: Callable[[Shell], None]) -> None:
    shell = Shell()
    try:
        act(shell)
    finally:
        shell.close()


CHANGES = [
    lambda data, at: data[:at],
    lambda data, at: data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :],
    lambda data, at: data[:at] + b"\x00" + data[at:],
    lambda data, at: data[:at] + data[at + 40 :],
    lambda data, at: data[:at] + data[at // 2 : at] + data[at:],
    lambda data, at: data.replace(b'"', b"'", at % 7),
]


@pytest.fixture(scope="module")
def state() -> bytes:
    shell = Shell()
    assert shell("apply", "-f", "manifests/my-service").exit == 0
    data = shell.files()["state.json"]
    shell.close()
    return data


@tried(100)
@given(
    st.sampled_from(CHANGES),
    st.floats(0, 1, exclude_max=True),
    st.sampled_from(["get all -A", "apply -f manifests/my-service", "check", "undo"]),
)
def test_no_byte_of_a_state_is_too_strange(
    state: bytes, change: Callable[[bytes, int], bytes], place: float, verb: str
) -> None:
    def act(shell: Shell) -> None:
        broken = change(state, int(place * len(state)))
        shell.state.write_bytes(broken)
        answer = shell(*verb.split())
        assert answer.exit == 0 or answer.err or answer.out
        assert answer.exit == 0 or shell.state.read_bytes() == broken

    with_shell(act)


SCHEMAS = st.recursive(
    st.sampled_from(
        [
            {},
            {"type": "string"},
            {"type": "integer"},
            {"type": "object"},
            {"type": "x"},
            None,
            5,
            {"type": "array"},
            {"type": "string", "pattern": "("},
            {"type": "string", "pattern": "(a+)+$"},
            {"type": "string", "enum": []},
            {"$ref": "#/x"},
            {"type": "string", "format": "x"},
            {"x-kubernetes-int-or-string": True},
            {"x-kubernetes-preserve-unknown-fields": True},
            {"type": "integer", "minimum": 1e300},
            {"type": "string", "default": 5},
            {"nullable": True},
            {"type": "object", "x-kubernetes-validations": [{"rule": "self."}]},
        ]
    ),
    lambda inner: st.dictionaries(
        st.sampled_from(
            [
                "properties",
                "items",
                "additionalProperties",
                "allOf",
                "anyOf",
                "not",
                "oneOf",
                "required",
            ]
        ),
        inner
        | st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["spec", "a", ""]), inner, max_size=2),
        max_size=3,
    ).map(lambda schema: {"type": "object", **schema}),
    max_leaves=8,
)
RESOURCE = st.recursive(
    st.sampled_from([None, 1, "a", "a" * 40 + "!", True, 1e300]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "spec", ""]), inner, max_size=2)
    ),
    max_leaves=6,
)


@tried(60)
@given(SCHEMAS, RESOURCE)
def test_no_schema_of_a_custom_resource_is_too_strange(schema: Any, resource: Any) -> None:
    names = {"plural": "widgets", "singular": "widget", "kind": "Widget"}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com",
            "scope": "Namespaced",
            "names": names,
            "versions": [version],
        },
    }
    widget = {
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {"name": "w"},
        "spec": resource,
    }

    def act(shell: Shell) -> None:
        shell("apply", "-f", "-", given=json.dumps(definition))
        shell("apply", "-f", "-", given=yaml.safe_dump(widget))
        for words in (
            ("get", "widgets", "-o", "wide"),
            ("describe", "widgets"),
            ("explain", "widget.spec"),
            ("get", "crd"),
            ("delete", "widget", "w"),
        ):
            shell(*words)

    with_shell(act)


COLUMNS = [
    {"name": "A", "type": "string", "jsonPath": ".spec.a"},
    {"name": "B", "type": "date", "jsonPath": ".spec.b"},
]
SCHEMA = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "properties": {
                "a": {"type": "integer", "multipleOf": 1},
                "b": {"type": "string"},
                "c": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"x": {"x-kubernetes-int-or-string": True}},
                    },
                },
            },
        },
        "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
    },
}
DEFINITION = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "widgets.example.com"},
    "spec": {
        "group": "example.com",
        "scope": "Namespaced",
        "names": {"plural": "widgets", "kind": "Widget", "singular": "widget"},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "additionalPrinterColumns": COLUMNS,
                "schema": {"openAPIV3Schema": SCHEMA},
                "subresources": {
                    "status": {},
                    "scale": {"specReplicasPath": ".spec.a", "statusReplicasPath": ".status.b"},
                },
            }
        ],
    },
}
WIDGET = {
    "apiVersion": "example.com/v1",
    "kind": "Widget",
    "spec": {"a": 1, "b": "x", "c": [{"x": 1}]},
    "status": {"b": 1},
    "metadata": {
        "name": "w",
        "namespace": "default",
        "labels": {"a": "b"},
        "annotations": {"a": "b"},
        "finalizers": ["a/b"],
        "uid": "u",
        "generation": 2,
        "ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "x"}],
        "resourceVersion": "5",
    },
}


@tried(40)
@given(SEEDS)
def test_no_custom_resource_of_a_dump_is_too_strange(random: Random) -> None:
    def act(shell: Shell) -> None:
        widget, definition = (
            spoilt(random, WIDGET),
            spoilt(random, DEFINITION) if random.random() < 0.4 else DEFINITION,
        )
        shell(
            "import",
            "-f",
            "-",
            given=json.dumps({"apiVersion": "v1", "kind": "List", "items": [definition, widget]}),
        )
        tortured(shell, widget)
        for words in (
            ("get", "widgets", "-o", "wide"),
            ("describe", "widgets"),
            ("explain", "widget.spec"),
            ("state", "check"),
            ("apply", "-f", "-", "--server-side"),
            ("scale", "widget", "w", "--replicas=3"),
            ("label", "widget", "w", "x=y"),
            ("patch", "widget", "w", "--type=merge", "-p", '{"spec": {"a": 5}}'),
            ("delete", "widget", "w"),
        ):
            shell(*words, given=json.dumps(widget))

    with_shell(act)
