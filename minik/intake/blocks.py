"""Block style without surprises: what most manifests are written in, read line by line, several times faster than by a YAML parser.

It knows a subset of YAML in which every line tells what it is: names with plain or simply quoted values, lists, flow style on one line,
literal blocks, comments. Whatever else it meets (an anchor, a tag, an escape, a tab, a name that comes twice, an indentation that does
not fit), it is not sure, and a real parser reads the text, who also finds the words for what is wrong with it.
"""
import re
from typing import Any, TypeAlias

from minik.intake.scalars import KEPT, SHORT, Keys, ScalarError, meaning

Waiting: TypeAlias = tuple[dict[str, Any], str, int]  # a name that has no value yet, its mapping, and how far that is indented
DEPTH = 50
ODD = re.compile(r"[^\n -~]")
PLAIN = r"""(?:[A-Za-z0-9_./~^+$()<;=]|-(?=[A-Za-z0-9.]))(?:[!-9;-~]++|:(?=[!-~])|[ ]++(?=[!-"$-~]))*+"""
VALUE = rf"""(?:"[^"\\\n]*+"|'[^'\n]*+'|[\[{{][^\n#]*+|{PLAIN})"""
NAME = r"""(?:[A-Za-z0-9_./][A-Za-z0-9_./-]*+|"[^"\\\n]*+")"""
END = r"[ ]*+(?:(?<=[ ])\#.*+)?\n"
LINE = re.compile(rf"""
    ^([ ]*+)(?: (-[ ]++)?({NAME}):(?: [ ](\|-?)[ ]*+\n((?:\1[ ]++.*+\n|[ ]*+\n)*+) | (?:[ ]++({VALUE}))?{END} )
              | -[ ]++({VALUE}){END}
              | (?:\#.*+)?\n )""", re.VERBOSE | re.MULTILINE)
WORD = r"""[A-Za-z0-9_./~+-](?:[A-Za-z0-9_./~+=@-]++|:(?=[A-Za-z0-9_./]))*+(?::(?=[ ]))?"""
TOKEN = re.compile(rf"""[ ]*+([\[\]{{}},]|"[^"\\\n]*+":?|'[^'\n]*+'|{WORD})[ ]*+""")


class Unsure(Exception):
    """This takes a real parser."""


class Names(Keys):
    """Names of fields, plain or quoted, remembered."""

    def __missing__(self, text: str) -> str:
        return text[1:-1] if text[0] == '"' else super().__missing__(text)


class Values(dict[str, Any]):
    """Values on one line: plain and quoted ones are remembered, lists and mappings are made anew."""

    def __missing__(self, text: str) -> Any:
        if text[0] in "[{":
            return flow(text)
        value = text[1:-1] if text[0] in "\"'" else meaning(text)
        if len(self) < KEPT and len(text) < SHORT:
            self[text] = value
        return value


NAMES, VALUES = Names(), Values()


def read(text: str) -> Any:
    """The value of a text, where it is sure of every line."""
    first, _, rest = text.partition("\n") if text.startswith("---") else ("", "", text)
    cut = not rest.endswith("\n")
    body = rest + "\n" if cut else rest
    if first[3:].partition(" #")[0].strip(" ") or cut and "|" in rest or ODD.search(text):
        raise Unsure
    lines = LINE.findall(body)
    if len(lines) + sum(line[4].count("\n") for line in lines if line[4]) != body.count("\n"):
        raise Unsure
    try:
        return tree(lines)
    except (ScalarError, IndexError):
        raise Unsure from None


def tree(lines: list[tuple[str, str, str, str, str, str, str]]) -> Any:
    """Lines become a tree. `level` is how far the innermost open collection, `open_`, is indented; a name without a value waits for one."""
    top: dict[str, Any] = {"": None}
    outer: list[tuple[int, Any]] = []
    level, open_, waiting = -1, top, (top, "", -1)  # type: int, Any, Waiting | None
    for indent, dash, name, style, block, value, item in lines:
        if not name and not item:
            continue
        place = len(indent)
        if place != level or dash or item or open_.__class__ is list:
            while level > place or level == place and open_.__class__ is list and not (dash or item):
                level, open_ = outer.pop()
            if level != place or (dash or item) and open_.__class__ is not list:
                outer.append((level, open_))
                level, open_ = place, begin({} if name and not dash else [], place, waiting)
            if dash or item:
                open_.append(VALUES[item] if item else {})
                waiting = None
                if item:
                    continue
                outer.append((level, open_))
                level, open_ = place + len(dash), open_[-1]
        key = NAMES[name]
        if key in open_:
            raise Unsure
        if value:
            open_[key], waiting = VALUES[value], None
        elif style:
            open_[key], waiting = literal(block, level, style), None
        else:
            open_[key], waiting = None, (open_, key, level)
        if len(outer) > DEPTH:
            raise Unsure
    return top[""]


def begin(new: Any, place: int, waiting: Waiting | None) -> Any:
    """A collection begins where a name waits for one; a list need not be indented further than its name."""
    if waiting is None or place < waiting[2] + (new.__class__ is dict):
        raise Unsure
    waiting[0][waiting[1]] = new
    return new


def literal(block: str, place: int, style: str) -> str:
    """The text of a literal block, as far as its first line is indented."""
    lines = block.split("\n")
    size = len(lines[0]) - len(lines[0].lstrip(" "))
    margin = " " * size
    if size <= place or size == len(lines[0]) or not all(line.startswith(margin) or not line.strip(" ") for line in lines):
        raise Unsure
    text = "\n".join(line[size:] for line in lines).rstrip("\n")
    return text if style == "|-" else text + "\n"


def flow(text: str) -> Any:
    """A list or a mapping on one line."""
    words, place, depth = [], 0, 0
    while place < len(text):
        found = TOKEN.match(text, place)
        if not found:
            raise Unsure
        words.append(found[1])
        place = found.end()
        depth += (found[1] in "[{") - (found[1] in "]}")
        if depth > DEPTH:
            raise Unsure
    value, rest = flown(words, 0)
    if rest != len(words):
        raise Unsure
    return value


def flown(words: list[str], place: int) -> tuple[Any, int]:
    """The value that begins with this word, and where the next one stands."""
    word = words[place]
    out: Any = [] if word == "[" else {}
    if word not in "[{":
        if word in "]},:" or word[-1] == ":":
            raise Unsure
        return VALUES[word], place + 1
    place += 1
    while words[place] not in "]}":
        name = words[place]
        if isinstance(out, list):
            value, place = flown(words, place)
            out.append(value)
        else:
            key = NAMES[name[:-1]] if name[-1] == ":" and len(name) > 1 else ""
            if not key or key in out:
                raise Unsure
            out[key], place = flown(words, place + 1)
        if words[place] == ",":
            place += 1
        elif words[place] not in "]}":
            raise Unsure
    if (words[place] == "]") != isinstance(out, list):
        raise Unsure
    return out, place + 1
