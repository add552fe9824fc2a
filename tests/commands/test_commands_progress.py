"""Long work shows how far it is, on a terminal only, and leaves no trace."""

import os
import pty
import re
import subprocess
import sys
import textwrap
import time

import pytest

from minik.command_line import progress

BUSY = """
import time
from minik.command_line import progress as _progress
_progress.PATIENCE, _progress.PACE = 0.05, 0.02
def busy(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
"""


def on_a_terminal(script: str, **environment: str) -> tuple[str, int]:
    """What a script writes to a terminal that is its standard error, and its exit status."""
    ours, theirs = pty.openpty()
    try:
        ended = subprocess.run(
            [sys.executable, "-c", BUSY + textwrap.dedent(script)],
            stdout=theirs,
            stderr=theirs,
            timeout=30,
            env={**os.environ, "TERM": "xterm", **environment},
        )
        os.set_blocking(ours, False)
        try:
            return os.read(ours, 100_000).decode().replace("\r\n", "\n"), ended.returncode
        except BlockingIOError:
            return "", ended.returncode
    finally:
        os.close(ours)
        os.close(theirs)


def test_long_work_is_shown_and_wiped_away() -> None:
    written, _ = on_a_terminal("""
        for _ in _progress.track(range(4), "taking in"):
            busy(0.05)
        import signal
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
        print("done")
        """)
    assert re.search(r"taking in  \[[# ]{24}\]  [123]/4  0 s", written)
    assert written.endswith(f"{progress.ERASE_LINE}done\n")


def test_short_work_is_not() -> None:
    assert on_a_terminal('print(list(_progress.track(range(4), "taking in")))') == (
        "[0, 1, 2, 3]\n",
        0,
    )


def test_work_within_work_is_shown_as_the_work_that_it_is_part_of() -> None:
    written, _ = on_a_terminal("""
        with _progress.show("checking"), _progress.show("settling"):
            busy(0.2)
        """)
    assert "settling" not in written and "checking" in written


def test_a_failure_leaves_the_terminal_as_it_was() -> None:
    written, status = on_a_terminal("""
        import signal
        try:
            with _progress.show("settling"):
                busy(0.2)
                raise ValueError
        except ValueError:
            raise SystemExit(3 if signal.getsignal(signal.SIGALRM) == signal.SIG_DFL else 4)
        """)
    assert written.endswith(progress.ERASE_LINE) and status == 3


def test_a_result_on_the_way_has_a_line_of_its_own() -> None:
    written, _ = on_a_terminal("""
        with _progress.show("judging"):
            busy(0.2)
            _progress.erase()
            print("web.yaml:3: wrong", flush=True)
        """)
    assert f"{progress.ERASE_LINE}web.yaml:3: wrong\n" in written


def test_a_terminal_that_cannot_go_back_is_left_alone() -> None:
    assert on_a_terminal('with _progress.show("settling"): busy(0.2)', TERM="dumb") == ("", 0)


@pytest.mark.parametrize(
    ("total", "done", "line"),
    [
        (None, 0, "settling  0 s"),
        (None, 7, "settling  7  0 s"),
        (4, 1, "settling  [######                  ]  1/4  0 s"),
        (4, 9, f"settling  [{'#' * 24}]  9/4  0 s"),
    ],
)
def test_the_line(total: int | None, done: int, line: str) -> None:
    drawing = progress.ProgressLine("settling", total)
    drawing.done = done
    assert drawing.line(80) == line
    assert drawing.line(10) == line[:9]


def test_nothing_is_drawn_where_nobody_looks(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    with progress.show("settling"):
        time.sleep(0.05)
    assert capfd.readouterr().err == ""
