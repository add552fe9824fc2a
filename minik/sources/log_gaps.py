"""The logs of containers in a text: `kubectl cluster-info dump` prints them after the lists.

They are read past, and never held in memory as a whole: what stands between them keeps its lines.
"""

from collections.abc import Iterable, Iterator

START = b"==== START logs for container "
BEFORE = b"\n" + START


class Gaps:
    """Pieces of a text on their way, none of them empty, without the logs among them."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = iter(pieces)
        self.buffer = b"\n"  # before the first line, too, a log may start
        self.is_whole = False

    def more(self) -> bool:
        """Take another piece; return whether there is one."""
        piece = next(self.pieces, b"")
        self.is_whole = self.is_whole or not piece
        self.buffer += piece
        return bool(piece)

    def filled(self) -> Iterator[bytes]:
        """Yield the text between the logs; of a log its line ends."""
        is_first = True
        while not self.is_whole or self.buffer:
            at = self.buffer.find(BEFORE)
            if at < 0 and not self.is_whole:
                at = max(0, len(self.buffer) - len(BEFORE))
                is_log = False
            else:
                is_log = at >= 0
                at = at + 1 if is_log else len(self.buffer)
            text, self.buffer = self.buffer[is_first:at], self.buffer[at:]
            is_first = is_first and not at
            if text:
                yield text
            if is_log:
                yield from self.log()
            elif not self.is_whole:
                self.more()

    def log(self) -> Iterator[bytes]:
        """Yield the line ends of the log that the buffer starts with, which it then ends after."""
        while (end := self.buffer.find(b"\n")) < 0 and self.more():
            pass
        line = self.buffer[:end] if end >= 0 else self.buffer
        last = line.rstrip(b"\r").replace(b"START", b"END", 1)
        self.buffer = self.buffer[len(line) :]
        while not (found := self.closed(last)):
            kept = 0 if self.is_whole else min(len(self.buffer), len(last) + 2)
            passed = len(self.buffer) - kept
            yield from self.line_ends(passed)
            self.buffer = self.buffer[passed:]
            if not self.more():
                self.buffer = b""
                return
        yield from self.line_ends(found)
        self.buffer = self.buffer[found:]

    def line_ends(self, end: int) -> Iterator[bytes]:
        """Yield as many line ends as stand before a place of the buffer, all at once."""
        if number := self.buffer.count(b"\n", 0, end):
            yield b"\n" * number

    def closed(self, last: bytes) -> int:
        """Return where the buffer is past the line that ends a log; 0 where that is not in it."""
        at = self.buffer.find(last)
        while at >= 0:
            after = self.buffer[at + len(last) : at + len(last) + 2]
            if after.startswith((b"\n", b"\r\n")) or not after and self.is_whole:
                return at + len(last)
            if not after.strip(b"\r") and not self.is_whole:
                return 0
            at = self.buffer.find(last, at + 1)
        return 0
