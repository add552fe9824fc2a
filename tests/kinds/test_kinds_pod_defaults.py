"""What the server fills in in pods, and what it leaves out in templates."""

from typing import Any

import pytest
from objects import build

from minik import kinds
from minik.kinds.pod.image import pull_policy
from minik.kinds.pod.template import default_template
from minik.model.object import Object

WEB: Object = {"name": "web", "image": "nginx:1.27"}
WEB_FILLED: Object = {
    "name": "web",
    "image": "nginx:1.27",
    "resources": {},
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
    "imagePullPolicy": "IfNotPresent",
}
SHARED: Object = {
    "restartPolicy": "Always",
    "terminationGracePeriodSeconds": 30,
    "dnsPolicy": "ClusterFirst",
    "securityContext": {},
    "schedulerName": "default-scheduler",
    "containers": [WEB_FILLED],
}
PATIENCE: Object = {
    "timeoutSeconds": 1,
    "periodSeconds": 10,
    "successThreshold": 1,
    "failureThreshold": 3,
}


def filled(*containers: Object, **spec: Any) -> Object:
    """The spec of a pod with its defaults."""
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    pod: Object = build("Pod", "p", spec={"containers": [*containers] or [WEB], **spec})
    found: Object = kind.default(pod)["spec"]
    return found


def first(container: Object, **spec: Any) -> Object:
    found: Object = filled({**WEB, **container}, **spec)["containers"][0]
    return found


def test_a_small_pod_becomes_whole() -> None:
    assert filled() == {**SHARED, "enableServiceLinks": True}


def test_a_template_says_nothing_of_service_links() -> None:
    assert default_template({"spec": {"containers": [WEB]}}) == {"metadata": {}, "spec": SHARED}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"restartPolicy": "Never"}, {"restartPolicy": "Never"}),
        ({"restartPolicy": ""}, {"restartPolicy": "Always"}),
        ({"terminationGracePeriodSeconds": 0}, {"terminationGracePeriodSeconds": 0}),
        ({"enableServiceLinks": False}, {"enableServiceLinks": False}),
        ({"dnsPolicy": "None"}, {"dnsPolicy": "None"}),
        ({"serviceAccount": "a"}, {"serviceAccount": "a", "serviceAccountName": "a"}),
        ({"serviceAccountName": "a"}, {"serviceAccount": "a", "serviceAccountName": "a"}),
        (
            {"serviceAccountName": "a", "serviceAccount": "b"},
            {"serviceAccount": "a", "serviceAccountName": "a"},
        ),
        ({"overhead": {"cpu": "0.0001"}}, {"overhead": {"cpu": "1m"}}),
    ],
)
def test_what_is_said_stays(given: Object, kept: Object) -> None:
    found = filled(**given)
    assert {name: found.get(name) for name in kept} == kept


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("nginx:1.27", "IfNotPresent"),
        ("host:5000/nginx", "Always"),
        ("host:5000/nginx:1", "IfNotPresent"),
        ("nginx@sha256:" + "a" * 64, "IfNotPresent"),
        ("nginx:latest@sha256:" + "a" * 64, "Always"),
        ("", "IfNotPresent"),
        ("NOT an image", "IfNotPresent"),
    ],
)
def test_an_image_that_may_change_is_always_pulled(image: str, policy: str) -> None:
    assert pull_policy(image) == policy
    assert first({"image": image})["imagePullPolicy"] == policy
    assert first({"image": image, "imagePullPolicy": "Never"})["imagePullPolicy"] == "Never"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (
            {"ports": [{"containerPort": 80}, {"containerPort": 53, "protocol": "UDP"}]},
            {
                "ports": [
                    {"containerPort": 80, "protocol": "TCP"},
                    {"containerPort": 53, "protocol": "UDP"},
                ]
            },
        ),
        (
            {"livenessProbe": {"tcpSocket": {"port": 80}}},
            {"livenessProbe": {"tcpSocket": {"port": 80}, **PATIENCE}},
        ),
        (
            {"readinessProbe": {"httpGet": {"port": "web"}, "periodSeconds": 5}},
            {
                "readinessProbe": {
                    "httpGet": {"port": "web", "path": "/", "scheme": "HTTP"},
                    **PATIENCE,
                    "periodSeconds": 5,
                }
            },
        ),
        (
            {"startupProbe": {"grpc": {"port": 80}}},
            {"startupProbe": {"grpc": {"port": 80, "service": ""}, **PATIENCE}},
        ),
        (
            {"lifecycle": {"preStop": {"httpGet": {"port": 80}}}},
            {"lifecycle": {"preStop": {"httpGet": {"port": 80, "path": "/", "scheme": "HTTP"}}}},
        ),
        (
            {"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]},
            {
                "env": [
                    {
                        "name": "A",
                        "valueFrom": {
                            "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}
                        },
                    }
                ]
            },
        ),
        (
            {"env": [{"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}}]},
            {
                "env": [
                    {
                        "name": "A",
                        "valueFrom": {
                            "resourceFieldRef": {"resource": "limits.cpu", "divisor": "0"}
                        },
                    }
                ]
            },
        ),
        (
            {"resources": {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "500m"}}},
            {
                "resources": {
                    "limits": {"cpu": "1", "memory": "1Gi"},
                    "requests": {"cpu": "500m", "memory": "1Gi"},
                }
            },
        ),
        ({"terminationMessagePath": "/x"}, {"terminationMessagePath": "/x"}),
    ],
)
def test_a_container_is_filled_in(given: Object, kept: Object) -> None:
    assert first(given) == {**WEB_FILLED, **kept}
    assert filled(initContainers=[{**WEB, **given}])["initContainers"] == [{**WEB_FILLED, **kept}]


def test_a_template_does_not_copy_limits_to_requests() -> None:
    limited = {**WEB, "resources": {"limits": {"cpu": "1"}}}
    assert default_template({"spec": {"containers": [limited]}})["spec"]["containers"][0][
        "resources"
    ] == {"limits": {"cpu": "1"}}


def test_on_the_hosts_network_a_port_is_the_hosts() -> None:
    ports = {"ports": [{"containerPort": 80}, {"containerPort": 81, "hostPort": 82}]}
    shown = [
        (port["containerPort"], port["hostPort"])
        for port in first(ports, hostNetwork=True)["ports"]
    ]
    assert shown == [(80, 80), (81, 82)]
    assert "hostPort" not in first(ports)["ports"][0]


@pytest.mark.parametrize(
    ("own", "container", "whole"),
    [
        ({"limits": {"cpu": "2"}}, {}, {"limits": {"cpu": "2"}, "requests": {"cpu": "2"}}),
        (
            {"limits": {"cpu": "2"}},
            {"requests": {"cpu": "1"}},
            {"limits": {"cpu": "2"}, "requests": {"cpu": "1"}},
        ),
        (
            {"limits": {"cpu": "2"}},
            {"requests": {"memory": "1Gi"}},
            {"limits": {"cpu": "2"}, "requests": {"cpu": "2", "memory": "1Gi"}},
        ),
        (
            {"requests": {"cpu": "1"}},
            {"limits": {"memory": "1Gi"}},
            {"requests": {"cpu": "1"}, "limits": {"memory": "1Gi"}},
        ),
    ],
)
def test_what_a_pod_asks_for_as_a_whole_follows_from_its_containers(
    own: Object, container: Object, whole: Object
) -> None:
    assert filled({**WEB, "resources": container}, resources=own)["resources"] == whole


def test_alpha_fields_and_forgotten_annotations_are_dropped() -> None:
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    old = {"pod.beta.kubernetes.io/init-containers": "[]", "note": "stays"}
    pod = kind.default(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "p", "annotations": old},
            "spec": {
                "schedulingGroup": {"podGroupName": "g"},
                "containers": [{**WEB, "lifecycle": {"stopSignal": "SIGTERM"}}],
            },
        }
    )
    assert pod["metadata"]["annotations"] == {"note": "stays"}
    assert "schedulingGroup" not in pod["spec"]
    assert "lifecycle" not in pod["spec"]["containers"][0]
