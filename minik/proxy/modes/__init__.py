"""kube-proxy's modes, one file each, which exposes `MODE = Mode(...)`. A mode never sees a
Kubernetes object.
"""

from collections.abc import Iterator

from minik import shelf
from minik.errors import ClientError


def names() -> Iterator[str]:
    """Yield the names of all modes, sorted, without importing one."""
    return shelf.names(__path__)


def check(name: str) -> str:
    """Return the name of a mode. Raises ClientError where there is no such mode."""
    if not name.isidentifier() or name.startswith("_") or shelf.find(__name__, name) is None:
        raise ClientError(f'unknown proxy mode "{name}": it is one of {", ".join(names())}')
    return name
