"""The plugins that give new objects something: whom, what, and who keeps its own."""

from typing import Any

import pytest
from objects import build
from objects import pod as make_pod

from minik import kinds
from minik.intake import admission
from minik.model.admission_plugin import AdmissionRequest, Operation
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import DEFAULT
from minik.model.source import Objects


def given(plugin: str, obj: Object, *found: Object, **request: Any) -> Object:
    """Return what a plugin makes of a new object in a cluster with these objects."""
    draft = Cluster(Objects(), settings=DEFAULT).draft()
    for other in found:
        draft.put(other)
    (one,) = (one for one in admission.load_all() if one.name == plugin)
    kind = kinds.kind_of_key(obj["kind"])
    assert kind.key in one.kinds and Operation.CREATE in one.operations
    draft = draft.cluster().draft()
    return one.mutate(AdmissionRequest(Operation.CREATE, kind, obj, None, draft, **request))


def class_of(
    kind: str, name: str, created: str, default: str | None = "true", mark: str = ""
) -> Object:
    group = {"IngressClass": "ingressclass", "StorageClass": "storageclass"}[kind]
    mark = mark or f"{group}.kubernetes.io/is-default-class"
    marks = {} if default is None else {"annotations": {mark: default}}
    metadata = {"creationTimestamp": created, **marks} if created else marks
    return build(kind, name, version=kinds.kind_of_key(kind).api_version, metadata=metadata)


CLASSES = {
    "DefaultIngressClass": ("IngressClass", "Ingress", "ingressClassName", "kubernetes.io/ingress.class"),
    "DefaultStorageClass": (
        "StorageClass", "PersistentVolumeClaim", "storageClassName",
        "volume.beta.kubernetes.io/storage-class",
    ),
}  # fmt: skip
OLD, NEW = "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"


@pytest.mark.parametrize("plugin", CLASSES)
@pytest.mark.parametrize(
    ("classes", "chosen"),
    [
        ([], None),
        ([("a", OLD, None)], None),
        ([("a", OLD, "false")], None),
        ([("a", OLD, "True")], None),
        ([("a", OLD, "true")], "a"),
        ([("a", OLD, "true"), ("b", NEW, "true")], "b"),
        ([("b", OLD, "true"), ("a", OLD, "true"), ("c", NEW, None)], "a"),
        ([("a", "", "true"), ("b", OLD, "true")], "b"),
    ],
)
def test_the_newest_default_class_is_given(plugin: str, classes: Any, chosen: str | None) -> None:
    kind, holder, field, annotation = CLASSES[plugin]
    found = [class_of(kind, *one) for one in classes]
    version = kinds.kind_of_key(holder).api_version
    bare = build(holder, "x", "default", version=version, spec={})
    assert given(plugin, bare, *found)["spec"] == ({field: chosen} if chosen else {})
    for own in (
        {**bare, "spec": {field: ""}},
        {**bare, "spec": {field: "own"}},
        {**bare, "metadata": {**bare["metadata"], "annotations": {annotation: "own"}}},
    ):
        assert given(plugin, own, *found) is own


def test_a_storage_class_may_be_marked_as_of_old() -> None:
    mark = "storageclass.beta.kubernetes.io/is-default-class"
    claim = build("PersistentVolumeClaim", "x", "default", spec={})
    old = class_of("StorageClass", "a", OLD, "true", mark)
    assert given("DefaultStorageClass", claim, old)["spec"] == {"storageClassName": "a"}


@pytest.mark.parametrize(
    ("kind", "finalizer"),
    [
        ("PersistentVolumeClaim", "kubernetes.io/pvc-protection"),
        ("PersistentVolume", "kubernetes.io/pv-protection"),
    ],
)
def test_what_is_in_use_is_protected(kind: str, finalizer: str) -> None:
    plugin = "StorageObjectInUseProtection"
    assert given(plugin, build(kind, "x"))["metadata"]["finalizers"] == [finalizer]
    own = build(kind, "x", metadata={"finalizers": ["a/b"]})
    assert given(plugin, own)["metadata"]["finalizers"] == ["a/b", finalizer]
    both = build(kind, "x", metadata={"finalizers": [finalizer, "a/b"]})
    assert given(plugin, both) is both


TAINT = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}


@pytest.mark.parametrize(
    ("taints", "reason", "after"),
    [
        ([], None, [TAINT]),
        ([{"key": "a", "effect": "NoExecute"}], None, [{"key": "a", "effect": "NoExecute"}, TAINT]),
        ([], "KubeletNotReady", [TAINT]),
        ([], "KubeletReady", []),
        ([{**TAINT, "effect": "NoExecute"}], None, [{**TAINT, "effect": "NoExecute"}]),
    ],
)
def test_a_new_node_is_not_ready_until_its_kubelet_reports(
    taints: Any, reason: str | None, after: Any
) -> None:
    conditions = [{"type": "Ready", "status": "True", "reason": reason}] if reason else []
    spec = {"taints": taints} if taints else {}
    node = build("Node", "n", spec=spec, status={"conditions": conditions})
    assert given("TaintNodesByCondition", node)["spec"].get("taints", []) == after


def toleration(word: str, **fields: Any) -> Object:
    key = f"node.kubernetes.io/{word}"
    whole = {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
    return {name: part for name, part in {**whole, **fields}.items() if part is not None}


BOTH = [toleration("not-ready"), toleration("unreachable")]


@pytest.mark.parametrize(
    ("own", "added"),
    [
        ([], BOTH),
        ([{"key": "a", "operator": "Exists"}], BOTH),
        ([toleration("not-ready", tolerationSeconds=5)], BOTH[1:]),
        ([toleration("unreachable", effect=None)], BOTH[:1]),
        ([toleration("unreachable", effect="NoSchedule")], BOTH),
        ([{"operator": "Exists"}], []),
        ([{"operator": "Exists", "effect": "NoSchedule"}], BOTH),
        (BOTH, []),
    ],
)
def test_a_pod_stays_five_minutes_on_a_node_that_fails(own: Any, added: Any) -> None:
    pod = make_pod("x", "default", **({"tolerations": own} if own else {}))
    found = given("DefaultTolerationSeconds", pod)
    assert found["spec"].get("tolerations", []) == [*own, *added]
    assert (found is pod) == (not added)
