"""Pods of one template and Services of one shape are judged once; what differs is judged anew."""

from collections.abc import Callable
from typing import Any

import pytest
from objects import CONTAINER, pod, service

from minik.kinds.layout import LAST_APPLIED
from minik.kinds.pod import rules as pod_rules
from minik.kinds.pod import warnings as pod_warnings
from minik.kinds.service import rules as service_rules
from minik.model.object import Object
from minik.model.sharing import Sound

Admit = Callable[..., tuple[Object, list[str]]]
Refusals = Callable[..., list[str]]
TOKEN = "kube-api-access-bcdfg"
APPARMOR = "container.apparmor.security.beta.kubernetes.io/main"
CLAIM = {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}


@pytest.fixture(autouse=True)
def _nothing_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pod_rules, "_sound", Sound())
    monkeypatch.setattr(pod_warnings, "_quiet", Sound())
    monkeypatch.setattr(service_rules, "_sound", Sound())


def count(monkeypatch: pytest.MonkeyPatch, module: Any, function: str) -> list[Object]:
    """Return the list to which each argument of a function will be added."""
    seen: list[Object] = []
    whole = getattr(module, function)

    def counted(*arguments: Any) -> Any:
        seen.append(arguments[0])
        return whole(*arguments)

    monkeypatch.setattr(module, function, counted)
    return seen


def numbered_pod(number: int) -> Object:
    metadata = {"annotations": {LAST_APPLIED: f"of {number}"}}
    return pod(f"web-{number}", labels={"app": f"web-{number}"}, metadata=metadata)


def test_pods_of_one_template_are_judged_once(
    monkeypatch: pytest.MonkeyPatch, admit: Admit
) -> None:
    judged = count(monkeypatch, pod_rules, "_content_problems")
    warned = count(monkeypatch, pod_warnings, "_content_warnings")
    for number in range(20):
        admit(numbered_pod(number))
    assert len(judged) == len(warned) == 1


def test_services_of_one_shape_are_judged_once(
    monkeypatch: pytest.MonkeyPatch, admit: Admit
) -> None:
    judged = count(monkeypatch, service_rules, "_first_problems")
    for number in range(20):
        admit(service(f"web-{number}", selector={"app": f"web-{number}"}))
    assert len(judged) == 1


def claimed(name: str) -> Object:
    """A pod with an ephemeral volume, and the claim of some pod's ephemeral volume."""
    own = {"name": "own", "ephemeral": {"volumeClaimTemplate": CLAIM}}
    other = {"name": "other", "persistentVolumeClaim": {"claimName": "web-own"}}
    return pod(name, volumes=[own, other])


def volumes(*names: str) -> Object:
    return pod(volumes=[{"name": name, "emptyDir": {}} for name in names])


# each: what is sound, and what differs from it in one point and is not
PODS: dict[str, tuple[Object, Object]] = {
    "a name": (pod(), pod("We_b")),
    "a label": (pod(labels={"app": "web"}), pod(labels={"app": "we b"})),
    "an image": (pod(), pod(containers=[{**CONTAINER, "image": " "}])),
    "a policy": (pod(restartPolicy="Always"), pod(restartPolicy="always")),
    "the name of a token's volume": (volumes(TOKEN), volumes("kube-api-access-B_dfg")),
    "two volumes of one name": (volumes("other-api-access-1", TOKEN), volumes(TOKEN, TOKEN)),
    "an annotation": (
        pod(metadata={"annotations": {"note": "1"}}),
        pod(metadata={"annotations": {APPARMOR: "any"}}),
    ),
    "a claim that the pod's name makes": (claimed("api"), claimed("web")),
}


@pytest.mark.parametrize(("sound", "other"), PODS.values(), ids=PODS)
def test_a_pod_that_differs_is_judged_by_itself(
    sound: Object, other: Object, refusals: Refusals, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = refusals(other)
    monkeypatch.setattr(pod_rules, "_sound", Sound())
    assert not refusals(sound)
    assert refusals(other) == alone != []


SERVICES: dict[str, tuple[Object, Object]] = {
    "a name": (service(), service("We_b")),
    "a selector": (service(selector={"app": "web"}), service(selector={"app": "we b"})),
    "a port": (service(), service(ports=[{"port": 0}])),
    "an address": (service(clusterIP="10.96.0.77"), service(clusterIP="10.96.0")),
    "no address": (
        service(type="NodePort", clusterIP="10.96.0.77"),
        service(type="NodePort", clusterIP="None"),
    ),
    "addresses of a name": (
        service(type="ExternalName", externalName="a.example"),
        service(type="ExternalName", externalName="a.example", clusterIPs=["10.96.0.77"]),
    ),
    "an annotation": (
        service(metadata={"annotations": {"note": "1"}}),
        service(
            metadata={
                "annotations": {
                    "service.beta.kubernetes.io/load-balancer-source-ranges": "10.0.0.0/8"
                }
            }
        ),
    ),
}


@pytest.mark.parametrize(("sound", "other"), SERVICES.values(), ids=SERVICES)
def test_a_service_that_differs_is_judged_by_itself(
    sound: Object, other: Object, refusals: Refusals, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = refusals(other)
    monkeypatch.setattr(service_rules, "_sound", Sound())
    assert not refusals(sound)
    assert refusals(other) == alone != []


def test_a_warning_is_given_for_every_pod(admit: Admit) -> None:
    fraction = [{**CONTAINER, "resources": {"requests": {"memory": "100m"}}}]
    warned = [admit(pod(f"web-{number}", containers=fraction))[1] for number in range(3)]
    assert warned[0] and warned == [warned[0]] * 3
