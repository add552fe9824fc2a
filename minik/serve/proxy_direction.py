"""A direction of a TCP connection through the proxy: one socket, copied into the other piece by
piece.
"""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress

BUFFER_SIZE = 65536


class Direction:
    """Copy one socket into the other. `carried` counts the bytes; `is_ended` means that no more
    will come.

    `on_end` is called at the end and returns whether the connection is over; `on_failure` gets the
    broken socket and the piece that it did not take.
    """

    def __init__(
        self,
        source: socket.socket,
        target: socket.socket,
        on_end: Callable[[], bool],
        on_failure: Callable[[socket.socket, bytes], None],
    ) -> None:
        self.source, self.target, self.on_end, self.on_failure = source, target, on_end, on_failure
        self.buffered, self.carried, self.is_ended = b"", 0, False
        self.loop = asyncio.get_running_loop()
        self.loop.add_reader(source.fileno(), self._read)

    def _read(self) -> None:
        try:
            piece = self.source.recv(BUFFER_SIZE)
        except BlockingIOError:
            return
        except OSError:
            self.on_failure(self.source, b"")
            return
        if piece:
            self.write(piece)
        else:
            self._end()

    def _end(self) -> None:
        self.is_ended = True
        self.loop.remove_reader(self.source.fileno())
        if not self.on_end():
            with suppress(OSError):  # where it is gone already, its own direction finds out
                self.target.shutdown(socket.SHUT_WR)

    def write(self, piece: bytes) -> None:
        """Pass a piece on; as long as a part of it is buffered, nothing more is read."""
        try:
            sent = self.target.send(piece)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.on_failure(self.target, piece)
            return
        self.carried += len(piece)
        if sent < len(piece):
            self.buffered = piece[sent:]
            self.loop.remove_reader(self.source.fileno())
            self.loop.add_writer(self.target.fileno(), self._flush)

    def _flush(self) -> None:
        try:
            self.buffered = self.buffered[self.target.send(self.buffered) :]
        except BlockingIOError:
            return
        except OSError:
            self.on_failure(self.target, self.buffered)
            return
        if not self.buffered:
            self.loop.remove_writer(self.target.fileno())
            self.loop.add_reader(self.source.fileno(), self._read)
