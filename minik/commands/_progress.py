"""Long work shows that it goes on, and how far it is: on a terminal's standard error, from its second second on.

A timer of the kernel interrupts the work to draw. So the work need not know of it, and no thread is in the way of processes that are
forked in the meantime. What is drawn is written by hand: a library would be imported in the midst of whatever is interrupted.
"""
import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from importlib import import_module
from typing import TypeVar

signal = import_module("_signal")  # `signal` itself would make enumerations first, which takes its time
T = TypeVar("T")
PATIENCE, PACE = 1.0, 0.1  # seconds
WIDTH = 24  # of the bar
ERASED = "\r\x1b[K"


class Drawing:
    """One line of a terminal: what is being done, of how many so many, for how long."""

    def __init__(self, doing: str, total: int | None = None) -> None:
        self.doing, self.total, self.done = doing, total, 0
        self.started = time.monotonic()

    def line(self, columns: int) -> str:
        """As it stands now, cut to a terminal so wide."""
        passed = f"{time.monotonic() - self.started:.0f} s"
        if not self.total:
            return f"{self.doing}  {self.done or ''}  {passed}".replace("    ", "  ")[:columns - 1]
        part = WIDTH * min(self.done, self.total) // self.total
        return f"{self.doing}  [{'#' * part}{' ' * (WIDTH - part)}]  {self.done}/{self.total}  {passed}"[:columns - 1]

    def draw(self, *_: object) -> None:
        """Write it over what stood there before."""
        try:
            os.write(2, f"{ERASED}{self.line(os.get_terminal_size(2).columns or 80)}".encode())
        except OSError:  # the terminal is gone: that is for the result to find out
            signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def shown(doing: str, total: int | None = None) -> Iterator[Drawing]:
    """What is done meanwhile is shown, where it takes long and somebody looks."""
    drawing = Drawing(doing, total)
    if not is_wanted():
        yield drawing
        return
    before = signal.signal(signal.SIGALRM, drawing.draw)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE, PACE)
    try:
        yield drawing
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if time.monotonic() - drawing.started >= PATIENCE:
            os.write(2, ERASED.encode())


def erase() -> None:
    """Make room for a line of the result: what is drawn is drawn again after it."""
    if is_looked_at():
        os.write(2, ERASED.encode())


def counted(items: Iterable[T], doing: str) -> Iterator[T]:
    """The items, one after the other; how many are done is shown."""
    with shown(doing, len(items) if isinstance(items, Sized) else None) as drawing:
        for item in items:
            yield item
            drawing.done += 1


def is_wanted() -> bool:
    """Whether there is anything to be drawn, and nothing is yet: work within other work is shown as that."""
    return is_looked_at() and threading.current_thread() is threading.main_thread() and not signal.getitimer(signal.ITIMER_REAL)[0]


def is_looked_at() -> bool:
    """Whether a person looks who can be shown a line that changes."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
