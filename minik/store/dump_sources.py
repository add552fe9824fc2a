"""The files of a dump: what kubectl printed, or a folder of such files as the usual collectors write it.

A folder is read with all its subfolders: `kubectl cluster-info dump --output-directory`, must-gather
(`cluster-scoped-resources`, `namespaces`), a support bundle (`cluster-resources`). Beside objects they
hold logs and lists of other things, which are passed over. The text of `kubectl cluster-info dump` has
the logs of containers between its lists. A support bundle's lists may not say what they hold: their
path does.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from minik import kinds
from minik import light_re as re
from minik.errors import ClientError, MinikError
from minik.intake.parsing import Document, decode_text, parse
from minik.light_typing import Any, NamedTuple
from minik.model.wording import pluralize
from minik.store import manifests
from minik.store.manifests import ENDINGS, BuiltFolder

LOGS = re.compile(
    r"^==== START logs for container .*?(?:^==== END logs for container .*?$|\Z)",
    re.MULTILINE | re.DOTALL,
)
ARCHIVES = (".gz", ".tgz", ".zip", ".tar", ".xz", ".bz2")
MAX_ENDINGS = 4


class Dump(NamedTuple):
    """The documents of a dump, and what was passed over on the way, a line each."""

    documents: Sequence[Document]
    passed_over: Sequence[str]


def read(filenames: Sequence[str], recursive: bool = False) -> Dump:
    """Read files and folders of a dump; raise ClientError for a path that does not exist."""
    documents: list[Document] = []
    without_objects: list[str] = []
    for name in filenames:
        if is_folder(name):
            for path in folder_paths(name):
                found = list(file_documents(path, name)) if path.endswith(ENDINGS) else []
                documents += found
                without_objects += [] if found else [path]
        else:
            documents += plain_documents(name, recursive)
    return Dump(documents, list(describe(without_objects)))


def is_folder(name: str) -> bool:
    return os.path.isdir(name) and not isinstance(name, BuiltFolder)


def plain_documents(name: str, recursive: bool) -> Iterator[Document]:
    """Yield the documents of one file, or of what a pattern or standard input stands for."""
    if name.endswith(ARCHIVES):
        raise ClientError(f"{name} is an archive: unpack it and name the folder")
    if name == "-" or os.path.isfile(name):
        source = manifests.STANDARD_INPUT if name == "-" else name
        return parse(without_logs(manifests.read_bytes(name)), source)
    return manifests.read([name], recursive, whole=True)


def without_logs(content: bytes) -> str:
    """Return the text of a file, without the logs of containers; the lines keep their numbers."""
    text = decode_text(content)
    return LOGS.sub(lambda log: "\n" * log[0].count("\n"), text) if "\n====" in text else text


def folder_paths(folder: str) -> Iterator[str]:
    """Yield every file below a folder, in the order of names; links are not followed."""
    for base, folders, names in os.walk(folder):
        folders.sort()
        yield from (os.path.join(base, name) for name in sorted(names))


def file_documents(path: str, folder: str) -> Iterator[Document]:
    """Yield the documents of a file that hold objects; one with an error if it cannot be read."""
    try:
        documents = list(parse(without_logs(manifests.read_bytes(path)), path))
    except MinikError as error:
        yield Document(None, path, 0, error=error)
        return
    for document in documents:
        named = with_kind(document, os.path.relpath(path, folder))
        if named is not None:
            yield named


def with_kind(document: Document, path: str) -> Document | None:
    """Return a document that says what it holds; None if it holds no objects."""
    value = document.value
    items = value.get("items") if isinstance(value, dict) else value
    if isinstance(value, dict) and isinstance(value.get("kind"), str):
        is_object = isinstance(value.get("metadata"), dict) or isinstance(items, list)
        return document if is_object and value.get("apiVersion") else None
    if not isinstance(items, list) or not any(map(is_nameable, items)):
        return None
    kind = kind_of_path(path)
    if kind is None:
        return None
    typed = {"apiVersion": kind.api_version, "kind": kind.name}
    return document._replace(
        value={
            "apiVersion": "v1",
            "kind": "List",
            "items": [{**typed, **item} for item in items if is_nameable(item)],
        }
    )


def is_nameable(item: Any) -> bool:
    """Return whether an item of a list can be an object: it has metadata with a name."""
    return isinstance(item, dict) and isinstance(item.get("metadata"), dict)


def kind_of_path(path: str) -> Any:
    """Return the kind that a folder or file of a support bundle is named after; None if none is."""
    for word in reversed(path.removesuffix(".json").removesuffix(".yaml").split(os.sep)):
        kind = kinds.find_kind(word.replace("-", ""))
        if kind is not None:
            return kind
    return None


def describe(paths: Iterable[str]) -> Iterator[str]:
    """Yield one line about files without objects: how many, and how their names end."""
    endings = Counter(os.path.splitext(path)[1] or "without ending" for path in paths)
    if endings:
        order = sorted(endings.items(), key=lambda pair: (-pair[1], pair[0]))
        frequent = [f"{number} {ending}" for ending, number in order[:MAX_ENDINGS]]
        more = ", ..." if len(endings) > MAX_ENDINGS else ""
        files = pluralize(endings.total(), "file without objects", "files without objects")
        yield f"{files} passed over: {', '.join(frequent)}{more}"
