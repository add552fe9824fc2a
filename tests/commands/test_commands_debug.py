"""`debug`: ephemeral containers, copies of pods and pods on nodes, as the objects that kubectl sends."""

import json
from pathlib import Path
from typing import Any

import pytest
from typing_in import Terminal

POD: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "labels": {"app": "web"}, "annotations": {"note": "kept"}},
    "spec": {
        "nodeName": "node-1",
        "initContainers": [{"name": "first", "image": "a"}],
        "containers": [
            {
                "name": "web",
                "image": "nginx",
                "args": ["serve"],
                "livenessProbe": {"tcpSocket": {"port": 80}},
                "readinessProbe": {"tcpSocket": {"port": 80}},
                "startupProbe": {"tcpSocket": {"port": 80}},
            }
        ],
    },
}
NON_ROOT = "Warning: Non-root user is configured for the entire target Pod"
RESTRICTED = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}
GRANTED = {
    "legacy": None,
    "general": {"capabilities": {"add": ["SYS_PTRACE"]}},
    "baseline": None,
    "restricted": RESTRICTED,
    "netadmin": {"capabilities": {"add": ["NET_ADMIN", "NET_RAW"]}},
    "sysadmin": {"privileged": True},
}
ON_NODE = {**GRANTED, "general": None}
HOST = {"legacy", "general", "netadmin", "sysadmin"}
MOUNTED = {"legacy", "general", "sysadmin"}


@pytest.fixture
def there(terminal: Terminal) -> Terminal:
    """A pod `web` is there."""
    terminal("minik init -q")
    Path("pod.json").write_text(json.dumps(POD))
    assert terminal("minik create -f pod.json").exit == 0
    return terminal


def pod(terminal: Terminal, name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(terminal(f"minik get pod {name} -o json").out)
    return read


def test_an_ephemeral_container_is_added_and_runs(there: Terminal) -> None:
    answer = there("minik debug web --image=busybox --target=web --env=A=b,C=d -- sleep 1")
    told, name = answer.out.splitlines()
    assert (answer.exit, answer.err) == (0, "")
    assert told.startswith('Targeting container "web". If you don\'t see processes from this')
    assert name.startswith("Defaulting debug container name to debugger-") and name.endswith(".")
    (container,) = pod(there, "web")["spec"]["ephemeralContainers"]
    assert container["name"] == name.split()[-1].rstrip(".")
    assert container["targetContainerName"] == "web"
    assert container["command"] == ["sleep", "1"] and container["image"] == "busybox"
    assert container["env"] == [{"name": "A", "value": "b"}, {"name": "C", "value": "d"}]
    assert container["securityContext"] == GRANTED["general"]
    (status,) = pod(there, "web")["status"]["ephemeralContainerStatuses"]
    assert status["name"] == container["name"] and "running" in status["state"]
    assert not status["ready"]
    assert f"spec.ephemeralContainers{{{container['name']}}}" in there("minik describe pod web").out


def test_a_second_one_leaves_the_first(there: Terminal) -> None:
    for name in ("one", "two"):
        assert there(f"minik debug web --image=busybox -c {name} -q").out == ""
    found = pod(there, "web")
    assert [one["name"] for one in found["spec"]["ephemeralContainers"]] == ["one", "two"]
    assert [one["name"] for one in found["status"]["ephemeralContainerStatuses"]] == ["one", "two"]
    again = there("minik debug web --image=other -c one")
    assert again.exit == 1
    assert 'existing ephemeral containers "one" may not be changed' in again.err


@pytest.mark.parametrize("profile", GRANTED)
def test_each_profile_grants_its_own(there: Terminal, profile: str) -> None:
    line = f"--image=busybox -c d --profile={profile}"
    told = "--profile=legacy is deprecated" if profile == "legacy" else ""
    answer = there(f"minik debug web {line}")
    assert answer.exit == 0 and answer.err.startswith(told)
    (added,) = pod(there, "web")["spec"]["ephemeralContainers"]
    assert added.get("securityContext") == GRANTED[profile]
    assert there(f"minik debug web {line} --copy-to=copy").exit == 0
    copied = pod(there, "copy")
    assert copied["spec"]["containers"][1].get("securityContext") == GRANTED[profile]
    assert copied["spec"].get("shareProcessNamespace") is (None if profile == "legacy" else True)
    assert "app" not in copied["metadata"].get("labels", {})
    assert ("note" in copied["metadata"].get("annotations", {})) is (profile == "legacy")
    assert ("livenessProbe" in copied["spec"]["containers"][0]) is (profile == "legacy")


@pytest.mark.parametrize("profile", GRANTED)
def test_a_pod_on_a_node_is_as_its_profile_says(there: Terminal, profile: str) -> None:
    answer = there(f"minik debug node/control-plane --image=busybox --profile={profile}")
    words = answer.out.split()
    assert answer.exit == 0
    assert words[:3] == ["Creating", "debugging", "pod"]
    assert words[4:] == ["with", "container", "debugger", "on", "node", "control-plane."]
    assert words[3].startswith("node-debugger-control-plane-")
    found = pod(there, words[3])
    spec, (container,) = found["spec"], found["spec"]["containers"]
    assert found["metadata"]["labels"]["app.kubernetes.io/managed-by"] == "kubectl-debug"
    assert (spec["nodeName"], spec["restartPolicy"]) == ("control-plane", "Never")
    assert {"operator": "Exists"} in spec["tolerations"]
    assert container.get("securityContext") == ON_NODE[profile]
    assert [spec.get(name) for name in ("hostNetwork", "hostPID", "hostIPC")] == [
        True if profile in HOST else None
    ] * 3
    mounts = [mount["mountPath"] for mount in container["volumeMounts"]]
    assert ("/host" in mounts) is (profile in MOUNTED)
    assert found["status"]["phase"] == "Running"


def test_a_copy_keeps_what_it_is_told_to_keep(there: Terminal) -> None:
    kept = ["labels", "annotations", "liveness", "readiness", "startup"]
    there(
        "minik debug web --copy-to=all --image=busybox --same-node "
        + " ".join(f"--keep-{word}" for word in kept)
    )
    there("minik debug web --copy-to=none --image=busybox --keep-init-containers=false")
    whole, bare = pod(there, "all"), pod(there, "none")
    assert whole["metadata"]["labels"]["app"] == "web"
    assert whole["metadata"]["annotations"]["note"] == "kept"
    probes = {"livenessProbe", "readinessProbe", "startupProbe"}
    assert probes <= set(whole["spec"]["containers"][0])
    assert not probes & set(bare["spec"]["containers"][0])
    assert whole["spec"]["nodeName"] == "node-1"
    assert "initContainers" in whole["spec"] and "initContainers" not in bare["spec"]


@pytest.mark.parametrize(
    ("options", "containers"),
    [
        ("--set-image=*=x", [("web", "x", None, ["serve"])]),
        ("--set-image=web=x,other=y", [("web", "x", None, ["serve"])]),
        ("-c web -- sh", [("web", "nginx", ["sh"], None)]),
        ("-c web --arguments-only -- sh", [("web", "nginx", None, ["sh"])]),
        (
            "--image=busybox -c more --set-image=web=x -- sh",
            [("web", "x", None, ["serve"]), ("more", "busybox", ["sh"], None)],
        ),
    ],
)
def test_a_copy_has_other_images_and_commands(
    there: Terminal, options: str, containers: list[object]
) -> None:
    answer = there(f"minik debug web --copy-to=copy {options}")
    assert (answer.exit, answer.out, answer.err) == (0, "", "")
    assert [
        (one["name"], one["image"], one.get("command"), one.get("args"))
        for one in pod(there, "copy")["spec"]["containers"]
    ] == containers


def test_a_copy_takes_the_place_of_its_pod(there: Terminal) -> None:
    there("minik debug web --image=busybox -c first -q")
    assert there("minik debug web --copy-to=copy --set-image=*=x --replace").exit == 0
    assert there("minik get pods -o name").out == "pod/copy\n"
    assert "ephemeralContainers" not in pod(there, "copy")["spec"]


@pytest.mark.parametrize(
    ("given", "shared"),
    [("", True), ("--share-processes", True), ("--share-processes=false", False)],
)
def test_processes_are_shared_as_it_is_said(there: Terminal, given: str, shared: bool) -> None:
    there(f"minik debug web --copy-to=copy --image=x {given}")
    assert pod(there, "copy")["spec"]["shareProcessNamespace"] is shared


def test_a_custom_profile_goes_over_the_profile(there: Terminal) -> None:
    Path("custom.yaml").write_text(
        "securityContext: {capabilities: {add: [CHOWN]}}\nenv: [{name: A, value: '1'}]\n"
    )
    assert there("minik debug web --image=x -c d --custom=custom.yaml").exit == 0
    (container,) = pod(there, "web")["spec"]["ephemeralContainers"]
    assert container["securityContext"] == {"capabilities": {"add": ["CHOWN"]}}
    assert container["env"] == [{"name": "A", "value": "1"}]


def test_capabilities_that_a_user_cannot_use_are_warned_of(there: Terminal) -> None:
    Path("user.json").write_text(
        json.dumps(
            {
                **POD,
                "metadata": {"name": "user"},
                "spec": {
                    "securityContext": {"runAsUser": 7},
                    "containers": [{"name": "a", "image": "a"}],
                },
            }
        )
    )
    Path("root.yaml").write_text("securityContext: {runAsUser: 0}\n")
    there("minik create -f user.json")
    assert there("minik debug user --image=x -c a1").err.startswith(NON_ROOT)
    assert there("minik debug user --image=x -c a2 --profile=baseline").err == ""
    assert there("minik debug user --image=x -c a3 --custom=root.yaml").err == ""
    assert there("minik debug user --image=x --copy-to=b").err.startswith(NON_ROOT)


def test_who_wants_to_be_attached_finds_the_container_made(there: Terminal) -> None:
    answer = there("minik debug web -it --image=busybox -c d")
    assert answer.exit == 1
    assert answer.err == (
        "error: attach needs a running container, and minik runs none; what it knows instead: "
        "minik describe pods/web -n default\n"
    )
    (container,) = pod(there, "web")["spec"]["ephemeralContainers"]
    assert container["stdin"] and container["tty"]
    assert there("minik debug web -it --attach=false --image=busybox -c e").exit == 0
    assert there("minik debug web -i --copy-to=c --set-image=*=x").exit == 0


def test_the_pod_of_a_file_is_debugged(there: Terminal) -> None:
    assert there("minik debug -f pod.json --image=busybox -c d").exit == 0
    assert pod(there, "web")["spec"]["ephemeralContainers"][0]["name"] == "d"


def test_a_namespace_that_restricts_its_pods_refuses_the_container(there: Terminal) -> None:
    there("minik label ns default pod-security.kubernetes.io/enforce=baseline")
    refused = there("minik debug web --image=busybox -c d --profile=sysadmin")
    assert refused.exit == 1 and 'violates PodSecurity "baseline:latest": privileged' in refused.err
    assert there("minik debug web --image=busybox -c d --profile=baseline").exit == 0


def test_what_is_after_the_first_failure_is_left_alone(there: Terminal) -> None:
    answer = there("minik debug web nope --image=x -c d")
    assert (answer.exit, answer.err) == (1, 'Error from server (NotFound): pods "nope" not found\n')
    assert there("minik debug deploy/nope --image=x").err == (
        'Error from server (NotFound): deployments.apps "nope" not found\n'
    )
    there("minik create deployment d --image=a")
    assert there("minik debug deploy/d --image=x").err == (
        'error: "apps/v1, Kind=Deployment" not supported by debug\n'
    )
    assert there("minik debug svc/kubernetes --image=x").err == (
        'error: "/v1, Kind=Service" not supported by debug\n'
    )


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("web", "you must specify --image when not using --copy-to."),
        ("--image=x", "NAME or filename is required for debug"),
        ("web --image=X", 'invalid image name "X": invalid reference format'),
        ("web --image=x --profile=y", "unknown profile: y"),
        ("web --image=x --replace", "--replace may only be used with --copy-to."),
        ("web --image=x --same-node", "--same-node may only be used with --copy-to."),
        ("web --image=x --set-image=a=b", "--set-image may only be used with --copy-to."),
        ("web --copy-to=c", "you must specify --image, --set-image or command arguments."),
        (
            "web --copy-to=c -- sh",
            "you must specify an existing container or a new image when specifying args.",
        ),
        (
            "web --copy-to=c -c nope -- sh",
            "you must specify image when creating new container",
        ),
        (
            "web --copy-to=c --image=x --target=web",
            "--target is incompatible with --copy-to. Use --share-processes instead.",
        ),
        (
            "web --copy-to=c --set-image=a=B",
            'invalid image name "B" for container "a": invalid reference format',
        ),
        ("web --image=x --image-pull-policy=now", "invalid image pull policy: now"),
        ("web --image=x -t", "-i/--stdin is required for containers with -t/--tty=true"),
        (
            "web --attach",
            "you must specify --container or create a new container using --image in order to attach.",
        ),
        (
            "web --image=x --env=a",
            'invalid argument "a" for "--env" flag: a must be formatted as key=value',
        ),
        (
            "web --image=x --custom=name.json",
            "name, command, image, lifecycle and volume devices are not modifiable via custom profile",
        ),
        (
            "web --image=x --custom=nope.json",
            "must pass a container spec json file for custom profile: open nope.json: no such file or directory",
        ),
    ],
)
def test_what_excludes_each_other_is_refused(there: Terminal, line: str, error: str) -> None:
    Path("name.json").write_text('{"name": "x"}')
    before = there("minik get pods -A -o yaml").out
    answer = there(f"minik debug {line}")
    assert answer.exit == 1 and answer.err.startswith(f"error: {error}")
    assert there("minik get pods -A -o yaml").out == before
