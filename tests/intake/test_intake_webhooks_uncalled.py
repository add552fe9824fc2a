"""The webhooks that a command line does not call, and says so: for what is sent, and for the pods that
will come of it.
"""

from typing import Any

import pytest
import stage

from minik.intake import registry
from minik.intake.webhooks import uncalled
from minik.kinds import kind_of_key
from minik.model.admission_plugin import AdmissionRequest, Operation
from minik.model.cluster import Draft
from minik.model.object import Object

PODS = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}
SPEC = {"containers": [{"name": "c", "image": "i"}]}
TEMPLATE = {"metadata": {"labels": {"a": "b"}}, "spec": SPEC}
SAID = (
    'admission webhook "h.example.com" was not called{}: minik calls webhooks only in minik serve'
)
HERE, FOR_PODS = SAID.format(""), SAID.format(" for its pods")
HELD: dict[str, Object] = {
    "Deployment": {"template": TEMPLATE},
    "ReplicaSet": {"template": TEMPLATE},
    "StatefulSet": {"template": TEMPLATE},
    "DaemonSet": {"template": TEMPLATE},
    "Job": {"template": TEMPLATE},
    "CronJob": {"jobTemplate": {"spec": {"template": TEMPLATE}}},
    "ReplicationController": {"template": TEMPLATE},
}


def configured(sort: str = "Validating", **fields: Any) -> Draft:
    kind = kind_of_key(f"{sort}WebhookConfiguration")
    hook = {
        "name": "h.example.com",
        "clientConfig": {"url": "https://127.0.0.1:1"},
        "rules": [PODS],
        "sideEffects": "None",
        "admissionReviewVersions": ["v1"],
        **fields,
    }
    draft = stage.new().draft()
    obj = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": kind.name,
        "metadata": {"name": "c"},
        "webhooks": [hook],
    }
    registry.create(draft, kind, obj)
    return draft.cluster().draft()


DRAFTS = {sort: configured(sort) for sort in ("Validating", "Mutating")}


def warnings(
    kind: str,
    spec: Object,
    draft: Draft | None = None,
    operation: Operation = Operation.CREATE,
    sort: str = "Validating",
    **request: Any,
) -> list[str]:
    known = kind_of_key(kind)
    obj = {
        "apiVersion": known.api_version,
        "kind": kind,
        "metadata": {"name": "x", "namespace": "default"},
        "spec": spec,
    }
    draft = draft or DRAFTS[sort]
    asked = AdmissionRequest(operation, known, obj, None, draft, **request)
    return list(uncalled.warnings(asked, f"{sort}WebhookConfiguration"))


@pytest.mark.parametrize("sort", ["Validating", "Mutating"])
@pytest.mark.parametrize("kind", HELD)
def test_who_makes_pods_is_told_of_the_webhooks_for_them(kind: str, sort: str) -> None:
    assert warnings(kind, HELD[kind], sort=sort) == [FOR_PODS]


def test_a_pod_is_told_of_them_once() -> None:
    assert warnings("Pod", SPEC) == [HERE]


@pytest.mark.parametrize(
    ("kind", "spec", "how"),
    [
        ("Service", {"ports": [{"port": 80}]}, {}),
        ("Deployment", HELD["Deployment"], {"operation": Operation.DELETE}),
        ("Deployment", HELD["Deployment"], {"subresource": "status"}),
        ("Deployment", HELD["Deployment"], {"sort": "Mutating", "draft": DRAFTS["Validating"]}),
    ],
    ids=["no pods", "it goes", "its status", "webhooks of another sort"],
)
def test_others_are_told_nothing(kind: str, spec: Object, how: dict[str, Any]) -> None:
    assert warnings(kind, spec, **how) == []


@pytest.mark.parametrize(
    ("fields", "is_met"),
    [
        ({"objectSelector": {"matchLabels": {"a": "b"}}}, True),
        ({"objectSelector": {"matchLabels": {"a": "c"}}}, False),
        ({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "default"}}}, True),
        ({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "other"}}}, False),
        ({"matchConditions": [{"name": "c", "expression": "object.metadata.name == 'x'"}]}, True),
        ({"matchConditions": [{"name": "c", "expression": "object.metadata.name == 'y'"}]}, False),
        ({"matchConditions": [{"name": "c", "expression": "object.metadata.nothing == 1"}]}, True),
        (
            {
                "matchConditions": [
                    {"name": "c", "expression": "object.spec.containers[0].image == 'i'"}
                ]
            },
            True,
        ),
    ],
)
def test_the_pods_are_those_of_the_template(fields: dict[str, Any], is_met: bool) -> None:
    draft = configured(**fields)
    assert warnings("Deployment", HELD["Deployment"], draft) == [FOR_PODS] * is_met


def test_a_template_may_be_empty() -> None:
    assert warnings("Deployment", {"template": {}}) == [FOR_PODS]
    assert warnings("Deployment", {}) == [FOR_PODS]


@pytest.mark.parametrize(
    "kind",
    [
        "ValidatingWebhookConfiguration",
        "MutatingWebhookConfiguration",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
    ],
)
def test_no_webhook_sees_the_configuration_of_admission(kind: str) -> None:
    everything = {
        "apiGroups": ["*"],
        "apiVersions": ["*"],
        "operations": ["*"],
        "resources": ["*/*"],
    }
    draft = configured(rules=[everything])
    assert warnings(kind, {}, draft) == []
    assert warnings("Service", {}, draft) == [HERE]
