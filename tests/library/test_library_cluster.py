"""A Cluster is a value: verbs return the next one, print nothing and agree with the command line."""

import json
import pickle
import re
import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from command_lines import MANIFESTS, shop_cluster, typed
from objects import service

import minik
from minik import Cluster, Refusal, library

TEXT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: text}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n"
MAP: dict[str, Any] = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "m"}}
LIST = {"apiVersion": "v1", "kind": "List", "items": [MAP]}
JSON = json.dumps(MAP)


@pytest.fixture
def shop() -> Cluster:
    return shop_cluster()


def done(cluster: Cluster) -> list[str]:
    """The lines that kubectl would have printed."""
    return [str(outcome) for outcome in cluster.outcomes]


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (TEXT, ["text", "more"]),
        (TEXT.encode(), ["text", "more"]),
        (JSON, ["m"]),
        (MAP, ["m"]),
        (LIST, ["m"]),
        ([MAP, TEXT], ["m", "text", "more"]),
        ((one for one in [JSON]), ["m"]),
        (str(MANIFESTS / "my-service"), ["myapp", "my-service"]),
        (MANIFESTS / "my-service" / "service.yaml", ["my-service"]),
        ([MANIFESTS / "my-service", MAP], ["myapp", "my-service", "m"]),
    ],
    ids=str.split("text bytes json object List list iterator folder file mixture"),
)
def test_apply_takes_paths_text_objects_and_lists_of_them(given: Any, names: list[str]) -> None:
    after = Cluster().apply(given)
    assert [outcome.name for outcome in after.outcomes] == names
    assert {outcome.done for outcome in after.outcomes} == {"created"}


def test_a_change_leaves_the_cluster_before_it_as_it_is(shop: Cluster) -> None:
    before = shop.list("pods", all_namespaces=True)
    after = shop.scale("deploy/front", replicas=0)
    assert done(after) == ["deployment.apps/front scaled"]
    assert not after.resolve("front") and shop.resolve("front")
    assert shop.list("pods", all_namespaces=True) == before and len(after.list("pods")) == 6


def test_what_is_got_and_given_is_a_copy(shop: Cluster) -> None:
    given = service("mine")
    after = shop.apply(given)
    given["spec"]["ports"].clear()
    got = after.get("svc/mine")
    got["spec"].clear()
    assert after.get("svc", "mine")["spec"]["ports"]


def test_verbs_are_spelled_as_kubectl_spells_them(shop: Cluster) -> None:
    one = shop.create(MAP)
    assert done(one) == ["configmap/m created"]
    two = one.replace({**one.get("cm/m"), "data": {"a": "1"}})
    assert done(two) == ["configmap/m replaced"] and two.get("cm/m")["data"] == {"a": "1"}
    three = two.patch("cm/m", patch={"data": {"b": "2"}})
    assert done(three) == ["configmap/m patched"] and three.get("cm/m")["data"]["b"] == "2"
    four = three.patch("cm", "m", patch=[{"op": "remove", "path": "/data/a"}], type="json")
    assert four.get("cm/m")["data"] == {"b": "2"}
    five = four.label("cm/m", labels={"x": "y"}).annotate("cm/m", annotations={"n": "v"})
    assert five.list("cm", selector="x=y")[0]["metadata"]["annotations"] == {"n": "v"}
    assert "labels" not in five.label("cm/m", labels={"x": None}).get("cm/m")["metadata"]
    six = five.delete("cm/m")
    assert done(six) == ['configmap "m" deleted from shop namespace'] and "cm/m" not in six
    assert "cm/m" not in five.delete(manifests=MAP) and "cm/m" in five
    old = {"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "old"}, "subsets": []}
    assert shop.apply(old).warnings == (
        "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
    )
    applied = shop.apply(MAP, server_side=True, field_manager="me")
    assert done(applied) == ["configmap/m serverside-applied"]


def test_a_refusal_is_an_exception_with_kubectls_words(shop: Cluster) -> None:
    with pytest.raises(Refusal) as found:
        shop.apply([MAP, service("Up"), service("a/b")])
    refusal = found.value
    assert (refusal.reason, refusal.code, len(refusal.refusals)) == ("Invalid", 422, 2)
    assert refusal.causes[0].field == "metadata.name"
    assert 'Error from server (Invalid): Service "Up" is invalid: metadata.name' in str(refusal)
    assert "cm/m" not in shop  # all or nothing
    sent = pickle.loads(pickle.dumps(refusal))
    assert isinstance(sent, Refusal) and str(sent) == str(refusal)
    assert [one.code for one in sent.refusals] == [422, 422] and sent.causes == refusal.causes
    with pytest.raises(Refusal, match=r'^Error from server \(NotFound\): services "no" not found'):
        shop.get("svc/no")
    with pytest.raises(Refusal, match="^error: the server doesn't have a resource type"):
        shop.get("nonsense/x")
    with pytest.raises(Refusal, match=r"^error: .*the path .* does not exist"):
        shop.apply("no/such/folder")
    with pytest.raises(Refusal, match=r"configmaps .m. already exists$"):
        shop.create(MAP).create(MAP)
    with pytest.raises(TypeError, match="cannot hold"):
        shop.apply({**MAP, "data": {"when": datetime(2026, 1, 1)}})


def test_the_same_lines_give_the_cluster_that_the_command_line_gives(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    lines = (
        "init",
        f"apply -f {MANIFESTS / 'shop'}",
        "scale deploy/front --replicas=3 -n shop",
        "simulate node-down node-1",
        "delete svc api -n shop",
    )
    for line in lines:
        assert typed(line, state)
    mine = Cluster().apply(MANIFESTS / "shop").scale("deploy/front", replicas=3, namespace="shop")
    mine = mine.simulate.node_down("node-1").delete("svc/api", namespace="shop")
    mine.save(tmp_path / "mine.json")
    assert without_stamp(tmp_path / "mine.json") == without_stamp(state)
    assert Cluster.load(state).resolve("front.shop") == mine.resolve("front.shop")


def without_stamp(state: Path) -> str:
    """A state file, without the real time at which it was written."""
    return re.sub(r'"(time|mtime)": *[0-9]+', "", state.read_text())


def test_time_is_an_argument(shop: Cluster) -> None:
    assert Cluster().now == Cluster().now == datetime(2026, 1, 1, tzinfo=UTC)
    then = datetime(2030, 5, 1, tzinfo=UTC)
    made = Cluster(now=then).apply(MAP).get("cm/m")["metadata"]
    assert made["creationTimestamp"] == "2030-05-01T00:00:00Z"
    assert shop.fork(now=then).now == then
    assert (shop.simulate.advance("5m").now - shop.now).total_seconds() == 300


def test_a_saved_cluster_is_loaded_as_it_was(shop: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    later = shop.simulate.advance("1h")
    later.save(path)
    loaded = Cluster.load(path, namespace="shop")
    assert loaded.now == later.now and loaded.list("pods") == later.list("pods")
    loaded.delete("deploy/front").save(path)
    again = Cluster.load(path, namespace="shop", now=later.now)
    assert not again.resolve("front") and loaded.resolve("front")
    assert "Cluster.save" in typed("log", path) and "undone" in typed("undo", path)
    assert Cluster.load(path, namespace="shop").resolve("front")


def test_a_dump_stays_as_it_was_recorded_until_it_settles() -> None:
    dump = Cluster.load(MANIFESTS.parent / "docs" / "examples" / "dump.yaml")
    assert dump.now > datetime(2026, 1, 1, tzinfo=UTC) and dump.check()
    settled = Cluster.load(MANIFESTS.parent / "docs" / "examples" / "dump.yaml", settle=True)
    assert len(settled.list("pods", all_namespaces=True)) >= len(
        dump.list("pods", all_namespaces=True)
    )
    assert dump.settle().list("pods", all_namespaces=True) == settled.list(
        "pods", all_namespaces=True
    )


def test_nothing_is_printed_and_the_environment_is_not_read(
    shop: Cluster,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("MINIK_NOW", "nonsense")
    monkeypatch.setenv("MINIK_STATE", str(tmp_path / "no" / "state.json"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    after = shop.apply(MANIFESTS / "my-service").scale("deploy/myapp", replicas=1)
    after.resolve("front"), after.why("front"), after.check("svc/front"), after.trace("front:http")
    after.dns("front"), after.env("deploy/front"), after.rules(), after.diff(MAP)
    after.validate(MAP), after.simulate.node_down("node-1"), after.list("pods,svc")
    assert capfd.readouterr() == ("", "") and not list(tmp_path.iterdir())


def test_one_cluster_is_asked_and_changed_in_many_threads(shop: Cluster, tmp_path: Path) -> None:
    shop.save(tmp_path / "state.json")
    fresh = Cluster.load(tmp_path / "state.json", namespace="shop")
    found: list[tuple[int, int, str]] = []

    def work(number: int) -> None:
        after = fresh.scale("deploy/front", replicas=number)
        found.append((number, len(after.resolve("front").pods), after.check("svc/front").text))

    threads = [threading.Thread(target=work, args=(number % 4 + 1,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16 and all(number == pods for number, pods, _ in found)
    assert len({text for number, _, text in found if number == 2}) == 1


def test_the_options_of_a_new_cluster_are_those_of_init() -> None:
    cluster = Cluster(
        workers=1, ip_family="dual", lb_pool="192.168.0.200-192.168.0.210", addons="dns"
    )
    assert len(cluster.list("nodes")) == 2
    assert len(cluster.list("pods", namespace="kube-system", selector="k8s-app=kube-dns")) > 0
    with pytest.raises(Refusal):
        Cluster(workers=-1)
    with pytest.raises(Refusal):
        Cluster(proxy_mode="nonsense")
    with pytest.raises(Refusal, match="minik knows 1.27 to"):
        Cluster(kubernetes_version="1.9")
    assert "crd/gateways.gateway.networking.k8s.io" in Cluster(gateway_api=True)
    assert "crd/gateways.gateway.networking.k8s.io" not in cluster


def test_the_door_of_the_package_gives_what_its_types_promise() -> None:
    promised = (Path(minik.__file__).with_suffix(".pyi")).read_text()
    assert set(re.findall(r"import (\w+) as", promised)) == set(minik.LIBRARY)
    assert all(getattr(minik, name) is getattr(library, name) for name in minik.LIBRARY)
    with pytest.raises(ImportError):
        from minik import Nothing  # type: ignore[attr-defined]  # noqa: F401, PLC0415


@pytest.mark.parametrize("page", ["README.md", "docs/library.md"])
def test_what_the_documents_show_is_so(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(MANIFESTS / "shop", tmp_path / "deploy")
    shutil.copytree(MANIFESTS / "shop", tmp_path / "manifests" / "shop")
    monkeypatch.chdir(tmp_path)
    text = (MANIFESTS.parent / page).read_text()
    blocks = re.findall(r"```python\n(from minik import Cluster.*?)```", text, re.DOTALL)
    assert len(blocks) == (1 if page == "README.md" else 2)
    for block in blocks:
        exec(block, {})
    if page != "README.md":
        out = capsys.readouterr().out
        assert "deployment.apps/front scaled\n" in out and "NotFound 404\n" in out
