"""What policies see of a request: its object at that time, its name, its namespace."""

import policy_cluster as stage

from minik.intake.policies.attributes import Target
from minik.model.admission_plugin import Operation
from minik.model.object import Object

NEW = stage.config_map("a-x7", metadata={"generateName": "a-", "uid": "1"})
DEPLOYMENT: Object = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "d", "namespace": "shop", "uid": "1"},
    "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "d"}}},
}


def test_a_generated_name_and_a_uid_come_after_what_changes_the_object() -> None:
    early = stage.attributes(NEW, settled=False)
    assert early.name == "" and early.object is not None
    assert early.object["metadata"] == {"generateName": "a-", "namespace": "shop"}
    late = stage.attributes(NEW)
    assert late.object is not None
    assert late.object["metadata"]["name"] == "a-x7"
    assert late.object["metadata"]["creationTimestamp"] == "2026-11-23T08:12:11Z"


def test_a_deletion_has_no_object() -> None:
    gone = stage.attributes(stage.config_map(), stage.config_map(), Operation.DELETE)
    assert (gone.object, gone.old, gone.operation) == (None, stage.config_map(), "DELETE")


def test_a_namespace_is_in_itself() -> None:
    seen = stage.attributes(stage.SHOP)
    assert (seen.namespace, seen.is_namespace) == ("shop", True)


def test_a_scale_is_an_object_of_its_own() -> None:
    seen = stage.attributes(DEPLOYMENT, DEPLOYMENT, part="scale")
    assert seen.target == Target("deployments", "apps/v1", "Scale", "autoscaling/v1")
    assert seen.object is not None and seen.object["spec"] == {"replicas": 3}
    none = {**DEPLOYMENT, "spec": {**DEPLOYMENT["spec"], "replicas": 0}}
    zero = stage.attributes(none, DEPLOYMENT, part="scale")
    assert zero.object is not None and zero.object["spec"] == {}
