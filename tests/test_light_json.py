"""`light_json` reads and writes what `json` does, and fails as it does."""

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik import light_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
TEXTS = [
    '{"a":[1,2.5,null,true,"\\u00e9x"]}',
    ' \n{"a":1}',
    '{"a":1}\n ',
    "[NaN,-Infinity]",
    "1 2",
    '{"a":',
    "",
    b'{"a":"\xc3\xa9"}',
    b"\xff\xfe{\x00}\x00",
    b"{\x00}\x00",
    b"\xff",
    "\ufeff{}",
    '{"a":1,"a":2}',
    '"\ud800"',
    "[" * 100_000,
    '{"a":1}\x0b',
    '{"a":"\t"}',
]


def outcome(loads: Any, text: str | bytes) -> object:
    try:
        return repr(loads(text))
    except (ValueError, RecursionError) as error:
        return type(error), str(error)


@pytest.mark.parametrize("text", TEXTS)
def test_it_reads_as_json_does(text: str | bytes) -> None:
    assert outcome(light_json.loads, text) == outcome(json.loads, text)


def refused(text: str) -> object:
    raise ValueError(f"no number: {text}")


@pytest.mark.parametrize("text", [text for text in TEXTS if isinstance(text, str)])
@pytest.mark.parametrize(
    "hooks",
    [{}, {"object_pairs_hook": tuple}, {"parse_float": refused}, {"parse_constant": refused}],
)
@pytest.mark.parametrize("start", [0, 1, 5])
def test_it_decodes_from_an_offset_as_json_does(
    text: str, hooks: dict[str, Any], start: int
) -> None:
    asked, wanted = light_json.decoder(**hooks), json.JSONDecoder(**hooks).raw_decode
    assert outcome(lambda one: asked(one, start), text) == outcome(
        lambda one: wanted(one, start), text
    )


@given(VALUES, st.booleans(), st.booleans())
def test_it_writes_as_json_does(value: Any, ascii_only: bool, sort_keys: bool) -> None:
    write = light_json.encoder(ascii_only=ascii_only, sort_keys=sort_keys)
    text = json.dumps(value, ensure_ascii=ascii_only, sort_keys=sort_keys, separators=(",", ":"))
    assert write(value) == text and repr(light_json.loads(text)) == repr(json.loads(text))


def test_it_quotes_as_json_does() -> None:
    assert light_json.quoted('a"\n\u2028é') == json.dumps('a"\n\u2028é', ensure_ascii=False)


def test_it_refuses_what_json_refuses() -> None:
    with pytest.raises(TypeError, match="Object of type set is not JSON serializable"):
        light_json.encoder()({"a": {1}})


@pytest.mark.parametrize("text", ['{"a":', "{a: 1}", "[1,]", '"\\x"', "", "nul", '{"a" 1}'])
def test_a_text_is_refused_where_json_was_never_imported(text: str) -> None:
    """What C refuses it words with the help of `json`, if that is there."""
    program = (
        "import sys; from minik import light_json\n"
        "assert 'json' not in sys.modules\n"
        f"try: light_json.decoder()({text!r}, 0)\n"
        "except ValueError as error: print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    with pytest.raises(ValueError) as expected:
        json.JSONDecoder().raw_decode(text, 0)
    assert (said.stdout, said.stderr) == (f"{expected.value}\n", "")
