"""When each version of each built-in kind came, was deprecated and went, and what replaces it.

Upstream facts: the lifecycle tags of `k8s.io/api`, `apiextensions-apiserver` and `kube-aggregator`.
"""

from collections.abc import Mapping
from functools import cache

from minik import schemas
from minik.light_typing import NamedTuple, TypeAlias

# major, minor
Version: TypeAlias = tuple[int, int]
ABSENT = "-"


class Lifecycle(NamedTuple):
    """The life of one version of a kind; a version of Kubernetes that is not known is None.

    `replacement` is what to write instead, `apps/v1 Deployment`; "" where there is nothing. `is_on`:
    an API server serves it without being told to.
    """

    api_version: str
    kind: str
    introduced: Version | None
    deprecated: Version | None
    removed: Version | None
    replacement: str
    is_on: bool

    @property
    def group(self) -> str:
        """The API group; "" for the core group."""
        return self.api_version.rpartition("/")[0]

    def is_served(self, version: str) -> bool:
        """Tell whether the API server of a version of Kubernetes serves it without being told to."""
        here = parse(version)
        is_new = self.introduced is not None and here < self.introduced
        is_gone = self.removed is not None and here >= self.removed
        return self.is_on and not is_new and not is_gone

    def is_deprecated(self, version: str) -> bool:
        """Tell whether it is deprecated in a version of Kubernetes."""
        return self.deprecated is not None and parse(version) >= self.deprecated

    def notice(self, version: str) -> str:
        """Return what the server of a version warns of; "" if it does not."""
        if self.deprecated is None or not self.is_deprecated(version):
            return ""
        text = f"{self.api_version} {self.kind} is deprecated in v{print_version(self.deprecated)}+"
        if self.removed is not None:
            text += f", unavailable in v{print_version(self.removed)}+"
        return f"{text}; use {self.replacement}" if self.replacement else text


def absence(api_version: str, kind: str, version: str) -> str:
    """Return why the server of a version of Kubernetes does not serve a kind in an API version, and
    what to write instead; "" if it serves it, or Kubernetes never had it.
    """
    life = find(api_version, kind)
    if life is None or life.is_served(version):
        return ""
    here = parse(version)
    if life.removed is not None and here >= life.removed:
        instead = f": use {life.replacement}" if life.replacement else ""
        return f"it was removed in {print_version(life.removed)}{instead}"
    if not life.is_on:
        return "the server has it off unless --runtime-config turns it on"
    return f"it comes with {print_version(life.introduced or here)}"


def remedy(life: Lifecycle, version: str) -> str:
    """Return what to do about a version of a kind that the server of a version of Kubernetes does not
    serve, or warns of: the fields to write instead; "" where there is nothing.
    """
    instead, _, kind = life.replacement.partition(" ")
    if instead:
        return f"apiVersion: {instead}" + (f", kind: {kind}" if kind != life.kind else "")
    if life.introduced is not None and parse(version) < life.introduced:
        return f"needs a cluster of {print_version(life.introduced)} or newer"
    if not life.is_on:
        return f"kube-apiserver --runtime-config={life.api_version}=true"
    return ""


def parse(version: str) -> Version:
    """Return (1, 29) for `1.29`, `v1.29` and `1.29.4`."""
    major, minor = version.removeprefix("v").split(".")[:2]
    return int(major), int(minor)


def print_version(version: Version) -> str:
    """Return `1.29`."""
    return f"{version[0]}.{version[1]}"


def _optional(word: str) -> Version | None:
    return None if word == ABSENT else parse(word)


@cache
def table() -> Mapping[tuple[str, str], Lifecycle]:
    """Return the lifecycles by API version and kind."""
    found = {}
    for line in schemas.read_data("lifecycles.txt").splitlines():
        api_version, kind, introduced, deprecated, removed, replacement, default = line.split("\t")
        found[api_version, kind] = Lifecycle(
            api_version,
            kind,
            _optional(introduced),
            _optional(deprecated),
            _optional(removed),
            "" if replacement == ABSENT else replacement,
            default == "on",
        )
    return found


@cache
def of_kind(kind: str) -> tuple[Lifecycle, ...]:
    """Return the lifecycles of all kinds of a name."""
    return tuple(life for life in table().values() if life.kind == kind)


def find(api_version: str, kind: str) -> Lifecycle | None:
    """Return the lifecycle of a kind in an API version; None if Kubernetes never had it."""
    return table().get((api_version, kind))
