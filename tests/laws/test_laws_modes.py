"""The law of the proxy modes: nothing outside `proxy/modes/` knows one by its name, so that a new
one is one file.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from minik.proxy import mode as modes

ROOT = Path(__file__).parents[2] / "minik"
SHELF = ROOT / "proxy" / "modes"
NAMES = re.compile(rf"\b({'|'.join(mode.name for mode in modes.all_modes())})\b")
EXAMPLE = re.compile(r"^ *minik .*$", re.MULTILINE)
# Where a name may stand: the default is a setting, and two programs are one mode at work.
EXEMPT = {
    "model/settings.py": "the mode of a new cluster",
    "proxy/local_ports.py": "the ports of the userspace proxy",
    "proxy/turns.py": "the turns of the userspace proxy",
    "commands/proxy/serve.py": "the userspace proxy itself",
    "lessons/proxy.py": "the lesson that shows each mode",
}
MODULES = [path for path in sorted(ROOT.rglob("*.py")) if SHELF not in path.parents]


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


def docstrings(tree: ast.Module) -> set[ast.AST]:
    """The texts that say what a module, class or function means: they may name examples."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, holders)]
    return {body[0].value for body in bodies if body and isinstance(body[0], ast.Expr)}


def named(path: Path) -> Iterator[str]:
    """Every name of a mode in a text or an import of a module."""
    tree = ast.parse(path.read_text())
    excepted = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in excepted:
            yield from NAMES.findall(EXAMPLE.sub("", node.value))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "minik.proxy.modes"
        ):
            yield from NAMES.findall(f"{node.module} {' '.join(name.name for name in node.names)}")


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_no_mode_is_known_by_its_name(path: Path) -> None:
    assert label(path) in EXEMPT or not list(named(path))


@pytest.mark.parametrize("name", EXEMPT)
def test_no_exemption_outlives_its_reason(name: str) -> None:
    assert list(named(ROOT / name))


@pytest.mark.parametrize("mode", list(modes.all_modes()), ids=lambda mode: mode.name)
def test_a_mode_is_called_as_its_file(mode: modes.Mode) -> None:
    assert modes.find(mode.name) is mode
    assert mode.algorithm in mode.schedulers.values() or not mode.schedulers
