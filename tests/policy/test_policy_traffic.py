"""Who may talk to whom, as NetworkPolicies say."""

from typing import Any

import objects
import pytest

from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects
from minik.policy.traffic import Policies


def cluster(*policies: dict[str, Any]) -> Cluster:
    """Two pods, and these policies."""
    pods: dict[str, Object] = {
        f"default/{name}": objects.build(
            "Pod", name, "default", metadata={"labels": {"app": name}}, spec={"containers": []}
        )
        for name in ("api", "cli")
    }
    found: dict[str, Object] = {
        f"default/{number}": objects.build("NetworkPolicy", str(number), "default", spec=spec)
        for number, spec in enumerate(policies)
    }
    return Cluster(Objects({"Pod": pods, "NetworkPolicy": found}))


def of(app: str, **spec: Any) -> dict[str, Any]:
    return {"podSelector": {"matchLabels": {"app": app}}, **spec}


FROM_CLIENT = {"from": [{"podSelector": {"matchLabels": {"app": "cli"}}}]}
PORT = {"ports": [{"port": 8080}]}


@pytest.mark.parametrize(
    ("policies", "closed_by"),
    [
        ([], []),
        ([of("api", policyTypes=["Ingress"])], ["0"]),
        ([of("api", policyTypes=["Ingress"], ingress=[FROM_CLIENT])], []),
        ([of("api", policyTypes=["Ingress"], ingress=[PORT])], []),
        ([of("api", policyTypes=["Ingress"], ingress=[{"ports": [{"port": 80}]}])], ["0"]),
        ([of("cli", policyTypes=["Egress"])], ["0"]),
        (
            [
                of("api", policyTypes=["Ingress"]),
                of("api", policyTypes=["Ingress"], ingress=[FROM_CLIENT]),
            ],
            [],
        ),
        ([of("other", policyTypes=["Ingress"])], []),
    ],
)
def test_a_pod_that_a_policy_selects_takes_only_what_one_of_them_allows(
    policies: list[dict[str, Any]], closed_by: list[str]
) -> None:
    its = cluster(*policies)
    client, server = its.get("Pod", "default", "cli"), its.get("Pod", "default", "api")
    assert client and server
    found = Policies(its).verdict(client, server, 8080, "TCP")
    names = [policy["metadata"]["name"] for policy in found.policies]
    assert found.allowed is not bool(closed_by) and (found.allowed or names == closed_by)
