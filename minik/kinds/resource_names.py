"""Resource names and amounts, in containers, quotas and limits.

Upstream rules: core `validateResourceName` and its kin, with the sets of core's `helper`.
"""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds._rules import check_name, check_nonnegative_quantity
from minik.model import names, quantity
from minik.model.problem import invalid

COMPUTE = ("cpu", "memory", "ephemeral-storage")
OBJECT_COUNTS = frozenset(
    (
        "pods",
        "resourcequotas",
        "services",
        "replicationcontrollers",
        "secrets",
        "configmaps",
        "persistentvolumeclaims",
        "services.nodeports",
        "services.loadbalancers",
    )
)
QUOTA = frozenset(
    (
        *COMPUTE,
        *(f"requests.{name}" for name in (*COMPUTE, "storage")),
        *(f"limits.{name}" for name in COMPUTE),
        *OBJECT_COUNTS,
    )
)
STANDARD = QUOTA | {"storage"}


def is_native(name: str) -> bool:
    """Whether the resource is Kubernetes' own: without a prefix, or with one of Kubernetes."""
    return "/" not in name or "kubernetes.io/" in name


def is_huge_page(name: str) -> bool:
    """Huge pages of some size: `hugepages-2Mi`."""
    return name.startswith("hugepages-")


def is_quota_huge_page(name: str) -> bool:
    return is_huge_page(name) or name.startswith("requests.hugepages-")


def is_extended(name: str) -> bool:
    """Whether the resource comes from a device plugin: `example.com/gpu`."""
    return (
        not is_native(name)
        and not name.startswith("requests.")
        and not any(names.qualified_name(f"requests.{name}"))
    )


def is_integer(name: str) -> bool:
    """Whether amounts of the resource have to be whole numbers."""
    return name in OBJECT_COUNTS or is_extended(name)


def may_overcommit(name: str) -> bool:
    """Whether limits of the resource may exceed its requests."""
    return is_native(name) and not is_huge_page(name)


def name_problems(path: str, name: str) -> Iterator[Problem]:
    """Yield the problems of a resource name, wherever it is used."""
    problems = list(check_name(path, name, names.qualified_name))
    if not problems and "/" not in name and name not in STANDARD and not is_quota_huge_page(name):
        problems.append(invalid(path, name, "must be a standard resource type or fully qualified"))
    yield from problems


def container_name_problems(path: str, name: str) -> Iterator[Problem]:
    """Yield the problems of a resource name in a container's requests or limits."""
    yield from name_problems(path, name)
    if "/" not in name:
        if name not in COMPUTE and not is_huge_page(name):
            yield invalid(path, name, "must be a standard resource for containers")
    elif not is_native(name) and not is_extended(name):
        yield invalid(path, name, "doesn't follow extended resource name standard")


def quota_name_problems(path: str, name: str) -> Iterator[Problem]:
    """Yield the problems of a resource name in a ResourceQuota."""
    yield from name_problems(path, name)
    if "/" not in name and name not in QUOTA and not is_quota_huge_page(name):
        yield invalid(path, name, "must be a standard resource for quota")


def amount_problems(path: str, name: str, text: str) -> Iterator[Problem]:
    """Yield the problems of an amount: not negative, and a whole number where required."""
    yield from check_nonnegative_quantity(path, text)
    if is_integer(name) and quantity.milli(quantity.parse(text)) % 1000:
        yield invalid(path, text, "must be an integer")


def sort_amounts(amounts: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """Return the amounts as (name, amount), sorted by name."""
    return sorted((amounts or {}).items())
