"""Imports click with fewer modules of the standard library, in a process that is minik's own.

click imports them for what hardly any command needs (help texts, translations, uids): 5 to 6 % of the
time in which minik starts with click. They are imported on first use.
"""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType

from minik.light_typing import Any


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


SYSTEMS = {"darwin": "Darwin", "win32": "Windows"}


def prepare() -> None:
    """Let these modules wait for their first use, unless they are imported already."""
    for module in (
        INSPECT,
        LazyModule("gettext", gettext=gettext, ngettext=ngettext),
        LazyModule("platform", system=lambda: SYSTEMS.get(sys.platform, "Linux")),
    ):
        sys.modules.setdefault(module.__name__, module)
