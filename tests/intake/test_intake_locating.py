"""Where a field stands in its file."""

from typing import Any

import pytest

from minik.intake.parsing import Document, parse

TEXT = """apiVersion: v1
kind: Service

metadata:
  name: web
  annotations:
    a.b/c: d   # a comment
    "a.b/c.d": e
spec:
  ports:
  - port: 1
  -
    port: 2
    x: 3
  selector: {app: web,
    tier: front}
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("", 4),
        ("apiVersion", 4),
        ("metadata.name", 8),
        ("metadata.annotations[a.b/c]", 10),
        ("metadata.annotations.a.b/c.d", 11),
        ("spec.ports[0]", 14),
        ("spec.ports[1].x", 17),
        ("spec.ports[1].y", 16),
        ("spec.ports[7].port", 13),
        ("spec.selector.tier", 19),
        ("spec.selector[app]", 18),
        ("status.foo", 4),
        ("metadata.name.foo", 8),
        ("spec.ports.port", 13),
    ],
)
def test_a_field_stands_on_its_line_or_near_the_one_above_it(path: Any, line: Any) -> None:
    [_, document] = parse(f"a: 1\nb: 2\n---\n{TEXT}", "web.yaml")
    assert document.line(path) == line
    assert document.where(path) == f"web.yaml:{line}" + (f": {path}" if path else "")


def test_json_has_lines_too() -> None:
    [document] = parse('{"a": 1,\n "b": [\n  {"c": 8.0e1}]}', "x.json")
    assert document.line("b[0].c") == 3
    assert document.literal("b[0].c") == "8.0e1"


@pytest.mark.parametrize("text", ["", "[", "\0", "a: *b"])
def test_what_cannot_be_read_again_has_no_line(text: Any) -> None:
    assert Document(None, "x", 0, text).line("a.b") is None
