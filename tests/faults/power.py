"""A disk that loses power: what a commit asks of the kernel is recorded, and every state is made
that the disk may be found in.

The model is as harsh as POSIX allows. What was written to a file and not synced may be there, not
be there, be there in part, or be zeros. Names that were made, moved or taken away since the folder
was synced last are there or not, each for itself. A rename is seen wholly or not at all.
"""

import os
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

NAMES = (
    "open",
    "write",
    "pwrite",
    "copy_file_range",
    "ftruncate",
    "truncate",
    "fsync",
    "replace",
    "link",
    "unlink",
    "utime",
)


class Step(NamedTuple):
    """One thing that was asked of the kernel. Files are known by their inode; `data` is what the
    file holds from then on.
    """

    what: str
    inode: int = 0
    names: tuple[str, ...] = ()
    data: bytes = b""


class Recorder:
    """The steps of what runs while it records, in one folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.steps = folder, list[Step]()
        self.before = {path.name: path.read_bytes() for path in folder.iterdir()}
        self.real = {name: getattr(os, name) for name in NAMES}
        for name in NAMES:
            monkeypatch.setattr(os, name, self._wrapped(name))

    def _wrapped(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            self._first(name, arguments)
            there = name == "open" and os.path.exists(arguments[0])
            result = self.real[name](*arguments, **options)
            self._then(name, arguments, result, there)
            return result

        return call

    def _first(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name in ("replace", "link", "unlink"):
            self.steps.append(
                Step(
                    "rename" if name == "replace" else name,
                    os.stat(arguments[0]).st_ino if os.path.exists(arguments[0]) else 0,
                    tuple(os.path.basename(str(path)) for path in arguments),
                )
            )

    def _then(self, name: str, arguments: tuple[Any, ...], result: Any, there: bool) -> None:
        if name == "open" and not there:
            self.steps.append(
                Step("create", os.fstat(result).st_ino, (os.path.basename(arguments[0]),))
            )
        elif name in ("write", "pwrite", "ftruncate", "copy_file_range", "truncate"):
            handle = arguments[1] if name == "copy_file_range" else arguments[0]
            path = handle if name == "truncate" else f"/proc/self/fd/{handle}"
            self.steps.append(Step("write", os.stat(path).st_ino, data=Path(path).read_bytes()))
        elif name == "fsync":
            is_folder = os.path.isdir(f"/proc/self/fd/{arguments[0]}")
            self.steps.append(
                Step("sync folder" if is_folder else "sync", os.fstat(arguments[0]).st_ino)
            )


class Disk:
    """What surely is on the disk, and what may be."""

    def __init__(self, files: dict[str, tuple[int, bytes]]) -> None:
        self.names = {name: inode for name, (inode, _) in files.items()}
        self.durable = {inode: data for inode, data in files.values()}
        self.written: dict[int, bytes] = {}
        self.moves: list[Step] = []

    def take(self, step: Step) -> None:
        """One step further."""
        if step.what == "write":
            self.written[step.inode] = step.data
        elif step.what == "sync":
            if step.inode in self.written:
                self.durable[step.inode] = self.written.pop(step.inode)
        elif step.what == "sync folder":
            self.names = moved(self.names, self.moves)
            self.moves = []
        else:
            self.moves.append(step)

    def found(self) -> Iterator[dict[str, bytes]]:
        """Every folder that may be there when the power is back."""
        inodes = list(self.written)
        for happened in product((True, False), repeat=len(self.moves)):
            names = moved(self.names, [move for move, did in zip(self.moves, happened) if did])
            for contents in product(
                *(
                    list(may_hold(self.durable.get(inode, b""), self.written[inode]))
                    for inode in inodes
                )
            ):
                held = {**self.durable, **dict(zip(inodes, contents))}
                yield {name: held.get(inode, b"") for name, inode in names.items()}


def may_hold(durable: bytes, written: bytes) -> Iterator[bytes]:
    """What a file may hold that was written and not synced."""
    half = len(written) // 2
    yield from (
        durable,
        written,
        b"",
        written[:half],
        written[:half] + bytes(len(written) - half),
        bytes(len(written)),
    )


def moved(names: dict[str, int], moves: list[Step]) -> dict[str, int]:
    """The names in a folder after some were made, moved or taken away."""
    names = dict(names)
    for what, inode, (first, *second), _ in moves:
        if what == "create":
            names[first] = inode
        elif what == "unlink":
            names.pop(first, None)
        elif what == "link" and inode:
            names[second[0]] = inode
        elif what == "rename" and inode:
            names.pop(first, None)
            names[second[0]] = inode
    return names
