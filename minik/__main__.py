"""`python -m minik` is `minik`. It first sets what makes so short a process faster.

Garbage collection is off, and minik's own modules are found without a search.
"""

import errno
import gc
import os
import sys
from collections.abc import Sequence

gc.disable()
# Ctrl-C while things are loaded: the end, without a word. (`signal` itself would make an
# enumeration of it first, which takes its time.)
signals = __import__("_signal")
interrupted = signals.signal(signals.SIGINT, signals.SIG_DFL)
if interrupted is signals.SIG_IGN:
    signals.signal(signals.SIGINT, interrupted)

import minik  # noqa: E402
from minik import light_import  # noqa: E402

light_import.install(minik)
from minik.cli import BROKEN_PIPE, run  # noqa: E402

signals.signal(signals.SIGINT, interrupted)


def main(before: Sequence[str] = ()) -> None:
    """Run the script; `before` precedes the typed arguments.

    It exits without tearing down the interpreter, which would take longer than most commands.
    """
    status = 1
    open_streams()
    try:
        status = run([*before, *sys.argv[1:]], own_process=True)
    except Exception:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(flush_streams(status))


def flush_streams(status: int) -> int:
    """Flush all output and return the exit status; a failed write changes it.

    A closed pipe on standard output gives 141.
    """
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError as error:
            if error.errno == errno.EPIPE:
                return status or BROKEN_PIPE
            if not status:
                os.write(2, f"error: standard output: {error.strerror}\n".encode())
            return status or 1
    return status


def open_streams() -> None:
    """Make sure that all three standard streams exist and that standard output is buffered.

    Otherwise a file could get the number of a closed stream; and without a buffer
    (PYTHONUNBUFFERED) Python takes a partial write for a complete one.
    """
    for number, stream in enumerate((sys.stdin, sys.stdout, sys.stderr)):
        if stream is None:
            os.dup2(os.open(os.devnull, os.O_RDWR if number == 2 else os.O_RDONLY), number)
    if getattr(sys.stdout, "write_through", True):
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors=getattr(sys.stdout, "errors", None))


def complete() -> None:
    """Run as `kubectl_complete-minik`, which kubectl calls for `kubectl minik <TAB>`."""
    main(("__complete", "kubectl", "--"))


if __name__ == "__main__":
    main()
