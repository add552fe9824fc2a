"""The manual: a page for each command, that man reads without a complaint, and that a wheel
carries.
"""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pytest

from minik import cli, manual
from minik.commands.completion import FILES

ROOT = Path(__file__).parents[1]
PAGES = dict(manual.pages())


def test_every_verb_has_a_page() -> None:
    assert {f"minik-{verb}.1" for verb in cli.verbs()} < PAGES.keys()
    assert {
        "minik.1",
        "minik-create-service-clusterip.1",
        "minik-rollout-status.1",
        "minik-config-view.1",
    } < PAGES.keys()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_tells_what_its_command_tells(name: str) -> None:
    lines = PAGES[name].splitlines()
    assert lines[0].startswith(".TH ") and lines[1] == ".SH NAME"
    command, context = cli.minik, click.Context(cli.minik, info_name="minik")
    found: click.Command = command
    words = name.removesuffix(".1").split("-")[1:]
    while words and isinstance(found, click.Group):
        size = next(
            size
            for size in range(len(words), 0, -1)
            if found.get_command(context, "-".join(words[:size]))
        )
        found, words = found.get_command(context, "-".join(words[:size])) or found, words[size:]
    for param in found.params:
        if isinstance(param, click.Option) and not param.hidden:
            assert rf"\fB{max(param.opts, key=len)}\fR".replace("-", r"\-") in PAGES[name]
    assert all(ord(letter) >= 32 or letter == "\n" for letter in PAGES[name])


def test_no_line_is_taken_for_a_request() -> None:
    known = (".TH", ".SH", ".PP", ".TP", ".nf", ".fi")
    for text in PAGES.values():
        assert all(line.startswith(known) for line in text.splitlines() if line[:1] in (".", "'"))
    assert manual.escape(".x -y 'z'\\n") == r"\&.x \-y \(aqz\(aq\en"


def test_mandoc_has_nothing_to_say(tmp_path: Path) -> None:
    if not shutil.which("mandoc"):
        pytest.skip("mandoc is not on the PATH")
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    said = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", *PAGES],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert [
        line for line in (said.stdout + said.stderr).splitlines() if "missing date" not in line
    ] == []


def test_the_first_page_tells_of_exit_statuses() -> None:
    assert ".SH EXIT STATUS" in PAGES["minik.1"] and "130  interrupted" in PAGES["minik.1"]


def test_a_wheel_carries_the_pages_and_the_completions(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = {name.partition(".data/data/")[2]: name for name in wheel.namelist()}
        assert {f"share/man/man1/{page}" for page in PAGES} <= names.keys()
        assert wheel.read(names["share/man/man1/minik-get.1"]).decode() == PAGES["minik-get.1"]
        for shell, place in (
            ("bash", "bash-completion/completions/minik"),
            ("zsh", "zsh/site-functions/_minik"),
            ("fish", "fish/vendor_completions.d/minik.fish"),
        ):
            assert (
                wheel.read(names[f"share/{place}"]).decode()
                == (ROOT / "completions" / FILES[shell]).read_text()
            )
        scripts = wheel.read(
            next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
        ).decode()
        assert {"kubectl-minik", "kubectl_complete-minik"} <= {
            line.partition(" = ")[0] for line in scripts.splitlines()
        }
        own = next(name for name in wheel.namelist() if name.endswith(".data/scripts/minik"))
        assert (
            wheel.read(own).startswith(b"#!python\n") and wheel.getinfo(own).external_attr >> 22 & 1
        )
        assert any(name.endswith("_texts/service.txt") for name in wheel.namelist())
