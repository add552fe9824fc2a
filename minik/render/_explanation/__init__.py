"""What a kind or one of its fields is, in the layouts of kubectl `explain`: one file a layout. What it means is told in `_texts/`."""
from types import ModuleType

from minik import shelf


def layouts() -> list[str]:
    """The layouts there are, as `-o` takes them."""
    return [name.replace("_", "-") for name in shelf.names(__path__)]


def layout(output: str) -> ModuleType | None:
    """The layout that is meant; nothing where there is no such layout."""
    return shelf.find(__name__, output.replace("-", "_")) if output in layouts() else None
