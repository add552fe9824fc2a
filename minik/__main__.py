"""`python -m minik` is `minik`. It first sets what makes so short a process faster.

Garbage collection is off. And some modules of the standard library are loaded on first use (5 to 6 %
of the start-up time, measured): click imports them for what hardly any command needs (help texts,
translations, uids).
"""

import errno
import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType

from minik.light_typing import Any

gc.disable()
# Ctrl-C while things are loaded: the end, without a word. (`signal` itself would make an
# enumeration of it first, which takes its time.)
signals = import_module("_signal")
interrupted = signals.signal(signals.SIGINT, signals.SIG_DFL)
if interrupted is signals.SIG_IGN:
    signals.signal(signals.SIGINT, interrupted)


class LazyModule(ModuleType):
    """A placeholder for a module of the standard library, imported on first use.

    `answers` are functions that it provides without importing the module.
    """

    def __init__(self, name: str, **answers: Callable[..., str | None]) -> None:
        super().__init__(name)
        vars(self).update(answers)

    def __getattr__(self, name: str) -> Any:
        if name == "__path__":  # every `from ... import` asks whether it is a package
            raise AttributeError(name)
        return getattr(self.load(), name)

    def load(self) -> Any:
        """Import and return the module itself."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return import_module(self.__name__)


def cleandoc(doc: str) -> str:
    """Return what `inspect.cleandoc` returns, without `inspect` for a text of one line."""
    cleaned: str = INSPECT.load().cleandoc(doc) if "\n" in doc else doc.expandtabs().lstrip()
    return cleaned


def getmodulename(path: str) -> str | None:
    """Return what `inspect.getmodulename` returns: the module in a file, or None."""
    from importlib.machinery import all_suffixes  # noqa: PLC0415 only who looks through a folder asks, and that has loaded it

    name = os.path.basename(path)
    longest_suffix = max(
        (suffix for suffix in all_suffixes() if name.endswith(suffix)), key=len, default=""
    )
    return name.removesuffix(longest_suffix) if longest_suffix else None


def gettext(message: str) -> str:
    """Return the message untranslated: kubectl's output is English everywhere."""
    return message


def ngettext(one: str, many: str, number: int) -> str:
    """Return the singular or the plural."""
    return one if number == 1 else many


INSPECT = LazyModule("inspect", cleandoc=cleandoc, getmodulename=getmodulename)
for module in (
    INSPECT,
    LazyModule("gettext", gettext=gettext, ngettext=ngettext),
    LazyModule("platform", system=lambda: os.uname().sysname),
):
    sys.modules.setdefault(module.__name__, module)

from minik.cli import BROKEN_PIPE, run  # noqa: E402

signals.signal(signals.SIGINT, interrupted)


def main(before: Sequence[str] = ()) -> None:
    """Run the script; `before` precedes the typed arguments.

    It exits without tearing down the interpreter, which would take longer than most commands.
    """
    status = 1
    open_streams()
    try:
        status = run([*before, *sys.argv[1:]])
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
