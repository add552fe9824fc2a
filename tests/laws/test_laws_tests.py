"""The tests share what they build: Services and pods come from one module."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
SHARED = TESTS / "shared" / "objects.py"
# Scripts that are run by themselves, each whole in one file.
ALONE = TESTS / "benchmarks"
MODULES = [path for path in sorted(TESTS.rglob("*.py")) if ALONE not in path.parents]


def written_out(function: ast.FunctionDef) -> set[str]:
    """The kinds, of Service and Pod, of which a function writes out a whole object."""
    members = [
        {ast.unparse(key): value for key, value in zip(literal.keys, literal.values) if key}
        for literal in ast.walk(function)
        if isinstance(literal, ast.Dict)
    ]
    kinds = (found.get("'kind'") for found in members if "'metadata'" in found)
    return {ast.unparse(kind) for kind in kinds if kind} & {"'Service'", "'Pod'"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(TESTS)))
def test_fixtures_build_services_and_pods_with_the_shared_module(path: Path) -> None:
    functions = [
        node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)
    ]
    written = {
        node.name: written_out(node) for node in functions if not node.name.startswith("test_")
    }
    assert not {name for name, kinds in written.items() if kinds}, f"use {SHARED.name}"
