"""How the server counts and joins what a check found, and the containers that it looks at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.light_typing import Any, NamedTuple
from minik.model.object import Object

GROUPS = ("initContainers", "containers", "ephemeralContainers")
LATEST = 36  # the minor version of `latest`, unless the cluster is of another one


class Subject(NamedTuple):
    """A pod as the checks see it: annotations and spec, and the minor version of the standard."""

    annotations: Mapping[str, str]
    spec: Object
    version: int


class Violation(NamedTuple):
    """What one check found: the reason and its detail, in the server's words."""

    reason: str
    detail: str

    @property
    def text(self) -> str:
        """Return `reason (detail)`."""
        return f"{self.reason} ({self.detail})"


def containers(spec: Object) -> Iterator[Object]:
    """Yield all containers, those that start first before the others."""
    for group in GROUPS:
        yield from spec.get(group) or ()


def context(holder: Object) -> Mapping[str, Any]:
    """Return the securityContext of a pod spec or a container."""
    found: Mapping[str, Any] = holder.get("securityContext") or {}
    return found


def quoted(words: Iterable[str]) -> str:
    """Return words in quotes, with commas between them."""
    return ", ".join(f'"{word}"' for word in words)


def plural(one: str, many: str, number: int) -> str:
    return one if number == 1 else many


def named(names: Sequence[str]) -> str:
    """Return `container "a"` or `containers "a", "b"`."""
    return f"{plural('container', 'containers', len(names))} {quoted(names)}"


def setters(pod: bool, names: Sequence[str]) -> str:
    """Return who sets something: `pod and container "a"`."""
    return " and ".join([*(["pod"] if pod else []), *([named(names)] if names else [])])


def is_windows(spec: Object) -> bool:
    """Return whether a pod says that it runs on Windows."""
    return bool((spec.get("os") or {}).get("name") == "windows")


def has_own_users(spec: Object) -> bool:
    """Return whether a pod has a user namespace of its own, in which root is not the node's."""
    return spec.get("hostUsers") is False
