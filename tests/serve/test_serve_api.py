"""`minik serve`: a real server, asked over real sockets."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from api_process import Server
from minik_process import Process
from objects import pod

from minik.command_line import listening

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


def test_pages_of_others_cannot_use_a_server_without_a_token(tmp_path: Path) -> None:
    with Server(tmp_path, "--insecure-http", "--in-memory") as server:
        made = {"metadata": {"name": "a"}}
        rebound = server.ask("POST", MAPS, made, Host="evil.example")
        posted = server.ask("POST", MAPS, made, Origin="https://evil.example")
        assert (rebound.status, posted.status) == (403, 403)
        assert 'Host "evil.example" is no name of this server' in rebound.body["message"]
        assert server.ask("GET", f"{MAPS}/a").status == 404
        assert server.ask("POST", MAPS, made, Origin="http://localhost:3000").status == 201
        assert server.stop() == 0


def test_a_new_cluster_is_of_the_version_that_is_asked_for(tmp_path: Path) -> None:
    options = ("--insecure-http", "--kubernetes-version", "v1.29.4", "--addons", "none")
    with Server(tmp_path, *options) as server:
        assert server.ask("GET", "/version").body["minor"] == "29"
        assert server.stop() == 0
    status, text = Process(tmp_path).run("minik version")
    assert status == 0 and "v1.29" in text
    status, text = Process(tmp_path).run("minik log")
    assert status == 0 and "minik serve" in text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("minik serve --pod-start 1.5s --in-memory", "must be whole seconds"),
        ("minik serve --pod-start soon --in-memory", "--pod-start: "),
        ("minik serve --kubernetes-version 1.2 --in-memory", "minik knows 1.27 to 1.37"),
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


def test_whose_a_token_is(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        token = server.kubeconfig()["users"][0]["user"]["token"]
        entry = {"Authorization": f"Bearer {token}"}
        made = server.ask(
            "POST", "/api/v1/namespaces/default/serviceaccounts/default/token", {}, **entry
        )
        known = {
            token: "admin",
            made.body["status"]["token"]: "system:serviceaccount:default:default",
            "nobody's": None,
        }
        for given, name in known.items():
            review = {"spec": {"token": given}}
            found = server.ask(
                "POST", "/apis/authentication.k8s.io/v1/tokenreviews", review, **entry
            ).body["status"]
            assert found.get("user", {}).get("username") == name
            assert found.get("authenticated", False) is (name is not None), found


def test_who_asks_for_a_stream_hears_that_the_node_is_out_of_reach(tmp_path: Path) -> None:
    with Server(tmp_path, "--insecure-http") as server:
        server.ask("POST", PODS, pod("p"))
        for what in ("exec?command=ls", "attach", "portforward?ports=80"):
            plain = server.ask("GET", f"{PODS}/p/{what}")
            stream = server.ask(
                "GET", f"{PODS}/p/{what}", Connection="Upgrade", Upgrade="websocket"
            )
            assert plain.status == 400 and plain.body["message"] == "Upgrade request required"
            assert stream.status == 500
            assert "error dialing backend: dial tcp 192.168.0." in stream.body["message"]


def test_a_scale_is_a_scale_whichever_way_it_is_written(tmp_path: Path) -> None:
    with Server(tmp_path, "--insecure-http") as server:
        server.ask("POST", DEPLOYMENTS, DEPLOYMENT)
        path = f"{DEPLOYMENTS}/web/scale"
        merge = "application/merge-patch+json"
        read = server.ask("GET", path).body
        for body, method, kind in (
            ({"spec": {"replicas": 3}}, "PATCH", merge),
            ({**read, "metadata": {"name": "web"}, "spec": {"replicas": 1}}, "PUT", ""),
        ):
            found = server.ask(method, path, body, **({"content_type": kind} if kind else {})).body
            assert (found["kind"], found["apiVersion"]) == ("Scale", "autoscaling/v1")
            assert found["spec"] == body["spec"]
            dry = server.ask(
                method, f"{path}?dryRun=All", body, content_type=kind or "application/json"
            )
            assert dry.body["apiVersion"] == "autoscaling/v1"


def test_an_idle_client_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        idle = server.connection()
        idle.request("GET", "/version")
        idle.getresponse().read()
        started = time.monotonic()
        ended, took = server.stop(), time.monotonic() - started
        idle.close()
    assert ended == 0 and took < 4.5


def test_what_is_answered_goes_out_at_once() -> None:
    """A body never waits until its headers are acknowledged."""
    with (
        listening.open_socket("127.0.0.1", 0) as opened,
        socket.create_connection(opened.getsockname()),
        opened.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert accepted.proto == socket.IPPROTO_TCP  # by which asyncio knows


def test_pods_take_as_long_to_start_as_they_are_told(tmp_path: Path) -> None:
    options = ("--insecure-http", "--in-memory", "--addons", "none", "--pod-start", "2s")
    with Server(tmp_path, *options) as server:
        events = server.watch(f"{PODS}?watch=true&timeoutSeconds=60")
        begin = time.monotonic()
        assert server.ask("POST", PODS, pod("slow")).status == 201
        seen = []
        for event in events:
            status = event["object"]["status"]
            waiting = [
                one["state"].get("waiting", {}).get("reason")
                for one in status.get("containerStatuses", ())
            ]
            seen.append((status["phase"], *waiting))
            if status["phase"] == "Running":
                break
        assert seen == [
            ("Pending",),
            ("Pending",),
            ("Pending", "ContainerCreating"),
            ("Running", None),
        ]
        assert time.monotonic() - begin > 0.9  # the clock counts whole seconds
        assert server.stop() == 0


def test_a_probe_that_waits_is_heeded_when_its_time_comes(tmp_path: Path) -> None:
    minik = Process(tmp_path)
    assert minik.run("minik init --probe-delays")[0] == 0
    probe = {"readinessProbe": {"initialDelaySeconds": 2, "httpGet": {"port": 80}}}
    spec = {"containers": [{"name": "c", "image": "i", **probe}]}
    with Server(tmp_path, "--insecure-http") as server:
        made = server.ask("POST", PODS, {"metadata": {"name": "p"}, "spec": spec})
        assert made.status == 201
        ready = []
        for event in server.watch(f"{PODS}?watch=true&timeoutSeconds=60"):
            conditions = event["object"]["status"].get("conditions", ())
            ready += [one["status"] for one in conditions if one["type"] == "Ready"]
            if ready[-1:] == ["True"]:
                break
        assert ready[0] == "False"
        assert server.stop() == 0


def test_a_served_state_is_not_replaced_under_its_clients(tmp_path: Path) -> None:
    minik = Process(tmp_path)
    (tmp_path / "dump.yaml").write_text("apiVersion: v1\nkind: List\nitems: []\n")
    with Server(tmp_path, "--insecure-http") as server:
        events = server.watch(f"{MAPS}?watch=true&resourceVersion=0")
        assert next(events)["type"] == "ADDED"
        for line in (
            "minik init",
            "minik reset --yes",
            "minik import -f dump.yaml",
            "minik state restore",
        ):
            status, text = minik.run(line)
            assert (status, "is served by process" in text) == (1, True), line
            assert f"kill {server.process.pid}" in text
        status, text = minik.run("minik serve --insecure-http --listen 127.0.0.1:0")
        assert (status, "is served already, by process" in text) == (1, True), text
        assert minik.run("minik reset --yes --force")[0] == 0
        assert next(events)["object"]["code"] == 410  # at once, without another request
        assert next(events, None) is None
        assert server.stop() == 0
    assert minik.run("minik reset --yes")[0] == 0  # nobody serves it any more


def test_undo_and_redo_are_new_changes_for_watchers(tmp_path: Path) -> None:
    minik = Process(tmp_path)
    with Server(tmp_path, "--insecure-http") as server:
        events = server.watch(f"{MAPS}?watch=true&fieldSelector=metadata.name%3Db")
        seen = []
        for line in ("minik create cm b", "minik undo", "minik redo"):
            assert minik.run(line)[0] == 0
            seen.append(next(events))
        assert [event["type"] for event in seen] == ["ADDED", "DELETED", "ADDED"]
        versions = [int(event["object"]["metadata"]["resourceVersion"]) for event in seen]
        assert versions == sorted(set(versions))
        listed = server.ask("GET", f"{MAPS}/b").body["metadata"]
        assert int(listed["resourceVersion"]) == versions[-1]
        assert server.stop() == 0
    assert minik.run("minik state check")[0] == 0
