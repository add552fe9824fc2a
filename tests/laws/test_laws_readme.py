"""The README tells the truth: its tour is what the commands print, its tables name what there is."""

import importlib.util
from pathlib import Path

import pytest

from minik import cli, render, shelf
from minik.proxy import modes

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text()


def test_its_tour_and_its_commands_are_those_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("readme", Path(__file__).parent / "readme.py")
    assert spec and spec.loader
    readme = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(readme)
    monkeypatch.chdir(ROOT)
    for name in ("MINIK_STATE", "MINIK_NOW", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, "")
    assert readme.created(TEXT) == TEXT, "python tests/laws/readme.py makes it anew"


@pytest.mark.parametrize(
    "output", [output for output in render.formats() if not output.endswith("file")]
)
def test_it_names_every_format(output: str) -> None:
    assert output in TEXT


def test_every_promise_of_trust_is_kept_by_a_test() -> None:
    table = TEXT.partition("<!-- trust -->")[2].partition("<!-- /trust -->")[0]
    rows = [
        row.rpartition("`")[0].rpartition("`")[2].partition("::")
        for row in table.splitlines()
        if row.startswith("| ")
    ][1:]
    assert len(rows) > 10
    for path, _, name in rows:
        assert f"def {name}(" in (ROOT / path).read_text(), f"{path}::{name}"


# Row of the reference, and what the README says against the tutorials that it is about.
CORRECTED = {
    "E8": "not recommended for discovery",
    "E2": "environment of the host",
    "E3": "`NAMESERVICE_PORT`",
    "A10": "at least three nodes",
    "F5": "with a selector, Endpoints are made",
    "D1": "left Kubernetes in 1.26",
    "B12": "does not change existing pods",
    "G5": "kube-dns 1.7",
}


@pytest.mark.proves("G5")
@pytest.mark.parametrize(("row", "said"), CORRECTED.items())
def test_it_corrects_what_is_widely_read_and_wrong(row: str, said: str) -> None:
    corrections = TEXT.partition("## What minik corrects")[2].partition("\n## ")[0]
    assert said in corrections, row


@pytest.mark.parametrize("mode", list(shelf.names(modes.__path__)))
def test_it_names_every_mode(mode: str) -> None:
    assert mode in TEXT


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    named = {
        line.split()[0]
        for line in capsys.readouterr().out.partition("Commands:")[2].splitlines()
        if line[:3].strip()
    }
    assert named == set(cli.verbs())
