"""The laws of the house, read from the source with `ast`, so that nothing is executed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from minik.model.kind import Kind

ROOT = Path(__file__).parents[2] / "minik"
FLOORS = (
    ("light_typing",),
    ("light_json", "light_re"),
    ("shelf", "errors", "schemas"),
    ("model",),
    ("cel",),
    ("kinds",),
    ("intake",),
    ("dumps",),
    ("pod_life", "node_life", "endpoints", "timelines"),
    ("bootstrap", "workloads", "scheduling", "recording", "holding", "ways"),
    ("controllers", "policy"),
    ("proxy", "discovery"),
    ("diagnosis",),
    ("review",),
    ("render",),
    ("api", "client"),
    ("simulation",),
    ("store", "lessons"),
    ("sources", "live"),
    ("serve",),
    ("command_line",),
    ("commands", "library"),
    ("cli", "pytest_plugin", "light_import"),
    ("__main__", "manual", "__init__"),  # `from minik import Cluster` is asked of the last
)
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
WATERLINE = LEVEL["simulation"]
FORBIDDEN = {"click", "rich", "os", "pathlib", "socket", "subprocess", "sys", "time", "random"}
SPOKEN = {"print", "open", "input"}
# What these mean is said once, by their shelf or by `model/kind.py`.
CONTRACTS = {"render", "command", "reconcile", "rules", "findings", *Kind._fields}
MODULES = sorted(ROOT.rglob("*.py"))


def room(path: Path) -> str:
    """The room in which a module stands; one that is missing from FLOORS fails every test here."""
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{label(path)}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def below(path: Path) -> bool:
    return LEVEL["model"] <= LEVEL[room(path)] <= WATERLINE


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_imports_only_lead_down(path: Path) -> None:
    here = room(path)
    for name in imported(path):
        top, *rest = name.split(".")
        if top == "minik" and rest and rest[0] in LEVEL and rest[0] != here:
            assert LEVEL[rest[0]] < LEVEL[here], f"{here} may not import {rest[0]}"


@pytest.mark.parametrize("path", [path for path in MODULES if below(path)], ids=label)
def test_nothing_below_the_waterline_has_a_side_effect(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & FORBIDDEN
    calls = [
        node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
    ]
    assert not {called.id for called in calls if isinstance(called, ast.Name)} & SPOKEN


def test_there_is_no_import_cycle() -> None:
    graph = {
        module(path): {target for name in imported(path) for target in targets(name)}
        - {module(path)}
        for path in MODULES
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name not in done:
            for target in sorted(graph[name]):
                visit(target, (*trail, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


def module(path: Path) -> str:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


KNOWN = {module(path) for path in MODULES}


def targets(name: str) -> set[str]:
    """The modules that an import of a name loads by name: itself, or the module that holds it."""
    parent = name.rpartition(".")[0]
    return {name} if name in KNOWN else {parent} & KNOWN


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_nothing_is_imported_for_types_alone(path: Path) -> None:
    assert "TYPE_CHECKING" not in path.read_text() or path.name in (
        "light_typing.py",
        "light_re.py",
    )


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_every_module_and_public_function_says_what_it_means(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), "the module has no docstring"
    for node in tree.body:
        if (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and node.name not in CONTRACTS
        ):
            short = (
                len(node.body) == 1
                and not isinstance(node, ast.ClassDef)
                or (node.end_lineno or 0) - node.lineno < 6
            )
            assert ast.get_docstring(node) or short, f"{node.name} has no docstring"


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_functions_fit_on_a_screen(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            assert node.end_lineno - node.lineno < 40, (
                f"{node.name} is {node.end_lineno - node.lineno + 1} lines long"
            )


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_modules_have_one_subject(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.name == "__init__.py"], ids=label
)
def test_no_function_of_a_package_is_named_like_one_of_its_modules(path: Path) -> None:
    names = {
        node.name
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    assert not names & {
        other.stem for other in path.parent.iterdir() if other.suffix == ".py" or other.is_dir()
    }


@pytest.mark.proves("A11", "H11")
def test_the_state_is_written_in_one_place_and_objects_are_let_in_below_the_commands() -> None:
    """A command changes a draft through `intake` alone, which judges first; what it kept is written
    by its session, what a server has changed by its keeper, a state that was lost by `restoring`, and
    nothing else writes.
    """
    writing = {label(path) for path in MODULES if "minik.store.committing" in set(imported(path))}
    assert writing == {
        "command_line/state_access.py",
        "library/states.py",
        "serve/api_keeper.py",
        "store/restoring.py",
    }
    for path in (path for path in MODULES if room(path) in ("commands", "serve")):
        called = [
            node.func
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call)
        ]
        changed = {
            one.attr
            for one in called
            if isinstance(one, ast.Attribute) and "draft" in ast.unparse(one.value)
        }
        assert not changed & {"put", "delete", "restore"}, label(path)


COMMANDS = [path for path in MODULES if room(path) == "commands"]


@pytest.mark.parametrize("path", COMMANDS, ids=label)
def test_what_stands_among_the_commands_is_a_command(path: Path) -> None:
    """Its helpers stand in `command_line/`, and no command reaches into another."""
    is_shelf = path.parent == ROOT / "commands" and path.stem == "__init__"
    assert is_shelf or re.search(r"(?m)^(def command\(|command = )", path.read_text())
    assert path.stem == "__init__" or not path.stem.startswith("_")
    assert not [name for name in imported(path) if name.startswith("minik.commands")]


def is_private(word: str) -> bool:
    return word.startswith("_") and not word.startswith("__")


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_what_begins_with_an_underscore_is_used_inside_its_package_only(path: Path) -> None:
    """A private module belongs to the package that holds it, a private name to its module."""
    inside = f"{'.'.join(path.relative_to(ROOT.parent).with_suffix('').parts)}."
    for name in imported(path):
        parts = name.split(".")
        for place, word in enumerate(parts):
            owner = ".".join(parts[:place])
            if parts[0] == "minik" and is_private(word):
                is_module = (ROOT.parent / "/".join(parts[:place])).with_suffix(".py").exists()
                assert inside.startswith(f"{owner}.") and not is_module, f"{name} is private"
