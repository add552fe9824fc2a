"""Completion: what may stand where, and that real shells offer it."""

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from typing_in import Terminal

from minik import cli
from minik.commands.completion import FILES, SCRIPTS

NODES = ["node-1", "node-2", "node-3"]
OBJECTS = """
{apiVersion: v1, kind: Service, metadata: {name: front}, spec: {ports: [{name: http, port: 80}, {name: "443", port: 443}]}}
---
{apiVersion: batch/v1, kind: CronJob, metadata: {name: tick}, spec: {schedule: "0 0 1 1 *", jobTemplate: {spec: {template: {spec: {
  restartPolicy: Never, containers: [{name: once, image: once}]}}}}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: lone}, spec: {containers: [
  {name: main, image: a, ports: [{name: web, containerPort: 8080}, {containerPort: 9090}]}, {name: side, image: b}]}}
"""
SHIPPED = Path(__file__).parents[2] / "completions"
OFFERED = [
    ("desc", ["describe"]),
    ("get confi", ["configmaps"]),
    ("get pods,confi", ["pods,configmaps"]),
    ("get svc k", ["kubernetes"]),
    ("get svc/k", ["svc/kubernetes"]),
    ("get svc -n kube-s", ["kube-system"]),
    ("get svc --namespace=kube-s", ["--namespace=kube-system"]),
    ("-n kube-system get svc k", []),
    ("get svc -n kube-system k", []),
    ("get svc kubernetes k", []),
    ("get svc -o jso", ["json", "jsonpath=", "jsonpath-as-json=", "jsonpath-file="]),
    ("get svc -o yam", ["yaml"]),
    ("get svc --show-k", ["--show-kind"]),
    ("get svc --sort", [":nospace", "--sort-by="]),
    ("apply -f ", [":files"]),
    ("get -f x", [":files"]),
    ("--context def", ["default"]),
    ("config use", ["use-context"]),
    ("create service node", ["nodeport"]),
    ("delete ns kube-p", ["kube-public"]),
    ("completion z", ["zsh"]),
    ("get svc -nkube-system k", []),
    ("get svc --show-labels --show-l", []),
    ("get --state ", [":files"]),
    ("resolve fro", ["front"]),
    ("resolve front:", ["front:http", "front:443"]),
    ("trace --to front:h", ["front:http"]),
    ("trace --to fr", [":nospace", "front:"]),
    ("resolve front --from ou", ["outside"]),
    ("resolve front --from node-", NODES),
    ("resolve front --from lone", ["lone"]),
    ("resolve --node node-", NODES),
    ("resolve --mode ip", ["iptables", "ipvs"]),
    ("init --disable-ad", [":nospace", "--disable-admission-plugins="]),
    ("init --disable-admission-plugins Service", ["ServiceAccount"]),
    ("init --disable-admission-plugins LimitRanger,Runtime", ["LimitRanger,RuntimeClass"]),
    ("init --kubernetes-version 1.3", [f"1.3{minor}" for minor in range(8)]),
    ("check --target-version 1.2", ["1.27", "1.28", "1.29"]),
    ("schema daemon", ["daemonsets"]),
    ("resolve front -o addr", ["addresses"]),
    ("check -o sa", ["sarif"]),
    ("cordon node-", NODES),
    ("drain node-1 node-", NODES[1:]),
    ("simulate node-down node-", NODES),
    ("simulate ready lo", ["lone"]),
    ("taint no", ["nodes"]),
    ("taint nodes node-", NODES),
    ("env lone -c ", ["main", "side"]),
    ("env lone --container=s", ["--container=side"]),
    ("logs lone -c m", ["main"]),
    ("set env pod/lone -c m", ["main"]),
    ("set image depl", ["deployments"]),
    ("rollout restart ", ["daemonsets", "deployments", "statefulsets"]),
    ("rollout re", ["restart", "resume"]),
    ("expose pod lone --target-port ", ["web", "9090"]),
    ("why pod/lo", ["pod/lone"]),
    ("why fro", ["front"]),
    ("check serv", [":nospace", "serviceaccounts/", "servicecidrs/", "services/"]),
    ("check svc/fr", ["svc/front"]),
    ("check fro", ["front"]),
    ("check ./dep", [":files"]),
    ("trace fro", ["front"]),
    ("wait pod lone --for ", ["create", "delete", "condition=", "jsonpath="]),
    ("patch svc front --type ", ["json", "merge", "strategic"]),
    ("expose pod lone --type Node", ["NodePort"]),
    ("delete pod lone --cascade=o", ["--cascade=orphan"]),
    ("get pods --field-selector status.ph", [":nospace", "status.phase="]),
    ("explain svc.spec.po", ["svc.spec.ports"]),
    ("explain svc.spec.ports.node", ["svc.spec.ports.nodePort"]),
    ("explain svc.nope.x", []),
    ("auth can-i li", ["list"]),
    ("auth can-i get endpointsl", ["endpointslices"]),
    ("config delete-context de", ["default"]),
    ("create role x --verb=get,li", ["--verb=get,list"]),
    ("create job x --from=cronjob/ti", ["--from=cronjob/tick"]),
    ("proxy rules --ip", [":nospace", "--ip-family="]),
    ("proxy rules --ip-family IPv", ["IPv4", "IPv6"]),
    ("dns fro", ["front"]),
    ("dns front S", ["SRV"]),
    ("undo ", []),
    ("help desc", ["describe"]),
    ("learn sel", ["selectors"]),
    ("help rollout st", ["status"]),
    ("create ns ", []),
    ("validate ", [":files"]),
    ("get nope -o yaml x", []),
    ("describe svc/nope", []),
    ("get nope x", []),
    ("get svc --dry", []),
    ("delete svc --dry-run=c", ["--dry-run=client"]),
]
BASH = """
source "$1"
COMP_LINE="$2" COMP_POINT=${#2} COMP_WORDS=(minik)
_minik minik "$3" ""
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
zmodload zsh/zpty || exit 77
zpty z zsh -f -i
zpty -w z "PS1=; unsetopt zle_bracketed_paste 2>/dev/null; autoload -U compinit; compinit -D -u; source $1"
zpty -w z 'print -r -- READ""Y'
zpty -r -m z out '*READY*'
zpty -w -n z "$2"$'\\t'
for i in {1..100}; do sleep 0.1; zpty -r -t z more && out+=$more; [[ "$out" == *"$3"* ]] && break; done
print -r -- "$out"
zpty -d z
"""


@pytest.fixture
def cluster(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    terminal("minik init")
    return terminal


@pytest.fixture
def peopled(cluster: Terminal) -> Terminal:
    Path("objects.yaml").write_text(OBJECTS, encoding="utf-8")
    assert cluster("minik apply -f objects.yaml").exit == 0
    return cluster


@pytest.mark.parametrize(("typed", "offered"), OFFERED, ids=[typed for typed, _ in OFFERED])
def test_what_may_stand_here_is_offered(peopled: Terminal, typed: str, offered: list[str]) -> None:
    *before, current = typed.split(" ")
    answer = peopled(f"minik __complete fish -- {' '.join(before)} {current or repr('')}")
    lines = [line.partition("\t")[0] for line in answer.out.splitlines() if line]
    assert (answer.exit, answer.err) == (0, "")
    assert sorted(lines) == sorted(offered)


def test_names_are_offered_in_a_state_that_is_not_there_yet(terminal: Terminal) -> None:
    assert terminal("minik __complete fish -- get svc k").out == "kubernetes\t\n"


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_shipped_scripts_are_current(terminal: Terminal, shell: str) -> None:
    assert (SHIPPED / FILES[shell]).read_text() == terminal(f"minik completion {shell}").out


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (
            "completion",
            "error: Shell not specified.\nSee 'minik completion -h' for help and examples\n",
        ),
        (
            "completion tcsh",
            "error: Unsupported shell type \"tcsh\".\nSee 'minik completion -h' for help and examples\n",
        ),
        (
            "completion bash zsh",
            "error: Too many arguments. Expected only the shell type.\nSee 'minik completion -h' for help and examples\n",
        ),
    ],
)
def test_another_shell_is_refused(terminal: Terminal, line: str, error: str) -> None:
    assert terminal(f"minik {line}") == (1, "", error)


def shell(name: str, *words: str) -> str:
    if not shutil.which(name) or not shutil.which("minik"):
        pytest.skip(f"{name} or minik is not on the PATH")
    done = subprocess.run(
        [name, *words],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "TERM": "dumb"},
    )
    if done.returncode == 77:
        pytest.skip(f"{name} cannot be watched here")
    return done.stdout


@pytest.mark.parametrize(
    ("line", "word", "offered"),
    [
        ("minik desc", "desc", "describe"),
        ("minik get svc ", "", "kubernetes"),
        ("minik get svc --namespace=kube-s", "kube-s", "kube-system"),
        ("minik get svc -o 'yam", "'yam", "yaml"),
        ("minik get svc/ku", "svc/ku", "svc/kubernetes"),
        ("minik get --na", "--na", "--namespace="),
        ("minik resolve kubernetes:h", "h", "https"),
        ("minik cordon node-1 node-2 node-", "node-", "node-3"),
        ("minik explain svc.spec.ports.tar", "svc.spec.ports.tar", "svc.spec.ports.targetPort"),
        ("minik resolve kubernetes --from=ou", "ou", "outside"),
    ],
)
def test_bash_offers_it(cluster: Terminal, line: str, word: str, offered: str) -> None:
    assert shell(
        "bash", "--norc", "-c", BASH, "bash", str(SHIPPED / FILES["bash"]), line, word
    ).split() == [offered]


def test_fish_offers_it(cluster: Terminal) -> None:
    lines = (
        "minik get svc ",
        "minik get svc --namespace=kube-s",
        "minik desc",
        "minik resolve kubernetes:",
        "minik resolve x --from ou",
    )
    script = "; ".join(
        [f"source {SHIPPED / FILES['fish']}", *(f"complete -C '{line}'" for line in lines)]
    )
    offered = [
        line.partition("\t")[0] for line in shell("fish", "--no-config", "-c", script).splitlines()
    ]
    assert offered == [
        "kubernetes",
        "--namespace=kube-system",
        "describe",
        "kubernetes:https",
        "outside",
    ]


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("minik desc", "describe "),
        ("minik get svc ", "kubernetes "),
        ("minik resolve kubernetes:h", "kubernetes:https "),
        ("minik resolve x --from ou", "outside "),
    ],
)
def test_zsh_completes_it(cluster: Terminal, line: str, completed: str) -> None:
    assert completed in shell(
        "zsh", "-f", "-c", ZSH, "zsh", str(SHIPPED / FILES["zsh"]), line, completed
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("get svc ku", "kubernetes\n:4\n"),
        ("apply -f ''", ":0\n"),
        (
            "get svc --field",
            "--field-selector=\tOnly objects with these fields: metadata.name=a,...\n:6\n",
        ),
        ("nope ''", ":4\n"),
    ],
)
def test_kubectl_is_told_what_it_asks_of_a_plugin(cluster: Terminal, typed: str, said: str) -> None:
    """`kubectl minik <TAB>` runs `kubectl_complete-minik` and reads its last line as a number of
    what to do.
    """
    assert cluster(f"minik __complete kubectl -- {typed}").out == said
    if shutil.which("kubectl_complete-minik"):
        done = subprocess.run(
            ["kubectl_complete-minik", *typed.replace("''", "").split(" ")],
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (done.stdout, done.stderr) == (said, "")


def commands(
    known: click.Command, context: click.Context, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, known
    if isinstance(known, click.Group):
        for name in known.list_commands(context):
            inner = known.get_command(context, name)
            if inner:
                yield from commands(
                    inner, click.Context(inner, info_name=name, parent=context), (*path, name)
                )


EVERY = list(commands(cli.minik, click.Context(cli.minik)))
CHOOSING = [
    (path, max(param.opts, key=len), param.metavar)
    for path, known in EVERY
    for param in known.params
    if isinstance(param, click.Option)
    and not param.hidden
    and re.fullmatch(r"[a-z0-9-]+(\|[a-z0-9-]+)+", param.metavar or "")
]


@pytest.mark.parametrize(
    ("path", "option", "metavar"),
    CHOOSING,
    ids=[f"{' '.join(path)} {option}" for path, option, _ in CHOOSING],
)
def test_every_word_that_an_option_names_is_offered(
    terminal: Terminal, path: tuple[str, ...], option: str, metavar: str
) -> None:
    offered = (
        terminal(f"minik __complete fish -- {' '.join(path)} {option}=")
        .out.replace("\t", "")
        .split()
    )
    assert [f"{option}={word}" for word in metavar.split("|")] == [
        word for word in offered if word[0] != ":"
    ]


@pytest.mark.parametrize("path", [path for path, _ in EVERY], ids=" ".join)
def test_every_command_and_every_option_is_offered(
    terminal: Terminal, path: tuple[str, ...]
) -> None:
    known = dict(EVERY)[path]
    offered = terminal(f"minik __complete fish -- {' '.join(path)} --").out
    for param in known.params:
        if isinstance(param, click.Option) and not param.hidden:
            assert f"{max(param.opts, key=len)}" in offered
    if path:
        *family, name = path
        assert f"{name}\t" in terminal(f"minik __complete fish -- {' '.join(family)} {name}").out


def test_powershell_offers_it(cluster: Terminal) -> None:
    script = (
        f". {SHIPPED / FILES['powershell']}; foreach ($line in 'minik desc', 'minik get svc ', 'minik get svc --namespace=kube-s') "
        "{ [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches."
        "CompletionText }"
    )
    assert shell("pwsh", "-NoProfile", "-Command", script).split() == [
        "describe",
        "kubernetes",
        "--namespace=kube-system",
    ]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("minik get svc ", ["kubernetes"]),
        ("minik desc", ["describe"]),
        ("minik get svc -o 'yam", ["yaml"]),
        ("minik get svc --namespace=kube-s", ["--namespace=kube-system"]),
        ("minik", []),
    ],
)
def test_powershell_hands_over_its_line(cluster: Terminal, line: str, offered: list[str]) -> None:
    out = cluster(f"minik __complete powershell -- {shlex.quote(line)}").out
    assert [one.partition("\t")[0] for one in out.splitlines()][: len(offered)] == offered
