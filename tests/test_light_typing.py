"""`light_typing`: its records are those of `typing`, and minik imports no other `typing`."""

import ast
import copy
import pickle
import subprocess
import sys
import types
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from minik import light_typing

ROOT = Path(__file__).parents[1] / "minik"


class Light(light_typing.NamedTuple):
    """A record."""

    name: str
    port: int = 80
    labels: tuple[str, ...] = ()
    new: str = "a field may have the name of anything"

    @property
    def where(self) -> str:
        """Return where it is."""
        return f"{self.name}:{self.port}"


class Full(typing.NamedTuple):
    """The same by `typing`."""

    name: str
    port: int = 80
    labels: tuple[str, ...] = ()
    new: str = "a field may have the name of anything"

    @property
    def where(self) -> str:
        """Return where it is."""
        return f"{self.name}:{self.port}"


QUESTIONS: list[Callable[[typing.Any], object]] = [
    lambda record: record("a").where,
    lambda record: record("a", port=1, labels=("b",))[:3] == ("a", 1, ("b",)),
    lambda record: tuple(record(name="a", labels=("b",))),
    lambda record: repr(record("a", 2)).partition("(")[2],
    lambda record: record("a")._replace(port=5).port,
    lambda record: record("a")._asdict(),
    lambda record: record._make(["a", 1, (), ""]).labels,
    lambda record: record._fields,
    lambda record: record._field_defaults,
    lambda record: record.__match_args__,
    lambda record: hasattr(record("a"), "__dict__"),
    lambda record: hash(record("a")),
    lambda record: record("a") < record("b"),
    lambda record: pickle.loads(pickle.dumps(record("a"))) == record("a"),
    lambda record: copy.copy(record("a")).__class__ is record,
    lambda record: record.__doc__ is None,
]
MISUSES: list[Callable[[typing.Any], object]] = [
    lambda record: record(),
    lambda record: record("a", 1, (), "", 4),
    lambda record: record("a", other=1),
    lambda record: record("a")._replace(other=1),
    lambda record: record._make(["a"]),
    lambda record: setattr(record("a"), "name", "b"),
    lambda record: setattr(record("a"), "other", "b"),
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_record_is_that_of_typing(question: Callable[[object], object]) -> None:
    assert question(Light) == question(Full)


@pytest.mark.parametrize("misuse", MISUSES)
def test_a_misused_record_fails_as_that_of_typing(misuse: Callable[[object], object]) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError)) as ours:
        misuse(Light)
    with pytest.raises(type(ours.value)) as theirs:
        misuse(Full)
    if not isinstance(ours.value, AttributeError):
        assert str(ours.value).replace("Light", "Full") == str(theirs.value)


def test_a_record_may_be_extended() -> None:
    class Wider(Light):
        """A record with a method more."""

        def double(self) -> int:
            """Return twice the port."""
            return 2 * self.port

    assert Wider("a", 4).double() == 8
    assert Wider("a")._replace(port=3).__class__ is Wider


@pytest.mark.parametrize("width", range(40))
def test_a_record_may_have_any_number_of_fields(width: int) -> None:
    names = [f"field_{number}" for number in range(width)]
    known = {"__annotations__": dict.fromkeys(names, int), **dict.fromkeys(names[width // 2 :], 7)}
    record: Any = types.new_class(
        "R", (light_typing.NamedTuple,), exec_body=lambda own: own.update(known)
    )
    given = dict.fromkeys(names[: width // 2], 1)
    assert record(**given)._asdict() == {**dict.fromkeys(names, 7), **given}
    assert tuple(record(*range(width))) == tuple(range(width))
    with pytest.raises(TypeError):
        record(*range(width + 1))


# the module itself, and the plug-in of pytest, which has imported typing and must import nothing of minik
OWN = ("light_typing.py", "pytest_plugin.py")


def test_no_module_imports_typing() -> None:
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = (
                [node.module]
                if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            assert "typing" not in names or path.name in OWN, (
                f"{path}: import it from minik.light_typing, which says why"
            )


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python uses typing itself")
def test_it_does_without_typing() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-S",
            "-c",
            "import sys, minik.light_typing; print('typing' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT.parent,
    )
    assert done.stdout == "False\n"
