"""`minik serve`: a real server, asked over real sockets."""

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from api_process import Server
from minik_process import Process

MAPS = "/api/v1/namespaces/default/configmaps"
PODS = "/api/v1/namespaces/default/pods"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
DEPLOYMENT = {
    "metadata": {"name": "web"},
    "spec": {
        "replicas": 2,
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "c", "image": "i"}]},
        },
    },
}


def test_a_deployment_becomes_pods_and_every_step_is_seen(tmp_path: Path) -> None:
    with Server(tmp_path, "--insecure-http", "--in-memory") as server:
        events = server.watch(f"{PODS}?watch=true&timeoutSeconds=60")
        assert server.ask("POST", DEPLOYMENTS, DEPLOYMENT).status == 201
        seen: dict[str, list[str]] = {}
        versions = []
        for event in events:
            pod = event["object"]
            versions.append(int(pod["metadata"]["resourceVersion"]))
            phases = seen.setdefault(pod["metadata"]["name"], [])
            phases.append(pod["status"]["phase"] + bool(pod["spec"].get("nodeName")) * " placed")
            if sum(phases[-1] == "Running placed" for phases in seen.values()) == 2:
                break
        assert set(map(tuple, seen.values())) == {("Pending", "Pending placed", "Running placed")}
        assert versions == sorted(set(versions))
        assert server.ask("GET", f"{DEPLOYMENTS}/web").body["status"]["readyReplicas"] == 2
        deleted = server.ask("DELETE", f"{DEPLOYMENTS}/web")
        assert deleted.body["status"] == "Success"
        assert server.ask("GET", PODS).body["items"] == []
        assert server.stop() == 0
    assert not server.state.exists()


def test_tls_and_a_token_guard_it(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        assert server.url.startswith("https://")
        assert server.ask("GET", MAPS).status == 401
        assert server.ask("GET", MAPS, authorization="Bearer wrong").status == 401
        token = server.kubeconfig()["users"][0]["user"]["token"]
        assert server.ask("GET", MAPS, authorization=f"Bearer {token}").status == 200
        path = "/api/v1/namespaces/default/serviceaccounts/default/token"
        made = server.ask("POST", path, {}, authorization=f"Bearer {token}")
        account = made.body["status"]["token"]
        assert server.ask("GET", MAPS, authorization=f"Bearer {account}").status == 200
        other = account[:-8] + "AAAAAAAA"
        assert server.ask("GET", MAPS, authorization=f"Bearer {other}").status == 401
    for name in ("kubeconfig", "serve"):
        mode = stat.S_IMODE(os.stat(f"{server.state}.{name}").st_mode)
        assert mode == 0o600, name
    assert token not in server.state.read_text()


def test_what_was_answered_is_there_after_a_kill(tmp_path: Path) -> None:
    minik = Process(tmp_path)
    with Server(tmp_path, "--insecure-http") as server:
        for number in range(20):
            assert server.ask("POST", MAPS, {"metadata": {"name": f"m{number}"}}).status == 201
        assert server.ask("DELETE", f"{MAPS}/m7").status == 200
        server.stop(signal.SIGKILL)
    status, text = minik.run("minik get cm -o name")
    assert status == 0
    expected = {f"configmap/m{number}" for number in range(20) if number != 7}
    assert expected <= set(text.split()) and "configmap/m7" not in text.split()
    with Server(tmp_path, "--insecure-http") as again:
        assert len(again.ask("GET", MAPS).body["items"]) == text.count("configmap/")
        assert again.stop() == 0
    assert not Path(f"{server.state}.journal").exists()
    assert minik.run("minik state check")[0] == 0


def test_commands_and_clients_see_and_change_one_truth(tmp_path: Path) -> None:
    minik = Process(tmp_path)
    with Server(tmp_path, "--insecure-http") as server:
        events = server.watch(f"{MAPS}?watch=true&labelSelector=by&timeoutSeconds=60")
        assert server.ask("POST", MAPS, {"metadata": {"name": "api", "labels": {"by": "api"}}})
        assert next(events)["object"]["metadata"]["name"] == "api"
        assert minik.run("minik label cm api by=cli --overwrite")[0] == 0
        assert server.ask("GET", f"{MAPS}/api").body["metadata"]["labels"] == {"by": "cli"}
        changed = next(events)
        assert (changed["type"], changed["object"]["metadata"]["labels"]) == (
            "MODIFIED",
            {"by": "cli"},
        )
        assert minik.run("minik delete cm api")[0] == 0
        assert server.ask("GET", f"{MAPS}/api").status == 404
        assert next(events)["type"] == "DELETED"


def test_an_object_made_again_is_another_one(tmp_path: Path) -> None:
    uids = set()
    for _ in range(2):
        with Server(tmp_path, "--insecure-http") as server:
            for _ in range(2):
                made = server.ask("POST", MAPS, {"metadata": {"name": "again"}})
                uids.add(made.body["metadata"]["uid"])
                assert server.ask("DELETE", f"{MAPS}/again").status == 200
            server.stop(signal.SIGKILL)
    assert len(uids) == 4


def test_what_is_served_read_only_does_not_move(tmp_path: Path) -> None:
    minik = Process(tmp_path)
    assert minik.run("minik create cm a")[0] == 0
    before = (tmp_path / "state.json").read_bytes()
    with Server(tmp_path, "--insecure-http", "--read-only") as server:
        assert server.ask("GET", f"{MAPS}/a").status == 200
        refused = server.ask("POST", MAPS, {"metadata": {"name": "b"}})
        assert (refused.status, refused.body["reason"]) == (403, "Forbidden")
        assert server.stop() == 0
    assert (tmp_path / "state.json").read_bytes() == before


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("minik serve --insecure-http --listen 0.0.0.0:0", "--insecure-http lets everybody in"),
        ("minik serve --listen nowhere", "is not an address and port"),
        ("minik serve --kubeconfig-out /nowhere/config --listen 127.0.0.1:0", "cannot write"),
        ("minik serve --disable-admission-plugins Nothing", "unknown admission plugin"),
    ],
)
def test_what_cannot_be_served_is_refused(tmp_path: Path, line: str, reason: str) -> None:
    status, text = Process(tmp_path).run(line)
    assert (status, reason in text) == (1, True), text


def test_too_large_a_body_is_refused_and_the_server_goes_on(tmp_path: Path) -> None:
    with Server(tmp_path, "--insecure-http", "--in-memory") as server:
        large = {"metadata": {"name": "large"}, "data": {"x": "y" * (3 << 20)}}
        refused = server.ask("POST", MAPS, large)
        assert (refused.status, refused.body["reason"]) == (413, "RequestEntityTooLarge")
        assert server.ask("GET", "/readyz").body == "ok"


def test_the_environment_for_a_shell(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "minik", "serve", "--print-env", "--listen", "127.0.0.1:0"],
        env={**os.environ, "MINIK_STATE": str(tmp_path / "state.json")},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.kill()
    assert line == f"export KUBECONFIG={tmp_path}/state.json.kubeconfig\n"
    assert json.loads((tmp_path / "state.json.kubeconfig").read_text())["kind"] == "Config"


def test_a_cluster_that_is_replaced_ends_all_watches(tmp_path: Path) -> None:
    minik = Process(tmp_path)
    with Server(tmp_path, "--insecure-http") as server:
        events = server.watch(f"{MAPS}?watch=true&resourceVersion=0&timeoutSeconds=60")
        assert next(events)["type"] == "ADDED"
        assert minik.run("minik init --force --workers 1")[0] == 0
        assert len(server.ask("GET", "/api/v1/nodes").body["items"]) == 2
        *_, last = events
        assert (last["type"], last["object"]["code"]) == ("ERROR", 410)
        assert server.stop() == 0


def test_a_new_cluster_has_a_name_server_unless_told_otherwise(tmp_path: Path) -> None:
    path = "/api/v1/namespaces/kube-system/services/kube-dns"
    for options, status in (((), 200), (("--addons", "none"), 404)):
        with Server(tmp_path, "--insecure-http", "--in-memory", *options) as server:
            assert server.ask("GET", path).status == status
