"""Quantities: what upstream's own tables say of texts and sums."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.model import quantity as quantities
from minik.model.quantity import QuantityError

CANONICAL = [
    ("0", "0"),
    ("-0", "0"),
    ("00", "0"),
    ("0Ki", "0"),
    ("1", "1"),
    ("1000m", "1"),
    ("0.5", "500m"),
    (".5", "500m"),
    ("5.", "5."),
    ("1000", "1k"),
    ("3000", "3k"),
    ("90000", "90k"),
    ("1000000000", "1G"),
    ("1100", "1100"),
    ("100m", "100m"),
    ("-2.5", "-2500m"),
    ("1024Mi", "1Gi"),
    ("1.5Gi", "1536Mi"),
    ("1536Mi", "1536Mi"),
    ("0.5Ki", "512"),
    ("0.1Mi", "104857600m"),
    ("1000Ki", "1000Ki"),
    ("1e3", "1e3"),
    ("10e3", "10e3"),
    ("1e4", "10e3"),
    ("1E6", "1E6"),
    ("12e1", "120"),
    ("1E", "1E"),
    ("5e-3", "5e-3"),
    ("0.000000000001", "1n"),
    ("1n", "1n"),
    ("8Ei", "9223372036854775807"),
    ("+1.50", "1500m"),
    ("1.500", "1.500"),
    ("  7 ", "7"),
    ("1e999999999999999999999", None),
    ("", None),
    ("1.1.M", None),
    ("1 Gi", None),
    ("five", None),
    ("1Gib", None),
    ("1mi", None),
    ("0x1", None),
    ("1b", None),
    ("--1", None),
    ("1e", None),
    ("٣", None),
    (1, "1"),
    (0.1, "100m"),
    (1e21, "1e+21"),
]


@pytest.mark.parametrize(("text", "canonical"), CANONICAL)
def test_a_quantity_is_written_as_the_server_writes_it(
    text: str | float, canonical: str | None
) -> None:
    if canonical is None:
        with pytest.raises(QuantityError):
            quantities.parse(text)
    else:
        assert quantities.canonical(text) == canonical


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "1b",
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ),
        ("1mi", "unable to parse quantity's suffix"),
    ],
)
def test_what_is_no_quantity_is_refused_in_upstreams_words(text: str, words: str) -> None:
    with pytest.raises(QuantityError) as refused:
        quantities.parse(text)
    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("100u", "1m"),
        ("1500u", "2m"),
        ("0.0001", "1m"),
        ("2", "2"),
        ("1.500", "1.500"),
        ("-100u", "-1m"),
        ("0.1Mi", "104857600m"),
        ("1e-9", "1e-3"),
    ],
)
def test_a_resource_list_holds_thousandths(text: str, stored: str) -> None:
    assert quantities.in_milli(text) == stored


@pytest.mark.parametrize(
    ("text", "value", "milli"),
    [("1500m", 2, 1500), ("-1500m", -2, -1500), ("1n", 1, 1), ("2Ki", 2048, 2048000), ("0", 0, 0)],
)
def test_amounts_round_away_from_zero(text: str, value: int, milli: int) -> None:
    assert (quantities.value(quantities.parse(text)), quantities.milli(quantities.parse(text))) == (
        value,
        milli,
    )


@pytest.mark.parametrize(
    ("texts", "sum_"),
    [
        (["100m", "900m"], "1"),
        (["50Mi", "0", "70Mi"], "120Mi"),
        ([], "0"),
        (["0", "1Gi"], "1Gi"),
        (["1Gi", "1G"], "2073741824"),
        (["500Mi", "524Mi"], "1Gi"),
    ],
)
def test_a_sum_takes_the_first_form(texts: list[str], sum_: str) -> None:
    assert quantities.format_quantity(quantities.total(texts)) == sum_


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [("1", "1000m", 0), ("1Gi", "1G", 1), ("-1", "0", -1), ("1e3", "1k", 0)],
)
def test_quantities_compare_by_amount(one: str, other: str, order: int) -> None:
    assert quantities.compare(one, other) == order


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [("100m", "64", 0), ("950m", "4", 23), ("1", "0", 0), ("290Mi", "256Gi", 0), ("5", "4", 125)],
)
def test_percents_are_cut_off(part: str, whole: str, percent: int) -> None:
    assert quantities.percent(quantities.parse(part), quantities.parse(whole)) == percent


SUFFIXES: dict[str, int | Fraction] = {
    "": 1,
    "m": Fraction(1, 1000),
    "k": 1000,
    "M": 10**6,
    "G": 10**9,
    "Ki": 2**10,
    "Mi": 2**20,
    "Gi": 2**30,
    "e3": 1000,
    "E-3": Fraction(1, 1000),
}


@given(st.integers(-(10**6), 10**6), st.sampled_from(sorted(SUFFIXES)))
def test_a_quantity_means_its_number_times_its_suffix_and_survives_being_written(
    number: int, suffix: str
) -> None:
    found = quantities.parse(f"{number}{suffix}")
    assert Fraction(found.nano, 10**9) == number * SUFFIXES[suffix]
    assert quantities.parse(quantities.format_quantity(found)).nano == found.nano


@given(st.text(alphabet="0123456789.+-eEinumkKMGTP ", max_size=12))
def test_any_text_is_a_quantity_or_is_refused(text: str) -> None:
    try:
        found = quantities.parse(text)
    except QuantityError:
        return
    again = quantities.canonical(quantities.format_quantity(found))
    assert again == quantities.format_quantity(found)


@pytest.mark.parametrize(
    "text", ["1" * 5000, "-" + "9" * 5000 + "Ki", "0." + "3" * 5000, "1" * 5000 + "e5000"]
)
def test_a_number_that_nobody_means_is_a_number(text: str) -> None:
    assert quantities.canonical(quantities.canonical(text)) == quantities.canonical(text)


@given(st.text(alphabet="0159.-+eEmkKiMGn x", max_size=6))
def test_a_plain_number_and_suffix_are_read_as_the_pattern_reads_them(text: str) -> None:
    word = text.strip()
    parts = quantities.PARTS.fullmatch(word) if word else None
    if parts is None:
        with pytest.raises(QuantityError):
            quantities.parts_of(word)
    else:
        whole, part = parts["whole"].lstrip("0"), parts["part"] or ""
        assert quantities.parts_of(word) == (whole, bool(parts["point"]), part, parts["suffix"])
