"""Expressions in CEL. They are not run here; of what the compiler would refuse, only a lone name that nothing declares is found."""
import re
from collections.abc import Collection, Iterator

from minik.errors import Problem
from minik.model.problem import invalid, required

NAME = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*", re.ASCII)
WORDS = frozenset(("true", "false", "null", "bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"))
IN_ADMISSION = frozenset(("object", "oldObject", "request", "params", "namespaceObject", "authorizer", "variables"))


def expression_problems(path: str, text: str, declared: Collection[str] = IN_ADMISSION, missing: str = "") -> Iterator[Problem]:
    """What is wrong with an expression in which some names mean something."""
    if not text.strip():
        yield required(path, missing)
        return
    alone = NAME.fullmatch(text)
    if alone and alone[1] not in WORDS and alone[1] not in declared:
        yield invalid(path, text, f"compilation failed: {undeclared(text, alone[1])}")


def undeclared(text: str, name: str) -> str:
    """The compiler's message: where the name stands, and an arrow below it."""
    column = text.index(name)
    return f"ERROR: <input>:1:{column + 1}: undeclared reference to '{name}' (in container '')\n | {text}\n | {'.' * column}^"
