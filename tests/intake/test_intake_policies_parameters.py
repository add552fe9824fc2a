"""The parameters of policies: named, selected, missing, of kinds that nobody serves."""

from typing import Any

import policy_cluster as stage
import pytest

from minik.intake.policies import parameters
from minik.intake.policies.parameters import Misconfigured
from minik.kinds import kind_of_key
from minik.model.cluster import Draft
from minik.model.object import Object

MAPS, NODES = kind_of_key("ConfigMap"), kind_of_key("Node")
NODE: Object = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}}


def cluster() -> Draft:
    where = stage.draft()
    stage.create(
        where,
        stage.config_map("x", metadata={"labels": {"team": "t"}}),
        stage.config_map("y", metadata={"labels": {"team": "t"}}),
        stage.config_map("z"),
    )
    return where


def found(kind: Any = MAPS, obj: Object | None = None, **reference: Any) -> list[Any]:
    where = cluster()
    seen = stage.attributes(obj or stage.config_map(), where=where)
    bound = stage.binding(paramRef={"parameterNotFoundAction": "Deny", **reference})
    params = parameters.collect(kind, bound, seen)
    return [param and param["metadata"]["name"] for param in params]


def test_by_name_in_the_namespace_of_the_object_or_in_a_given_one() -> None:
    assert found(name="x") == ["x"]
    assert found(name="x", namespace="shop", obj=NODE) == ["x"]


def test_by_labels() -> None:
    assert found(selector={"matchLabels": {"team": "t"}}) == ["x", "y"]
    assert found(selector={}) == ["x", "y", "z"]


def test_without_a_reference_or_a_kind_a_policy_is_asked_once() -> None:
    seen = stage.attributes(stage.config_map())
    assert parameters.collect(MAPS, stage.binding(), seen) == [None]
    assert parameters.collect(None, stage.binding(paramRef={"name": "x"}), seen) == [None]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "none of that name": (
        {"name": "none"},
        "no params found for policy binding with `Deny` parameterNotFoundAction",
    ),
    "none with these labels": (
        {"selector": {"matchLabels": {"team": "none"}}},
        "no params found for policy binding with `Deny` parameterNotFoundAction",
    ),
    "a namespace for what is in none": (
        {"kind": NODES, "name": "n", "namespace": "shop"},
        "paramRef.namespace must not be provided for a cluster-scoped `paramKind`",
    ),
    "no namespace to look in": (
        {"obj": NODE, "name": "x"},
        "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources",
    ),
}


@pytest.mark.parametrize(("reference", "message"), WRONG.values(), ids=WRONG)
def test_what_is_missing(reference: dict[str, Any], message: str) -> None:
    with pytest.raises(Misconfigured) as refusal:
        found(**reference)
    assert str(refusal.value) == message


def test_what_is_missing_may_be_allowed() -> None:
    assert found(name="none", parameterNotFoundAction="Allow") == []


def test_a_kind_that_is_not_served() -> None:
    kind = {"apiVersion": "none.example.com/v1", "kind": "None"}
    with pytest.raises(Misconfigured) as refusal:
        parameters.kind_of(stage.policy("true", paramKind=kind), stage.draft())
    assert (
        str(refusal.value)
        == "failed to find resource referenced by paramKind: 'none.example.com/v1, Kind=None'"
    )
