"""API versions that a version of Kubernetes has deprecated or does not serve, wherever they are used."""

import json
from base64 import b64encode
from gzip import compress
from typing import Any

import pytest
from crafting import EMPTY, obj, seen, workload

from minik.diagnosis import api_uses, causes, helm_releases
from minik.diagnosis.view import View
from minik.model.object import Object

FLOWS = "flowcontrol.apiserver.k8s.io"
BUDGET = "policy/v1beta1 PodDisruptionBudget is not served by Kubernetes {}: it was removed in 1.25: use policy/v1 PodDisruptionBudget"


def found(view: View, target: str) -> list[tuple[str, str, str, str]]:
    """Return code, kind, evidence and fix of what is found for a target version."""
    view.target_version = target
    return [
        (one.code.name, one.object.kind, one.because, one.fix)
        for one in causes.collect_findings(view)
        if one.code.name.startswith("api-version")
    ]


def release(name: str, revision: int, manifest: str, kind: str = "Secret") -> Object:
    """Return a revision of a release, as helm keeps it."""
    whole = {"name": name, "version": revision, "manifest": manifest}
    text = b64encode(compress(json.dumps(whole).encode())).decode()
    labels = {"name": name, "owner": "helm", "version": str(revision)}
    data = {"release": text if kind == "ConfigMap" else b64encode(text.encode()).decode()}
    more = {"type": helm_releases.TYPE} if kind == "Secret" else {}
    return obj("v1", kind, f"{name}.v{revision}", metadata={"labels": labels}, data=data, **more)


def stored(*objects: Object) -> View:
    """Return the view of a cluster that has these objects."""
    draft = EMPTY.draft()
    for one in objects:
        draft.put(one)
    return View(draft.cluster())


BUDGET_TEXT = "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: web}\n"
SERVED_LATER: Any = {"cidrs": ["10.9.0.0/24"]}


@pytest.mark.parametrize(
    "document, target, wanted",
    [
        (
            obj("policy/v1beta1", "PodDisruptionBudget", "web"),
            "1.24",
            [
                (
                    "api-version-deprecated",
                    "policy/v1beta1 PodDisruptionBudget is deprecated since 1.21 and goes in 1.25",
                    "apiVersion: policy/v1",
                )
            ],
        ),
        (
            obj("policy/v1beta1", "PodDisruptionBudget", "web"),
            "1.25",
            [("api-version-unserved", BUDGET.format("1.25"), "apiVersion: policy/v1")],
        ),
        (
            obj("networking.k8s.io/v1", "ServiceCIDR", "c", "", spec=SERVED_LATER),
            "1.32",
            [
                (
                    "api-version-unserved",
                    "networking.k8s.io/v1 ServiceCIDR is not served by Kubernetes 1.32: it comes with 1.33",
                    "needs a cluster of 1.33 or newer",
                )
            ],
        ),
        (obj("networking.k8s.io/v1", "ServiceCIDR", "c", "", spec=SERVED_LATER), "1.33", []),
        (workload(), "1.27", []),
        (obj("example.com/v1beta1", "Ingress", "mine"), "1.33", []),
    ],
)
def test_documents_are_held_against_the_target(
    document: Object, target: str, wanted: list[tuple[str, str, str]]
) -> None:
    assert [
        (code, because, fix) for code, _, because, fix in found(seen([document]), target)
    ] == wanted


def test_an_old_version_is_said_once_and_only_where_a_version_is_asked_about() -> None:
    documents = [obj("policy/v1beta1", "PodDisruptionBudget", "web")]
    view = seen(documents)
    view.target_version = "1.30"
    assert [one.code.name for one in causes.collect_findings(view)] == ["api-version-unserved"]
    assert [one.code.name for one in causes.collect_findings(seen(documents))] == [
        "document-refused"
    ]


def test_what_was_applied_and_who_writes_is_evidence_in_a_cluster() -> None:
    applied = json.dumps({"apiVersion": "extensions/v1beta1", "kind": "Deployment"})
    managers = [
        {"manager": "old-operator", "apiVersion": f"{FLOWS}/v1beta3"},
        {"manager": "kube-apiserver", "apiVersion": f"{FLOWS}/v1beta2"},
    ]
    view = stored(
        obj("apps/v1", "Deployment", "web", metadata={"annotations": {api_uses.APPLIED: applied}}),
        obj(f"{FLOWS}/v1", "FlowSchema", "f", "", metadata={"managedFields": managers}),
        obj("v1", "ConfigMap", "odd", metadata={"annotations": {api_uses.APPLIED: "[not json"}}),
    )
    assert [
        (kind, because.partition(" is ")[0], because.rpartition(" (")[2])
        for _, kind, because, _ in found(view, "1.32")
    ] == [
        ("Deployment", "extensions/v1beta1 Deployment", "in the manifest that was applied last)"),
        ("FlowSchema", f"{FLOWS}/v1beta3 FlowSchema", "as old-operator has written it)"),
    ]


@pytest.mark.parametrize("kind", ["Secret", "ConfigMap"])
def test_the_newest_revision_of_a_release_is_read(kind: str) -> None:
    view = stored(
        release("old", 9, BUDGET_TEXT, kind),
        release("old", 10, "", kind),
        release("shop", 2, BUDGET_TEXT, kind),
        release("shop", 1, "", kind),
    )
    [(code, held, because, fix)] = found(view, "1.33")
    assert (code, held, fix) == ("api-version-unserved", kind, "apiVersion: policy/v1")
    assert because == (
        f"{BUDGET.format('1.33')} (PodDisruptionBudget web of helm release shop, revision 2)"
    )


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"release": "%%"},
        {"release": b64encode(b64encode(b"\x1f\x8bnothing")).decode()},
        {"release": b64encode(b64encode(b"[]")).decode()},
        {"release": b64encode(b64encode(b'{"manifest": "a: ["}')).decode()},
        {"release": b64encode(b64encode(compress(b" " * (helm_releases.LARGEST + 1)))).decode()},
    ],
)
def test_a_release_that_cannot_be_read_is_none(data: Any) -> None:
    secret = obj("v1", "Secret", "s", type=helm_releases.TYPE, data=data)
    assert found(stored(secret), "1.33") == []
