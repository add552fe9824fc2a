"""Named formats of texts.

Upstream rule: Kubernetes `cel/library/format.go`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from minik.cel import web_addresses
from minik.cel.declarations import CallCost, CallParts, Library, function, method, scale
from minik.cel.frames import PER_LETTER, PER_PATTERN_LETTER
from minik.cel.libraries._costs import constant
from minik.cel.types import STRING, Type, list_of, object_type, optional_of
from minik.cel.values import NOTHING, Optional, cost_size
from minik.light_typing import Any, NamedTuple
from minik.model import formats, names

FORMAT = object_type("kubernetes.NamedFormat")
LONGEST_PATTERN = 128


class Format(NamedTuple):
    """A format as a value: what is wrong with a text, and the length of its pattern."""

    name: str
    problems: Callable[[str], Iterable[str]]
    pattern_size: int

    @property
    def cel_type(self) -> Type:
        return FORMAT


def _of_prefix(rule: Callable[[str], Iterable[str]]) -> Callable[[str], Iterable[str]]:
    """Return the rule of a beginning of a name, which may end in a hyphen."""

    def problems(text: str) -> Iterable[str]:
        return rule(f"{text[:-2]}a" if len(text) > 1 and text.endswith("-") else text)

    return problems


def _of_form(form: str, message: str) -> Callable[[str], Iterator[str]]:
    def problems(text: str) -> Iterator[str]:
        if not formats.is_of_format(text, form):
            yield message

    return problems


def _uri(text: str) -> Iterator[str]:
    if wrong := web_addresses.problem(text):
        yield wrong


FORMATS = {
    "dns1123Label": Format("DNS1123Label", names.label, 30),
    "dns1123Subdomain": Format("DNS1123Subdomain", names.subdomain, 60),
    "dns1035Label": Format("DNS1035Label", names.label_1035, 30),
    "qualifiedName": Format("QualifiedName", names.qualified_name, 60),
    "dns1123LabelPrefix": Format("DNS1123LabelPrefix", _of_prefix(names.label), 30),
    "dns1123SubdomainPrefix": Format("DNS1123SubdomainPrefix", _of_prefix(names.subdomain), 60),
    "dns1035LabelPrefix": Format("DNS1035LabelPrefix", _of_prefix(names.label_1035), 30),
    "labelValue": Format("LabelValue", names.label_value, 40),
    "uri": Format("URI", _uri, 1103),
    "uuid": Format("uuid", _of_form("uuid", "does not match the UUID format"), 72),
    "byte": Format("byte", _of_form("byte", "invalid base64"), 84),
    "date": Format("date", _of_form("date", "invalid date"), 150),
    "datetime": Format("datetime", _of_form("datetime", "invalid datetime"), 150),
}


def named(name: str) -> Optional:
    return Optional(FORMATS[name]) if name in FORMATS else NOTHING


def validate(form: Format, text: str) -> Optional:
    problems = list(form.problems(text))
    return Optional(problems) if problems else NOTHING


def _validate_cost(parts: CallParts) -> CallCost:
    letters = parts.size_of(parts.arguments[0]).scaled(PER_LETTER)
    return CallCost(letters.scaled(LONGEST_PATTERN * PER_PATTERN_LETTER))


def _validate_track(values: Sequence[Any], result: Any) -> int:
    form, text = values
    letters = scale(cost_size(text) + 1, PER_LETTER)
    return letters * scale(form.pattern_size, PER_PATTERN_LETTER)


LIBRARY = Library(
    {
        "validate": (
            method(
                "format-validate",
                (FORMAT, STRING),
                optional_of(list_of(STRING)),
                validate,
                estimate=_validate_cost,
                track=_validate_track,
            ),
        ),
        "format.named": (
            function("format-named", (STRING,), optional_of(FORMAT), named, estimate=constant()),
        ),
        **{
            f"format.{name}": (function(f"format.{name}", (), FORMAT, lambda form=form: form),)
            for name, form in FORMATS.items()
        },
    }
)
