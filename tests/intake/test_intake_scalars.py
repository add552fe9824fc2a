"""What plain text means: expected values are kubectl's own."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.intake import fast_yaml, scalars
from minik.intake.fast_yaml import NameCache, ValueCache
from minik.intake.scalars import (
    KeyCache,
    ScalarCache,
    ScalarError,
    format_float32,
    format_go,
    is_time,
    json_number,
    parse_key,
    parse_scalar,
    parse_tagged,
    quote_yaml,
)

TEXTS = {
    "yes": True,
    "no": False,
    "on": True,
    "off": False,
    "Yes": True,
    "NO": False,
    "On": True,
    "OFF": False,
    "y": True,
    "n": False,
    "Y": True,
    "N": False,
    "true": True,
    "True": True,
    "TRUE": True,
    "tRue": "tRue",
    "false": False,
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "nULL": "nULL",
    "none": "none",
    "0777": 511,
    "0644": 420,
    "0o777": 511,
    "08": 8,
    "09": 9,
    "-08": -8,
    "0b11": 3,
    "-0b11": -3,
    "+0b1": 1,
    "0B1": 1,
    "0x10": 16,
    "0XfF": 255,
    "0x": "0x",
    "0b2": "0b2",
    "1_000": 1000,
    "1__0": 10,
    "_1": "_1",
    "0x_1": 1,
    "1_e3": 1000,
    "+1": 1,
    "-1": -1,
    "+": "+",
    "-": "-",
    "1:30": "1:30",
    "22:22": "22:22",
    "22:22:22": "22:22:22",
    "1e3": 1000,
    "12e03": 12000,
    "1E5": 100000,
    "5e": "5e",
    "5.": 5,
    "1.0": 1,
    "1.5": 1.5,
    ".5": 0.5,
    "-.5": -0.5,
    "+.5": 0.5,
    ".5e1": 5,
    ".5_5": 0.55,
    ".3_133": 0.3133,
    "._5": "._5",
    ".5_": ".5_",
    ".": ".",
    "1.2.3": "1.2.3",
    "0x1p4": "0x1p4",
    "-0.0": 0,
    "1e-7": 1e-07,
    "1e20": 1e20,
    "1e21": 1e21,
    "5.092348093417671e17": 509234809341767100,
    "1e400": "1e400",
    ".8E997": ".8E997",
    "9223372036854775807": 9223372036854775807,
    "9223372036854775808": 9.223372036854776e18,
    "12345678901234567890": 1.2345678901234567e19,
    "-9223372036854775809": -9.223372036854776e18,
    "123456789012345678901": 1.2345678901234568e20,
    "2001-01-01": "2001-01-01",
    "2001-12-14t21:59:43.10-05:00": "2001-12-14t21:59:43.10-05:00",
    "=": "=",
    "<<": "<<",
    "inf": "inf",
    "nan": "nan",
    "1 2": "1 2",
    "10.0.0.1": "10.0.0.1",
    "500m": "500m",
    "1Gi": "1Gi",
}


@pytest.mark.parametrize(("text", "value"), TEXTS.items(), ids=repr)
def test_plain_text_means_what_it_means_to_kubectl(text: Any, value: Any) -> None:
    found = parse_scalar(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "shown"),
    [(".inf", "+Inf"), ("+.INF", "+Inf"), ("-.Inf", "-Inf"), (".nan", "NaN"), (".NAN", "NaN")],
)
def test_what_json_cannot_hold_is_refused(text: Any, shown: Any) -> None:
    with pytest.raises(ScalarError, match=rf"json: unsupported value: {shown.replace('+', '[+]')}"):
        parse_scalar(text)


@pytest.mark.parametrize(
    ("tag", "text", "value"),
    [
        ("str", "5", "5"),
        ("int", "5", 5),
        ("float", "5", 5),
        ("bool", "y", True),
        ("null", "~", None),
        ("binary", "aGVsbG8=", "hello"),
        ("binary", "bx3E4ZEx", "o\x1d\ufffd\ufffd\ufffd1"),
        ("timestamp", "2001-01-01", "2001-01-01"),
        ("timestamp", "2001-1-1 1:2:3", "2001-1-1 1:2:3"),
        ("float", "9223372036854775806", 9.223372036854775807e18),
        ("float", "0x10", 16),
        ("int", "18446744073709551615", 2.0**64),
        ("python/object/apply:os.system", "ls", "ls"),
    ],
)
def test_a_tag_says_what_text_is(tag: Any, text: Any, value: Any) -> None:
    assert parse_tagged(f"tag:yaml.org,2002:{tag}", text) == value


def test_a_tag_of_ones_own_says_nothing() -> None:
    assert parse_tagged("!foo", "5") == "5"


@pytest.mark.parametrize(
    ("tag", "text", "message"),
    [
        ("int", "foo", "yaml: cannot decode !!str `foo` as a !!int"),
        ("bool", "1", "yaml: cannot decode !!int `1` as a !!bool"),
        ("int", "1.5", "yaml: cannot decode !!float `1.5` as a !!int"),
        ("timestamp", "2001-02-31", "yaml: cannot decode !!str `2001-02-31` as a !!timestamp"),
        ("timestamp", "~", "yaml: cannot decode !!null `~` as a !!timestamp"),
        (
            "int",
            "18446744073709551616",
            "yaml: cannot decode !!float `18446744073709551616` as a !!int",
        ),
        ("binary", "*", "yaml: !!binary value contains invalid base64 data"),
    ],
)
def test_a_tag_that_does_not_fit_is_refused(tag: Any, text: Any, message: Any) -> None:
    with pytest.raises(ScalarError) as refused:
        parse_tagged(f"tag:yaml.org,2002:{tag}", text)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1", "1"),
        ("0x10", "16"),
        ("y", "true"),
        ("Off", "false"),
        ("1.5", "1.5"),
        ("1e3", "1000"),
        ("1e6", "1e+06"),
        ("0.1", "0.1"),
        ("123456789.0", "1.2345679e+08"),
        ("1e300", ".inf"),
        ("-1e300", "-.inf"),
        ("1e-300", "0"),
        (".inf", ".inf"),
        ("-.INF", "-.inf"),
        (".NaN", ".nan"),
        ("2001-01-01", "2001-01-01"),
        ("a.b/c", "a.b/c"),
    ],
)
def test_a_key_is_text_in_the_end(text: Any, name: Any) -> None:
    assert parse_key(text) == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("~", "unsupported map key of type: %!s(<nil>), key: <nil>, value: {}"),
        (
            "18446744073709551615",
            "unsupported map key of type: uint64, key: 0xffffffffffffffff, value: {}",
        ),
    ],
)
def test_some_keys_no_field_can_have(text: Any, message: Any) -> None:
    with pytest.raises(ScalarError) as refused:
        parse_key(text)
    assert str(refused.value) == message


@given(st.text(alphabet="+-._0123456789eExXoObBinfaN", max_size=9))
def test_no_text_is_too_strange(text: Any) -> None:
    try:
        json.dumps(parse_scalar(text), allow_nan=False)
    except ScalarError:
        assert text.strip("+-").lower() in (".inf", ".nan")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_its_value_through_json(number: Any) -> None:
    assert json_number(number) == pytest.approx(number, rel=1e-15)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_short_float_reads_back(number: Any) -> None:
    assert float(format_float32(number)) == pytest.approx(number, rel=1e-6)


@pytest.mark.parametrize(
    ("text", "value", "key"),
    [
        ("-0x10", -16, "-16"),
        ("-017", -15, "-15"),
        ("+0x1f", 31, "31"),
        ("0o17", 15, "15"),
        ("1e39", 1e39, ".inf"),
        ("-1e39", -1e39, "-.inf"),
        ("100000.0", 100000, "100000"),
        ("1000000.0", 1000000, "1e+06"),
        ("0.0001", 0.0001, "0.0001"),
        ("0.00001", 1e-05, "1e-05"),
        ("16777216.5", 16777216.5, "1.6777216e+07"),
        ("123456.7", 123456.7, "123456.7"),
        ("-9223372036854775808", -(2**63), "-9223372036854775808"),
        ("-9223372036854775809", -9.223372036854776e18, "-9.223372e+18"),
        ("1.50e1", 15, "15"),
        ("0" * 69 + "8", 8, "8"),
        ("0" * 70 + "8", 8, "8"),
    ],
)
def test_a_number_is_a_value_or_a_name(text: str, value: Any, key: str) -> None:
    found = parse_scalar(text)
    assert (found, type(found), parse_key(text)) == (value, type(value), key)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2001-1-1", True),
        ("2001-01-01T1:1:1Z", True),
        ("2001-01-01t01:01:01.5+01:00", True),
        ("2001-01-01 1:1:1", True),
        ("2001-01-01 1:1:1,25", True),
        ("2001-01-01T1:1:1", False),
        ("2001-01-01 1:1:1Z", False),
        ("2001-13-01", False),
        ("2001-01-01T24:00:00Z", False),
        ("2001-01-01T23:60:00Z", False),
        ("yesterday", False),
    ],
)
def test_what_is_a_time(text: str, is_one: bool) -> None:
    assert is_time(text) is is_one


@pytest.mark.parametrize("text", ["a", "a:b", "1.2.3.4", "a/", "a/b.c:d", "a_b", "B-c"])
def test_what_every_reader_takes_for_text_needs_no_quotes(text: str) -> None:
    assert quote_yaml(text) == text


@pytest.mark.parametrize(
    "text", ["a b", "a:", "true", "y", "Null", "5", "", "-a", "a-", "a.", "~", "é", "1.2.3", "a#b"]
)
def test_what_some_reader_takes_for_something_else_is_quoted(text: str) -> None:
    assert quote_yaml(text) == json.dumps(text, ensure_ascii=False)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "interface {}(nil)"),
        (True, "true"),
        (False, "false"),
        (5, "5"),
        ('a"\\b', '"a\\"\\\\b"'),
        ([], "[]interface {}{}"),
        ([1, "a"], '[]interface {}{1, "a"}'),
        ({"a": [None], "b": {}}, 'map[interface {}]interface {}{"a":[]interface {}{interface {}(nil)}, '
         '"b":map[interface {}]interface {}{}}'),
    ],
)  # fmt: skip
def test_a_value_as_go_shows_it(value: Any, shown: str) -> None:
    assert format_go(value) == shown


@pytest.mark.parametrize("cache", [ScalarCache, KeyCache, NameCache, ValueCache])
def test_a_cache_remembers_so_many_texts_and_no_long_ones(
    monkeypatch: pytest.MonkeyPatch, cache: type[dict[str, Any]]
) -> None:
    for module in (scalars, fast_yaml):
        monkeypatch.setattr(module, "CACHE_SIZE", 2)
        monkeypatch.setattr(module, "CACHED_LENGTH", 4)
    found = cache()
    for text in ("abcd", "abc", "5", "z"):
        assert str(found[text]) == text
    assert list(found) == ["abc", "5"]


def test_base64_may_stand_on_several_lines() -> None:
    assert parse_tagged("tag:yaml.org,2002:binary", "aGVs\r\nbG8=\n") == "hello"
