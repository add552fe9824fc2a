"""pods/attach: the streams of a container; none runs."""

from minik.api.parts.exec import create, get

__all__ = ["create", "get"]
