"""Completion: what may stand where, and that real shells offer it."""
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from typing_in import Terminal

from minik.commands.completion import FILES, SCRIPTS

SHIPPED = Path(__file__).parents[2] / "completions"
OFFERED = [
    ("desc", ["describe"]), ("get confi", ["configmaps"]), ("get pods,confi", ["pods,configmaps"]), ("get svc k", ["kubernetes"]),
    ("get svc/k", ["svc/kubernetes"]), ("get svc -n kube-s", ["kube-system"]), ("get svc --namespace=kube-s", ["--namespace=kube-system"]),
    ("-n kube-system get svc k", []), ("get svc -n kube-system k", []), ("get svc kubernetes k", []), ("get svc -o jso", [
        "json", "jsonpath=", "jsonpath-as-json=", "jsonpath-file="]), ("get svc -o yam", ["yaml"]), ("get svc --show-k", ["--show-kind"]),
    ("get svc --sort", [":nospace", "--sort-by="]), ("apply -f ", [":files"]), ("get -f x", [":files"]), ("--context def", ["default"]),
    ("config use", ["use-context"]), ("create service node", ["nodeport"]), ("delete ns kube-p", ["kube-public"]),
    ("completion z", ["zsh"]),
    ("describe svc/nope", []), ("get nope x", []), ("get svc --dry", []), ("delete svc --dry-run=c", ["--dry-run=client"]),
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


@pytest.mark.parametrize(("typed", "offered"), OFFERED, ids=[typed for typed, _ in OFFERED])
def test_what_may_stand_here_is_offered(cluster: Terminal, typed: str, offered: list[str]) -> None:
    *before, current = typed.split(" ")
    answer = cluster(f"minik __complete fish -- {' '.join(before)} {current or repr('')}")
    lines = [line.partition("\t")[0] for line in answer.out.splitlines() if line]
    assert (answer.exit, answer.err) == (0, "")
    assert sorted(lines) == sorted(offered)


def test_names_are_offered_in_a_state_that_is_not_there_yet(terminal: Terminal) -> None:
    assert terminal("minik __complete fish -- get svc k").out == "kubernetes\t\n"


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_shipped_scripts_are_current(terminal: Terminal, shell: str) -> None:
    assert (SHIPPED / FILES[shell]).read_text() == terminal(f"minik completion {shell}").out


@pytest.mark.parametrize(("line", "error"), [
    ("completion", "error: Shell not specified.\nSee 'minik completion -h' for help and examples\n"),
    ("completion tcsh", 'error: Unsupported shell type "tcsh".\nSee \'minik completion -h\' for help and examples\n'),
    ("completion bash zsh", "error: Too many arguments. Expected only the shell type.\nSee 'minik completion -h' for help and examples\n")])
def test_another_shell_is_refused(terminal: Terminal, line: str, error: str) -> None:
    assert terminal(f"minik {line}") == (1, "", error)


def shell(name: str, *words: str) -> str:
    if not shutil.which(name) or not shutil.which("minik"):
        pytest.skip(f"{name} or minik is not on the PATH")
    done = subprocess.run([name, *words], capture_output=True, text=True, timeout=60, env={**os.environ, "TERM": "dumb"})
    if done.returncode == 77:
        pytest.skip(f"{name} cannot be watched here")
    return done.stdout


@pytest.mark.parametrize(("line", "word", "offered"), [
    ("minik desc", "desc", "describe"), ("minik get svc ", "", "kubernetes"), ("minik get svc --namespace=kube-s", "kube-s", "kube-system"),
    ("minik get svc -o 'yam", "'yam", "yaml"), ("minik get svc/ku", "svc/ku", "svc/kubernetes"),
    ("minik get --na", "--na", "--namespace=")])
def test_bash_offers_it(cluster: Terminal, line: str, word: str, offered: str) -> None:
    assert shell("bash", "--norc", "-c", BASH, "bash", str(SHIPPED / FILES["bash"]), line, word).split() == [offered]


def test_fish_offers_it(cluster: Terminal) -> None:
    lines = ("minik get svc ", "minik get svc --namespace=kube-s", "minik desc")
    script = "; ".join([f"source {SHIPPED / FILES['fish']}", *(f"complete -C '{line}'" for line in lines)])
    offered = [line.partition("\t")[0] for line in shell("fish", "--no-config", "-c", script).splitlines()]
    assert offered == ["kubernetes", "--namespace=kube-system", "describe"]


@pytest.mark.parametrize(("line", "completed"), [("minik desc", "describe "), ("minik get svc ", "kubernetes ")])
def test_zsh_completes_it(cluster: Terminal, line: str, completed: str) -> None:
    assert completed in shell("zsh", "-f", "-c", ZSH, "zsh", str(SHIPPED / FILES["zsh"]), line, completed)
