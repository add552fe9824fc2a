"""Text becomes documents: YAML or JSON, with kubectl's meaning of every scalar, and the line of every field."""
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from minik.errors import ClientError, MinikError


class Document(NamedTuple):
    """One document of a file: what it says, and where. `text` is the document's own text, `first` the line at which it begins (from 1).

    `error` is why there is no document here: the rest of the file could not be read.
    """

    value: Any
    source: str
    number: int
    text: str = ""
    first: int = 1
    error: MinikError | None = None

    def line(self, path: str) -> int | None:
        """The line in the file of the field at a path such as `spec.ports[0].port`, or of the nearest field above it."""
        return None


def parse(text: str | bytes, source: str) -> Iterator[Document]:
    """The documents of one file; text that is neither YAML nor JSON is refused with its line."""
    try:
        for index, value in enumerate(yaml.load_all(text, yaml.CSafeLoader)):
            if value is not None:
                yield Document(value, source, index)
    except yaml.YAMLError as error:
        raise ClientError(f"error parsing {source}: error converting YAML to JSON: yaml: {error}") from None


def items(document: Document) -> Iterator[Document]:
    """The documents of a List, else the document itself."""
    value = document.value
    if isinstance(value, dict) and str(value.get("kind", "")).endswith("List") and isinstance(value.get("items"), list):
        for item in value["items"]:
            yield document._replace(value=item)
    else:
        yield document
