"""Metadata that all kinds share: names, labels, annotations, owners, finalizers; and label
selectors.
"""

from collections.abc import Iterable
from typing import Any

import pytest

from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._selector import label_selector_problems
from minik.model import names
from minik.model.object import Object

OWNER: Object = {"apiVersion": "v1", "kind": "ConfigMap", "name": "a", "uid": "u"}
KEY = next(iter(names.qualified_name("-"))).removeprefix("name part ")
(VALUE,) = names.label_value("-")
(SUBDOMAIN,) = names.subdomain("-")
NOT_STANDARD = "name is neither a standard finalizer name nor is it fully qualified"

CASES: list[tuple[Object, list[str]]] = [
    ({}, []),
    ({"name": ""}, ["metadata.name: Required value: name or generateName is required"]),
    ({"name": "Web"}, [f'metadata.name: Invalid value: "Web": {SUBDOMAIN}']),
    ({"generateName": "web-"}, []),
    ({"generateName": "Web-"}, [f'metadata.generateName: Invalid value: "Web-": {SUBDOMAIN}']),
    (
        {"generateName": "a" * 254},
        [
            f'metadata.generateName: Invalid value: "{"a" * 254}": must be no more than 253 characters'
        ],
    ),
    ({"namespace": ""}, ["metadata.namespace: Required value"]),
    ({"namespace": "a.b"}, ['metadata.namespace: Invalid value: "a.b": must not contain dots']),
    (
        {"labels": {"b c": "-", "app": "web"}},
        [
            f'metadata.labels: Invalid value: "b c": name part {KEY}',
            f'metadata.labels: Invalid value: "-": {VALUE}',
        ],
    ),
    ({"annotations": {"UPPER.example.com/Any": "any value\n"}}, []),
    (
        {"annotations": {"-bad": ""}},
        [f'metadata.annotations: Invalid value: "-bad": name part {KEY}'],
    ),
    (
        {"annotations": {"a": "x" * (256 * 1024)}},
        ["metadata.annotations: Too long: may not be more than 262144 bytes"],
    ),
    ({"annotations": {"a": "x" * (256 * 1024 - 1)}}, []),
    ({"ownerReferences": [OWNER, {**OWNER, "controller": True}]}, []),
    (
        {"ownerReferences": [{}]},
        [
            'metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty',
            'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
            'metadata.ownerReferences.name: Invalid value: "": must not be empty',
            'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
        ],
    ),
    (
        {"ownerReferences": [{**OWNER, "kind": "Event"}]},
        [
            'metadata.ownerReferences: Invalid value: {"apiVersion":"v1","kind":"Event","name":"a","uid":"u"}: '
            "/v1, Kind=Event is disallowed from being an owner"
        ],
    ),
    ({"finalizers": ["kubernetes", "orphan", "example.com/mine"]}, []),
    ({"finalizers": ["mine"]}, [f'metadata.finalizers[0]: Invalid value: "mine": {NOT_STANDARD}']),
    (
        {"finalizers": ["orphan", "foregroundDeletion"]},
        [
            'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set'
        ],
    ),
]


def told(problems: Iterable[Problem]) -> list[str]:
    return list(map(str, problems))


@pytest.mark.parametrize(("metadata", "said"), CASES)
def test_what_is_wrong_with_metadata(metadata: Object, said: list[str]) -> None:
    assert (
        told(metadata_problems({"metadata": {"name": "web", "namespace": "default", **metadata}}))
        == said
    )


def test_two_controllers_are_one_too_many() -> None:
    owners = [{**OWNER, "controller": True}, {**OWNER, "name": "b", "controller": True}]
    (said,) = told(
        metadata_problems(
            {"metadata": {"name": "web", "namespace": "default", "ownerReferences": owners}}
        )
    )
    assert said.endswith(
        'Only one reference can have Controller set to true. Found "true" in references for ConfigMap/a and ConfigMap/b'
    )


def test_a_kind_chooses_its_rules() -> None:
    node = {
        "metadata": {
            "name": "we.b",
            "generateName": "W",
            "namespace": "default",
            "finalizers": ["mine"],
        }
    }
    assert told(
        metadata_problems(
            node, names.label, namespaced=False, generate_name=False, standard_finalizers=False
        )
    ) == [
        'metadata.name: Invalid value: "we.b": must not contain dots',
        "metadata.namespace: Forbidden: not allowed on this type",
    ]


def test_what_an_update_may_not_do() -> None:
    old = {
        "metadata": {
            "name": "web",
            "namespace": "default",
            "finalizers": ["kubernetes"],
            "deletionTimestamp": "2026-11-23T08:12:11Z",
        }
    }
    new = {
        "metadata": {"name": "api", "namespace": "default", "finalizers": ["kubernetes", "orphan"]}
    }
    assert told(metadata_update_problems(new, old)) == [
        "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, "
        'found new finalizers []string{"orphan"}',
        'metadata.name: Invalid value: "api": field is immutable',
    ]
    assert (
        told(metadata_update_problems(old, {"metadata": {"name": "web", "namespace": "default"}}))
        == []
    )


def expression(**fields: Any) -> Object:
    return {"matchExpressions": [{"key": "app", **fields}]}


@pytest.mark.parametrize(
    ("selector", "said"),
    [
        (None, []),
        ({}, []),
        ({"matchLabels": {"app": "web"}}, []),
        (expression(operator="In", values=["a"]), []),
        (expression(operator="Exists"), []),
        ({"matchLabels": {"app": "-"}}, [f's.matchLabels: Invalid value: "-": {VALUE}']),
        (
            expression(operator="In"),
            [
                "s.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'"
            ],
        ),
        (
            expression(operator="DoesNotExist", values=["a"]),
            [
                "s.matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            ],
        ),
        (
            expression(operator="Gt", values=["1"]),
            ['s.matchExpressions[0].operator: Invalid value: "Gt": not a valid selector operator'],
        ),
        (
            expression(operator="NotIn", key="-", values=["-"]),
            [
                f's.matchExpressions[0].key: Invalid value: "-": name part {KEY}',
                f's.matchExpressions[0].values[0]: Invalid value: "-": {VALUE}',
            ],
        ),
    ],
)
def test_label_selectors(selector: Object | None, said: list[str]) -> None:
    assert told(label_selector_problems(selector, "s")) == said


def test_some_selectors_hold_what_no_label_could_be() -> None:
    assert (
        told(label_selector_problems(expression(operator="In", values=["-"]), "s", any_value=True))
        == []
    )
