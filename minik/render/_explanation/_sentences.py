"""What kinds, types and fields mean, and the server's rules for them: sentences of our own, read from `_texts/`, one file a family.

A type stands at the margin, `Name: sentence`, its fields below it, `  name: sentence`, with `= value` after the name of a field where
the server fills that in. `Name (Other): sentence` has the fields of the other type too. A name that two groups use has its group
before it: `discovery.EndpointPort`.
"""
from functools import cache
from importlib import resources
from typing import NamedTuple


class Text(NamedTuple):
    """What is told of one type: a sentence, those on its fields, what they are if unset, and the type whose fields it shares."""

    sentence: str
    fields: dict[str, str]
    defaults: dict[str, str]
    like: str = ""


@cache
def texts() -> dict[str, Text]:
    """All that is told, by type."""
    found: dict[str, Text] = {}
    for file in sorted(resources.files(f"{__package__}._texts").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".txt"):
            found.update(read(file.read_text(encoding="utf-8")))
    return found


def read(text: str) -> dict[str, Text]:
    """The types of one file."""
    found: dict[str, Text] = {}
    here = Text("", {}, {})
    for line in filter(None, text.splitlines()):
        head, _, sentence = line.partition(": ")
        if line.startswith("  "):
            name, _, default = head.strip().partition(" = ")
            here.fields[name] = sentence
            here.defaults.update({name: default} if default else {})
        elif not line.startswith("#"):
            name, _, like = head.partition(" (")
            found[name] = here = Text(sentence, {}, {}, like.rstrip(")"))
    return found


def named(reference: str) -> Text | None:
    """What is told of a type, by its full name in the schema bundle."""
    parts = reference.split(".")
    return texts().get(".".join((*parts[-3:-2], parts[-1]))) or texts().get(parts[-1])


def type_of(reference: str) -> str:
    """The sentence on a type; empty where nothing is told."""
    text = named(reference)
    return text.sentence if text else ""


def field(reference: str, name: str) -> str:
    """The sentences on a field of a type, with what it is if unset; empty where nothing is told."""
    text = named(reference)
    while text:
        if name in text.fields:
            default = text.defaults.get(name)
            return f"{text.fields[name]} If unset: {default}." if default else text.fields[name]
        text = texts().get(text.like)
    return texts()["Object"].fields.get(name, "")
