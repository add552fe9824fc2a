"""Names for values within an expression: `cel.bind(name, value, expression)`, in device selectors.

Upstream rule: cel-go `ext/bindings.go`.
"""

from collections.abc import Sequence

from minik.cel import macros
from minik.cel.declarations import Library
from minik.cel.macros import MacroError
from minik.cel.tree import Name, Node


def bind(at: int, target: Node | None, arguments: Sequence[Node]) -> Node | None:
    """Return an expression in which a value has a name; None for a call on something else than `cel`."""
    if not isinstance(target, Name) or target.name != "cel":
        return None
    name, value, within = arguments
    if not isinstance(name, Name):
        raise MacroError(name.at, "cel.bind() variable names must be simple identifiers")
    return macros.bind(at, name.name, value, within)


LIBRARY = Library({}, macros={("bind", 3, True): bind}, default=False)
