"""YAML as kubectl prints it: golden text of kubectl's own, and what must hold for any text."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.intake.parsing import parse
from minik.model.go_values import marshal
from minik.render.formats import yaml

DATA = Path(__file__).parents[1] / "data" / "formats"
NASTY = json.loads((DATA / "nasty.json").read_text())
# text, as it stands behind a name: from kubectl
TEXTS = [
    ("web", "web"),
    ("", '""'),
    ("true", '"true"'),
    ("Yes", '"Yes"'),
    ("yEs", "yEs"),
    ("n", '"n"'),
    ("~", '"~"'),
    ("null", '"null"'),
    ("1", '"1"'),
    ("0777", '"0777"'),
    ("08", '"08"'),
    ("1_000", '"1_000"'),
    ("0b11", '"0b11"'),
    ("0b2", "0b2"),
    ("0x1G", "0x1G"),
    ("1e3", '"1e3"'),
    ("1e400", "1e400"),
    (".5", '".5"'),
    (".", "."),
    ("+1", '"+1"'),
    ("-", "'-'"),
    ("10:30", '"10:30"'),
    ("80:30042", "80:30042"),
    ("2026-11-23T08:22:13Z", '"2026-11-23T08:22:13Z"'),
    ("2026-13-23", "2026-13-23"),
    ("2026-11-23", '"2026-11-23"'),
    ("a: b", "'a: b'"),
    ("a #b", "'a #b'"),
    ("a#b", "a#b"),
    ("it's", "it's"),
    ("'", "''''"),
    (" a", "' a'"),
    ("a ", "'a '"),
    ("- a", "'- a'"),
    ("-a", "-a"),
    ("a\tb", '"a\\tb"'),
    ("\x1b[31m", '"\\e[31m"'),
    ("😀", '"\\U0001F600"'),
    ("é", "é"),
    ("\ufeffab", '"\\uFEFF\\x61\\x62"'),
]
BLOCKS = [
    ("a\nb", "|-\n  a\n  b"),
    ("a\nb\n", "|\n  a\n  b"),
    ("a\n\n", "|+\n  a\n"),
    ("\n", "|2+\n"),
    (" a\nb", "|2-\n   a\n  b"),
    ("a \nb", '"a \\nb"'),
    ("a\n b", "|-\n  a\n   b"),
    ("a\nb ", '"a\\nb "'),
    ("a\tb\nc", '"a\\tb\\nc"'),
]


def test_nasty_texts_stand_as_kubectl_writes_them() -> None:
    assert yaml.text(NASTY) == (DATA / "nasty.yaml").read_text()
    assert marshal(NASTY, "    ") + "\n" == (DATA / "nasty.json").read_text()


@pytest.mark.parametrize(("text", "shown"), TEXTS)
def test_a_text_is_quoted_where_it_would_mean_something_else(text: str, shown: str) -> None:
    assert yaml.text({"k": text}) == f"k: {shown}\n"


@pytest.mark.parametrize(("text", "shown"), BLOCKS)
def test_several_lines_stand_as_they_are_where_they_can(text: str, shown: str) -> None:
    assert yaml.text({"k": text}) == f"k: {shown}\n"


def test_long_lines_are_folded_at_a_lone_blank() -> None:
    words = "word " * 18 + "end"
    assert yaml.text({"k": words}) == f"k: {'word ' * 15}word\n  word word end\n"
    assert yaml.text({"k": "x" * 200}) == f"k: {'x' * 200}\n"


def test_a_number_that_no_machine_holds_is_text() -> None:
    assert yaml.text({"k": "9" * 5000}) == f"k: {'9' * 5000}\n"
    assert yaml.text({"k": "9" * 20}) == f'k: "{"9" * 20}"\n'


def test_lists_stand_no_further_in_than_their_names() -> None:
    assert (
        yaml.text({"a": [{"b": 1, "c": [2]}, [3, [4]], {}, []]})
        == "a:\n- b: 1\n  c:\n  - 2\n- - 3\n  - - 4\n- {}\n- []\n"
    )


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (["a10", "a9", "a1"], ["a1", "a9", "a10"]),
        (["b", "B", "a"], ["B", "a", "b"]),
        (["a-b", "a.b", "aB", "a1"], ["a-b", "a.b", "a1", "aB"]),
        (["m01", "m1", "m001"], ["m1", "m01", "m001"]),
    ],
)
def test_numbers_within_names_count(names: list[str], order: list[str]) -> None:
    assert [
        line[0]
        for line in map(
            lambda line: line.partition(":"), yaml.text(dict.fromkeys(names, 1)).splitlines()
        )
    ] == order


PRINTABLE = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"],
        include_characters="\n\t",
        exclude_characters="\ufffe\uffff\u2028\u2029\x85",
    )
)
NAME = PRINTABLE.filter(
    lambda name: name != "<<"
)  # kubectl writes this one as it is, and reads it as a merge
ANYTHING = st.recursive(
    PRINTABLE | st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAME, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(NAME.filter(bool), ANYTHING, max_size=5))
def test_what_is_written_can_be_read_back(value: dict[str, Any]) -> None:
    assert [document.value for document in parse(yaml.text({"kind": value}), "x")] == [
        {"kind": value}
    ]
