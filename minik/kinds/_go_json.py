"""The messages of Go's `encoding/json` for bytes that are not a JSON object."""

import json

TYPES = {str: "string", list: "array", bool: "bool", int: "number", float: "number"}
# Python's message → Go's, where it does not depend on the context
WORDS = {
    "Expecting value": "looking for beginning of value",
    "Expecting property name": "looking for beginning of object key string",
    "Expecting ':'": "after object key",
    "Extra data": "after top-level value",
    "Invalid control character": "in string literal",
    "Invalid \\u": "in \\u hexadecimal character escape",
    "Invalid \\": "in string escape code",
}
QUOTED = {"'": "\\'", '"': '"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


def object_error(value: bytes) -> str:
    """Return Go's message for bytes that should be a JSON object; "" if they are one."""
    text = value.decode("utf-8", "replace")
    try:
        decoded = json.loads(text)
    except json.JSONDecodeError as error:
        return syntax_error(text, error)
    except RecursionError:
        return "exceeded max depth"
    if decoded is None or isinstance(decoded, dict):
        return ""
    return f"json: cannot unmarshal {TYPES[type(decoded)]} into Go value of type map[string]interface {{}}"


def syntax_error(text: str, error: json.JSONDecodeError) -> str:
    """Return Go's message for a JSON syntax error."""
    where = error.pos + (error.msg.startswith("Invalid \\") and 1)
    if where >= len(text) or error.msg.startswith("Unterminated"):
        return "unexpected end of JSON input"
    words = next((go for python, go in WORDS.items() if error.msg.startswith(python)), None)
    words = words or (
        "after array element"
        if innermost_bracket(text[:where]) == "["
        else "after object key:value pair"
    )
    return f"invalid character '{QUOTED.get(text[where], text[where])}' {words}"


def innermost_bracket(text: str) -> str:
    """Return the innermost bracket that is open at the end of a text; "" if there is none."""
    opened, quoted, escaped = [], False, False
    for letter in text:
        if quoted:
            quoted, escaped = letter != '"' or escaped, letter == "\\" and not escaped
        elif letter == '"':
            quoted = True
        elif letter in "[{":
            opened.append(letter)
        elif letter in "]}":
            opened.pop()
    return opened[-1] if opened else ""
