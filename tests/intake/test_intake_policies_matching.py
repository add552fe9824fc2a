"""Which requests the match resources of policies and bindings select."""

from typing import Any

import policy_cluster as stage
import pytest

from minik.intake.policies.attributes import Target
from minik.intake.policies.matching import is_resource, match
from minik.model.admission_plugin import Operation
from minik.model.object import Object

LABELLED = stage.config_map(metadata={"labels": {"watch": "me"}})
NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": {}}}
NODE = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}}
SCALER = {
    "apiVersion": "autoscaling/v1",
    "kind": "HorizontalPodAutoscaler",
    "metadata": {"name": "a", "namespace": "shop"},
}
SCALERS = stage.rule("horizontalpodautoscalers", apiGroups=["autoscaling"], apiVersions=["v2"])


def rules(*listed: Object, **more: Any) -> Object:
    return {"resourceRules": list(listed), "matchPolicy": "Equivalent", **more}


CASES: dict[str, tuple[Object, Object, bool]] = {
    "no rules: everything": ({}, stage.config_map(), True),
    "its resource": (rules(stage.rule()), stage.config_map(), True),
    "another resource": (rules(stage.rule("secrets")), stage.config_map(), False),
    "another group": (rules(stage.rule(apiGroups=["apps"])), stage.config_map(), False),
    "any group": (rules(stage.rule(apiGroups=["*"])), stage.config_map(), True),
    "another version": (rules(stage.rule(apiVersions=["v2"])), stage.config_map(), False),
    "another operation": (rules(stage.rule(operations=["DELETE"])), stage.config_map(), False),
    "all operations": (rules(stage.rule(operations=["*"])), stage.config_map(), True),
    "this name": (rules(stage.rule(resourceNames=["a"])), stage.config_map(), True),
    "another name": (rules(stage.rule(resourceNames=["b"])), stage.config_map(), False),
    "what is in no namespace": (rules(stage.rule(scope="Cluster")), stage.config_map(), False),
    "what is in one": (rules(stage.rule(scope="Namespaced")), stage.config_map(), True),
    "a namespace is in none": (rules(stage.rule("namespaces", scope="Cluster")), NAMESPACE, True),
    "excluded": (
        rules(stage.rule(), excludeResourceRules=[stage.rule(resourceNames=["a"])]),
        stage.config_map(),
        False,
    ),
    "the labels": (
        rules(objectSelector={"matchLabels": {"watch": "me"}}),
        LABELLED,
        True,
    ),
    "no labels": (
        rules(objectSelector={"matchLabels": {"watch": "me"}}),
        stage.config_map(),
        False,
    ),
    "the namespace's labels": (
        rules(namespaceSelector={"matchLabels": {"tier": "one"}}),
        stage.config_map(),
        True,
    ),
    "another namespace": (
        rules(namespaceSelector={"matchLabels": {"tier": "two"}}),
        stage.config_map(),
        False,
    ),
    "a namespace's own labels, as they are sent": (
        rules(namespaceSelector={"matchLabels": {"tier": "one"}}),
        NAMESPACE,
        False,
    ),
    "what is in no namespace is always selected": (
        rules(namespaceSelector={"matchLabels": {"tier": "two"}}),
        NODE,
        True,
    ),
}


@pytest.mark.parametrize(("resources", "obj", "wanted"), CASES.values(), ids=CASES)
def test_what_is_selected(resources: Object, obj: Object, wanted: bool) -> None:
    assert (match(resources, stage.attributes(obj)) is not None) is wanted


def test_the_labels_that_an_object_had_count_as_well() -> None:
    selected = rules(objectSelector={"matchLabels": {"watch": "me"}})
    bare = stage.config_map()
    assert match(selected, stage.attributes(bare, LABELLED))
    assert match(selected, stage.attributes(LABELLED, LABELLED, Operation.DELETE))
    assert not match(selected, stage.attributes(bare, bare))


def test_an_equivalent_version_is_selected_as_itself() -> None:
    found = match(rules(SCALERS), stage.attributes(SCALER))
    name = "horizontalpodautoscalers"
    assert found == Target(name, "autoscaling/v2", "HorizontalPodAutoscaler", "autoscaling/v2")
    assert match({**rules(SCALERS), "matchPolicy": "Exact"}, stage.attributes(SCALER)) is None


def test_an_event_is_selected_as_one_of_the_other_group() -> None:
    involved = {"kind": "Pod", "name": "p", "namespace": "shop"}
    metadata = {"name": "e", "namespace": "shop"}
    event = {"apiVersion": "v1", "kind": "Event", "metadata": metadata, "involvedObject": involved}
    other = stage.rule("events", apiGroups=["events.k8s.io"])
    found = match(rules(other), stage.attributes(event))
    assert found == Target("events", "events.k8s.io/v1", "Event", "events.k8s.io/v1")


PATTERNS = {
    "pods": (True, False),
    "pods/status": (False, True),
    "pods/*": (True, True),
    "*": (True, False),
    "*/*": (True, True),
    "*/status": (False, True),
    "pods/scale": (False, False),
}


@pytest.mark.parametrize(("pattern", "wanted"), PATTERNS.items())
def test_resources_and_their_parts(pattern: str, wanted: tuple[bool, bool]) -> None:
    found = is_resource(pattern, "pods", ""), is_resource(pattern, "pods", "status")
    assert found == wanted
