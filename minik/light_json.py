"""Read and write JSON without what it costs to import `json`, whose decoder imports `re` (7.4 ms beside
the 10.2 ms of Python itself).

The C functions behind `json` are called as it calls them; whatever they refuse is given to `json`, which
words the error. A Python without them uses `json` alone.
"""

from collections.abc import Callable

from minik.light_typing import Any, TypeAlias

Decoder: TypeAlias = Callable[[str, int], tuple[Any, int]]

try:
    import _json

    C: Any = _json
except ImportError:  # not CPython
    C = None


class _Reading:
    """How numbers and names are read: as `json.loads` does."""

    strict, object_hook, object_pairs_hook = True, None, None
    parse_float, parse_int = float, int
    parse_constant = {"-Infinity": -float("inf"), "Infinity": float("inf"), "NaN": float("nan")}.get
    memo: dict[str, str] = {}


_scan: Any = C and C.make_scanner(_Reading())


def loads(text: str | bytes) -> Any:
    """Return the value of a JSON text; raise ValueError as `json.loads` does."""
    try:
        whole = text.decode("utf-8", "surrogatepass") if isinstance(text, bytes) else text
        value, end = _scan(whole, 0)
        if not whole[end:].strip(" \t\n\r"):
            return value
    except Exception:  # json tells which
        pass
    import json  # noqa: PLC0415 as above

    return json.loads(text)


def decoder(**hooks: Any) -> Decoder:
    """Return the function that reads the value at an offset, as `json.JSONDecoder(...).raw_decode` does:
    it returns the value and its end, and raises ValueError.
    """
    if C is None:
        import json  # noqa: PLC0415 as above

        return json.JSONDecoder(**hooks).raw_decode
    scan = C.make_scanner(type("Hooks", (_Reading,), hooks))

    def decode(text: str, start: int) -> tuple[Any, int]:
        try:
            value, end = scan(text, start)
        except (StopIteration, SystemError):  # the second if `json` is to word it and is not there
            import json  # noqa: PLC0415 as above

            return json.JSONDecoder(**hooks).raw_decode(text, start)
        return value, end

    return decode


def encoder(*, ascii_only: bool = False, sort_keys: bool = False) -> Callable[[Any], str]:
    """Return the function that writes a value as JSON without spaces."""
    if C is None:
        import json  # noqa: PLC0415 as above

        return json.JSONEncoder(
            ensure_ascii=ascii_only, sort_keys=sort_keys, separators=(",", ":")
        ).encode
    escape = C.encode_basestring_ascii if ascii_only else C.encode_basestring
    write = C.make_encoder(None, _refuse, escape, None, ":", ",", sort_keys, False, True)
    return lambda value: "".join(write(value, 0))


def _refuse(value: object) -> Any:
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


# a text as JSON, and as JSON in ASCII
quoted: Callable[[str], str] = C.encode_basestring if C else encoder()
quoted_ascii: Callable[[str], str] = C.encode_basestring_ascii if C else encoder(ascii_only=True)
