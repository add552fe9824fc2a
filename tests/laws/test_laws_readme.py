"""README.md and docs/ are true: what they show is what the commands print, every line that they
tell people to type works, their tables name what there is.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import readme
from test_laws_floors import FLOORS

from minik import cli, shelf
from minik.proxy import modes
from minik.render import formats

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
DOCS = {path.stem: path.read_text() for path in sorted((ROOT / "docs").glob("*.md"))}
EVERYTHING = {
    path: path.read_text()
    for path in (
        *readme.DOCUMENTS,
        ROOT / "SECURITY.md",
        ROOT / "CHANGELOG.md",
        ROOT / ".pre-commit-hooks.yaml",
        *ROOT.glob(".github/**/*.y*ml"),
    )
}


def test_generated_parts_are_those_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    parts = readme.generated()
    named = "".join(EVERYTHING.values())
    assert all(f"<!-- {name} -->\n" in named for name in parts)
    for path in readme.DOCUMENTS:
        text = path.read_text()
        assert readme.renewed(text, parts) == text, (
            f"{path.name}: python tests/laws/readme.py writes it anew"
        )


def test_the_readme_fits_into_200_lines() -> None:
    assert len(README.splitlines()) <= 200


STARTS = re.findall(r"<!-- start: (\w+) -->\n```sh\n(.*?)```\n<!-- /start -->", README, re.DOTALL)


@pytest.mark.proves("C3", "C4")
@pytest.mark.parametrize(("name", "block"), STARTS, ids=[name for name, _ in STARTS])
def test_a_start_works_as_typed(name: str, block: str, tmp_path: Path) -> None:
    """A line ends with the exit status that its comment names, else with 0."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "MINIK_STATE": str(tmp_path / "state.json"),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    lines = block.strip().splitlines()
    assert len(lines) == 5
    tried = re.search(r"minik apply -f \S+", README)
    assert tried
    for line in (tried[0], *lines):
        expected = re.search(r"exit status (\d)", line)
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == int(expected[1] if expected else 0), f"{line}\n{done.stderr}"
        assert done.stdout and "error: " not in done.stderr, line


def test_there_is_a_start_for_each_kind_of_reader() -> None:
    assert [name for name, _ in STARTS] == ["learn", "manifests", "dump"]


def lines_to_type() -> list[str]:
    """Every line of the documents that begins with minik, in a block of code or in backticks."""
    text = "\n".join(EVERYTHING.values())
    blocks = "\n".join(re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL))
    typed = re.findall(r"^(?:\$ )?(minik .*?)(?: &)?$", blocks, re.MULTILINE)
    return sorted({*typed, *re.findall(r"`(minik [^`]*)`", text)})


@pytest.mark.parametrize("line", lines_to_type())
def test_every_line_names_a_verb_and_options_that_exist(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = shlex.split(line, comments=True)
    verb = words[1] if len(words) > 1 else ""
    if verb.isupper() or verb in ("...", "COMMAND", "--help"):
        return
    assert verb in cli.verbs(), line
    cli.run([verb, "--help"])
    cli.run(["options"])  # of those that every command takes help names only the usual ones
    text = capsys.readouterr().out
    for group in words[2:3]:
        if f"\n  {group} " in text.partition("Commands:")[2]:
            cli.run([verb, group, "--help"])
            text += capsys.readouterr().out
    missing = [
        word
        for word in words[2:]
        if re.fullmatch(r"--[a-z-]+", word.partition("=")[0])
        and not re.search(rf"{word.partition('=')[0]}\b", text)
    ]
    assert not missing, line


def test_links_lead_to_files() -> None:
    for path, text in EVERYTHING.items():
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_page_is_in_the_contents() -> None:
    linked = set(re.findall(r"\]\(([\w-]+)\.md\)", DOCS["README"]))
    assert linked == DOCS.keys() - {"README"}


@pytest.mark.parametrize(
    "output", [output for output in formats.names() if not output.endswith("file")]
)
def test_it_names_every_format(output: str) -> None:
    assert output in DOCS["commands"]


@pytest.mark.parametrize("mode", list(shelf.names(modes.__path__)))
def test_it_names_every_mode(mode: str) -> None:
    assert mode in DOCS["commands"]


def test_no_text_installs_somebody_elses_package() -> None:
    """On PyPI `minik` is another project: the distribution is minik-cli."""
    for path, text in EVERYTHING.items():
        wrong = re.findall(
            r"(?:pip install|pipx \w+|uvx(?! --from)|uv tool \w+)[^\n`]*\bminik\b(?!-)", text
        )
        assert not [line for line in wrong if "/minik" not in line], path.name


def test_every_promise_of_trust_is_kept_by_a_test() -> None:
    table = DOCS["trust"].partition("<!-- trust -->")[2].partition("<!-- /trust -->")[0]
    rows = [
        row.rpartition("`")[0].rpartition("`")[2].partition("::")
        for row in table.splitlines()
        if row.startswith("| ")
    ][1:]
    assert len(rows) > 10
    for path, _, name in rows:
        assert f"def {name}(" in (ROOT / path).read_text(), f"{path}::{name}"


def test_the_floors_of_the_architecture_are_those_of_the_law() -> None:
    table = DOCS["architecture"].partition("## The floors")[2].partition("\n## ")[0]
    floors: list[set[str]] = []
    for row in re.findall(r"^\|([^|]*)\|([^|]*)\|", table, re.MULTILINE)[2:]:
        level, rooms = row[0].strip(), re.findall(r"`(\w+)(?:/|\.py)`", row[1])
        if level.isdigit():
            floors.append(set(rooms))
    expected = [set(rooms) for rooms in FLOORS]
    assert floors == expected, "docs/architecture.md names the rooms of each floor"


# Row of the reference, and what the documents say against the tutorials that it is about.
CORRECTIONS = {
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
@pytest.mark.parametrize(("row", "words"), CORRECTIONS.items())
def test_it_corrects_what_is_widely_read_and_wrong(row: str, words: str) -> None:
    assert words in DOCS["corrections"], row


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    groups, _, refused = capsys.readouterr().out.partition("Answers:")[2].partition("These need")
    listed = {line.split()[0] for line in groups.splitlines() if re.match(r"  [a-z]", line)}
    names = (
        re.sub(r"\s+", " ", refused.partition("\n\n")[0])
        .rpartition(": ")[2]
        .strip(". ")
        .split(", ")
    )
    assert listed | set(names) == set(cli.verbs()) and not listed & set(names)
