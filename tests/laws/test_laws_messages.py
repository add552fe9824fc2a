"""The law of codes: what is decided is decided by a code, never by reading a sentence.

It looks for comparisons (`==`, `!=`, `in`, `startswith`, `endswith`) of anything that holds text for
people: an attribute called like one of TEXTS, or `str(error)`. A code that other programs define
(the `reason` of a condition) may be compared; the beginning of one may not. Texts that minik reads
because they are its input (a manifest, a rule of iptables, a template) are no messages; Python's JSON
decoder has no code but its words, in `msg`.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "minik"
TEXTS = {"message", "because", "headline", "hint", "meaning", "evidence", "title", "explanation"}
SENTENCES = TEXTS | {"reason", "refusal", "outcome", "detail"}  # whose beginning is not looked at
ERRORS = {"error", "refusal", "problem", "exception", "e"}
TESTS = {"startswith", "endswith"}
# Columns are known by their titles: those are codes that people read.
EXEMPT = {"render/formats/table.py", "api/representations/table.py"}


def is_text(node: ast.AST) -> bool:
    """Whether an expression is a text for people."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str":
        return any(isinstance(part, ast.Name) and part.id in ERRORS for part in node.args)
    return isinstance(node, ast.Attribute) and node.attr in TEXTS


def is_sentence(node: ast.AST) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name in SENTENCES or is_text(node)


def comparisons(tree: ast.AST) -> Iterator[int]:
    """The lines that compare a message."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(map(is_text, [node.left, *node.comparators])):
            yield node.lineno
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in TESTS
            and is_sentence(node.func.value)
        ):
            yield node.lineno
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
            last = node.comparators[-1]
            text = isinstance(last, ast.Name) and last.id in SENTENCES
            if text and isinstance(node.left, ast.Constant):
                yield node.lineno


@pytest.mark.parametrize(
    "path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_message_is_compared(path: Path) -> None:
    if str(path.relative_to(ROOT)) not in EXEMPT:
        assert list(comparisons(ast.parse(path.read_text()))) == []


@pytest.mark.parametrize(
    "code",
    [
        'error.message.endswith("not found")',
        'reason.startswith("source ")',
        '"range" in message',
        'finding.because == "x"',
        'str(error) == "x"',
    ],
)
def test_the_law_sees_each_way(code: str) -> None:
    assert list(comparisons(ast.parse(code)))
