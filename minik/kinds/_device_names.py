"""Names and taints of devices: pools, attributes and capacities.

Upstream rules: resource `validatePoolName`, `validateQualifiedName`, `validateDeviceTaint`.
"""

from collections.abc import Iterator, Mapping

from minik import light_re as re
from minik.errors import Problem
from minik.kinds._rules import (
    check_choice,
    check_csi_driver_name,
    check_name,
)
from minik.light_typing import Any
from minik.model import names
from minik.model.cluster import Draft
from minik.model.problem import invalid, required, too_long

LIMIT = 32
EFFECTS = frozenset(("NoExecute", "NoSchedule", "None"))
IDENTIFIER = re.compile("[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def taint_problems(path: str, taint: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a device taint."""
    yield from check_name(f"{path}.key", taint.get("key") or "", names.qualified_name)
    yield from check_name(f"{path}.value", taint.get("value") or "", names.label_value)
    if not taint.get("effect"):
        yield required(f"{path}.effect")
    else:
        yield from check_choice(f"{path}.effect", taint["effect"], EFFECTS)


def with_time_added(taint: Mapping[str, Any], draft: Draft) -> dict[str, Any]:
    """Return the taint with timeAdded, now if it has none."""
    return {"timeAdded": draft.now.strftime("%Y-%m-%dT%H:%M:%SZ"), **taint}


def pool_name_problems(path: str, pool: str) -> Iterator[Problem]:
    """Yield the problems of a pool name: subdomains separated by slashes."""
    if not pool:
        yield required(path)
        return
    if names.byte_count(pool) > 253:
        yield too_long(path, 253)
    for part in pool.split("/"):
        yield from check_name(path, part, names.subdomain)


def name_problems(path: str, text: str) -> Iterator[Problem]:
    """Yield the problems of an attribute or capacity name: `[domain/]identifier`."""
    parts = text.split("/")
    if len(parts) > 2:
        yield invalid(path, text, "must not contain more than one slash")
        return
    if len(parts) == 2:
        yield from (
            check_csi_driver_name(path, parts[0])
            if parts[0]
            else iter((invalid(path, "", "the domain must not be empty"),))
        )
        if not parts[1]:
            yield invalid(path, "", "the name must not be empty")
            return
    yield from identifier_problems(path, parts[-1])


def identifier_problems(path: str, text: str) -> Iterator[Problem]:
    """Yield the problems of the identifier in an attribute or capacity name."""
    if names.byte_count(text) > LIMIT:
        yield too_long(path, LIMIT)
    if not IDENTIFIER.fullmatch(text):
        yield invalid(
            path,
            text,
            names.mismatch_message(
                "a valid C identifier must start with alphabetic character or '_', "
                "followed by a string of alphanumeric characters or '_'",
                IDENTIFIER.pattern,
                "my_name",
                "MY_NAME",
                "MyName",
            ),
        )


def full_name_problems(path: str, text: str) -> Iterator[Problem]:
    yield from name_problems(path, text)
    if "/" not in text:
        yield invalid(
            path, text, "a fully qualified name must be a domain and a name separated by a slash"
        )
