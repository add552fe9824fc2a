"""Resources that are counted: what they may be called, and which amounts of them there can be.

Upstream rules: core `validateResourceName` and its kin, with the sets of core's `helper`.
"""
from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds._rules import named, nonnegative_quantity
from minik.model import names, quantity
from minik.model.problem import invalid

COMPUTE = ("cpu", "memory", "ephemeral-storage")
COUNTED = frozenset(("pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
                     "services.nodeports", "services.loadbalancers"))
QUOTA = frozenset((*COMPUTE, *(f"requests.{name}" for name in (*COMPUTE, "storage")), *(f"limits.{name}" for name in COMPUTE), *COUNTED))
STANDARD = QUOTA | {"storage"}


def is_native(name: str) -> bool:
    """Whether Kubernetes itself names the resource: no prefix, or one of its own."""
    return "/" not in name or "kubernetes.io/" in name


def is_huge_page(name: str) -> bool:
    """Huge pages of some size: `hugepages-2Mi`."""
    return name.startswith("hugepages-")


def is_quota_huge_page(name: str) -> bool:
    return is_huge_page(name) or name.startswith("requests.hugepages-")


def is_extended(name: str) -> bool:
    """A resource that a device plugin brings: `example.com/gpu`."""
    return not is_native(name) and not name.startswith("requests.") and not any(names.qualified(f"requests.{name}"))


def is_integer(name: str) -> bool:
    """Whether only whole ones of it exist."""
    return name in COUNTED or is_extended(name)


def may_overcommit(name: str) -> bool:
    """Whether more of it may be promised than there is."""
    return is_native(name) and not is_huge_page(name)


def name_problems(path: str, name: str) -> Iterator[Problem]:
    """What is wrong with a resource's name anywhere."""
    problems = list(named(path, name, names.qualified))
    if not problems and "/" not in name and name not in STANDARD and not is_quota_huge_page(name):
        problems.append(invalid(path, name, "must be a standard resource type or fully qualified"))
    yield from problems


def container_name_problems(path: str, name: str) -> Iterator[Problem]:
    """What is wrong with the name of a resource that a container asks for."""
    yield from name_problems(path, name)
    if "/" not in name:
        if name not in COMPUTE and not is_huge_page(name):
            yield invalid(path, name, "must be a standard resource for containers")
    elif not is_native(name) and not is_extended(name):
        yield invalid(path, name, "doesn't follow extended resource name standard")


def quota_name_problems(path: str, name: str) -> Iterator[Problem]:
    """What is wrong with the name of a resource that a quota limits."""
    yield from name_problems(path, name)
    if "/" not in name and name not in QUOTA and not is_quota_huge_page(name):
        yield invalid(path, name, "must be a standard resource for quota")


def amount_problems(path: str, name: str, text: str) -> Iterator[Problem]:
    """What is wrong with an amount of a resource."""
    yield from nonnegative_quantity(path, text)
    if is_integer(name) and quantity.milli(quantity.parse(text)) % 1000:
        yield invalid(path, text, "must be an integer")


def ordered(amounts: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """A resource list, sorted by name."""
    return sorted((amounts or {}).items())
