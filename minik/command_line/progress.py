"""A progress line on a terminal's standard error, for work that takes longer than a second.

A kernel timer interrupts the work to draw. So the work need not know of it, and no thread is in the
way of processes that are forked in the meantime. The line is written by hand: a library would be
imported in the midst of whatever is interrupted.
"""

import os
import sys
import time
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager

from minik.light_typing import Any, TypeVar

# `signal` itself would make enumerations first, which takes its time
signal: Any = __import__("_signal")
T = TypeVar("T")
PATIENCE, PACE = 1.0, 0.1  # seconds
WIDTH = 24  # of the bar
ERASE_LINE = "\r\x1b[K"


class ProgressLine:
    """The line: what is being done, how many of how many, for how long."""

    def __init__(self, doing: str, total: int | None = None) -> None:
        self.doing, self.total, self.done = doing, total, 0
        self.started = time.monotonic()

    def line(self, columns: int) -> str:
        """Return the line as it stands, cut to the terminal's width."""
        passed = f"{time.monotonic() - self.started:.0f} s"
        if not self.total:
            return f"{self.doing}  {self.done or ''}  {passed}".replace("    ", "  ")[: columns - 1]
        part = WIDTH * min(self.done, self.total) // self.total
        return f"{self.doing}  [{'#' * part}{' ' * (WIDTH - part)}]  {self.done}/{self.total}  {passed}"[
            : columns - 1
        ]

    def draw(self, *_: object) -> None:
        """Draw the line over the one before."""
        try:
            os.write(2, f"{ERASE_LINE}{self.line(os.get_terminal_size(2).columns or 80)}".encode())
        except OSError:  # the terminal is gone: that is for the result to find out
            signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def show(doing: str, total: int | None = None) -> Iterator[ProgressLine]:
    """Show progress while the block runs, if it takes long and standard error is a terminal."""
    progress = ProgressLine(doing, total)
    if not is_drawable():
        yield progress
        return
    before = signal.signal(signal.SIGALRM, progress.draw)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE, PACE)
    try:
        yield progress
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if time.monotonic() - progress.started >= PATIENCE:
            os.write(2, ERASE_LINE.encode())


def erase() -> None:
    """Erase the line before a line of the result is printed; the timer draws it again."""
    if is_terminal():
        os.write(2, ERASE_LINE.encode())


def track(items: Iterable[T], doing: str) -> Iterator[T]:
    """Yield the items and show how many are done."""
    with show(doing, len(items) if isinstance(items, Sized) else None) as progress:
        for item in items:
            yield item
            progress.done += 1


def is_drawable() -> bool:
    """Whether the line can be drawn: on a terminal, in the main thread, and not within other work
    that shows progress.
    """
    if not is_terminal():
        return False
    import threading  # noqa: PLC0415 only a terminal shows progress

    return (
        threading.current_thread() is threading.main_thread()
        and not signal.getitimer(signal.ITIMER_REAL)[0]
    )


def is_terminal() -> bool:
    """Whether standard error is a terminal that can redraw a line."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
