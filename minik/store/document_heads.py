"""What stands at the top of each document of a text, read without parsing it: files that are no YAML
at all (templates) have a head, too.
"""

from collections.abc import Iterator

from minik import light_re as re
from minik.light_typing import NamedTuple

SEPARATOR = re.compile(r"(?m)^---.*$")
FIRST = re.compile(r"(?m)^(?P<indent> *)(?P<first>[^\s#%].*)$")
# A string that the cut text does not close reaches to its end: looked for at each of its quotes again
# it would take as long as the square of the text.
TOKEN = re.compile(r'"(?:[^"\\]|\\[\s\S])*(?:"|\\?\Z)|[{}\[\],:]|#.*|[^\s{}\[\],:"]+')
BLOCK = re.compile(r"(?:^|[:\s-])\s*[|>][-+\d]*\s*(?:#.*)?$")


class Head(NamedTuple):
    """The names at the top level of a document, and what apiVersion and kind say; `is_cut` where the
    text ends before the document does.
    """

    names: frozenset[str] = frozenset()
    api_version: str = ""
    kind: str = ""
    is_cut: bool = False


def read(text: str, is_cut: bool = False) -> Iterator[Head]:
    """Yield the head of every document that holds something; the text may be cut."""
    parts = SEPARATOR.split(text.removeprefix("\ufeff"))
    for number, part in enumerate(parts, 1):
        first = FIRST.search(part)
        if first is None:
            continue
        if first["first"][0] in "{[":
            yield from _flow_heads(part)
        else:
            yield _block_head(part, first["indent"])._replace(
                is_cut=is_cut and number == len(parts)
            )


def _block_head(part: str, indent: str) -> Head:
    key = rf"(?m)^{indent}([\"']?)([A-Za-z][\w.-]*)\1[ \t]*:(?:[ \t]+(.*))?$"
    return _head({name: value or "" for _, name, value in re.findall(key, part)})


def _head(fields: dict[str, str], is_cut: bool = False) -> Head:
    known = {name.casefold(): value for name, value in fields.items()}
    version, kind = (_scalar(known.get(name, "")) for name in ("apiversion", "kind"))
    return Head(frozenset(known), version, kind, is_cut)


def _scalar(text: str) -> str:
    """Return a plain or quoted scalar without its quotes and its comment."""
    text = text.strip()
    return text[1:-1] if text[:1] in ("'", '"') else text.partition(" #")[0].strip()


def _flow_heads(part: str) -> Iterator[Head]:
    """Yield the heads of objects in braces, one after the other."""
    depth, fields, before, name = 0, dict[str, str](), "", ""
    for token in TOKEN.findall(part):
        if token in "{[":
            depth += 1
        elif token in "}]":
            depth -= 1
            if depth == 0:
                yield _head(fields)
                fields = {}
        elif depth == 1 and token == ":" and before not in "{}[],:":
            name = _scalar(before)
            fields[name] = ""
        elif depth == 1 and before == ":" and name:
            fields[name] = token
        before = token
    if depth > 0:
        yield _head(fields, is_cut=True)


def without_blocks(text: str) -> str:
    """Return a text without its block scalars, in which anything may stand."""
    kept, block = [], -1
    for line in text.splitlines(keepends=True):
        indent = len(line) - len(line.lstrip())
        if block >= 0 and (not line.strip() or indent > block):
            continue
        kept.append(line)
        block = indent if BLOCK.search(line) else -1
    return "".join(kept)
