"""What the status of a policy says of the types in its expressions."""

from typing import Any

import policy_cluster as stage
import pytest

from minik.controllers.validating_admission_policy_status import reconcile
from minik.intake.policies.type_checking import expression_warnings
from minik.model.object import Object

DEFINITION: Object = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "things.example.com"},
    "spec": {
        "group": "example.com",
        "names": {"kind": "Thing", "plural": "things"},
        "scope": "Namespaced",
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "properties": {"size": {"type": "integer"}},
                    }
                },
            }
        ],
    },
}


def warnings(text: str, *groups: str, resources: tuple[str, ...], **spec: Any) -> list[Object]:
    rule = stage.rule(*resources, apiGroups=list(groups))
    policy = stage.policy(text, matchConstraints={"resourceRules": [rule]}, **spec)
    return expression_warnings(policy, [DEFINITION])


CASES: dict[str, tuple[str, str, str, str]] = {
    "a field that is none": (
        "object.spec.nothing > 1",
        "apps",
        "deployments",
        "apps/v1, Kind=Deployment: ERROR: <input>:1:12: undefined field 'nothing'",
    ),
    "another type": (
        "object.spec.replicas > 'x'",
        "apps",
        "deployments",
        "found no matching overload for '_>_' applied to '(int, string)'",
    ),
    "a quantity, of which nothing is known": (
        "object.spec.containers.all(c, c.resources.limits.cpu == '1')",
        "",
        "pods",
        "/v1, Kind=Pod: ERROR: <input>:1:42: undefined field 'limits'",
    ),
    "a custom resource": (
        "object.size > 'x' || object.metadata.labels.a == 'b'",
        "example.com",
        "things",
        "example.com/v1, Kind=Thing: ERROR: <input>:1:13: found no matching overload",
    ),
}


@pytest.mark.parametrize(("text", "group", "resource", "words"), CASES.values(), ids=CASES)
def test_what_is_wrong(text: str, group: str, resource: str, words: str) -> None:
    (warning,) = warnings(text, group, resources=(resource,))
    assert warning["fieldRef"] == "spec.validations[0].expression"
    assert words in warning["warning"] and warning["warning"].endswith("^\n")


def test_what_is_right_or_cannot_be_known() -> None:
    assert warnings("object.spec.replicas > 5", "apps", resources=("deployments",)) == []
    assert warnings("object.spec.x > 5", "*", resources=("*",)) == []
    assert warnings("object.spec.x > 5", "apps", resources=("deployments/scale",)) == []
    kind = {"apiVersion": "none.example.com/v1", "kind": "None"}
    unknown = warnings("params.x == 1", "apps", resources=("deployments",), paramKind=kind)
    assert unknown == []


def test_parameters_have_types_as_well() -> None:
    kind = {"apiVersion": "v1", "kind": "ConfigMap"}
    (warning,) = warnings("params.data.x == 1", "apps", resources=("deployments",), paramKind=kind)
    assert "'_==_' applied to '(string, int)'" in warning["warning"]


def test_a_controller_writes_them_down_once() -> None:
    where = stage.draft()
    text = "object.spec.x == 1"
    rule = {"resourceRules": [stage.rule("configmaps")]}
    stage.create(where, stage.policy(text, matchConstraints=rule))
    (put,) = reconcile(where.cluster())
    status = put.object["status"]  # type: ignore[union-attr]
    assert status["observedGeneration"] == 1
    assert "undefined field 'spec'" in status["typeChecking"]["expressionWarnings"][0]["warning"]
    where.put(put.object)  # type: ignore[union-attr]
    assert list(reconcile(where.cluster())) == []
