"""A fast reader for the plain block-style YAML of most manifests, read line by line.

It knows a subset of YAML in which every line tells what it is: names with plain or simply quoted
values, lists, flow style on one line, literal blocks, comments. On anything else (an anchor, a tag,
an escape, a tab, a duplicate name, an indentation that does not fit) it raises, and the full parser
reads the text and words the errors.
"""

from minik import light_re as re
from minik.intake.scalars import CACHE_SIZE, CACHED_LENGTH, KeyCache, ScalarError, parse_scalar
from minik.light_typing import Any, TypeAlias

PendingName: TypeAlias = tuple[
    dict[str, Any], str, int
]  # a name that has no value yet, its mapping, and how far that is indented
DEPTH = 50
ODD = re.compile(r"[^\n -~]")
PLAIN = r"""(?:[A-Za-z0-9_./~^+$()<;=]|-(?=[A-Za-z0-9.]))(?:[!-9;-~]++|:(?=[!-~])|[ ]++(?=[!-"$-~]))*+"""
VALUE = rf"""(?:"[^"\\\n]*+"|'[^'\n]*+'|[\[{{][^\n#]*+|{PLAIN})"""
NAME = r"""(?:[A-Za-z0-9_./][A-Za-z0-9_./-]*+|"[^"\\\n]*+")"""
END = r"[ ]*+(?:(?<=[ ])\#.*+)?\n"
LINE = re.compile(
    rf"""
    ^([ ]*+)(?: (-[ ]++)?({NAME}):(?: [ ](\|-?)[ ]*+\n((?:\1[ ]++.*+\n|[ ]*+\n)*+) | (?:[ ]++({VALUE}))?{END} )
              | -[ ]++({VALUE}){END}
              | (?:\#.*+)?\n )""",
    re.VERBOSE | re.MULTILINE,
)
WORD = r"""[A-Za-z0-9_./~+-](?:[A-Za-z0-9_./~+=@-]++|:(?=[A-Za-z0-9_./]))*+(?::(?=[ ]))?"""
TOKEN = re.compile(rf"""[ ]*+([\[\]{{}},]|"[^"\\\n]*+":?|'[^'\n]*+'|{WORD})[ ]*+""")


# Pods of one template end with the same lines: their spec. Such an end is read once.
SPEC = "\nspec:\n"
OUTSIDE = re.compile(r"\n[^ \n]")  # a line that does not belong to the spec
MOST_BLOCKS, LONGEST_BLOCK = 512, 20_000
_blocks: dict[str, dict[str, Any]] = {}


class UnsupportedYaml(Exception):
    """The text is outside the subset: use the full parser."""


class NameCache(KeyCache):
    """Cache of field names, plain or quoted."""

    def __missing__(self, text: str) -> str:
        return text[1:-1] if text[0] == '"' else super().__missing__(text)


class ValueCache(dict[str, Any]):
    """Values on one line: plain and quoted ones are cached, lists and mappings built anew."""

    def __missing__(self, text: str) -> Any:
        if text[0] in "[{":
            return parse_flow(text)
        value = text[1:-1] if text[0] in "\"'" else parse_scalar(text)
        if len(self) < CACHE_SIZE and len(text) < CACHED_LENGTH:
            self[text] = value
        return value


NAMES, VALUES = NameCache(), ValueCache()


def parse_block_yaml(text: str) -> Any:
    """Return the value of a YAML text; raise UnsupportedYaml if any line is outside the subset."""
    start = text.find(SPEC) + 1
    if not start:
        return _parse_text(text)
    block = text[start:]
    if len(block) > LONGEST_BLOCK or OUTSIDE.search(block):
        return _parse_text(text)
    if block not in _blocks:
        if len(_blocks) >= MOST_BLOCKS:
            _blocks.clear()
        _blocks[block] = _parse_text(block)
    head = _parse_text(text[:start])
    if head.__class__ is not dict or "spec" in head:
        raise UnsupportedYaml
    return {**head, **_blocks[block]}


def _parse_text(text: str) -> Any:
    first, _, rest = text.partition("\n") if text.startswith("---") else ("", "", text)
    cut = not rest.endswith("\n")
    body = rest + "\n" if cut else rest
    if first[3:].partition(" #")[0].strip(" ") or cut and "|" in rest or ODD.search(text):
        raise UnsupportedYaml
    lines = LINE.findall(body)
    if len(lines) + sum(line[4].count("\n") for line in lines if line[4]) != body.count("\n"):
        raise UnsupportedYaml
    try:
        return build_tree(lines)
    except (ScalarError, IndexError):
        raise UnsupportedYaml from None


def build_tree(lines: list[tuple[str, str, str, str, str, str, str]]) -> Any:
    """Build the value from the matched lines. `level` is the indentation of the innermost open
    collection, `open_`; `waiting` is the name that has no value yet.
    """
    top: dict[str, Any] = {"": None}
    outer: list[tuple[int, Any]] = []
    level, open_, waiting = -1, top, (top, "", -1)  # type: int, Any, PendingName | None
    for indent, dash, name, style, block, value, item in lines:
        if not name and not item:
            continue
        place, element = len(indent), dash or item
        if place != level or element or open_.__class__ is list:
            while level > place or level == place and open_.__class__ is list and not element:
                level, open_ = outer.pop()
            if level != place or element and open_.__class__ is not list:
                outer.append((level, open_))
                if len(outer) > DEPTH:
                    raise UnsupportedYaml
                new: Any = {} if name and not dash else []
                level, open_ = place, open_collection(new, place, waiting)
            if element:
                open_.append(VALUES[item] if item else {})
                waiting = None
                if item:
                    continue
                outer.append((level, open_))
                if len(outer) > DEPTH:
                    raise UnsupportedYaml
                level, open_ = place + len(dash), open_[-1]
        key = NAMES[name]
        if key in open_:
            raise UnsupportedYaml
        if value:
            open_[key], waiting = VALUES[value], None
        elif style:
            open_[key], waiting = parse_literal(block, level, style), None
        else:
            open_[key], waiting = None, (open_, key, level)
    return top[""]


def open_collection(new: Any, place: int, waiting: PendingName | None) -> Any:
    """Store a new collection under the pending name; a list may be indented like its name."""
    if waiting is None or place < waiting[2] + (new.__class__ is dict):
        raise UnsupportedYaml
    waiting[0][waiting[1]] = new
    return new


def parse_literal(block: str, place: int, style: str) -> str:
    """Return the text of a literal block, without its indentation."""
    lines = block.split("\n")
    size = len(lines[0]) - len(lines[0].lstrip(" "))
    margin = " " * size
    if (
        size <= place
        or size == len(lines[0])
        or not all(line.startswith(margin) or not line.strip(" ") for line in lines)
    ):
        raise UnsupportedYaml
    text = "\n".join(line[size:] for line in lines).rstrip("\n")
    return text if style == "|-" else text + "\n"


def parse_flow(text: str) -> Any:
    """Parse a flow-style list or mapping on one line."""
    words, place, depth = [], 0, 0
    while place < len(text):
        token = TOKEN.match(text, place)
        if not token:
            raise UnsupportedYaml
        words.append(token[1])
        place = token.end()
        depth += (token[1] in "[{") - (token[1] in "]}")
        if depth > DEPTH:
            raise UnsupportedYaml
    value, rest = parse_flow_value(words, 0)
    if rest != len(words):
        raise UnsupportedYaml
    return value


def parse_flow_value(words: list[str], place: int) -> tuple[Any, int]:
    """Return the value that begins with this word, and the index of the word after it."""
    word = words[place]
    out: Any = [] if word == "[" else {}
    if word not in "[{":
        if word in "]},:" or word[-1] == ":":
            raise UnsupportedYaml
        return VALUES[word], place + 1
    place += 1
    while words[place] not in "]}":
        name = words[place]
        if isinstance(out, list):
            value, place = parse_flow_value(words, place)
            out.append(value)
        else:
            key = NAMES[name[:-1]] if name[-1] == ":" and len(name) > 1 else ""
            if not key or key in out:
                raise UnsupportedYaml
            out[key], place = parse_flow_value(words, place + 1)
        if words[place] == ",":
            place += 1
        elif words[place] not in "]}":
            raise UnsupportedYaml
    if (words[place] == "]") != isinstance(out, list):
        raise UnsupportedYaml
    return out, place + 1
