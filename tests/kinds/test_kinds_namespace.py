"""Namespaces: their label and finalizer, their rules, and what is told of the quotas in them."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model import names
from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
LABEL = next(iter(names.label("A")))


def namespace(name: str = "shop", **fields: Any) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": name, **fields.pop("metadata", {})},
        **fields,
    }


def finalized(*finalizers: str) -> Object:
    return namespace(spec={"finalizers": list(finalizers)})


def test_a_new_one_is_active_and_carries_its_name(admit: Admit) -> None:
    made, _ = admit(namespace(metadata={"labels": {"team": "a"}}, status={"phase": "Terminating"}))
    assert made["metadata"]["labels"] == {"kubernetes.io/metadata.name": "shop", "team": "a"}
    assert (made["spec"], made["status"]) == ({"finalizers": ["kubernetes"]}, {"phase": "Active"})


def test_its_name_stands_in_its_label_even_if_another_did(admit: Admit) -> None:
    made, _ = admit(namespace(metadata={"labels": {"kubernetes.io/metadata.name": "other"}}))
    assert made["metadata"]["labels"] == {"kubernetes.io/metadata.name": "shop"}


def test_what_holds_it_and_its_phase_are_the_servers(admit: Admit) -> None:
    changed, _ = admit(
        namespace(metadata={"labels": {"a": "b"}}, spec={}, status={"phase": "Terminating"}),
        namespace(),
    )
    assert (changed["spec"], changed["status"]) == (
        {"finalizers": ["kubernetes"]},
        {"phase": "Active"},
    )


CASES: dict[str, tuple[Object, list[str]]] = {
    "a label": (namespace("a-1"), []),
    "no subdomain": (
        namespace("a.b"),
        ['metadata.name: Invalid value: "a.b": must not contain dots'],
    ),
    "no capitals": (namespace("A"), [f'metadata.name: Invalid value: "A": {LABEL}']),
    "finalizers of one's own": (finalized("example.com/store", "kubernetes"), []),
    "finalizers are qualified": (
        finalized("store"),
        [
            'spec.finalizers: Invalid value: "store": name is neither a standard finalizer name nor is it fully qualified'
        ],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_it_is_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


def test_its_table_shows_its_phase(cells: Callable[[Object], list[str]]) -> None:
    assert cells(namespace(status={"phase": "Active"})) == ["Active"]


def test_a_bare_one_is_described(described: Callable[..., str]) -> None:
    assert (
        described(namespace(status={"phase": "Active"}))
        == """\
Name:         shop
Labels:       <none>
Annotations:  <none>
Status:       Active

No resource quota.

No LimitRange resource.
"""
    )


def test_its_quotas_and_limits_are_described_with_it(described: Callable[..., str]) -> None:
    quota = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "few", "namespace": "shop"},
        "spec": {"scopes": ["BestEffort"]},
        "status": {"hard": {"pods": "4"}, "used": {"pods": "1"}},
    }
    limits = {
        "apiVersion": "v1",
        "kind": "LimitRange",
        "metadata": {"name": "small", "namespace": "shop"},
        "spec": {"limits": [{"type": "Container", "max": {"cpu": "2"}, "default": {"cpu": "1"}}]},
    }
    conditions = [
        {
            "type": "NamespaceDeletionContentFailure",
            "status": "True",
            "reason": "ContentDeletionFailed",
            "message": "no",
        }
    ]
    assert (
        described(
            namespace(status={"phase": "Terminating", "conditions": conditions}), quota, limits
        )
        == """\
Name:         shop
Labels:       <none>
Annotations:  <none>
Status:       Terminating
Conditions:
  Type                             Status  LastTransitionTime               Reason                 Message
  ----                             ------  ------------------               ------                 -------
  NamespaceDeletionContentFailure  True    Mon, 01 Jan 0001 00:00:00 +0000  ContentDeletionFailed  no

Resource Quotas
  Name:    few
  Scopes:  BestEffort
  * Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.
  Resource  Used  Hard
  --------  ---   ---
  pods      1     4

Resource Limits
 Type       Resource  Min  Max  Default Request  Default Limit  Max Limit/Request Ratio
 ----       --------  ---  ---  ---------------  -------------  -----------------------
 Container  cpu       -    2    -                1              -
"""
    )
