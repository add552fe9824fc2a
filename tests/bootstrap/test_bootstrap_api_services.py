"""The APIServices that an API server makes: those of what its version serves."""

import pytest

from minik.api import discovery
from minik.bootstrap import api_services


@pytest.mark.parametrize(
    ("version", "name", "priority"),
    [
        ("", "v1.", 1),
        ("", "v1.flowcontrol.apiserver.k8s.io", 21),
        ("1.28", "v1beta3.flowcontrol.apiserver.k8s.io", 18),
        ("1.28", "v1.batch", 15),
    ],
)
def test_a_version_serves_its_own(version: str, name: str, priority: int) -> None:
    found = {one["metadata"]["name"]: one["spec"] for one in api_services.make(version)}
    assert found[name]["versionPriority"] == priority
    assert "v1.apiregistration.k8s.io" not in found


def test_the_order_of_their_groups_is_that_of_discovery() -> None:
    specs = [one["spec"] for one in api_services.make("")]
    ordered = sorted(specs, key=lambda spec: (-spec["groupPriorityMinimum"], spec.get("group", "")))
    groups = list(dict.fromkeys(spec.get("group", "") for spec in ordered))
    known = [name for name in discovery.GROUPS if name != "apiregistration.k8s.io"]
    assert [name for name in groups if name in discovery.GROUPS] == known
