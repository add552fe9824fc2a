"""What Go's `encoding/json` says of bytes that are no JSON object."""
import json

TYPES = {str: "string", list: "array", bool: "bool", int: "number", float: "number"}
# what Python says → what Go says, where that does not depend on what surrounds the place
WORDS = {
    "Expecting value": "looking for beginning of value", "Expecting property name": "looking for beginning of object key string",
    "Expecting ':'": "after object key", "Extra data": "after top-level value", "Invalid control character": "in string literal",
    "Invalid \\u": "in \\u hexadecimal character escape", "Invalid \\": "in string escape code",
}
QUOTED = {"'": "\\'", '"': '"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


def object_error(value: bytes) -> str:
    """What is wrong with bytes that should be an object; nothing where they are."""
    text = value.decode("utf-8", "replace")
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        return syntax_error(text, error)
    except RecursionError:
        return "exceeded max depth"
    if found is None or isinstance(found, dict):
        return ""
    return f"json: cannot unmarshal {TYPES[type(found)]} into Go value of type map[string]interface {{}}"


def syntax_error(text: str, error: json.JSONDecodeError) -> str:
    """The first letter that cannot stand where it does, and why not."""
    where = error.pos + (error.msg.startswith("Invalid \\") and 1)
    if where >= len(text) or error.msg.startswith("Unterminated"):
        return "unexpected end of JSON input"
    words = next((go for python, go in WORDS.items() if error.msg.startswith(python)), None)
    words = words or ("after array element" if within(text[:where]) == "[" else "after object key:value pair")
    return f"invalid character '{QUOTED.get(text[where], text[where])}' {words}"


def within(text: str) -> str:
    """The last bracket that is open at the end of a text."""
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
