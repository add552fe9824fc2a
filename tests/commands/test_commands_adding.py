"""A command is one file, and so is a subcommand of a group: added, it is listed, completed and run."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from typing_in import Terminal

FILE = '''"""Greet somebody"""

from minik.command_line import flags, state_access


@flags.command()
@flags.text("--greeting", default="hello", help="What is said")
@flags.argument("name")
def command(name: str, greeting: str) -> None:
    """Greet somebody by name."""
    state_access.say(f"{greeting} {name}")
'''


@pytest.fixture(params=["", "create", "apply", "rollout", "dns", "state", "create.secret"])
def group(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[str]]:
    """Add the command `greet` to a group; return the words that name the group."""
    package = import_module(".".join(filter(None, ("minik.commands", request.param))))
    (tmp_path / "greet.py").write_text(FILE)
    package.__path__.append(str(tmp_path))
    yield request.param.split(".") if request.param else []
    package.__path__.remove(str(tmp_path))
    sys.modules.pop(f"{package.__name__}.greet", None)


def test_one_file_is_a_command(group: list[str], terminal: Terminal) -> None:
    above = " ".join(["minik", *group])
    assert "Greet somebody" in terminal(f"{above} --help").out
    assert terminal(f"{above} greet Ann --greeting=hi") == (0, "hi Ann\n", "")
    assert f"Usage:\n  {above} greet NAME [options]\n" in terminal(f"{above} greet -h").out
    words = " ".join([*group, ""])
    assert "greet\t" in terminal(f"minik __complete fish -- {words}gre").out
    assert "--greeting=" in terminal(f"minik __complete fish -- {words}greet --gr").out
