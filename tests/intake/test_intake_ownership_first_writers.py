"""Who wrote what of an object that nobody applied on the server's side: its maker has what was sent,
the controllers have the status, and what the cluster adds is nobody's.
"""

from datetime import timedelta
from typing import Any

import pytest
import stage

from minik.errors import MinikError
from minik.intake import registry, subresources
from minik.intake.ownership import apply_request, first_writers, managed_fields, paths, sent_pods
from minik.intake.ownership.apply_request import ServerApplyOptions
from minik.intake.parsing import Document
from minik.kinds import kind_of_key
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read, write
from minik.model.writing import Writer

CLUSTER = stage.new()
TOKEN = {"name": "kube-api-access-x", "mountPath": "/var/run/secrets"}
MAP: Object = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "a", "namespace": "default"},
    "data": {"k": "v"},
}
WEB: Object = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "a", "namespace": "default"},
    "spec": {
        "replicas": 2,
        "selector": {"matchLabels": {"app": "a"}},
        "template": {
            "metadata": {"labels": {"app": "a"}},
            "spec": {"containers": [{"name": "c", "image": "i"}]},
        },
    },
}


def made(obj: Object, name: str = "maker", cluster: Cluster = CLUSTER) -> Cluster:
    draft = cluster.draft(writer=Writer(name))
    registry.create(draft, kind_of_key(obj["kind"]), obj)
    return draft.cluster()


def live(cluster: Cluster, obj: Object) -> Object:
    found = cluster.get(*objects.key(obj))
    assert found is not None
    return found


def later(cluster: Cluster) -> Cluster:
    return stage.saved(cluster, cluster.now + timedelta(minutes=1))


def updated(cluster: Cluster, new: Object, writer: Writer) -> Cluster:
    kind, draft = kind_of_key(new["kind"]), cluster.draft(writer=writer)
    subresources.update(draft, kind, live(cluster, new), new, writer.subresource)
    return draft.cluster()


def shares(obj: Object) -> list[tuple[str, str, str, str]]:
    """Who has what: manager, operation and subresource, minutes, and the fields."""
    told = first_writers.told(obj, kind_of_key(obj["kind"]))
    return [
        (
            who.manager,
            "/".join(filter(None, (who.operation, who.subresource))),
            share.time[14:16],
            " ".join(sorted(paths.format_path(path) for path in share.fields)),
        )
        for who, share in managed_fields.read_managers(told).items()
    ]


def test_the_maker_has_what_was_sent() -> None:
    (maker,) = shares(live(made(MAP), MAP))
    assert maker == ("maker", "Update", "00", ".data .data.k")


def test_who_changes_something_later_has_it() -> None:
    cluster = later(made(MAP))
    changed = write(live(cluster, MAP), "data", {"k": "w", "l": "m"})
    after = live(updated(cluster, changed, Writer("hand")), MAP)
    assert shares(after) == [
        ("maker", "Update", "00", ".data"),
        ("hand", "Update", "01", ".data.k .data.l"),
    ]
    again = live(updated(cluster, changed, Writer("maker")), MAP)
    assert shares(again) == [("maker", "Update", "01", ".data .data.k .data.l")]


def test_the_maker_takes_back_what_another_has_changed() -> None:
    cluster = later(made(MAP))
    changed = updated(cluster, write(live(cluster, MAP), "data.k", "w"), Writer("hand"))
    cluster = later(changed)
    back = updated(cluster, write(live(cluster, MAP), "data.k", "v"), Writer("maker"))
    assert shares(live(back, MAP)) == [("maker", "Update", "02", ".data .data.k")]


def test_a_status_is_of_who_writes_it() -> None:
    cluster = later(made(WEB))
    changed = write(live(cluster, WEB), "status", {"replicas": 2})
    after = live(updated(cluster, changed, Writer("reporter", subresource="status")), WEB)
    told = shares(after)
    assert [share[:3] for share in told] == [
        ("maker", "Update", "00"),
        ("reporter", "Update/status", "01"),
    ]
    assert told[1][3] == ".status.replicas"
    assert ".status" not in told[0][3] and ".spec.replicas" in told[0][3]


def test_a_maker_that_also_reports_is_two() -> None:
    cluster = later(made(WEB))
    changed = write(live(cluster, WEB), "status", {"replicas": 2})
    after = live(updated(cluster, changed, Writer("maker", subresource="status")), WEB)
    assert [share[:3] for share in shares(after)] == [
        ("maker", "Update", "00"),
        ("maker", "Update/status", "01"),
    ]


def test_without_a_reporter_the_status_and_the_revision_are_the_controllers() -> None:
    draft = made(WEB).draft()
    obj = live(draft.base, WEB)
    obj = write(obj, "metadata.annotations", {"deployment.kubernetes.io/revision": "1"})
    told = shares(write(obj, "status", {"replicas": 2}))
    assert [share[:3] for share in told] == [
        ("kube-controller-manager", "Update/status", "00"),
        ("maker", "Update", "00"),
    ]
    revision = ".metadata.annotations.deployment.kubernetes.io/revision"
    assert told[0][3] == f".metadata.annotations {revision} .status.replicas"
    assert "annotations" not in told[1][3]


def test_annotations_of_the_maker_stay_the_makers() -> None:
    annotated = write(WEB, "metadata.annotations", {"a": "b"})
    obj = live(made(annotated), WEB)
    revised = {**read(obj, "metadata.annotations"), "deployment.kubernetes.io/revision": "1"}
    told = shares(write(write(obj, "metadata.annotations", revised), "status", {"replicas": 2}))
    assert ".metadata.annotations .metadata.annotations.a" in told[1][3]
    assert told[0][3] == (
        ".metadata.annotations.deployment.kubernetes.io/revision .status.replicas"
    )


GIVEN: dict[str, tuple[Object, set[str]]] = {
    "Service": (
        {"spec": {"selector": {"a": "b"}, "ports": [{"port": 80}]}},
        {".spec.clusterIP", ".spec.clusterIPs", ".spec.ipFamilies", ".spec.ipFamilyPolicy"},
    ),
    "Pod": (
        {"spec": {"containers": [{"name": "c", "image": "i"}]}},
        {".spec.priority", ".spec.preemptionPolicy", ".spec.tolerations", ".spec.nodeName"},
    ),
    "PersistentVolumeClaim": (
        {
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "resources": {"requests": {"storage": "1Gi"}},
                "storageClassName": "",
            }
        },
        {".spec.storageClassName", ".spec.volumeName"},
    ),
}


@pytest.mark.parametrize("kind", GIVEN)
def test_what_the_server_gives_is_nobodys(kind: str) -> None:
    fields, given = GIVEN[kind]
    known = kind_of_key(kind)
    obj = {
        "apiVersion": known.api_version,
        "kind": kind,
        "metadata": {"name": "a", "namespace": "default"},
        **fields,
    }
    stored = live(made(obj), obj)
    bound = write(stored, "spec.nodeName", "node-1") if kind == "Pod" else stored
    bound = write(bound, "spec.volumeName", "v") if "Volume" in kind else bound
    (maker, *_) = shares(bound)
    said = set(maker[3].split())
    assert said and not said & given
    assert not any(field.startswith(tuple(given)) for field in said)


def test_whose_fields_are_known_is_told_as_it_is() -> None:
    kind = kind_of_key("ConfigMap")
    bare = {**MAP, "metadata": {**MAP["metadata"], "uid": "u"}}
    assert first_writers.told(bare, kind) is bare
    noted = live(made(MAP), MAP)
    unknown = {**noted, "apiVersion": "v0"}
    assert "managedFields" not in first_writers.told(unknown, kind)["metadata"]


def test_a_reset_forgets_all_writers() -> None:
    cluster = made(MAP)
    wiped = write(live(cluster, MAP), "metadata.managedFields", [{}])
    assert "managedFields" not in live(updated(cluster, wiped, Writer("x")), MAP)["metadata"]


@pytest.mark.parametrize(
    ("pod", "sent"),
    [
        ({"metadata": {}, "spec": {"a": 1}}, {"metadata": {}, "spec": {"a": 1}}),
        (
            {"metadata": {}, "spec": {"serviceAccountName": "default", "serviceAccount": "default"}},
            {"metadata": {}, "spec": {}},
        ),
        (
            {"metadata": {}, "spec": {"serviceAccountName": "own", "serviceAccount": "own"}},
            {"metadata": {}, "spec": {"serviceAccountName": "own", "serviceAccount": "own"}},
        ),
        (
            {"metadata": {}, "spec": {"schedulerName": "default"}},
            {"metadata": {}, "spec": {"schedulerName": "default"}},
        ),
        (
            {"metadata": {}, "spec": {
                "volumes": [TOKEN, {"name": "own"}],
                "containers": [{"name": "c", "volumeMounts": [{"name": "own"}, TOKEN]}, {"name": "d"}],
                "initContainers": [{"name": "i", "volumeMounts": [TOKEN]}],
            }},
            {"metadata": {}, "spec": {
                "volumes": [{"name": "own"}],
                "containers": [{"name": "c", "volumeMounts": [{"name": "own"}]}, {"name": "d"}],
                "initContainers": [{"name": "i"}],
            }},
        ),
        ({"metadata": {}, "spec": {"volumes": [TOKEN]}}, {"metadata": {}, "spec": {}}),
        ({"metadata": {}, "spec": {"volumes": []}}, {"metadata": {}, "spec": {"volumes": []}}),
        (
            {"metadata": {"labels": {"topology.kubernetes.io/zone": "z", "a": "b"}}, "spec": {}},
            {"metadata": {"labels": {"a": "b"}}, "spec": {}},
        ),
        (
            {"metadata": {"name": "a", "labels": {"topology.kubernetes.io/region": "r"}}, "spec": {}},
            {"metadata": {"name": "a"}, "spec": {}},
        ),
    ],
)  # fmt: skip
def test_a_pod_as_it_was_sent(pod: Object, sent: Object) -> None:
    assert sent_pods.as_sent(pod) == sent


def applied(cluster: Cluster, config: Object, **options: Any) -> tuple[Cluster, Object]:
    draft = cluster.draft()
    obj, _ = apply_request.apply(
        draft, kind_of_key(config["kind"]), Document(config, "", 0), ServerApplyOptions(**options)
    )
    return draft.cluster(), obj


CONFIG = write(MAP, "data", {"k": "mine"})
MODIFIED = (
    'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply '
    "your changes to the latest version and try again"
)


@pytest.mark.parametrize(
    ("config", "is_there", "options", "message"),
    [
        (write(MAP, "metadata.managedFields", []), True, {},
         "metadata.managedFields must be nil"),
        (CONFIG, True, {"manager": "other"},
         'Apply failed with 1 conflict: conflict with "maker" using v1: .data.k'),
        (write(MAP, "metadata.uid", "x"), False, {},
         'Operation cannot be fulfilled on configmaps "a": uid mismatch: the provided object '
         "specified uid x, and no existing object was found"),
        (write(MAP, "metadata.uid", "x"), True, {},
         'ConfigMap "a" is invalid: metadata.uid: Invalid value: "x": field is immutable'),
        (write(MAP, "metadata.resourceVersion", "1"), True, {}, MODIFIED),
        (write(MAP, "data.k", 1), False, {},
         "failed to create typed patch object (default/a; /v1, Kind=ConfigMap): .data.k: expected "
         "string, got &value.valueUnstructured{Value:1}"),
        (MAP, True, {"subresource": "status"}, "the server could not find the requested resource"),
        ({**WEB, "status": {"replicas": 1}}, False, {"subresource": "status"},
         'deployments.apps "a" not found'),
    ],
)  # fmt: skip
def test_an_apply_that_is_refused(
    config: Object, is_there: bool, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(MinikError) as refused:
        applied(made(MAP) if is_there else CLUSTER, config, **options)
    assert refused.value.message == message


def test_an_apply_of_a_status_leaves_the_rest() -> None:
    cluster = later(made(WEB))
    config = {**write(WEB, "spec.replicas", 9), "status": {"replicas": 1}}
    _, obj = applied(cluster, config, manager="reporter", subresource="status")
    assert (read(obj, "spec.replicas"), read(obj, "status.replicas")) == (2, 1)
    entries = obj["metadata"]["managedFields"]
    (own,) = (entry for entry in entries if entry["manager"] == "reporter")
    assert (own["operation"], own["subresource"], own["fieldsV1"]) == (
        "Apply",
        "status",
        {"f:status": {"f:replicas": {}}},
    )
    assert own["time"] == "2026-11-23T08:01:00Z"


def test_kubectls_own_note_is_renewed_by_kubectl_alone() -> None:
    note = "kubectl.kubernetes.io/last-applied-configuration"
    old = write(MAP, "metadata.annotations", {note: "{}", "x": "y"})
    cluster = later(made(old))
    _, by_another = applied(cluster, CONFIG, manager="another", force=True)
    assert objects.annotations(by_another)[note] == "{}"
    sent = write(CONFIG, "metadata.annotations", {"z": "1"})
    _, by_kubectl = applied(cluster, sent, manager="kubectl", force=True)
    assert objects.annotations(by_kubectl) == {
        "x": "y",
        "z": "1",
        note: '{"apiVersion":"v1","data":{"k":"mine"},"kind":"ConfigMap","metadata":{"annotations":'
        '{"z":"1"},"name":"a","namespace":"default"}}\n',
    }
    _, plain = applied(cluster, CONFIG, manager="kubectl", force=True)
    assert '"annotations"' not in objects.annotations(plain)[note]


SERVERS = {
    "name": "a",
    "namespace": "default",
    "uid": "u",
    "resourceVersion": "7",
    "generation": 7,
    "creationTimestamp": "2026-01-01T00:00:00Z",
    "selfLink": "/x",
    "managedFields": [{"manager": "m"}],
}


@pytest.mark.parametrize("field", SERVERS)
def test_nobody_has_what_the_server_writes_into_metadata(field: str) -> None:
    """structured-merge-diff's `stripMeta`, and what says which object it is."""
    live_object = live(made(MAP), MAP)
    whole = write(live_object, f"metadata.{field}", SERVERS[field])
    if field == "managedFields":
        whole = live_object
    told = shares(write(whole, "metadata.labels", {"a": "b"}))
    assert [share[3] for share in told] == [".data .data.k .metadata.labels .metadata.labels.a"]
