"""Answers of minik's own as JSON or YAML documents: one style for all verbs. Their fields are
described in docs/schemas, one JSON Schema a verb.
"""

import json
from collections.abc import Mapping

from minik.light_typing import Any
from minik.render.formats import yaml

FORMATS = ("json", "yaml")


def render(document: Any, output: str) -> str:
    """Render a document as json or yaml."""
    if output == "yaml":
        return yaml.text(document)
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def camel_case(value: Any) -> Any:
    """Return a document whose keys, all the way down, are in camelCase: `port_name` → `portName`."""
    if isinstance(value, Mapping):
        return {_camel_case_word(name): camel_case(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [camel_case(member) for member in value]
    return value


def _camel_case_word(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))
