"""What a Secret holds is in no talk of the verbs that change it or look at who uses it, however
much is to be told.
"""

import base64
import json
import traceback
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from shell import Answer, Shell

VALUES = ("surely-not-generic-4711", "as-little-known-0815")
TOLD = tuple(
    form for value in VALUES for form in (value, base64.b64encode(value.encode()).decode())
)
FIRST, SECOND = (base64.b64encode(value.encode()).decode() for value in VALUES)


def secret(data: Any, **more: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": data, **more}


CONTAINER = {
    "name": "a",
    "image": "a",
    "envFrom": [{"secretRef": {"name": "s"}}],
    "env": [{"name": "K", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}],
    "volumeMounts": [{"name": "v", "mountPath": "/v"}],
}
USERS = [
    {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p", "labels": {"app": "p"}},
        "spec": {
            "containers": [CONTAINER],
            "volumes": [
                {
                    "name": "v",
                    "secret": {"secretName": "s", "items": [{"key": "gone", "path": "x"}]},
                }
            ],
            "imagePullSecrets": [{"name": "s"}],
        },
    },
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "p"},
        "spec": {"selector": {"app": "p"}, "ports": [{"port": 80}]},
    },
    {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "p"},
        "spec": {
            "tls": [{"secretName": "s"}],
            "defaultBackend": {"service": {"name": "p", "port": {"number": 80}}},
        },
    },
]
SCENE = json.dumps({"apiVersion": "v1", "kind": "List", "items": [secret({"k": FIRST}), *USERS]})
OTHER, FULL = (
    json.dumps(secret({"k": SECOND, "more": FIRST})),
    json.dumps(secret({"k": FIRST}, immutable=True)),
)
CHANGES = {
    "apply -f -": OTHER,
    "apply --server-side --force-conflicts -f -": OTHER,
    "replace -f -": OTHER,
    "replace --force -f -": OTHER,
    "delete -f -": OTHER,
    "create -f -": OTHER,
    "diff -f -": OTHER,
    "diff --server-side --force-conflicts -f -": OTHER,
    "apply --dry-run=server -f -": OTHER,
    f'patch secret s -p {{"data":{{"k":"{SECOND}"}}}}': "",
    f'patch secret s --type=json -p [{{"op":"test","path":"/data/k","value":"{SECOND}"}}]': "",
    f'patch secret s --type=merge -p {{"stringData":{{"k":"{VALUES[1]}"}}}}': "",
    "label secret s a=b": "",
    "annotate secret s a=b": "",
    f"create secret generic t --from-literal=k={VALUES[1]}": "",
    f"create secret generic s --from-literal=k={VALUES[1]}": "",
    f"create secret docker-registry t --docker-username=u --docker-password={VALUES[1]}": "",
    "delete secret s": "",
    "delete all,secrets --all": "",
    "delete namespace default": "",
    "undo": "",
    "reset": "",
    "simulate advance 1h": "",
    "apply --prune --all -f -": json.dumps(USERS[1]),
    "scale deployment none --replicas=1": "",
    "apply -f - --prune-allowlist=core/v1/Secret": FULL,
}
LOOKS = (
    "describe all,secrets,pods,ingress -A",
    "events",
    "log",
    "why p",
    "why pod/p",
    "why ingress/p",
    "check --severity info",
    "env p",
    "env p --explain",
    "resolve p",
    "trace --to p:80",
    "set env pod/p --list",
    "state",
    "state check",
    "get all,secrets -A -o wide",
    "cluster-info",
    "get secret s --show-labels",
    "describe secret s",
    "wait secret/s --for=jsonpath={.data.gone} --timeout=0",
)
INVALID: dict[str, dict[str, Any]] = {
    "a bad value": secret({"k": FIRST + "!"}),
    "no text": secret({"k": 5, "x": FIRST}),
    "a list": secret([FIRST]),
    "data that is none": secret(FIRST),
    "a bad key": secret({"a b": FIRST}),
    "no docker config": secret({".dockerconfigjson": FIRST}, type="kubernetes.io/dockerconfigjson"),
    "no certificate": secret({"tls.crt": FIRST}, type="kubernetes.io/tls"),
    "a list of text": secret({}, stringData=[VALUES[0]]),
    "a name that is none": {**secret({"k": FIRST}), "metadata": {"name": "a/b"}},
    "a field too much": secret({"k": FIRST}, more=1),
}


@pytest.fixture
def shell() -> Iterator[Shell]:
    found = Shell()
    assert found("create", "-f", "-", given=SCENE).exit == 0
    yield found
    found.close()


def betrayed(answer: Answer) -> list[str]:
    """What was told that should not be."""
    return [form for form in TOLD if form in answer.out + answer.err]


@pytest.mark.parametrize("loudness", ["0", "2", "9"])
@pytest.mark.parametrize("line", CHANGES)
def test_no_change_tells_what_it_changes(shell: Shell, line: str, loudness: str) -> None:
    assert not betrayed(shell(*line.split(), "-v", loudness, given=CHANGES[line]))
    for look in ("log", "events", "state check", "undo"):
        assert not betrayed(shell(*look.split(), "-v", loudness))


@pytest.mark.parametrize("line", LOOKS)
def test_no_look_at_its_users_tells_it(shell: Shell, line: str) -> None:
    assert betrayed(shell("get", "secret", "s", "-o", "yaml")) == [FIRST]
    assert not betrayed(shell(*line.split(), "-v", "9"))


@pytest.mark.parametrize("name", INVALID)
@pytest.mark.parametrize(
    "verb", ["apply", "create", "replace", "validate", "check", "diff", "import"]
)
def test_no_refusal_tells_what_was_refused(shell: Shell, verb: str, name: str) -> None:
    assert not betrayed(shell(verb, "-f", "-", given=json.dumps(INVALID[name])))


def test_no_traceback_tells_it(shell: Shell) -> None:
    with (
        patch("minik.intake.registry.collect_warnings", side_effect=RuntimeError("a defect")),
        pytest.raises(RuntimeError) as defect,
    ):
        shell("apply", "-f", "-", given=OTHER)
    assert not [form for form in TOLD if form in "".join(traceback.format_exception(defect.value))]
