"""The layouts of `kubectl explain`, one file each.

The descriptions of kinds and fields are in `_texts/`.
"""

from types import ModuleType

from minik import shelf


def layouts() -> list[str]:
    """Return the layouts, as `-o` takes them."""
    return [name.replace("_", "-") for name in shelf.names(__path__)]


def layout(output: str) -> ModuleType | None:
    """Return the module of a layout; None where there is no such layout."""
    return shelf.find(__name__, output.replace("-", "_")) if output in layouts() else None
