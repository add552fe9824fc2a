"""Regular expressions that cost nothing until one is used.

`import re` takes 5.7 ms beside the 10.2 ms of Python itself, and each pattern up to a millisecond to
compile, of which most commands use few. Here `compile` returns a pattern that is compiled when it is
first asked for a match; everything else is that of `re`.
"""

from minik.light_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from re import (
        ASCII,
        DOTALL,
        IGNORECASE,
        MULTILINE,
        VERBOSE,
        Match,
        Pattern,
        compile,  # noqa: A004
        error,
        escape,
        findall,
        finditer,
        fullmatch,
        match,
        search,
        split,
        sub,
        subn,
    )
else:
    IGNORECASE, MULTILINE, DOTALL, VERBOSE, ASCII = 2, 8, 16, 64, 256

    class Match:
        """Stand for `re.Match` in annotations."""

        def __class_getitem__(cls, item):
            return cls

    class Pattern(Match):
        """A pattern that is compiled on first use; then it has the methods of the compiled one."""

        def __init__(self, text, flags):
            self._text, self._flags = text, flags

        def __getattr__(self, name):
            if name.startswith("__"):
                raise AttributeError(name)
            import re  # noqa: PLC0415 as above

            compiled = re.compile(self._text, self._flags)
            for method in ("fullmatch", "match", "search", "findall", "finditer", "sub", "split"):
                setattr(self, method, getattr(compiled, method))
            return getattr(compiled, name)

    def compile(text, flags=0):  # noqa: A001
        """Return the pattern of a text."""
        return Pattern(text, flags)


def __getattr__(name: str) -> Any:
    """Return what else `re` has."""
    if name.startswith("__"):
        raise AttributeError(name)
    import re  # noqa: PLC0415 as above

    return getattr(re, name)


__all__ = (
    "ASCII",
    "DOTALL",
    "IGNORECASE",
    "MULTILINE",
    "VERBOSE",
    "Match",
    "Pattern",
    "compile",
    "error",
    "escape",
    "findall",
    "finditer",
    "fullmatch",
    "match",
    "search",
    "split",
    "sub",
    "subn",
)
