"""Digests: names and uids that look random but depend on their input alone."""

from collections.abc import Callable

from minik.light_typing import Any

# `hashlib` loads OpenSSL before anything else, which takes a twentieth of a small `apply`. What it
# falls back on without OpenSSL is as good: `_sha2` since Python 3.12, before that `_sha256`.
HOMES = ("_sha2", "_sha256", "hashlib")


def _load_sha256() -> Callable[[bytes], Any]:
    for home in HOMES:
        try:
            constructor: Callable[[bytes], Any] = __import__(home).sha256
            return constructor
        except ImportError:
            continue
    raise ImportError("this Python has no SHA-256")


_sha256 = _load_sha256()


def sha256(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return sha256_bytes(text).hex()


def sha256_bytes(text: str) -> bytes:
    """Return the 32 bytes of the SHA-256 of a text."""
    digest: bytes = _sha256(text.encode()).digest()
    return digest
