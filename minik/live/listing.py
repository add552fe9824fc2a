"""Lists of a live cluster: in pages, several kinds at once, each object read as one of a dump is."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from minik.dumps.importing import Reader
from minik.errors import Expired, MethodNotAllowed, MinikError, NotFound
from minik.intake.parsing import Document
from minik.light_typing import Any, TypeAlias
from minik.live.client import Client
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object

Table: TypeAlias = dict[str, Object]
PAGE = 500  # objects, as kubectl asks for them


def path_of(kind: Kind, namespace: str = "", name: str = "") -> str:
    """Return the path of a kind's list, or of one object, in the API."""
    group = objects.group(kind.api_version)
    root = f"/apis/{kind.api_version}" if group else f"/api/{kind.api_version}"
    place = f"/namespaces/{namespace}" if namespace and kind.namespaced else ""
    return f"{root}{place}/{kind.plural}" + (f"/{name}" if name else "")


class Lister:
    """Reads objects of a client; `unread` gathers why some of them could not be read."""

    def __init__(self, client: Client, now: datetime) -> None:
        self.client, self.now = client, now
        self.unread: list[MinikError] = []

    def one(self, kind: Kind, namespace: str, name: str) -> Object | None:
        """Return one object; None if there is none. Raises MinikError."""
        try:
            value = self.client.get(path_of(kind, namespace, name))
        except NotFound:
            return None
        return next(iter(self.objects([value], kind).values()), None)

    def table(self, kind: Kind, namespace: str, selector: str = "") -> tuple[Table, str]:
        """Return every object of a kind by path, and the resourceVersion of the list; nothing and ""
        where the server has no such kind. Raises MinikError.
        """
        try:
            items, version = _pages(self.client, path_of(kind, namespace), selector)
        except (NotFound, MethodNotAllowed):
            return {}, ""
        return self.objects(items, kind), version

    def objects(self, items: Sequence[Any], kind: Kind) -> Table:
        """Return objects by path, as the import of a dump reads them."""
        reader = Reader(self.now)
        for document in _documents(items, kind):
            try:
                reader.take_as(document, kind)
            except MinikError as error:
                self.unread.append(error)
        return dict(reader.source.get(kind.key, {}))


def _pages(client: Client, path: str, selector: str) -> tuple[list[Any], str]:
    chosen = [("labelSelector", selector)] if selector else []
    try:
        return _read_pages(client, path, [*chosen, ("limit", str(PAGE))])
    except Expired:  # the pages took longer than the server remembers: all at once, then
        return _read_pages(client, path, chosen)


def _read_pages(
    client: Client, path: str, query: Sequence[tuple[str, str]]
) -> tuple[list[Any], str]:
    items: list[Any] = []
    more: list[tuple[str, str]] = []
    while True:
        page = client.get(path, [*query, *more])
        items += page.get("items") or ()
        metadata = page.get("metadata") or {}
        if not metadata.get("continue"):
            return items, str(metadata.get("resourceVersion") or "")
        more = [("continue", metadata["continue"])]


def _documents(items: Sequence[Any], kind: Kind) -> Iterator[Document]:
    typed = {"apiVersion": kind.api_version, "kind": kind.name}
    for number, item in enumerate(items):
        yield Document({**typed, **item}, "the cluster", number)
