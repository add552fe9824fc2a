"""The contract of a source: which files of a folder or archive are its own, and how they are read."""

from collections.abc import Callable, Iterator

from minik.intake.parsing import Document
from minik.light_typing import BinaryIO, NamedTuple

ENDINGS = (".json", ".yaml", ".yml")


class Entry(NamedTuple):
    """A file in a folder or in an archive, or one that is named itself.

    `path` leads to it within the folder or archive, with `/`. `place` names it in messages. `size` is
    in bytes; -1 where nobody knows. `open` can be called until the next entry is asked for.
    """

    path: str
    place: str
    size: int
    open: Callable[[], BinaryIO]


class Source(NamedTuple):
    """What a collector writes, or a program prints.

    `recognizes(path)` tells by its path whether a file is one of the source's; no two sources recognize
    the same file. `documents(entry)` yields the documents of such a file that hold objects, each with
    kind and apiVersion; those that cannot be read have an error. `is_dump`: nobody but a collector
    writes such paths, so whoever names them means a cluster and not manifests. `endings` are those of
    files that may hold objects: logs and the like are not opened.
    """

    name: str
    recognizes: Callable[[str], bool]
    documents: Callable[[Entry], Iterator[Document]]
    is_dump: bool = True
    endings: tuple[str, ...] = ENDINGS
