"""What Go says of bytes that are no JSON object."""

import pytest

from minik.kinds._go_json import object_error

CASES = {
    '{"a": {"b": [1, null]}}': "",
    "null": "",
    " {} \n": "",
    "": "unexpected end of JSON input",
    "{": "unexpected end of JSON input",
    '{"a': "unexpected end of JSON input",
    "[1, 2]": "json: cannot unmarshal array into Go value of type map[string]interface {}",
    "true": "json: cannot unmarshal bool into Go value of type map[string]interface {}",
    "1.5": "json: cannot unmarshal number into Go value of type map[string]interface {}",
    '"x"': "json: cannot unmarshal string into Go value of type map[string]interface {}",
    "x": "invalid character 'x' looking for beginning of value",
    "{'a': 1}": "invalid character '\\'' looking for beginning of object key string",
    '{"a" 1}': "invalid character '1' after object key",
    '{"a": }': "invalid character '}' looking for beginning of value",
    '{"a": [1 2]}': "invalid character '2' after array element",
    '{"a]": [1], "b": 1 "c"}': "invalid character '\"' after object key:value pair",
    '{"a": "\n"}': "invalid character '\\n' in string literal",
    '{"a": "\\x"}': "invalid character 'x' in string escape code",
    "{} {}": "invalid character '{' after top-level value",
}


@pytest.mark.parametrize(("text", "words"), CASES.items())
def test_what_is_wrong_is_said_as_go_says_it(text: str, words: str) -> None:
    assert object_error(text.encode()) == words
