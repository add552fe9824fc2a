"""Go templates, held against what kubectl made of the same templates and the same object
(`tests/data/formats`).
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.errors import ClientError
from minik.model.listing import Listing
from minik.render._go_template.functions import FUNCTIONS
from minik.render._go_template.parsing import parse
from minik.render._go_template.running import ExecutionError, LoopExit, Run
from minik.render._go_template.token_reader import BadTemplate
from minik.render.formats.go_template import render

DATA = Path(__file__).parents[1] / "data" / "formats"
THING = json.loads((DATA / "thing.json").read_text())
CASES = json.loads((DATA / "go_template.json").read_text())
TOLD = "Error executing template: "


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["template"])
def test_a_template_prints_what_kubectl_prints(
    case: dict[str, str], listing: Callable[..., Listing]
) -> None:
    found = listing(THING, single=True, argument=case["template"])
    if not case["error"]:
        assert render(found) == case["stdout"]
        return
    with pytest.raises(ClientError) as refusal:
        render(found)
    assert f"error: {refusal.value.message}".strip() == case["error"]
    assert getattr(refusal.value, "partial", "").partition(TOLD)[0] == case["stdout"]


def test_a_number_can_be_counted_up_to(listing: Callable[..., Listing]) -> None:
    assert (
        render(
            listing(
                THING,
                single=True,
                argument="{{range 3}}{{.}}{{end}}{{range $i := .i}}{{$i}}{{end}}",
            )
        )
        == "01201234"
    )


def test_what_would_take_all_memory_is_no_width(listing: Callable[..., Listing]) -> None:
    assert render(listing(THING, single=True, argument='{{printf "%999999999d" 1}}')).startswith(
        "%!(NOVERB)"
    )
    assert (
        render(listing(THING, single=True, argument="{{range 99999999999}}{{.}}{{break}}{{end}}"))
        == "0"
    )


def test_what_is_missing_is_told_where_it_must_be_there(listing: Callable[..., Listing]) -> None:
    with pytest.raises(ClientError, match='map has no entry for key "nope"'):
        render(listing(THING, single=True, argument="{{.nope}}", missing_keys=False))


def test_a_failure_halfway_shows_what_the_template_was_given(
    listing: Callable[..., Listing],
) -> None:
    with pytest.raises(ClientError) as refusal:
        render(
            listing(
                {"apiVersion": "v1", "kind": "Thing", "metadata": {"name": "a"}},
                single=True,
                argument="x{{len 1}}",
            )
        )
    assert getattr(refusal.value, "partial", "") == (
        'xError executing template: template: output:1:3: executing "output" at <len 1>: error calling len: len of type int. '
        "Printing more information for debugging the template:\n\ttemplate was:\n\t\tx{{len 1}}\n\traw data was:\n"
        '\t\t{"apiVersion":"v1","kind":"Thing","metadata":{"name":"a"}}\n\tobject given to template engine was:\n'
        "\t\tmap[apiVersion:v1 kind:Thing metadata:map[name:a]]\n\n"
    )


PIECES = [
    "{{",
    "}}",
    "{{-",
    "-}}",
    "/*",
    "*/",
    "range",
    "if",
    "else",
    "end",
    "with",
    "define",
    "block",
    "template",
    "break",
    '"a"',
    ".l",
    ".",
    "$x",
    ":=",
    "=",
    "|",
    "(",
    ")",
    ",",
    " ",
    "1",
    "1.5",
    "printf",
    "index",
    "len",
    "eq",
    "and",
    "nil",
    "true",
    "'c'",
    "`r`",
    "{{end}}",
    "{{range .l}}",
    "{{if .b}}",
    "%v",
    "é",
    "\n",
    "-",
    ".items2.name",
]


@given(st.lists(st.sampled_from(PIECES)))
def test_every_text_is_a_template_or_refused(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        run = Run(text, parse(text, FUNCTIONS), True)
        run.fill(THING)
    except (BadTemplate, ExecutionError) as wrong:
        assert str(wrong).startswith("template: output:")
    except LoopExit:
        pytest.fail("a break outside of its range")
