"""`python -m minik` is `minik`. What makes a process this short cheaper is decided before anything else is loaded.

No garbage is collected. And some of the standard library, a quarter of the whole start, waits until somebody needs it: click loads it for
what hardly any command line asks for (texts of help, translations, uids).
"""
import gc
import os
import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

gc.disable()
# Ctrl-C while things are loaded: the end, without a word. (`signal` itself would make an enumeration of it first, which takes its time.)
signals = import_module("_signal")
interrupted = signals.signal(signals.SIGINT, signals.SIG_DFL)
if interrupted is signals.SIG_IGN:
    signals.signal(signals.SIGINT, interrupted)


class Waiting(ModuleType):
    """Stands for a module of the standard library, which takes its place once anything is asked that it has no answer to."""

    def __init__(self, name: str, **answers: Callable[..., str | None]) -> None:
        super().__init__(name)
        vars(self).update(answers)

    def __getattr__(self, name: str) -> Any:
        if name == "__path__":  # every `from ... import` asks whether it is a package
            raise AttributeError(name)
        return getattr(self.loaded(), name)

    def loaded(self) -> Any:
        """The module itself."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return import_module(self.__name__)


def cleandoc(doc: str) -> str:
    """What `inspect` makes of a text: of one line, that line without what is before it."""
    cleaned: str = INSPECT.loaded().cleandoc(doc) if "\n" in doc else doc.expandtabs().lstrip()
    return cleaned


def getmodulename(path: str) -> str | None:
    """What `inspect` calls the module in a file, by the longest ending that fits; nothing where none does."""
    from importlib.machinery import all_suffixes  # noqa: PLC0415 only who looks through a folder asks, and that has loaded it
    name = os.path.basename(path)
    ending = max((suffix for suffix in all_suffixes() if name.endswith(suffix)), key=len, default="")
    return name.removesuffix(ending) if ending else None


def gettext(message: str) -> str:
    """What is said in another tongue: the same, since kubectl's words are English everywhere."""
    return message


def ngettext(one: str, many: str, number: int) -> str:
    """The word for so many."""
    return one if number == 1 else many


INSPECT = Waiting("inspect", cleandoc=cleandoc, getmodulename=getmodulename)
for module in (INSPECT, Waiting("gettext", gettext=gettext, ngettext=ngettext), Waiting("platform", system=lambda: os.uname().sysname)):
    sys.modules.setdefault(module.__name__, module)

from minik.cli import main  # noqa: E402

signals.signal(signals.SIGINT, interrupted)


def complete() -> None:
    """`kubectl minik <TAB>`: the script that kubectl asks what may stand there."""
    main(("__complete", "kubectl", "--"))


if __name__ == "__main__":
    main()
