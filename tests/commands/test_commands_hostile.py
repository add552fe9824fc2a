"""Whatever is typed or lies in a file: an answer in words, never a traceback, never a terminal led
astray, never a lost object.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typing_in import Terminal

from minik import cli
from minik.commands.completion import BASH
from minik.intake.scalars import quote_yaml
from minik.store.locking import hold_lock

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {data}\n"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{ports: [{{port: {port}}}]}}\n"
DEEP = "exceeded max depth of 300"

FILES = {
    "broken": ("a: [b\nc: }", "did not find expected ',' or ']'"),
    "a NUL byte": ("a: \0b\n", "control characters are not allowed"),
    "deep lists": ("[" * 10_000 + "]" * 10_000, DEEP),
    "deep mappings": ("a: " + "{a: " * 10_000 + "}" * 10_000, DEEP),
    "deep dashes": ("- " * 10_000 + "a\n", DEEP),
    "deep JSON": ('{"a":' * 10_000 + "1" + "}" * 10_000, DEEP),
    "deeper than may be, by one": ("a: " + "{a: " * 300 + "1" + "}" * 300, DEEP),
    "a huge number": (SERVICE.format(name="a", port="9" * 5000), "ports.port of type int32"),
    "an endless number": (SERVICE.format(name="a", port=".inf"), "unsupported value: +Inf"),
    "a bomb": (
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{chr(98 + i)}: &{chr(98 + i)} [{','.join([f'*{chr(97 + i)}'] * 9)}]\n"
            for i in range(20)
        ),
        "excessive aliasing",
    ),
    "an anchor within itself": (CONFIG_MAP.format(name="a", data="&m {a: *m}"), "contains itself"),
    "half a character": (
        CONFIG_MAP.format(name="a", data='{k: "\\ud800"}'),
        "invalid Unicode character",
    ),
    "a tag that makes objects": (
        CONFIG_MAP.format(name="!!python/object/apply:os.system [ls]", data="{}"),
        "of type string",
    ),
    "a slash": (SERVICE.format(name="a/b", port=80), 'Service "a/b" is invalid'),
    "no object": ("5\n", "invalid object to validate"),
    "no kind": ("kind: 5\napiVersion: [1]\nmetadata: 3\n", "apiVersion"),
}


@pytest.mark.parametrize(("text", "why"), FILES.values(), ids=FILES)
@pytest.mark.parametrize("verb", ["apply", "create", "delete"])
def test_a_file_that_is_none_is_refused_in_words(
    terminal: Terminal, verb: str, text: str, why: str
) -> None:
    Path("a.yaml").write_text(text, encoding="utf-8")
    answer = terminal(f"minik {verb} -f a.yaml")
    assert (answer.exit, answer.out) == (1, "")
    assert "defect" not in answer.err and (verb != "apply" or why in answer.err)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("apply -f missing.yaml", 'the path "missing.yaml" does not exist'),
        ("apply -f empty", "error reading [empty]: recognized file extensions"),
        ("apply -f loop.yaml", 'the path "loop.yaml" does not exist'),
        ("apply -f /dev/null", "no objects passed to apply"),
        ("apply -f ''", 'the path "" does not exist'),
        ("create configmap x --from-file=missing", "error reading missing"),
        ("create secret tls x --cert=empty --key=empty", "Cannot read file empty"),
        ("create service nodeport x --tcp=99999999999999999999", "value out of range"),
        ("create deployment x --image=a --replicas=99999999999999999999", "of type int32"),
        ("scale deployment x --replicas=99999999999999999999", "value out of range"),
        ("create namespace ../x", 'The Namespace "../x" is invalid'),
        ("create configmap ../x --from-literal=a=b", 'ConfigMap "../x" is invalid'),
        ("create configmap x --from-literal=a=b -n ../x", 'namespaces "../x" not found'),
        ("get service a/b/c", "resource/name form"),
        ("delete service ..", 'services ".." not found'),
        ("--context ../../x get services", "context was not found for specified context: ../../x"),
        ("create configmap x --from-literal=a=\udcff", "not UTF-8"),
        ("create configmap \udcff --from-literal=a=b", "not UTF-8"),
        ("create namespace x --lock-timeout=x", 'invalid argument "x" for "--lock-timeout" flag'),
    ],
)
def test_words_that_lead_nowhere_are_refused_in_words(
    terminal: Terminal, line: str, why: str
) -> None:
    Path("empty").mkdir()
    Path("loop.yaml").symlink_to("loop.yaml")
    answer = terminal(f"minik {line}")
    assert (answer.exit, answer.out) == (1, "") and why in answer.err


@pytest.mark.parametrize(
    "line",
    [
        "apply -f /dev/zero",
        "create configmap x --from-file=/dev/zero",
        "create secret tls x --cert=/dev/zero --key=a",
        "patch service kubernetes --patch-file=/dev/zero",
        "get services -o jsonpath-file=/dev/zero",
    ],
)
def test_an_endless_file_is_given_up(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr("minik.store.files.LIMIT", 1 << 20)
    assert "larger than 1 MiB" in terminal(f"minik {line}").err


def test_how_long_to_wait_is_a_duration(terminal: Terminal) -> None:
    for patience in ("60s", "1m", "5"):
        assert terminal(f"minik create namespace x{patience} --lock-timeout={patience}").exit == 0


ESCAPE = "\x1b[2Jred\x07"


@pytest.mark.parametrize(
    "line",
    [
        "get service '{}'",
        "get '{}'",
        "get services -n '{}'",
        "get services -o '{}'",
        "get services -l '{}'",
        "apply -f '{}.yaml'",
        "'{}'",
        "get services '--{}'",
        "describe configmap x",
        "get configmap x -o yaml",
        "get configmap x -o custom-columns='{}:.data.k'",
        "annotate configmap x --list",
        "label configmap x 'a={}'",
        "create namespace '{}'",
        "apply -f a.yaml",
        "delete -f a.yaml --dry-run=client",
        "explain 'service.{}'",
        "resolve '{}'",
        "events",
        "validate -f a.yaml",
    ],
)
def test_no_name_or_value_reaches_a_terminal_as_a_command(terminal: Terminal, line: str) -> None:
    Path("a.yaml").write_text(SERVICE.format(name='"a\\e[2Jred"', port=80), encoding="utf-8")
    Path("x.yaml").write_text(
        CONFIG_MAP.format(name='x, annotations: {"a": "\\e[2Jred\\a"}', data='{k: "\\e[2Jred\\a"}'),
        encoding="utf-8",
    )
    terminal.monkeypatch.setenv("FORCE_COLOR", "1")
    terminal.monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)
    assert terminal("minik apply -f x.yaml").exit == 0
    answer = terminal("minik " + line.format(ESCAPE))
    assert "\x1b[2J" not in answer.out + answer.err and "\x07" not in answer.out + answer.err


@pytest.mark.parametrize(
    "content",
    [
        '{"a":1}',
        "",
        "[" * 100_000,
        "9" * 10_000,
        "\x80\xff",
        '{"minik": 5}',
        '{"minik": {"layout": 99}}',
    ],
)
@pytest.mark.parametrize("line", ["get services", "create namespace x", "undo", "reset"])
def test_a_foreign_state_is_left_as_it_is(terminal: Terminal, content: str, line: str) -> None:
    Path("state.json").write_bytes(content.encode("latin-1"))
    assert terminal(f"minik {line}", "y\n").exit == 1
    assert Path("state.json").read_bytes() == content.encode("latin-1")


def minik(*words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "minik", *words], stdout=subprocess.DEVNULL)


def test_of_many_at_once_nothing_is_lost(terminal: Terminal) -> None:
    processes = [
        minik("create", "configmap", f"c{number}", "--from-literal=a=b") for number in range(6)
    ]
    assert [process.wait() for process in processes] == [0] * 6
    assert terminal(
        "minik get configmaps -o name --field-selector=metadata.name!=kube-root-ca.crt"
    ).out.split() == [f"configmap/c{number}" for number in range(6)]


def test_killed_in_the_middle_all_or_nothing_is_there(terminal: Terminal) -> None:
    many = "---\n".join(
        CONFIG_MAP.format(name=f"c{number}", data="{a: b}") for number in range(300)
    )
    Path("many.yaml").write_text(many, encoding="utf-8")
    terminal("minik create configmap first --from-literal=a=b")
    for tenths in range(1, 8):
        process = minik("apply", "-f", "many.yaml")
        time.sleep(tenths / 20)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert len(terminal("minik get configmaps -o name").out.split()) in (2, 302)
    assert terminal("minik delete configmap first").exit == 0


@pytest.mark.parametrize(
    "words", [["get", "services", "-A", "-o", "yaml"], ["get", "--help"], ["get", "nosuch"]]
)
def test_a_full_disk_behind_the_output_is_told(terminal: Terminal, words: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "minik", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ended.returncode == 1 and b"Traceback" not in ended.stderr


def test_a_reader_that_has_seen_enough_is_no_error_to_tell(terminal: Terminal) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [sys.executable, "-m", "minik", "get", "services"],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert ended.returncode and not ended.stderr


def test_a_rehearsal_does_not_wait_for_who_holds_the_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "held.json"
    monkeypatch.setenv("MINIK_STATE", str(state))
    with hold_lock(str(state), timeout=1, command="another", report=lambda _: None):
        assert (
            cli.run(
                ["create", "deployment", "x", "--image=a", "--dry-run=client", "--lock-timeout=0.1"]
            )
            == 0
        )
        assert cli.run(["create", "deployment", "x", "--image=a", "--lock-timeout=0.1"]) == 1


@pytest.mark.parametrize("kind", ["deployment", "statefulset", "job"])
def test_more_pods_than_any_cluster_holds_are_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    monkeypatch.setenv("MINIK_STATE", str(tmp_path / "state.json"))
    many = 2_000_000_000
    pod: dict[str, object] = {"containers": [{"name": "a", "image": "a"}]}
    template = {"metadata": {"labels": {"a": "b"}}, "spec": pod}
    workload: dict[str, object] = {
        "replicas": many,
        "selector": {"matchLabels": {"a": "b"}},
        "template": template,
    }
    if kind == "job":
        pod["restartPolicy"] = "Never"
        workload = {"parallelism": many, "completions": many, "template": template}
    api = "batch/v1" if kind == "job" else "apps/v1"
    names = {"deployment": "Deployment", "statefulset": "StatefulSet", "job": "Job"}
    document = {"apiVersion": api, "kind": names[kind], "metadata": {"name": "x"}, "spec": workload}
    (tmp_path / "x.json").write_text(json.dumps(document))
    assert cli.run(["apply", "-f", str(tmp_path / "x.json")]) == 1
    assert "minik makes at most" in capsys.readouterr().err


HOSTILE_NAMES = [
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "x; touch PWNED; echo", "namespace": "default"},
        "spec": {"clusterIP": "10.96.0.8", "selector": {"app": "myapp"}, "ports": [{"port": 80}]},
    },
    {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p", "namespace": "default", "labels": {"app": "MyApp"}},
        "spec": {"containers": [{"name": "c", "image": "i"}]},
    },
]


def test_a_fix_that_is_pasted_runs_one_command(terminal: Terminal, tmp_path: Path) -> None:
    """What a dump says stands in it as one word."""
    (tmp_path / "dump.json").write_text(json.dumps({"kind": "List", "items": HOSTILE_NAMES}))
    terminal("minik import -f dump.json")
    fixes = [line for line in terminal("minik check").out.splitlines() if "fix:" in line]
    assert fixes and all("'x; touch PWNED; echo'" in line for line in fixes)


def test_a_fix_for_a_file_keeps_a_text_a_text(terminal: Terminal, tmp_path: Path) -> None:
    """Labels that YAML would read as a number stand in quotes."""
    for value in ("1.5", "1e3", "0x10", "1_000", "0o17", "2024-01-01", "yes", "a b", "-"):
        assert quote_yaml(value) == json.dumps(value)
    assert [quote_yaml(value) for value in ("web", "v1.2.x")] == ["web", "v1.2.x"]


@pytest.mark.parametrize("output", ["github", "junit"])
@pytest.mark.parametrize("verb", ["check", "validate"])
def test_control_characters_are_shown_in_reports(
    terminal: Terminal, tmp_path: Path, verb: str, output: str
) -> None:
    hostile = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "a\u001b[31m\u009b31m\u202eb"},
        "spec": {"selector": {"app": "x\u007f"}, "ports": [{"port": 80}]},
        "z\u001b[31m": 1,
    }
    (tmp_path / "in.json").write_text(json.dumps(hostile))
    said = terminal(f"minik {verb} -f in.json -o {output}").out
    assert said and not {"\u001b", "\u009b", "\u202e", "\u007f", "\0"} & set(said)


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
def test_bash_is_offered_words_that_it_does_not_expand(tmp_path: Path) -> None:
    """As kubectl's own script (cobra) does, with `printf %q`."""
    program = tmp_path / "minik"
    program.write_text("#!/bin/sh\nprintf '%s\\t%s\\n' 'zz$(touch PWNED)' help 'ev*' ''\n")
    program.chmod(0o755)
    typed = f"shopt -s nullglob; {BASH}\nCOMP_LINE='minik get x '; COMP_POINT=12; COMP_WORDS=({program})"
    ran = subprocess.run(
        ["bash", "-c", typed + '\n_minik minik ""; printf "%s\\n" "${COMPREPLY[@]}"'],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=True,
    )
    assert ran.stdout.splitlines() == [r"zz\$\(touch\ PWNED\)", r"ev\*"]
    assert not (tmp_path / "PWNED").exists()
