"""Descriptions of kinds, types and fields, in minik's own words, read from `_texts/`, one file for
each group of types.

A type stands at the margin, `Name: sentence`, its fields below it, `  name: sentence`, with `=
value` after the name of a field that the server defaults. `Name (Other): sentence` has the fields
of the other type too. A name that two groups use has its group before it: `discovery.EndpointPort`.
"""

from functools import cache
from importlib import resources

from minik.light_typing import NamedTuple


class Text(NamedTuple):
    """The description of one type, those of its fields, their defaults, and the type whose fields
    it shares.
    """

    sentence: str
    fields: dict[str, str]
    defaults: dict[str, str]
    like: str = ""


@cache
def texts() -> dict[str, Text]:
    """Return all descriptions, by type."""
    by_type: dict[str, Text] = {}
    for file in sorted(
        resources.files(f"{__package__}._texts").iterdir(), key=lambda file: file.name
    ):
        if file.name.endswith(".txt"):
            by_type.update(read(file.read_text(encoding="utf-8")))
    return by_type


def read(text: str) -> dict[str, Text]:
    """Parse one file: its descriptions by type."""
    by_type: dict[str, Text] = {}
    current = Text("", {}, {})
    for line in filter(None, text.splitlines()):
        head, _, sentence = line.partition(": ")
        if line.startswith("  "):
            name, _, default = head.strip().partition(" = ")
            current.fields[name] = sentence
            current.defaults.update({name: default} if default else {})
        elif not line.startswith("#"):
            name, _, like = head.partition(" (")
            by_type[name] = current = Text(sentence, {}, {}, like.rstrip(")"))
    return by_type


def find_text(reference: str) -> Text | None:
    """Return the description of a type by its full name in the schema bundle; None where there is
    none.
    """
    parts = reference.split(".")
    return texts().get(".".join((*parts[-3:-2], parts[-1]))) or texts().get(parts[-1])


def describe_type(reference: str) -> str:
    """Return the description of a type; "" where there is none."""
    text = find_text(reference)
    return text.sentence if text else ""


def describe_field(reference: str, name: str) -> str:
    """Return the description of a field of a type, with its default; "" where there is none."""
    text = find_text(reference)
    while text:
        if name in text.fields:
            default = text.defaults.get(name)
            return f"{text.fields[name]} If unset: {default}." if default else text.fields[name]
        text = texts().get(text.like)
    return texts()["Object"].fields.get(name, "")
