"""Headers and query parameters, compared with what a match says of them."""

from collections.abc import Callable, Sequence
from functools import partial

from minik.light_typing import Any
from minik.model.patterns import InvalidPattern, compile_pattern

REGULAR = "RegularExpression"


def is_whole(pattern: str, text: str) -> bool:
    """Return whether a regular expression matches a text from end to end; an invalid one none."""
    try:
        return compile_pattern(f"^(?:{pattern})$").matches(text)
    except InvalidPattern:
        return False


def fits(value: Any, text: str | None) -> bool:
    """Return whether a text is what a match, Exact or RegularExpression, asks for."""
    if text is None:
        return False
    wanted = str(value.get("value") or "")
    return is_whole(wanted, text) if value.get("type") == REGULAR else wanted == text


def count(wanted: Sequence[Any], find: Callable[[str], str | None], *, fold: bool) -> int | None:
    """Return how many names a list of matches asks for; None if one of them does not fit. Of several
    for one name the first counts.
    """
    seen: dict[str, Any] = {}
    for value in wanted:
        name = str(value.get("name") or "")
        seen.setdefault(name.lower() if fold else name, value)
    fitting = all(fits(value, find(name)) for name, value in seen.items())
    return len(seen) if fitting else None


def query(request: Any) -> Callable[[str], str | None]:
    """Return what finds the first value of a query parameter."""
    return partial(_first, request.query)


def _first(pairs: Sequence[tuple[str, str]], name: str) -> str | None:
    return next((value for key, value in pairs if key == name), None)
