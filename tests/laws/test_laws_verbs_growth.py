"""The law of growth for verbs: a change of one object is the same work in a small state and in a large
one, whichever verb makes it.

Work is counted: objects that are decoded, objects that are encoded, runs of controllers. Lines that are
copied or searched unread are none. Some controllers still read kinds whole that they watch: for which
verb, and which kinds, stands in the table; no other may, and none of them often.

`MINIK_GROWTH=N` makes the large state of N applications (5,000 of them are 100,000 objects).
"""

import base64
import json
import os
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tls_servers import certificates

from minik import cli, controllers, kinds
from minik.bootstrap import new_cluster
from minik.bootstrap.init_options import parse_settings
from minik.intake import registry
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.store import committing, history, layout
from minik.store.state_file import StateFile

ROOT = Path(cli.__file__).parent
NOW = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)
FEW, MANY = 5, int(os.environ.get("MINIK_GROWTH") or 240)  # applications, of twenty objects each
OFTEN = 3  # times that a kind may be read whole
LOOKUPS = (
    16  # of one object: so many are made before a kind's places are remembered, if it is small
)

# Kinds that controllers which are due read whole.
PODS = "Pod"  # does one wait for it
STARTED = "Node Pod"
OWNERS = "Deployment ReplicaSet"
COUNTED = "Pod ReplicaSet Service"
NODES = "EndpointSlice Node Pod Service"
SERVED = "EndpointSlice Endpoints IPAddress Node Pod Service"
PLACED = "EndpointSlice Endpoints Node Pod ReplicaSet Service"
ROLLED = f"Deployment {PLACED}"
ALL = f"IPAddress {ROLLED}"


class Verb(NamedTuple):
    """A change of one object: the command line, what is done before, and the kinds that controllers still
    read whole for it.
    """

    line: str
    whole: str = ""
    before: tuple[str, ...] = ()


def verb(line: str, whole: str = "", *before: str) -> Verb:
    return Verb(line, whole, before)


VERBS = [
    verb("annotate configmap c-1 a=b", PODS),
    verb("apply -f service.json", SERVED),
    verb("apply -f settings.json", PODS),
    verb("apply --server-side -f service.json", SERVED),
    verb("apply set-last-applied -f settings.json --create-annotation", PODS),
    verb("apply edit-last-applied configmap c-1", PODS, "apply -f settings.json"),
    verb("auth reconcile -f role.json"),
    verb("autoscale deployment web-1 --max=3"),
    verb("certificate approve new", "", "apply -f request.json"),
    verb("certificate deny new", "", "apply -f request.json"),
    verb("cordon node-1", NODES),
    verb("create -f service.json", SERVED),
    verb("create clusterrole new --verb=get --resource=pods"),
    verb("create clusterrolebinding new --clusterrole=view --user=a"),
    verb("create configmap new --from-literal=a=b", PODS),
    verb("create cronjob new --image=a --schedule=@hourly"),
    verb("create deployment new --image=a", ROLLED),
    verb("create ingress new --rule=a/b=web-1:80"),
    verb("create job new --image=a", PLACED),
    verb("create namespace new", STARTED),
    verb("create poddisruptionbudget new --selector=app=web-1 --min-available=1"),
    verb("create priorityclass new --value=1"),
    verb("create quota new --hard=pods=1000000", COUNTED),
    verb("create role new --verb=get --resource=pods"),
    verb("create rolebinding new --role=a --user=a"),
    verb("create secret docker-registry new --docker-username=a --docker-password=b", PODS),
    verb("create secret generic new --from-literal=a=b", PODS),
    verb("create secret tls new --cert=tls/server --key=tls/server.key", PODS),
    verb("create service clusterip new --tcp=80", SERVED),
    verb("create service externalname new --external-name=example.com", SERVED),
    verb("create service loadbalancer new --tcp=80", SERVED),
    verb("create service nodeport new --tcp=80", SERVED),
    verb("create serviceaccount new"),
    verb("debug node/node-1 --image=a", PLACED),
    verb("delete configmap c-1", PODS),
    verb("delete service web-1", SERVED),
    verb("delete pod -l app=web-1", ROLLED),
    verb("delete deployment web-1", ROLLED),
    verb("drain node-1 --force", ROLLED),
    verb("edit deployment web-1", ROLLED),
    verb("expose deployment web-1 --name=new --port=80", SERVED),
    verb("label service web-1 a=b", SERVED),
    verb("label pod -l app=web-1 a=b", PLACED),
    verb("label node node-1 a=b", NODES),
    verb('patch deployment web-1 -p \'{"spec":{"minReadySeconds":1}}\'', OWNERS),
    verb('patch service web-1 -p \'{"spec":{"sessionAffinity":"ClientIP"}}\'', SERVED),
    verb("redo", "", "label configmap c-1 a=b", "undo"),
    verb("replace -f settings.json", PODS),
    verb("rollout pause deployment/web-1", OWNERS),
    verb("rollout restart deployment/web-1", ROLLED),
    verb("rollout resume deployment/web-1", OWNERS, "rollout pause deployment/web-1"),
    verb(
        "rollout undo deployment/web-1",
        ROLLED,
        "set image deployment/web-1 main=registry.example/web:2.0",
    ),
    verb("run new --image=a", PLACED),
    verb("scale deployment web-1 --replicas=3", ROLLED),
    verb("scale deployment web-1 --replicas=1", ROLLED),
    verb("set env deployment/web-1 A=b", ROLLED),
    verb("set image deployment/web-1 main=registry.example/web:2.0", ROLLED),
    verb("set resources deployment web-1 --limits=cpu=1", ROLLED),
    verb("set selector service web-1 app=web-2", SERVED),
    verb("set serviceaccount deployment web-1 default", ROLLED),
    verb("set subject rolebinding solo --user=a"),
    verb("simulate node-down node-1", ALL),
    verb("simulate node-up node-1", ALL, "simulate node-down node-1"),
    verb("simulate pod-exit solo", ALL),
    verb("simulate pressure node-1 --memory", ALL),
    verb("simulate ready solo", ALL, "simulate unready solo"),
    verb("simulate unready solo", ALL),
    verb("simulate step", ALL, "scale deployment web-1 --replicas=3 --step"),
    verb("taint node node-1 a=b:NoSchedule", NODES),
    verb("taint node node-1 a=b:NoExecute", ROLLED),
    verb("uncordon node-1", NODES, "cordon node-1"),
    verb("undo", "", "label configmap c-1 a=b"),
    verb("undo", "", "delete deployment web-1"),
]

# Commands whose work is all of a state, not one object.
OF_ALL = ("import", "init", "reset", "serve", "settle", "simulate advance", "state restore")
# Commands that change no object, although they share words or modules with those that do.
OF_NONE = (
    "apply view-last-applied",
    "check",
    "config delete-cluster",
    "config delete-context",
    "config delete-user",
    "config set-cluster",
    "config set-credentials",
    "config unset",
    "config use-context",
    "create token",
    "diff",
    "exec",
    "get",
    "graph",
    "kuberc set",
    "kuberc view",
    "logs",
    "page",
    "port-forward",
    "proxy diff",
    "proxy rules",
    "proxy serve",
    "resolve",
    "review",
    "rollout history",
    "rollout status",
    "wait",
)


def application(number: int) -> Iterator[Object]:
    """A Service, a Deployment with two pods, its settings."""
    labels = {"app": f"web-{number}"}
    container = {"name": "main", "image": "registry.example/web:1.0"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    named = {"name": f"web-{number}", "namespace": "default"}
    spec = {"replicas": 2, "selector": {"matchLabels": labels}, "template": template}
    ports = [{"port": 80, "targetPort": 8080}]
    yield obj("v1", "Service", named, spec={"selector": labels, "ports": ports})
    yield obj("apps/v1", "Deployment", named, spec=spec)
    yield obj("v1", "ConfigMap", {"name": f"c-{number}", "namespace": "default"}, data={"a": "b"})


def obj(version: str, kind: str, metadata: Object, **fields: Any) -> Object:
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **fields}


def others() -> Iterator[Object]:
    """What some verbs need beside applications, once."""
    named = {"name": "solo", "namespace": "default"}
    yield obj("v1", "Pod", named, spec={"containers": [{"name": "main", "image": "a"}]})
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "solo"}
    group = "rbac.authorization.k8s.io/v1"
    yield obj(group, "RoleBinding", named, subjects=[], roleRef=role)


def applications(number: int) -> Cluster:
    """A settled cluster of so many applications, with as many nodes."""
    settings = parse_settings(workers=number, pod_cidr="10.0.0.0/9", service_cidr="10.192.0.0/12")
    draft = controllers.settle(new_cluster.create_cluster(settings, NOW)).draft()
    for made in (*others(), *(one for at in range(number) for one in application(at))):
        kind = kinds.find_served_kind(made["apiVersion"], made["kind"])
        assert kind
        registry.create(draft, kind, made)
    return controllers.settle(draft.cluster())


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The files of a small and of a large state."""
    folder = tmp_path_factory.mktemp("states")
    found = folder / "few.json", folder / "many.json"
    for path, number in zip(found, (FEW, MANY), strict=True):
        cluster = applications(number)
        committing.write(str(path), None, cluster, history.make_entry(cluster, cluster, "test"))
    return found


PEM = b"-----BEGIN CERTIFICATE REQUEST-----\nMA==\n-----END CERTIFICATE REQUEST-----\n"
FILES: dict[str, Object] = {
    "service": obj("v1", "Service", {"name": "new"}, spec={"ports": [{"port": 80}]}),
    "settings": obj("v1", "ConfigMap", {"name": "c-1"}, data={"a": "c"}),
    "role": obj("rbac.authorization.k8s.io/v1", "Role", {"name": "new"}, rules=[]),
    "request": obj(
        "certificates.k8s.io/v1",
        "CertificateSigningRequest",
        {"name": "new"},
        spec={
            "request": base64.b64encode(PEM).decode(),
            "signerName": "example.com/a",
            "usages": ["client auth"],
        },
    ),
}


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """What is done: objects decoded, by kind, objects encoded, runs of controllers."""
    done: Counter[str] = Counter()
    parse, encode, run = StateFile._parse, layout._encode, controllers._run

    def counting_parse(file: StateFile, lines: bytes) -> dict[str, Object]:
        found = parse(file, lines)
        done.update(key.partition("/")[0] for key in found)
        return found

    def counting_encode(value: Any) -> str:
        done["encoded"] += isinstance(value, dict) and "kind" in value
        return encode(value)

    def counting_run(*arguments: Any) -> controllers.Ran:
        done["runs"] += 1
        return run(*arguments)

    monkeypatch.setattr(StateFile, "_parse", counting_parse)
    monkeypatch.setattr(layout, "_encode", counting_encode)
    monkeypatch.setattr(controllers, "_run", counting_run)
    return done


@pytest.mark.parametrize("change", VERBS, ids=lambda change: change.line)
def test_a_change_is_the_same_work_in_a_large_state(
    change: Verb,
    states: tuple[Path, Path],
    work: Counter[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINIK_NOW", "2026-11-23T08:10:00Z")
    monkeypatch.setenv("KUBE_EDITOR", "sed -i s/registry.example/other.example/;s/a:.c/a:.d/")
    certificates(Path("tls"))
    for name, document in FILES.items():
        Path(f"{name}.json").write_text(json.dumps(document))
    counts = []
    for state in states:
        for name in (state.name, f"{state.name}.history"):
            shutil.copy2(state.with_name(name), name)
        monkeypatch.setenv("MINIK_STATE", str(tmp_path / state.name))
        for line in change.before:
            assert cli.run(shlex.split(line)) == 0
        work.clear()
        assert cli.run(shlex.split(change.line)) == 0
        counts.append(+work)
    few, many = counts
    allowed = {name: LOOKUPS if name[0].isupper() else 0 for name in many}
    grown = {name for name, more in allowed.items() if abs(many[name] - few[name]) > more}
    assert many["encoded"] and grown <= {*change.whole.split()}
    assert all(many[kind] <= OFTEN * 2 * MANY + few[kind] for kind in grown)


def may_change() -> Iterator[str]:
    """The commands that begin changes of a state, or use what does."""
    shared = {
        path.stem: {*re.findall(r"\w+", path.read_text())}
        for path in (ROOT / "command_line").glob("*.py")
        if path.stem != "state_access"
    }
    changing = {"begin_change"}
    while more := {name for name, words in shared.items() if words & changing} - changing:
        changing |= more
    for path in sorted((ROOT / "commands").rglob("*.py")):
        if changing & {*re.findall(r"\w+", path.read_text())}:
            words = path.relative_to(ROOT / "commands").with_suffix("").parts
            yield " ".join(words).removesuffix(" __init__").rstrip("_").replace("_", "-")


def test_every_verb_that_can_change_an_object_is_measured() -> None:
    measured = [*(f"{change.line} " for change in VERBS), *OF_ALL, *OF_NONE]
    found = [*may_change()]
    assert len(found) > 70
    assert [
        one for one in found if not any(f"{line} ".startswith(f"{one} ") for line in measured)
    ] == []
