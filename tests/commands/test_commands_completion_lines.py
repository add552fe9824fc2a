"""The documented line of each shell installs completion: it is typed, and the shell then knows minik."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.command_line.candidates.line import split_text

ROOT = Path(__file__).parents[2]
TABLE = dict(
    re.findall(r"^\| (\w+) \| `(.*)` \|$", (ROOT / "docs/commands.md").read_text(), re.MULTILINE)
)
# A line that a new shell of that kind runs, and what it then says.
PROBES = {
    "bash": ("bash -i -c 'complete -p minik'", "minik"),
    "zsh": ("zsh -i -c 'print $_comps[minik]'", "_minik"),
    "fish": ("fish -c 'complete -C \"minik resol\"'", "resolve"),
    "PowerShell": (
        "pwsh -Command \"(TabExpansion2 'minik resol' 11).CompletionMatches.CompletionText\"",
        "resolve",
    ),
}
PROGRAMS = {"PowerShell": "pwsh"}


def test_every_shell_has_its_line() -> None:
    assert set(TABLE) >= set(PROBES)


@pytest.mark.parametrize("shell", PROBES)
def test_the_line_installs_completion(shell: str, tmp_path: Path) -> None:
    program = PROGRAMS.get(shell, shell)
    if not shutil.which(program):
        pytest.skip(f"{program} is not on the PATH")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {
        "HOME": str(tmp_path),
        "PATH": path,
        "TERM": "dumb",
        "MINIK_STATE": str(tmp_path / "state.json"),
    }
    line = TABLE[shell].replace("\\|", "|")
    typing = ["pwsh", "-Command", line] if shell == "PowerShell" else [program, "-c", line]
    subprocess.run(typing, env=environment, check=True, cwd=tmp_path, timeout=60)
    probe, expected = PROBES[shell]
    done = subprocess.run(
        ["sh", "-c", probe],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=60,
    )
    assert expected in done.stdout, done.stderr


@given(st.text(" ab'\"\\\t=:#\u2003é", max_size=12))
def test_a_line_is_split_as_a_shell_splits_it(text: str) -> None:
    """Also where no shell is asked: a line without quotes is split at its spaces."""
    try:
        expected = shlex.split(text)
    except ValueError:
        return
    typed = split_text(text)[0]
    words = [*typed.before, typed.current] if typed.current else [*typed.before]
    assert words == expected[1:] or not expected[1:]
