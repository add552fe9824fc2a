"""HorizontalPodAutoscalers of both versions: defaults, rules, table and description."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.kinds.horizontal_pod_autoscaler import rules
from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
TARGET = {"kind": "Deployment", "name": "web", "apiVersion": "apps/v1"}
METRIC = "spec.metrics[0]"
WAY = "spec.behavior.scaleDown"


def autoscaler(version: str = "v2", status: Object | None = None, **spec: Any) -> Object:
    return {
        "apiVersion": f"autoscaling/{version}",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {"scaleTargetRef": TARGET, "maxReplicas": 5, **spec},
        **({"status": status} if status else {}),
    }


def measuring(kind: str, **source: Any) -> Object:
    field = kind[:1].lower() + kind[1:]
    return autoscaler(metrics=[{"type": kind, **({field: source} if source else {})}])


def scaling(**rules: Any) -> Object:
    return autoscaler(behavior={"scaleDown": rules})


CPU = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}


def test_without_a_metric_it_goes_by_the_cpu(admit: Admit) -> None:
    spec = admit(autoscaler())[0]["spec"]
    assert spec["minReplicas"] == 1
    assert spec["metrics"] == [
        {
            "type": "Resource",
            "resource": {
                "name": "cpu",
                "target": {"type": "Utilization", "averageUtilization": 80},
            },
        }
    ]


def test_one_of_v1_knows_no_metrics(admit: Admit) -> None:
    assert admit(autoscaler("v1"))[0]["spec"] == {
        "scaleTargetRef": TARGET,
        "maxReplicas": 5,
        "minReplicas": 1,
        "targetCPUUtilizationPercentage": 80,
    }


def test_what_is_not_said_of_its_speed_is_supposed(admit: Admit) -> None:
    behavior = admit(scaling(stabilizationWindowSeconds=60))[0]["spec"]["behavior"]
    assert behavior["scaleDown"] == {
        "policies": [{"periodSeconds": 15, "type": "Percent", "value": 100}],
        "selectPolicy": "Max",
        "stabilizationWindowSeconds": 60,
    }
    assert behavior["scaleUp"]["stabilizationWindowSeconds"] == 0
    assert [policy["value"] for policy in behavior["scaleUp"]["policies"]] == [4, 100]


CASES: dict[str, tuple[Object, list[str]]] = {
    "a resource by share": (measuring("Resource", **CPU), []),
    "at least one": (
        autoscaler(minReplicas=0),
        ["spec.minReplicas: Invalid value: 0: must be greater than or equal to 1"],
    ),
    "some at most": (
        autoscaler(maxReplicas=0),
        [
            "spec.maxReplicas: Invalid value: 0: must be greater than 0",
            "spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`",
        ],
    ),
    "not more at least than at most": (
        autoscaler(minReplicas=6),
        ["spec.maxReplicas: Invalid value: 5: must be greater than or equal to `minReplicas`"],
    ),
    "something is scaled": (
        autoscaler(scaleTargetRef={"kind": "a/b", "name": "", "apiVersion": "x/v1"}),
        [
            "spec.scaleTargetRef.kind: Invalid value: \"a/b\": may not contain '/'",
            "spec.scaleTargetRef.name: Required value",
        ],
    ),
    "a replication controller": (
        autoscaler(scaleTargetRef={"kind": "ReplicationController", "name": "web"}),
        [],
    ),
    "a metric has a type": (
        autoscaler(metrics=[{}]),
        [
            f"{METRIC}.type: Required value: must specify a metric source type",
            f'{METRIC}.type: Unsupported value: "": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"',
        ],
    ),
    "and is described": (
        measuring("Resource"),
        [
            f"{METRIC}.resource: Required value: must populate information for the given metric source"
        ],
    ),
    "by nothing else": (
        autoscaler(
            metrics=[
                {
                    "type": "Resource",
                    "resource": CPU,
                    "pods": {
                        "metric": {"name": "x"},
                        "target": {"type": "AverageValue", "averageValue": "1"},
                    },
                }
            ]
        ),
        [f"{METRIC}.pods: Forbidden: must populate the given metric source only"],
    ),
    "a resource has a name and a target": (
        measuring("Resource", target={"type": "Utilization"}),
        [
            f"{METRIC}.resource.name: Required value: must specify a resource name",
            f"{METRIC}.resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization",
        ],
    ),
    "one target alone": (
        measuring(
            "Resource",
            name="cpu",
            target={"type": "Utilization", "averageUtilization": 1, "averageValue": "1"},
        ),
        [
            f"{METRIC}.resource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization"
        ],
    ),
    "a target is some": (
        measuring("Resource", name="cpu", target={"type": "Half", "averageUtilization": 0}),
        [
            f'{METRIC}.resource.target.type: Invalid value: "Half": must be either Utilization, Value, or AverageValue',
            f"{METRIC}.resource.target.averageUtilization: Invalid value: 0: must be greater than 0",
        ],
    ),
    "a container has a name": (
        measuring("ContainerResource", **CPU),
        [f"{METRIC}.containerResource.container: Required value: must specify a container"],
    ),
    "pods are measured by their average": (
        measuring("Pods", metric={"name": "hits"}, target={"type": "Value", "value": "1"}),
        [
            f"{METRIC}.pods.target.averageValue: Required value: must specify a positive target averageValue"
        ],
    ),
    "an object is some object": (
        measuring("Object", describedObject={}, metric={}, target={"type": "Value", "value": "-1"}),
        [
            f"{METRIC}.object.describedObject.kind: Required value",
            f"{METRIC}.object.describedObject.name: Required value",
            f"{METRIC}.object.metric.name: Required value",
            f'{METRIC}.object.target.value: Invalid value: "-1": must be positive',
        ],
    ),
    "something outside is wanted whole or by pod": (
        measuring(
            "External",
            metric={"name": "queue"},
            target={"type": "Value", "value": "1", "averageValue": "1"},
        ),
        [
            f"{METRIC}.external.target.value: Forbidden: may not set both a target value for metric and a per-pod target"
        ],
    ),
    "a window is an hour at most": (
        scaling(stabilizationWindowSeconds=3601),
        [
            f"{WAY}.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600"
        ],
    ),
    "there is a policy": (
        scaling(policies=[]),
        [f"{WAY}.policies: Required value: must specify at least one Policy"],
    ),
    "a policy says how much in which time": (
        scaling(selectPolicy="Some", policies=[{"type": "All", "value": 0, "periodSeconds": 1801}]),
        [
            f'{WAY}.selectPolicy: Unsupported value: "Some": supported values: "Disabled", "Max", "Min"',
            f'{WAY}.policies[0].type: Unsupported value: "All": supported values: "Percent", "Pods"',
            f"{WAY}.policies[0].value: Invalid value: 0: must be greater than zero",
            f"{WAY}.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800",
        ],
    ),
    "a share of v1": (
        autoscaler("v1", targetCPUUtilizationPercentage=0),
        [f"{METRIC}.resource.target.averageUtilization: Invalid value: 0: must be greater than 0"],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_it_is_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


QUEUE = {
    "type": "External",
    "external": {
        "metric": {"name": "queue"},
        "target": {"type": "AverageValue", "averageValue": "10"},
    },
}
HITS = {
    "type": "Pods",
    "pods": {"metric": {"name": "hits"}, "target": {"type": "AverageValue", "averageValue": "5"}},
}
ROUTE = {
    "type": "Object",
    "object": {
        "metric": {"name": "calls"},
        "target": {"type": "Value", "value": "100"},
        "describedObject": {"kind": "Ingress", "name": "main"},
    },
}
SEEN = {
    "currentReplicas": 3,
    "desiredReplicas": 4,
    "currentMetrics": [
        {
            "type": "Resource",
            "resource": {
                "name": "cpu",
                "current": {"averageUtilization": 12, "averageValue": "120m"},
            },
        }
    ],
}
TARGETS: dict[str, tuple[Object, str]] = {
    "nothing is seen yet": (
        autoscaler(metrics=[{"type": "Resource", "resource": CPU}]),
        "cpu: <unknown>/50%",
    ),
    "a share": (
        autoscaler(metrics=[{"type": "Resource", "resource": CPU}], status=SEEN),
        "cpu: 12%/50%",
    ),
    "an amount": (
        measuring(
            "Resource", name="memory", target={"type": "AverageValue", "averageValue": "1Gi"}
        ),
        "memory: <unknown>/1Gi",
    ),
    "two, and more": (
        autoscaler(metrics=[QUEUE, ROUTE, HITS]),
        "<unknown>/10 (avg), <unknown>/100 + 1 more...",
    ),
    "of pods": (autoscaler(metrics=[HITS]), "<unknown>/5"),
    "none": (autoscaler("v1"), "<none>"),
    "of v1": (
        autoscaler(
            "v1", targetCPUUtilizationPercentage=80, status={"currentCPUUtilizationPercentage": 7}
        ),
        "cpu: 7%/80%",
    ),
}


@pytest.mark.parametrize(("given", "shown"), TARGETS.values(), ids=TARGETS)
def test_its_table_shows_what_is_seen_and_what_is_wanted(
    cells: Callable[[Object], list[str]], given: Object, shown: str
) -> None:
    assert cells(given)[1] == shown


def test_the_rest_of_its_table(cells: Callable[[Object], list[str]]) -> None:
    assert cells(autoscaler(minReplicas=2, status=SEEN)) == [
        "Deployment/web",
        "<none>",
        "2",
        "5",
        "3",
    ]


def test_its_description(described: Callable[..., str]) -> None:
    given = autoscaler(
        metrics=[{"type": "Resource", "resource": CPU}, QUEUE, ROUTE, HITS],
        minReplicas=2,
        behavior={
            "scaleDown": {
                "stabilizationWindowSeconds": 60,
                "policies": [{"type": "Pods", "value": 1, "periodSeconds": 30}],
            }
        },
        status={
            **SEEN,
            "conditions": [
                {
                    "type": "AbleToScale",
                    "status": "True",
                    "reason": "ReadyForNewScale",
                    "message": "steady",
                }
            ],
        },
    )
    given["metadata"]["creationTimestamp"] = "2026-11-23T08:00:00Z"
    assert (
        described(given)
        == """\
Name:                                                  web
Namespace:                                             default
Labels:                                                <none>
Annotations:                                           <none>
CreationTimestamp:                                     Mon, 23 Nov 2026 08:00:00 +0000
Reference:                                             Deployment/web
Metrics:                                               ( current / target )
  resource cpu on pods  (as a percentage of request):  12% (120m) / 50%
  "queue" (target average value):                      <unknown> / 10
  "calls" on Ingress/main (target value):              <unknown> / 100
  "hits" on pods:                                      <unknown> / 5
Min replicas:                                          2
Max replicas:                                          5
Behavior:
  Scale Down:
    Stabilization Window: 60 seconds
    Select Policy: Max
    Policies:
      - Type: Pods  Value: 1  Period: 30 seconds
Deployment pods:    3 current / 4 desired
Conditions:
  Type         Status  Reason            Message
  ----         ------  ------            -------
  AbleToScale  True    ReadyForNewScale  steady
"""
    )


VERSIONS = {
    "": "apiVersion must specify API group",
    "v1": "apiVersion must specify API group",
    "apps": "apiVersion must specify API group",
    "/": "apiVersion must specify API group",
    "/v1": "apiVersion must specify API group",
    "a/b/c": "unexpected GroupVersion string: a/b/c",
}


def versioned(text: str, **more: Any) -> Object:
    target = {"kind": "Deployment", "name": "web", "apiVersion": text}
    return autoscaler(scaleTargetRef=target, **more)


@pytest.mark.parametrize("text", VERSIONS)
def test_the_version_of_a_target_names_its_group(text: str) -> None:
    [problem] = rules.problems(versioned(text))
    field = "spec.scaleTargetRef.apiVersion"
    assert str(problem) == f'{field}: Invalid value: "{text}": {VERSIONS[text]}'


def test_a_version_that_never_named_a_group_may_stay() -> None:
    old, bad = versioned("v1"), versioned("apps")
    assert not list(rules.update_problems(bad, old))
    assert len(list(rules.update_problems(bad, versioned("apps/v1")))) == 1
    [problem] = rules.update_problems(versioned("v1", maxReplicas=0), old)
    assert problem.field == "spec.maxReplicas"
