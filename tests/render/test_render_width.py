"""Letters of all widths stand under each other where minik speaks for itself; kubectl's tables
count letters, as kubectl does.
"""

import pytest

from minik.render import side_by_side
from minik.render.formats import table
from minik.render.width import display_width, pad


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("web", 3),
        ("日本語", 6),
        ("é", 1),
        ("e\u0301", 1),
        ("😀", 2),
        ("שלום", 4),
        ("ﾊﾝ", 2),
        ("ＡＢ", 4),
        ("a\u200db", 2),
        ("", 0),
        ("한글", 4),
    ],
)
def test_a_text_takes_so_many_columns(text: str, width: int) -> None:
    assert display_width(text) == width and display_width(pad(text, 9)) == 9


def test_no_text_is_cut_to_be_padded() -> None:
    assert pad("日本語", 3) == "日本語"


@pytest.mark.parametrize("room", [120, 121, 200])
def test_two_answers_stand_side_by_side_whatever_their_letters(room: int) -> None:
    before, after = "plain\n日本語 is wide\n" + "語" * 150 + "\n", "plain\nשלום\ne\u0301 😀\n"
    lines = side_by_side.render_comparison(before, after, room).splitlines()
    left = (room - 3) // 2
    assert all(display_width(line) <= room for line in lines) and len(lines) > 4
    assert {
        display_width(line[: line.index(mark)])
        for line in lines
        for mark in "|<"
        if f" {mark}" in line
    } == {left + 1}


def test_kubectls_tables_count_letters() -> None:
    assert (
        table.align_cells([["NAME", "AGE"], ["日本", "1s"], ["e\u0301", "2s"]])
        == "NAME   AGE\n日本     1s\ne\u0301     2s\n"
    )
