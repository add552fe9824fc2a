"""Server-side apply as a request: over all sample manifests it makes what a creation makes; what it
says of objects that nobody tracked.
"""

from pathlib import Path
from typing import Any

import pytest

from minik import kinds
from minik.command_line import state_access
from minik.errors import MinikError
from minik.intake import last_applied, parsing, registry, validation
from minik.intake.ownership import apply_request, initial_managers, managed_fields, paths, shapes
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object

SAMPLES = Path(__file__).parents[2] / "manifests"
DOCUMENTS = [
    document
    for file in sorted(SAMPLES.rglob("*.yaml"))
    for document in parsing.parse(file.read_text(), str(file))
    if document.value and document.value["kind"] != "Namespace"
]


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    """A new cluster that also has the namespace of the samples."""
    draft = state_access.new_cluster().draft()
    registry.create(
        draft,
        kinds.kind_of_key("Namespace"),
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}},
    )
    return draft.cluster()


def known(document: Document) -> tuple[Any, Document]:
    kind = kinds.find_served_kind(document.value["apiVersion"], document.value["kind"])
    assert kind is not None
    placed = (
        objects.fill(document.value, "metadata.namespace", "default")
        if kind.namespaced
        else document.value
    )
    return kind, document._replace(value=placed)


def untracked(obj: Object) -> Object:
    return objects.drop(objects.drop(obj, "metadata.managedFields"), "metadata.resourceVersion")


@pytest.mark.parametrize(
    "document",
    DOCUMENTS,
    ids=lambda document: f"{document.value['kind']}-{document.value['metadata']['name']}",
)
def test_it_makes_what_a_creation_makes_and_then_rests(
    cluster: Cluster, document: Document
) -> None:
    kind, placed = known(document)
    created, _ = registry.create(cluster.draft(), kind, validation.decode(placed, kind))
    draft = cluster.draft()
    applied, _ = apply_request.apply(draft, kind, placed, apply_request.ServerApplyOptions())
    assert untracked(applied) == untracked(created)
    assert (
        apply_request.apply(draft, kind, placed, apply_request.ServerApplyOptions())[0] == applied
    )
    other, _ = apply_request.apply(draft, kind, placed, apply_request.ServerApplyOptions("other"))
    assert untracked(other) == untracked(applied)
    # who changes nothing owns fields, but since no time: such an entry comes first
    assert [entry["manager"] for entry in other["metadata"]["managedFields"]] == [
        "other",
        "kubectl",
    ]


@pytest.mark.parametrize(
    "document",
    DOCUMENTS,
    ids=lambda document: f"{document.value['kind']}-{document.value['metadata']['name']}",
)
def test_what_was_created_can_be_taken_over(cluster: Cluster, document: Document) -> None:
    kind, placed = known(document)
    draft = cluster.draft()
    created, _ = registry.create(draft, kind, validation.decode(placed, kind))
    applied, _ = apply_request.apply(
        draft, kind, placed, apply_request.ServerApplyOptions(force=True)
    )
    assert untracked(applied) == untracked(created)
    assert [entry["manager"] for entry in applied["metadata"]["managedFields"]] == [
        "kubectl",
        "before-first-apply",
    ]


NGINX: Object = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "nginx", "namespace": "default", "labels": {"app": "nginx"}},
    "spec": {
        "replicas": 1,
        "selector": {"matchLabels": {"app": "nginx"}},
        "template": {
            "metadata": {"labels": {"app": "nginx"}},
            "spec": {"containers": [{"name": "nginx", "image": "nginx"}]},
        },
    },
}
RECORDED: Object = {  # what `kubectl create deployment nginx --image=nginx` is recorded to have written
    "f:metadata": {"f:labels": {".": {}, "f:app": {}}},
    "f:spec": {
        "f:progressDeadlineSeconds": {},
        "f:replicas": {},
        "f:revisionHistoryLimit": {},
        "f:selector": {},
        "f:strategy": {
            "f:rollingUpdate": {".": {}, "f:maxSurge": {}, "f:maxUnavailable": {}},
            "f:type": {},
        },
        "f:template": {
            "f:metadata": {"f:labels": {".": {}, "f:app": {}}},
            "f:spec": {
                "f:containers": {
                    'k:{"name":"nginx"}': {
                        ".": {},
                        "f:image": {},
                        "f:imagePullPolicy": {},
                        "f:name": {},
                        "f:resources": {},
                        "f:terminationMessagePath": {},
                        "f:terminationMessagePolicy": {},
                    }
                },
                "f:dnsPolicy": {},
                "f:restartPolicy": {},
                "f:schedulerName": {},
                "f:securityContext": {},
                "f:terminationGracePeriodSeconds": {},
            },
        },
    },
}


def created(cluster: Cluster) -> tuple[Draft, Object]:
    draft = cluster.draft()
    return draft, registry.create(draft, kinds.kind_of_key("Deployment"), NGINX)[0]


def test_what_stood_there_before_is_what_a_server_would_have_recorded_of_its_creation(
    cluster: Cluster,
) -> None:
    draft, obj = created(cluster)
    kind = kinds.kind_of_key("Deployment")
    [(who, share)] = initial_managers.initial_managed_fields(
        draft, kind, obj, shapes.shape_of_kind(kind, "apps/v1")
    ).items()
    assert who == managed_fields.FieldManager("before-first-apply", "Update", "apps/v1")
    assert paths.encode_fields(share.fields) == RECORDED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"apiVersion":"apps/v1beta1","kind":"Deployment"}',
        '{"apiVersion":"apps/v1","kind":"X"}',
        '{"apiVersion":"apps/v1","kind":"Deployment","metadata":[]}',
    ],
)
def test_a_memory_that_says_nothing_of_use_is_nobody_s(cluster: Cluster, text: str) -> None:
    draft, obj = created(cluster)
    kind = kinds.kind_of_key("Deployment")
    marked = objects.write(
        obj, "metadata.annotations", {"kubectl.kubernetes.io/last-applied-configuration": text}
    )
    shape = shapes.shape_of_kind(kind, "apps/v1")
    assert [
        who.manager for who in initial_managers.initial_managed_fields(draft, kind, marked, shape)
    ] == ["before-first-apply"]
    draft.put(marked)
    try:
        apply_request.apply(
            draft,
            kind,
            Document(objects.write(NGINX, "spec.replicas", 2), "", 0),
            apply_request.ServerApplyOptions(),
        )
    except MinikError as error:
        assert (
            error.message
            == 'Apply failed with 1 conflict: conflict with "before-first-apply" using apps/v1: .spec.replicas'
        )


def test_what_kubectl_remembers_and_nobody_changed_is_its_own(cluster: Cluster) -> None:
    draft, obj = created(cluster)
    kind = kinds.kind_of_key("Deployment")
    note = "kubectl.kubernetes.io/last-applied-configuration"
    text = last_applied.encode_configuration(NGINX)
    live = objects.write(obj, "metadata.annotations", {note: text, "other": "x"})
    live = objects.write(live, "spec.replicas", 2)
    shape = shapes.shape_of_kind(kind, "apps/v1")
    found = {
        who.manager: {paths.format_path(path) for path in share.fields}
        for who, share in initial_managers.initial_managed_fields(draft, kind, live, shape).items()
    }
    client, before = found["kubectl-client-side-apply"], found["before-first-apply"]
    assert f".metadata.annotations.{note}" in client and ".spec.strategy.type" in client
    assert {".spec.replicas", ".metadata.annotations.other"} <= before
    assert not client & before
