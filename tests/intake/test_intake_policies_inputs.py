"""What expressions see of a request."""

from typing import Any

import policy_cluster as stage
import pytest

from minik.cel.times import parse_timestamp
from minik.intake.policies.attributes import Target
from minik.intake.policies.inputs import namespace_value, request_value, values
from minik.model.admission_plugin import Operation
from minik.model.object import Object
from minik.model.writing import Identity, Writer

BOB = Identity("bob", ("team",), "7", (("scope", ("a", "b")),))
DEPLOYMENT: Object = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "d", "namespace": "shop", "uid": "1"},
    "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "d"}}},
}
MAPS = {
    "kind": {"group": "", "version": "v1", "kind": "ConfigMap"},
    "resource": {"group": "", "version": "v1", "resource": "configmaps"},
    "requestKind": {"group": "", "version": "v1", "kind": "ConfigMap"},
    "requestResource": {"group": "", "version": "v1", "resource": "configmaps"},
}
SCALE = {"group": "autoscaling", "version": "v1", "kind": "Scale"}
DEPLOYMENTS = {"group": "apps", "version": "v1", "resource": "deployments"}
ADMIN = {"username": "admin", "groups": ["system:masters", "system:authenticated"]}


def options(kind: str, **more: Any) -> Object:
    return {"options": {"kind": kind, "apiVersion": "meta.k8s.io/v1", **more}}


def seen(
    *arguments: Any, writer: Writer = stage.KUBECTL, dry_run: bool = False, **named: Any
) -> Object:
    found = stage.attributes(*arguments, where=stage.draft(writer, dry_run), **named)
    value = dict(request_value(found, found.target))
    return {
        name: {field: word for field, word in part.items() if field != "uid" or word == "7"}
        if name == "userInfo"
        else part
        for name, part in value.items()
    }


def test_a_creation() -> None:
    assert seen(stage.config_map()) == {
        **MAPS,
        "name": "a",
        "namespace": "shop",
        "operation": "CREATE",
        "userInfo": ADMIN,
        "dryRun": False,
        **options("CreateOptions", fieldManager="kubectl-create"),
    }


def test_a_name_that_comes_later_is_not_said() -> None:
    unnamed = stage.config_map(metadata={"name": "x-1", "generateName": "x-"})
    assert "name" not in seen(unnamed, settled=False)


def test_what_has_no_namespace() -> None:
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}}
    assert "namespace" not in seen(node)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (Operation.CREATE, options("CreateOptions", dryRun=["All"])),
        (Operation.UPDATE, options("UpdateOptions", dryRun=["All"])),
        (Operation.DELETE, options("DeleteOptions", dryRun=["All"])),
        (Operation.CONNECT, {}),
    ],
)
def test_each_operation_has_options_of_its_own(operation: Operation, expected: Object) -> None:
    found = seen(stage.config_map(), stage.config_map(), operation, writer=Writer(""), dry_run=True)
    assert found["operation"] == operation and found["dryRun"] is True
    assert {name: part for name, part in found.items() if name == "options"} == expected


def test_who_asks() -> None:
    found = seen(stage.config_map(), writer=Writer("x", identity=BOB))
    assert found["userInfo"] == {
        "username": "bob",
        "uid": "7",
        "groups": ["team"],
        "extra": {"scope": ["a", "b"]},
    }
    assert seen(stage.config_map(), writer=Writer("x", identity=Identity("", ())))["userInfo"] == {}


def test_a_scale_judged_as_what_it_scales() -> None:
    attributes = stage.attributes(DEPLOYMENT, DEPLOYMENT, part="scale")
    target = Target("deployments", "apps/v1", "Deployment", "apps/v1")
    found = request_value(attributes, target)
    assert (found["subResource"], found["requestSubResource"]) == ("scale", "scale")
    assert found["kind"] == {"group": "apps", "version": "v1", "kind": "Deployment"}
    assert found["resource"] == found["requestResource"] == DEPLOYMENTS
    assert found["requestKind"] == SCALE


def test_the_namespace_is_told_with_what_policies_may_see() -> None:
    where = stage.draft()
    created = "2026-01-02T03:04:05Z"
    hidden = {"managedFields": [{}], "ownerReferences": [{}], "selfLink": "/x", "annotations": {}}
    metadata = {"name": "shop", "uid": "u", "labels": {"a": "b"}, "creationTimestamp": created}
    going = {"deletionTimestamp": created}
    space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {**metadata, **going, **hidden}}
    where.put({**space, "status": {"phase": "Terminating"}})
    found = namespace_value(stage.attributes(stage.config_map(), where=where))
    assert found is not None
    told = found["metadata"]
    assert {name: part for name, part in told.items() if not name.endswith("Timestamp")} == {
        name: part for name, part in metadata.items() if not name.endswith("Timestamp")
    } | {"resourceVersion": told["resourceVersion"]}
    assert told["creationTimestamp"] == told["deletionTimestamp"] == parse_timestamp(created)
    assert found["spec"] == {"finalizers": ["kubernetes"]}
    assert found["status"] == {"phase": "Terminating"}
    where.put({**space, "spec": {"finalizers": ["own"]}})
    again = namespace_value(stage.attributes(stage.config_map(), where=where))
    assert again is not None and again["spec"] == {"finalizers": ["own"]} and "status" not in again


def test_what_is_in_no_namespace_has_none() -> None:
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}}
    space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
    for obj in (node, space, stage.config_map(namespace="absent")):
        assert namespace_value(stage.attributes(obj)) is None


def test_an_expression_knows_its_variables() -> None:
    new, old = stage.config_map(), stage.config_map(data={"a": "b"})
    param: Object = {"metadata": {}}
    attributes = stage.attributes(new, old)
    found = values(attributes, attributes.target, param, {"metadata": {"name": "shop"}})
    assert set(found) == {
        "object", "oldObject", "request", "namespaceObject", "params", "authorizer",
        "authorizer.requestResource",
    }  # fmt: skip
    assert (found["object"], found["oldObject"], found["params"]) == (new, old, param)
    assert found["request"] == request_value(attributes, attributes.target)
    assert found["namespaceObject"] == {"metadata": {"name": "shop"}}
