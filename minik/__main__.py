"""`python -m minik` is `minik`. What makes a process this short cheaper is decided before anything else is loaded.

No garbage is collected. And `inspect`, a seventh of the whole start, waits until somebody needs it: click loads it for the texts of help,
and hardly any command line asks for more than that an option's one line be trimmed.
"""
import gc
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

gc.disable()
# Ctrl-C while things are loaded: the end, without a word. (`signal` itself would make an enumeration of it first, which takes its time.)
signals = import_module("_signal")
interrupted = signals.signal(signals.SIGINT, signals.SIG_DFL)
if interrupted is signals.SIG_IGN:
    signals.signal(signals.SIGINT, interrupted)


class Inspect(ModuleType):
    """Stands for the standard library's `inspect`, which takes its place once anything else is asked of it."""

    def cleandoc(self, doc: str) -> str:
        """What it makes of a text: of one line, that line without what is before it."""
        cleaned: str = self.loaded().cleandoc(doc) if "\n" in doc else doc.expandtabs().lstrip()
        return cleaned

    def __getattr__(self, name: str) -> Any:
        return getattr(self.loaded(), name)

    def loaded(self) -> Any:
        if sys.modules.get("inspect") is self:
            del sys.modules["inspect"]
        return import_module("inspect")


if "inspect" not in sys.modules:
    sys.modules["inspect"] = Inspect("inspect")

from minik.cli import main  # noqa: E402

signals.signal(signals.SIGINT, interrupted)


def complete() -> None:
    """`kubectl minik <TAB>`: the script that kubectl asks what may stand there."""
    main(("__complete", "kubectl", "--"))


if __name__ == "__main__":
    main()
