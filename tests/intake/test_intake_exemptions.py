"""Endpoints at loopback addresses: no server takes them, unless the cluster was made to."""

import pytest

from minik.errors import Problem
from minik.intake import exemptions
from minik.kinds import kind_of_key
from minik.model import ip
from minik.model.problem import invalid
from minik.model.settings import DEFAULT

OTHER = invalid("a", "b", "must be c")
LOOPBACK = OTHER._replace(rule=ip.LOOPBACK_RULE)


@pytest.mark.parametrize(
    ("kind", "allowed", "remaining", "hinted"),
    [
        ("Endpoints", False, [OTHER, LOOPBACK], True),
        ("Endpoints", True, [OTHER], True),
        ("EndpointSlice", True, [OTHER], True),
        ("Service", True, [OTHER, LOOPBACK], False),
        ("Service", False, [OTHER, LOOPBACK], False),
    ],
)
def test_a_cluster_may_take_them(
    kind: str, allowed: bool, remaining: list[Problem], hinted: bool
) -> None:
    settings, known = DEFAULT._replace(loopback_endpoints=allowed), kind_of_key(kind)
    found = exemptions.remaining_problems(known, [OTHER, LOOPBACK], settings)
    assert list(found) == remaining
    hint = exemptions.exemption_hint(known, [OTHER, LOOPBACK])
    assert ("--allow-loopback-endpoints" in hint) == bool(hint) == hinted
    assert exemptions.exemption_hint(known, [OTHER]) == ""
