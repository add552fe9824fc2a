"""CEL expressions. minik does not evaluate CEL; it only reports a lone undeclared name."""

from collections.abc import Collection, Iterator

from minik import light_re as re
from minik.errors import Problem
from minik.model.problem import invalid, required

NAME = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*", re.ASCII)
RESERVED_WORDS = frozenset(
    (
        "true",
        "false",
        "null",
        "bool",
        "bytes",
        "double",
        "int",
        "list",
        "map",
        "null_type",
        "string",
        "type",
        "uint",
    )
)
IN_ADMISSION = frozenset(
    ("object", "oldObject", "request", "params", "namespaceObject", "authorizer", "variables")
)


def expression_problems(
    path: str, text: str, declared: Collection[str] = IN_ADMISSION, missing: str = ""
) -> Iterator[Problem]:
    """Yield a problem if the expression is empty or is a single name that is not declared."""
    if not text.strip():
        yield required(path, missing)
        return
    lone_name = NAME.fullmatch(text)
    if lone_name and lone_name[1] not in RESERVED_WORDS and lone_name[1] not in declared:
        yield invalid(path, text, f"compilation failed: {undeclared_message(text, lone_name[1])}")


def undeclared_message(text: str, name: str) -> str:
    """Return the CEL compiler's message for an undeclared name, with an arrow below it."""
    column = text.index(name)
    return f"ERROR: <input>:1:{column + 1}: undeclared reference to '{name}' (in container '')\n | {text}\n | {'.' * column}^"
