"""Flags of kubectl's that minik does not have, that every command takes, and that no command
swallows.
"""

import os
from pathlib import Path

import click
import pytest
from typing_in import Terminal

from minik import cli
from minik.command_line import global_options, unsupported_flags

REFUSED = [
    ("run web --image=a -it", "-i: it is for a container that runs, and minik runs none", "run"),
    ("run web --image=a --rm", "--rm: it is for a container that runs, and minik runs none", "run"),
    ("wait --local -f x", "--local: an object in a file alone never changes", "wait"),
]


@pytest.mark.parametrize(("line", "why", "verb"), REFUSED)
def test_a_flag_that_minik_does_not_have_is_refused_with_the_reason(
    terminal: Terminal, line: str, why: str, verb: str
) -> None:
    said = f"error: minik does not have kubectl's {why}\nSee 'minik {verb} --help' for usage.\n"
    assert terminal(f"minik {line}") == (1, "", said)


def test_a_flag_before_the_verb_is_read_as_kubectl_reads_it(terminal: Terminal) -> None:
    assert (
        terminal("minik --foo get svc").err
        == "error: unknown flag: --foo\nSee 'minik --help' for usage.\n"
    )
    assert 'no server found for cluster "x"' in terminal("minik --cluster x get svc").err
    assert (
        terminal("minik -n=kube-system get svc").err
        == "No resources found in kube-system namespace.\n"
    )


@pytest.mark.parametrize(
    "line",
    [
        "get svc --foo",
        "scale deploy x --replicas=1 --local",
        "patch svc x -p {} --all",
        "delete deploy/x --record",
        "set env deploy/x A=b --record",
        "rollout restart deploy/x --record",
        "get deploy --record",
        "rollout status deploy/x -o yaml",
        "rollout pause deploy/x --dry-run=client",
        "create token x --edit",
        "create cm x --raw=/",
        "edit svc -l a=b",
    ],
)
def test_a_flag_that_kubectl_does_not_have_either_is_unknown(terminal: Terminal, line: str) -> None:
    assert "error: unknown " in terminal(f"minik {line}").err


def test_warnings_can_be_errors(terminal: Terminal) -> None:
    assert terminal("minik get endpoints --warnings-as-errors").exit == 1
    assert terminal("minik --warnings-as-errors get endpoints").err.endswith(
        "\nerror: 1 warning received\n"
    )
    assert terminal("minik get endpoints --warnings-as-errors=false").exit == 0
    assert terminal("minik get services --warnings-as-errors").exit == 0
    assert terminal("minik proxy rules --mode ipvs --warnings-as-errors").exit == 1


def test_who_wants_to_know_more_is_told_which_files_are_used(terminal: Terminal) -> None:
    path = os.environ["MINIK_STATE"]
    assert (
        terminal("minik create ns shop -v 1").err
        == f"no state is in {path} yet\nwrote {path}: 3 made\n"
    )
    assert terminal("minik --v=5 get ns shop -o name").err == f"read {path}: serial 1\n"
    assert terminal("minik get ns shop -v 0").err == ""


def test_who_wants_to_know_much_more_is_told_what_was_decided_and_written(
    terminal: Terminal,
) -> None:
    terminal("minik create deployment web --image=web")
    (pod,) = terminal("minik get pods -o name").out.removeprefix("pod/").split()
    replica_set = pod.rpartition("-")[0]
    read, wrote, *told = terminal("minik scale deployment web --replicas=0 -v 2").err.splitlines()
    assert read.endswith(": serial 1") and wrote.endswith(": 3 made, 2 changed, 1 gone")
    assert told == [
        f"  decided  kubelet: Killing Pod default/{pod}: Stopping container web",
        f"  decided  replicaset-controller: SuccessfulDelete ReplicaSet default/{replica_set}: Deleted pod: {pod}",
        f"  decided  deployment-controller: ScalingReplicaSet Deployment default/web: Scaled down replica set {replica_set} from 1 to 0",
        "  changed  Deployment default/web",
        f"  gone     Pod default/{pod}",
        f"  changed  ReplicaSet default/{replica_set}",
    ]


def test_no_secret_is_told_however_much_is_told(terminal: Terminal) -> None:
    said = terminal("minik create secret generic s --from-literal=password=hunter2 -v 9")
    assert "made     Secret default/s" in said.err
    assert "hunter2" not in said.err + said.out and "aHVudGVyMg" not in said.err + said.out


def test_options_tells_of_all_that_every_command_takes(terminal: Terminal) -> None:
    said = terminal("minik options").out
    assert all(names[-1] in said for names, _, _ in (*cli.EVERYWHERE, *global_options.RARE))


def test_no_command_lists_a_flag_that_is_said_to_be_missing() -> None:
    for verb, flags in unsupported_flags.BY_VERB.items():
        command = cli.minik.get_command(click.Context(cli.minik), verb)
        assert command
        assert not set(flags) & {name for param in command.params for name in param.opts}


def test_an_unreadable_level_is_refused_as_kubectl_refuses_it(terminal: Terminal) -> None:
    assert terminal("minik get svc -v x").err == (
        'error: invalid argument "x" for "-v, --v" flag: strconv.ParseInt: parsing "x": invalid syntax\n'
        "See 'minik get --help' for usage.\n"
    )


BUILDS = """#!/bin/sh
case "$2" in nope) echo "Error: no kustomization in $2" >&2; exit 1;; esac
echo "# Warning: commonLabels is deprecated" >&2
echo "$@" > called
cat "$2/cm.yaml"
"""
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"


@pytest.fixture
def kustomize(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that builds a kustomization, the only one on the PATH beside the shell's."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "kustomize").write_text(BUILDS, encoding="utf-8")
    (tmp_path / "bin" / "kustomize").chmod(0o755)
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "cm.yaml").write_text(CONFIG_MAP, encoding="utf-8")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")


@pytest.mark.usefixtures("kustomize")
def test_a_kustomization_is_built_by_the_program_on_the_path(terminal: Terminal) -> None:
    assert terminal("minik apply -k base") == (
        0,
        "configmap/a created\n",
        "# Warning: commonLabels is deprecated\n",
    )
    assert terminal("minik get -k base -o name").out == "configmap/a\n"
    assert terminal("minik diff -k base").exit == 0
    assert terminal("minik delete -k base").out == 'configmap "a" deleted from default namespace\n'
    assert (
        terminal("minik kustomize base --enable-helm --load-restrictor=LoadRestrictionsNone").out
        == CONFIG_MAP
    )
    assert (
        Path("called").read_text(encoding="utf-8")
        == "build base --enable-helm=true --load-restrictor=LoadRestrictionsNone\n"
    )
    assert terminal("minik apply -k nope").err == "error: no kustomization in nope\n"


def test_without_such_a_program_the_way_is_told(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert terminal("minik apply -k base").err == (
        "error: -k and kustomize need a kustomize or a kubectl on the PATH, which minik then calls\n"
        "  or pipe what is built elsewhere: kustomize build . | minik apply -f -\n"
    )


@pytest.mark.usefixtures("kustomize")
def test_a_kubectl_that_is_minik_does_not_call_itself(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIK_KUSTOMIZES", "1")
    assert terminal("minik kustomize base").exit == 1


@pytest.mark.parametrize(
    "family", ["rollout", "set", "auth", "config", "top", "create secret", "create service"]
)
def test_a_family_alone_shows_its_help_and_ends_as_kubectl_does(
    terminal: Terminal, family: str
) -> None:
    answer = terminal(f"minik {family}")
    assert (answer.exit, answer.out) == (1, "") and f"Usage:\n  minik {family} " in answer.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "label",
            "one or more resources must be specified as <resource> <name> or <resource>/<name>",
        ),
        ("run web", 'required flag(s) "image" not set'),
        ("run web --image=", "--image is required"),
        (
            "create deployment x --image=a --port=x",
            'invalid argument "x" for "--port" flag: strconv.ParseInt: parsing "x": invalid syntax\n'
            "See 'minik create deployment --help' for usage.",
        ),
        ("create quota x --scopes=a,", 'invalid resource quota scope ""'),
        ("debug", "you must specify --image when not using --copy-to."),
        *(
            (
                f"create {kind} a b --image=c {more}".rstrip(),
                f"exactly one NAME is required, got 2\nSee 'minik create {kind} -h' for help and examples",
            )
            for kind, more in (("deployment", ""), ("job", ""), ("cronjob", "--schedule=@daily"))
        ),
        (
            "create token",
            "exactly one NAME is required, got 0\nSee 'minik create token -h' for help and examples",
        ),
    ],
)
def test_misuse_is_worded_as_kubectl_1_37_words_it(
    terminal: Terminal, line: str, said: str
) -> None:
    assert terminal(f"minik {line}") == (1, "", f"error: {said}\n")


@pytest.mark.parametrize(
    "line", ["create secret generic s --from-literal=a=b", "run s --image=a", "create ns s"]
)
def test_no_server_is_asked_for_what_is_only_printed(terminal: Terminal, line: str) -> None:
    answer = terminal(f"minik {line} --dry-run=client -o name --server=https://example.com")
    assert (answer.exit, answer.out.endswith("/s\n"), answer.err) == (0, True, "")
    pytest.importorskip("kubernetes")
    refused = terminal(f"minik {line} --server=https://example.com")
    assert refused.exit == 1 and "minik only reads a live cluster" in refused.err
