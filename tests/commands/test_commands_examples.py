"""Every example that a command's help shows does what it says: it is typed, in a cluster and a
folder in which what it names is there.
"""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from typing_in import Terminal

from minik import cli, manual
from minik.command_line import click_root
from minik.command_line.candidates.line import Typed, parse_line

ROOT = Path(__file__).parents[2]
SERVICE = """
{apiVersion: v1, kind: Service, metadata: {name: %s, labels: {app: web}}, spec: {selector: {app: web, tier: front}, ports: [%s]}}
"""
WEB = (
    SERVICE % ("web", "{name: http, port: 80, targetPort: 8080}")
    + """---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec: {containers: [{name: web, image: "web:1", ports: [{name: http, containerPort: 8080}]}]}
"""
)
POD = """---
apiVersion: v1
kind: Pod
metadata: {name: %s, labels: {run: %s}}
spec: {containers: [{name: main, image: main, ports: [{containerPort: 80}]}]}
"""
ROLES = """
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
"""
REQUEST = """
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: csr-sqgzp}
spec: {request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIR01HNENBUUF3RERFS01BZ0dBMVVFQXd3QmVEQlpNQk1HQnlxR1NNNDlBZ0VHQ0NxR1NNNDlBd0VIQTBJQQpCTEsrUFQrdXJGVHBxVkdTNkJVQlJNQnEydDZidmk0Mm5mNlRoQzJoTmNWc01wNjBPWW1wS1RPcnUzSzIrTFFBCjFmWWQyVkM4NzFLNDM1QXlCak4rWmd5Z0FEQUtCZ2dxaGtqT1BRUURBZ05JQURCRkFpRUFtRHgyV1hVRDFMVmQKUk42Q05LakV1d1JRdjl6M0I0ZmdhR2tGN01Qb3FNZ0NJQndjd3lhKzd2MVB6cXgxZVhOQy82ZUxsckNHdWpuRwpEeDNkdjZxcEFiZmkKLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==, signerName: example.com/signer, usages: [client auth]}
"""
POLICY = """
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: shut}
spec: {podSelector: {}}
"""
FILES = {
    "web.yaml": WEB,
    "service.yaml": SERVICE % ("extra", "{port: 80}"),
    "api.yaml": SERVICE % ("api", "{name: http, port: 80}"),
    "manifests.yaml": WEB,
    "roles.yaml": ROLES,
    "manifests/web.yaml": WEB,
    "deploy/web.yaml": WEB,
    "settings.env": "LEVEL=debug\n",
    "new-policy.yaml": POLICY,
    "request.yaml": REQUEST,
    "pods.yaml": "".join(POD % (name, name) for name in ("web", "web-0", "my-pod")),
}
# what stands in the cluster before any example is typed
STAGE = """
minik apply -f web.yaml
minik apply -f pods.yaml
minik apply -f my-service
minik create namespace shop
minik create namespace blue
minik apply -f api.yaml -n shop
minik apply -f web.yaml -n shop
minik create deployment echo-node-port --image=echo
minik expose pod my-pod --port=80 --name=mine
minik create service nodeport echo-node-port --tcp=80:8080 --node-port=30080
minik create cronjob tidy --image=busybox --schedule='@yearly'
minik create rolebinding readers --clusterrole=view --user=bob
minik create clusterrolebinding admins --clusterrole=cluster-admin --user=bob
minik config set-context staging --namespace=shop
minik apply -f request.yaml
minik config set-cluster minikube --server=https://example.com
minik config set-credentials minikube --token=t
minik create deployment my-app --image=app
"""
# what the examples of a command, or one of them, need beyond that
BEFORE = {
    "kuberc view": [
        "minik kuberc set --kuberc kuberc.yaml --section defaults --command get --option output=wide"
    ],
    "import": ["minik init --force"],
    "settle": ["minik init --force"],
    "create": ["minik delete -f web.yaml"],
    "diff": ["minik set image deployment/web web=web:0"],
    "expose": ["minik delete svc web"],
    "redo": ["minik undo"],
    "review": [
        "git init -q -b main",
        "git add deploy",
        "git -c user.name=x -c user.email=x commit -q -m x",
        "cp -r deploy old",
        "cp -r deploy new",
        "cp state.json before.json",
        "cp state.json after.json",
    ],
    "rollout": ["minik set image deployment/web web=web:2"],
    "rollout history": ["minik set image deployment/web web=web:2"],
    "rollout resume": ["minik rollout pause deployment/web"],
    "rollout undo": [
        "minik set image deployment/web web=web:2",
        "minik set image deployment/web web=web:3",
    ],
    "run": ["minik delete pod,svc web"],
    "scale": ["minik scale deployment web --replicas=2"],
    "simulate step": ["minik scale deployment web --replicas=5 --step"],
    "uncordon": ["minik cordon node-1 node-2"],
    "minik state restore": ["minik label svc web a=b", "truncate -s 900 state.json"],
    "minik state restore --force": ["minik reset --yes"],
    "wait": ["minik delete pod web-0"],
    "init": ["rm state.json"],
    "drain": ["minik delete -f pods.yaml"],
}
# these show several ways of doing one thing: each is typed where none of the others was
APART = (
    "create",
    "delete",
    "drain",
    "init",
    "rollout restart",
    "rollout undo",
    "run",
    "simulate node-down",
    "state",
    "state restore",
)
# what an example exits with, where that is not 0: an answer
ANSWERS = {
    "minik diff -f web.yaml": 1,
    "minik diff --prune -f web.yaml": 1,
    "cat web.yaml | minik diff -f -": 1,
    "minik proxy diff -f service.yaml": 1,
    "minik proxy diff --what-if 'node-down node-1' --node node-2": 1,
    "minik check --what-if 'node-down node-1'": 1,
    "minik check .": 1,
    "minik why ingress/shop -n shop": 1,
    "minik why http://shop.example.com/cart": 1,
    "minik resolve https://shop.example.com/cart --header 'version: two'": 1,
    "minik auth can-i list pods --as=system:serviceaccount:default:reader": 1,
}
# what cannot be typed in a test: servers, programs that may not be there, what would open an
# editor; their options are read all the same
UNTYPED = (
    "minik serve",
    "minik page",
    "minik dns serve",
    "minik proxy serve",
    "kustomize ",
    "minik kustomize",
    "minik apply -k",
    "KUBE_EDITOR=nano",
    "kubectl ",
    "minik export -o json | jq",
    "curl ",
    "minik import --live",
)
AUDIT = """{"kind":"Event","verb":"list","user":{"username":"system:serviceaccount:shop:operator"},"objectRef":{"resource":"pods"}}
{"kind":"Event","verb":"get","user":{"username":"jane"},"objectRef":{"resource":"nodes"}}
"""


def commands(
    known: click.Command, context: click.Context, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, list[str]]]:
    """Every command, with the lines of its examples that are to be typed."""
    lines = [
        line for line in manual.split_help(known.help or "")[1] if not line.lstrip().startswith("#")
    ]
    yield " ".join(path), lines
    for name, inner in manual.nested_commands(known, context):
        yield from commands(
            inner, click.Context(inner, info_name=name, parent=context), (*path, name)
        )


EXAMPLES = dict(commands(cli.minik, click.Context(cli.minik)))
TYPED = {
    name: [line for line in lines if not line.startswith(UNTYPED)][:20]
    for name, lines in EXAMPLES.items()
    if name != "proxy serve"
}


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all files and the state that the examples begin with."""
    folder = tmp_path_factory.mktemp("stage")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "manifests" / "my-service", folder / "my-service")
    for name in ("audit.log", "kube-apiserver-audit.log"):
        (folder / name).write_text(AUDIT, encoding="utf-8")
    script = "\n".join(
        [
            "set -e",
            f"export MINIK_STATE={folder}/state.json XDG_CONFIG_HOME={folder}/config HOME={folder}",
            *STAGE.strip().splitlines(),
            "mkdir backup; cp state.json backup; cp state.json before.json; cp state.json after.json",
            "minik export > dump.yaml; mkdir dump; cp dump.yaml dump",
            f"mkdir crds; cp {ROOT}/minik/schemas/custom_resource_definitions/httproutes* crds",
            "mkdir app policies; cp service.yaml app; cp roles.yaml policies",
            "tar czf support-bundle.tar.gz dump; cp support-bundle.tar.gz must-gather.tar.gz",
            "openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.crt -days 2 -subj /CN=shop 2>/dev/null",
        ]
    )
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("name", [name for name in TYPED if name])
def test_every_command_has_an_example(name: str) -> None:
    assert EXAMPLES[name], "no example"


@pytest.mark.parametrize("name", [name for name, lines in TYPED.items() if lines])
def test_examples_do_what_they_say(
    terminal: Terminal, stage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("MINIK_DEBUG")
    monkeypatch.setenv("PATH", os.pathsep.join(folders_of_one_minik()))
    for number, line in enumerate(TYPED[name]):
        if not number or name in APART:
            subprocess.run(["find", str(tmp_path), "-mindepth", "1", "-delete"], check=True)
            shutil.copytree(stage, tmp_path, dirs_exist_ok=True)
            for before in BEFORE.get(line, BEFORE.get(name, [])):
                assert typed(terminal, before)[0] == 0, before
        status, said = typed(terminal, line)
        assert status == ANSWERS.get(line, 0), f"{line}\n{said}"


def folders_of_one_minik() -> Iterator[str]:
    """The folders of the PATH, but for those of other installations of minik, of which `plugin list` warns."""
    seen = False
    for folder in os.environ["PATH"].split(os.pathsep):
        has_plugin = (Path(folder) / "kubectl-minik").exists()
        if not (has_plugin and seen):
            yield folder
        seen = seen or has_plugin


def typed(terminal: Terminal, line: str) -> tuple[int, str]:
    """The exit status of one line, and what it complained of: typed without a process, unless it
    needs a shell.
    """
    if line.startswith("minik ") and not any(mark in line for mark in (" | ", " > ", " < ", "<(")):
        answer = terminal(line)
        return answer.exit, answer.err
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"], capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "line",
    [
        part.strip()
        for lines in EXAMPLES.values()
        for line in lines
        if line.startswith(UNTYPED)
        for part in line.removesuffix(" &").split(" | ")
        if part.strip().startswith("minik ")
    ],
)
def test_examples_that_cannot_be_typed_here_are_well_spelt(line: str) -> None:
    words = shlex.split(line)[1:]
    path = parse_line(Typed(words, ""), cli.TREE).path
    context = click_root.context_of(cli.TREE, path)
    context.command.make_context(" ".join(path), words[len(path) :], parent=context.parent)
