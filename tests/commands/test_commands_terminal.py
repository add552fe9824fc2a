"""The same words with and without colour; colour only where a person looks."""

import re
import shlex
from pathlib import Path

import pytest

from minik import cli
from minik.command_line import fitting
from minik.model import marks

TEXT = re.compile(r"\x1b\[[0-9;]*m")
ANSWER = ["resolve", "kubernetes"]


def said(capsys: pytest.CaptureFixture[str], words: list[str]) -> str:
    capsys.readouterr()
    cli.run(words)
    return capsys.readouterr().out


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIK_STATE", str(tmp_path / "state.json"))
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def test_piped_text_is_plain(capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b" not in said(capsys, ANSWER)


def test_colour_changes_no_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = said(capsys, ANSWER)
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = said(capsys, ANSWER)
    assert "\x1b[" in coloured and TEXT.sub("", coloured) == plain


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv(name, value)
    assert "\x1b" not in said(capsys, ANSWER)


RED, MAGENTA, BOLD, DIM, GREEN = "31", "35", "1", "2", "32"
BROKEN = """apiVersion: v1
kind: Service
metadata: {name: web, labels: {error: none, dropped: "not-ready"}}
spec: {type: NodePort, externalTrafficPolicy: Local, selector: {app: error}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: errr}}
  template: {metadata: {labels: {app: errr}}, spec: {containers: [{name: c, image: i}]}}
"""


def shown(capsys: pytest.CaptureFixture[str], line: str) -> list[tuple[str, str]]:
    """Return what stands in which style."""
    return [
        (style, text)
        for style, text in re.findall(r"\x1b\[([\d;]+)m([^\x1b]*)", said(capsys, shlex.split(line)))
        if style != "0"
    ]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("check -f all.yaml", [(RED, "error"), (BOLD, "fix: app: errr")]),
        ("check -f all.yaml --severity info", [(RED, "error")]),
        ("validate bad.yaml", [(RED, "spec.ports[0].port: Invalid value: 0")]),
        ("resolve web", [(RED, "no pod answers"), (RED, "none"), (DIM, "ttl 30")]),
        ("why web", [(RED, "Service default/web has no endpoints."), (BOLD, "fix ")]),
        ("trace web", [(RED, "ends ")]),
        ("dns nowhere", [(RED, "no answer"), (RED, "NXDOMAIN")]),
        ("simulate node-down node-1", [(RED, "NotReady (Unknown)"), (RED, "1 → 0")]),
        ("proxy diff --what-if 'delete svc web'", [(RED, "- ")]),
        ("review all.yaml less.yaml", [(MAGENTA, "warning"), (DIM, "info")]),
    ],
)
def test_colours_come_from_what_a_thing_is(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    line: str,
    parts: list[tuple[str, str]],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("all.yaml").write_text(BROKEN)
    Path("less.yaml").write_text(BROKEN.split("---")[1])
    Path("bad.yaml").write_text(BROKEN.split("---")[0].replace("80", "0"))
    for words in (
        "apply -f all.yaml",
        "create deployment one --image=i --port=80",
        "expose deployment one --port=80",
    ):
        cli.run(words.split())
    monkeypatch.setenv("FORCE_COLOR", "1")
    found = shown(capsys, line)
    for style, text in parts:
        assert any(part == style and text in words for part, words in found), (style, text, found)
    assert {style for style, _ in found} <= {RED, MAGENTA, BOLD, DIM, GREEN}
    assert not any(words == "error: none" or words == "dropped" for _, words in found)


def test_what_programs_read_is_never_coloured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    for words in ("resolve nowhere -o json", "dns nowhere -o yaml", "check -o json"):
        assert "\x1b" not in said(capsys, words.split())


def test_long_lines_break_between_words() -> None:
    text = f"    {'words and more ' * 4}\n  {marks.to_do('fix ' + 'x ' * 60)}\n"
    first, second, third, fix, end = fitting.wrap(text, 30).split("\n")
    assert first == "    words and more words and"
    assert second == "    more words and more words"
    assert third.startswith("    and more")
    assert marks.strip(fix).rstrip() == f"  fix {'x ' * 60}".rstrip() and end == ""
    assert fitting.wrap("a" * 50, 30) == "a" * 50
    assert fitting.wrap(marks.bad("b" * 20) + " c", 22) == marks.bad("b" * 20) + " c"
