"""Field selectors: `metadata.name=web,status.phase!=Running`. Upstream rule: apimachinery
`fields.ParseSelector`.
"""

from collections.abc import Callable, Iterator, Sequence

from minik import light_re as re
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.selectors import BadSelector

TERM = re.compile(r"(.*?)(!=|==|=)(.*)", re.DOTALL)
ESCAPES = {"\\\\": "\\", "\\,": ",", "\\=": "="}
METADATA: dict[str, Callable[[Object], str]] = {
    "metadata.name": objects.name,
    "metadata.namespace": objects.namespace,
}
# Kinds whose conversion function words its refusal in its own way.
REFUSALS = {
    "Job": 'field label "{label}" not supported for Job',
    "StatefulSet": "field label not supported for appsv1.StatefulSet: {label}",
}


class Term(NamedTuple):
    """One condition on one field."""

    label: str
    equal: bool
    value: str


Terms: TypeAlias = tuple[Term, ...]


def parse_field_selector(text: str) -> Terms:
    """Return the conditions of a text; raise BadSelector if it is no field selector."""
    return tuple(_parse_term(part, text) for part in sorted(_parts(text)) if part)


def _parts(text: str) -> Iterator[str]:
    """Return the parts between commas that are not escaped by a backslash."""
    return iter(re.findall(r"(?:\\.|[^,\\]|\\$)+", text, re.DOTALL))


def _parse_term(part: str, text: str) -> Term:
    match = TERM.fullmatch(part)
    if match is None:
        raise BadSelector(f"invalid selector: '{text}'; can't understand '{part}'")
    return Term(match[1], match[2] != "!=", "".join(_unescape(match[3])))


def _unescape(value: str) -> Iterator[str]:
    for piece in re.findall(r"\\.|.|\\$", value, re.DOTALL):
        if piece in "=,":
            raise BadSelector(f"invalid field selector: unescaped character in value: {ord(piece)}")
        if piece[0] == "\\" and piece not in ESCAPES:
            raise BadSelector(f"invalid field selector: invalid escape sequence: {piece}")
        yield ESCAPES.get(piece, piece)


def require_supported(terms: Terms, kind: Kind) -> None:
    """Raise BadSelector for a field by which objects of the kind cannot be selected."""
    for term in terms:
        if term.label not in METADATA and term.label not in kind.selectable:
            raise BadSelector(_refusal(term.label, kind))


def _refusal(label: str, kind: Kind) -> str:
    if kind.name in REFUSALS and not kind.custom:
        return REFUSALS[kind.name].format(label=label)
    if kind.selectable or kind.custom:
        return f"field label not supported: {label}"
    return f'"{label}" is not a known field selector: only "metadata.name", "metadata.namespace"'


def filter_objects(candidates: Sequence[Object], terms: Terms, kind: Kind) -> Sequence[Object]:
    """Return the objects that fulfil every condition."""
    readers = [(METADATA.get(term.label) or kind.selectable[term.label], term) for term in terms]
    return (
        [
            obj
            for obj in candidates
            if all((read(obj) == term.value) == term.equal for read, term in readers)
        ]
        if terms
        else candidates
    )
