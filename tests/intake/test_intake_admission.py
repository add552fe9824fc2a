"""Admission: the plugins of the shelf in the server's order, and one more from elsewhere."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from minik import kinds, shelf
from minik.errors import Forbidden, MinikError, NotFound
from minik.intake import admission, registry, requests
from minik.intake.admission._admitted import ADMITTED
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object, read
from minik.model.settings import DEFAULT
from minik.model.source import Objects
from minik.model.table import Table

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OWN = '''
"""Ours: every pod names its team."""
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest
from minik.model.object import Object, write

def mutate(request: AdmissionRequest) -> Object:
    return write(request.object, "metadata.annotations", {"seen": "before quota"})

def validate(request: AdmissionRequest) -> None:
    if "team" not in (request.object["metadata"].get("labels") or {}):
        raise request.refusal("a pod needs the label team")

PLUGIN = AdmissionPlugin("Teams", ("Pod",), mutate, validate)
'''


def namespace(name: str, phase: str = "Active") -> Object:
    metadata = {"name": name}
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": metadata,
        "status": {"phase": phase},
    }


def draft(*disabled: str) -> Draft:
    namespaces = {"default": namespace("default"), "leaving": namespace("leaving", "Terminating")}
    settings = DEFAULT._replace(disabled_admission_plugins=disabled)
    return Cluster(Objects({"Namespace": namespaces}), settings, NOW, lineage="test").draft()


def create(where: Draft, kind: str, obj: Object) -> Object:
    served = kinds.kind_of_key(kind)
    return registry.create(where, served, {"apiVersion": served.api_version, "kind": kind, **obj})[
        0
    ]


def pod(namespace: str = "default", **labels: str) -> Object:
    metadata = {"name": "web", "namespace": namespace, "labels": labels}
    return {"metadata": metadata, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}


@pytest.fixture
def own_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder with a plugin of one's own, on the shelf for one test."""
    (tmp_path / "teams.py").write_text(OWN)
    monkeypatch.setattr(admission, "__path__", [*admission.__path__, str(tmp_path)])
    caches = (admission.load_for, admission.active_plugins, admission.warning_plugins)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def test_a_plugin_is_one_file(own_plugin: None) -> None:
    with pytest.raises(Forbidden, match=r'pods "web" is forbidden: a pod needs the label team'):
        create(draft(), "Pod", pod())
    stored = create(draft(), "Pod", pod(team="a"))
    assert stored["metadata"]["annotations"] == {"seen": "before quota"}
    assert read(stored, "spec.priority") == 0


def test_a_plugin_can_be_turned_off(own_plugin: None) -> None:
    assert "annotations" not in create(draft("Teams"), "Pod", pod())["metadata"]
    assert "priority" not in create(draft("Priority", "Teams"), "Pod", pod())["spec"]


def test_plugins_come_in_the_order_of_the_server(own_plugin: None) -> None:
    names = [plugin.name for plugin in admission.load_all()]
    known = [name for name in admission.ORDER if name in names]
    assert names == [*known, "Teams", *([admission.LAST] if admission.LAST in names else [])]
    assert names[0] == "NamespaceLifecycle"


@pytest.mark.parametrize(
    ("where", "error", "message"),
    [
        ("absent", NotFound, 'namespaces "absent" not found'),
        ("leaving", Forbidden, 'pods "web" is forbidden: unable to create new content in namespace '
         "leaving because it is being terminated"),
    ],
)  # fmt: skip
def test_where_nothing_new_can_be(where: str, error: type[MinikError], message: str) -> None:
    with pytest.raises(error) as refusal:
        create(draft(), "Pod", pod(where))
    assert refusal.value.message == message


def test_three_namespaces_stay() -> None:
    with pytest.raises(Forbidden, match="this namespace may not be deleted"):
        requests.delete(draft(), kinds.kind_of_key("Namespace"), "", "default")


def test_what_is_wrong_by_itself_is_said_before_what_admission_refuses() -> None:
    where = draft()
    limits = {"limits": [{"type": "Pod", "max": {"cpu": "1"}}]}
    create(
        where,
        "LimitRange",
        {"metadata": {"name": "small", "namespace": "default"}, "spec": limits},
    )
    broken = pod()
    with pytest.raises(MinikError, match='Pod "web" is invalid'):
        create(where, "Pod", {**broken, "spec": {**broken["spec"], "restartPolicy": "Sometimes"}})
    with pytest.raises(Forbidden, match="maximum cpu usage per Pod is 1.  No limit is specified"):
        create(where, "Pod", broken)


PLUGINS = {
    name: module.PLUGIN
    for name, module in shelf.load(admission.__name__, admission.__path__).items()
}


@pytest.mark.parametrize("name", ADMITTED)
def test_the_table_says_which_kinds_a_plugin_is_for(name: str) -> None:
    """`python tests/laws/watched.py` writes it anew."""
    assert set(ADMITTED[name]) == set(PLUGINS[name].kinds or ["*"])


def test_no_plugin_for_pods_is_imported_for_a_service() -> None:
    names = {plugin.name for plugin in admission.load_for("Service")}
    assert "ResourceQuota" in names and not names & {"Priority", "PodSecurity", "ServiceAccount"}


def test_what_has_nothing_to_do_is_told_once_for_all_requests_to_a_cluster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cluster, asked, table = draft().base, [], Cluster.table

    def counting(self: Cluster, kind: str) -> Table:
        asked.append(kind)
        return table(self, kind)

    monkeypatch.setattr(Cluster, "table", counting)
    counts = []
    for _ in range(3):
        create(cluster.draft(), "Pod", pod())
        counts.append(len(asked))
    assert counts[2] - counts[1] == counts[1] - counts[0] < counts[0]
    new = cluster.draft()
    create(new, "LimitRange", limits())
    assert "128Mi" in str(create(new, "Pod", pod()))


def limits() -> Object:
    """What gives a container without limits some."""
    return {
        "metadata": {"name": "limits", "namespace": "default"},
        "spec": {"limits": [{"type": "Container", "default": {"memory": "128Mi"}}]},
    }
