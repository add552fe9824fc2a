"""Where the schemas of kinds are found that minik does not know: files and folders, or templates of
paths in which variables stand.

Upstream rule: kubeconform's `-schema-location`; but nothing is ever fetched.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from minik import light_re as re
from minik.errors import ClientError
from minik.light_typing import Any, NamedTuple
from minik.model.suggestions import did_you_mean
from minik.store import document_heads, files

VARIABLE = re.compile(r"\{\{-?\s*\.?(.*?)\s*-?\}\}")
WORD = re.compile(r"[A-Za-z0-9][\w.-]*")
FOLDER = (
    "{{.NormalizedKubernetesVersion}}-standalone{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json",
    "{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json",
    "{{.ResourceKind}}{{.KindSuffix}}.json",
)
STRICT = ("-strict", "")
DEFAULT = "default"  # kubeconform's word for the schemas of Kubernetes, which minik brings


class Locations(NamedTuple):
    """Files with CustomResourceDefinitions, and templates of the paths of JSON Schemas."""

    definitions: Sequence[str] = ()
    templates: Sequence[str] = ()
    version: str = ""


class Found(NamedTuple):
    """A JSON Schema, and the address of its file."""

    schema: dict[str, Any]
    address: str


def parse(words: Iterable[str], version: str) -> Locations:
    """Return what the words of --schema-location name; raise ClientError for an address of the
    network, a path that is not there and a variable that does not exist.
    """
    definitions, templates = list[str](), list[str]()
    for word in words:
        if "://" in word:
            raise ClientError(
                f"--schema-location {word}: minik fetches nothing; download the schemas, then name their folder"
            )
        if "{{" in word:
            _require_variables(word)
            templates.append(word)
        elif os.path.isdir(word):
            definitions.append(word)
            templates += [os.path.join(word, path) for path in FOLDER]
        elif word.endswith(".json") and os.path.isfile(word) and not _is_object(word):
            templates.append(word)
        elif word != DEFAULT:
            definitions.append(word)
    return Locations(definitions, templates, version)


def _require_variables(word: str) -> None:
    known = variables("v1", "Pod", "", "")
    for name in VARIABLE.findall(word):
        if name not in known:
            hint = did_you_mean([near for near in known if near.casefold() == name.casefold()])
            raise ClientError(
                f"--schema-location {word}: there is no variable .{name}",
                hint=hint or f"there are {', '.join(f'.{name}' for name in known)}",
            )


def _is_object(path: str) -> bool:
    """Return whether a file of JSON is a Kubernetes object, not a schema."""
    text = files.read_file(path)[:65536].decode(errors="replace")
    return any({"apiversion", "kind"} <= head.names for head in document_heads.read(text))


def variables(api_version: str, kind: str, version: str, strict: str) -> dict[str, str]:
    """Return the variables of a template for a kind."""
    group, slash, name = api_version.partition("/")
    first = group.partition(".")[0].lower()
    return {
        "NormalizedKubernetesVersion": f"v{version}",
        "StrictSuffix": strict,
        "ResourceKind": kind.lower(),
        "ResourceAPIVersion": name if slash else group,
        "Group": group,
        "KindSuffix": f"-{first}-{name.lower()}" if slash else f"-{first}",
    }


def find(locations: Locations, api_version: str, kind: str) -> Found | None:
    """Return the JSON Schema of a kind; None if no location has one."""
    if all(map(WORD.fullmatch, (kind, *api_version.split("/", 1)))):
        for path in _paths(locations, api_version, kind):
            if os.path.isfile(path):
                return Found(_read(path), Path(path).absolute().as_uri())
    return None


def _paths(locations: Locations, api_version: str, kind: str) -> Iterator[str]:
    for template in locations.templates:
        for strict in STRICT:
            values = variables(api_version, kind, locations.version, strict)
            yield VARIABLE.sub(lambda match: values[match[1]], template)  # noqa: B023 used at once


def read_reference(uri: str) -> Any:
    """Return the JSON at an address that a schema refers to; raise ClientError unless it is a file."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        raise ClientError(f"a schema refers to {uri}: minik fetches nothing")
    return _read(unquote(parts.path))


@cache
def _read(path: str) -> dict[str, Any]:
    try:
        value = json.loads(files.read_file(path))
    except (ValueError, OSError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise ClientError(f"{path} is no JSON Schema")
    return value
