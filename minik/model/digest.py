"""Digests: what is to look like chance, and to be the same from the same."""
from collections.abc import Callable
from importlib import import_module
from typing import Any

# `hashlib` loads OpenSSL before anything else, which takes a twentieth of a small `apply`. What it falls back on without OpenSSL is as
# good: `_sha2` since Python 3.12, before that `_sha256`.
HOMES = ("_sha2", "_sha256", "hashlib")


def _digest() -> Callable[[bytes], Any]:
    for home in HOMES:
        try:
            found: Callable[[bytes], Any] = import_module(home).sha256
            return found
        except ImportError:
            continue
    raise ImportError("this Python has no SHA-256")


_sha256 = _digest()


def sha256(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal."""
    found: str = _sha256(text.encode()).hexdigest()
    return found
