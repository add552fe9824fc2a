"""The same words with and without colour; colour only where a person looks."""

import re
from pathlib import Path

import pytest

from minik import cli

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
