"""Service ranges: Ready at once, kept while an address needs them, gone when none does."""

from typing import Any

import pytest
import stage
from objects import service

from minik.model.cluster import Cluster
from minik.model.object import Object, read

RANGE = "10.97.0.0/24"


def service_range(name: str, *cidrs: str) -> Object:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "ServiceCIDR",
        "metadata": {"name": name},
        "spec": {"cidrs": list(cidrs)},
    }


def with_ranges(*documents: Object) -> Cluster:
    return stage.applied(stage.saved(stage.new()), list(documents))


def condition(cluster: Cluster, name: str) -> Any:
    (ready,) = read(stage.one(cluster, "ServiceCIDR", name, ""), "status.conditions")
    return ready["status"], ready["reason"]


@pytest.mark.parametrize(
    ("documents", "stays"),
    [
        ([service_range("more", RANGE)], False),
        ([service_range("more", RANGE), service("web", "default", clusterIP="10.97.0.9")], True),
        (
            [
                service_range("more", RANGE),
                service("web", "default", clusterIP="10.97.0.9"),
                service_range("wide", "10.97.0.0/16"),
            ],
            False,
        ),
        ([service_range("more", RANGE), service("web", "default", clusterIP="10.96.0.99")], False),
    ],
)
def test_a_range_goes_unless_an_address_is_in_no_other(
    documents: list[Object], stays: bool
) -> None:
    cluster = with_ranges(*documents)
    assert condition(cluster, "more") == ("True", "")
    after = stage.without(cluster, "ServiceCIDR", "more", namespace="")
    assert ("more" in stage.named(after, "ServiceCIDR")) is stays
    if stays:
        assert condition(after, "more") == ("False", "Terminating")
        freed = stage.without(after, "Service", "web")
        assert "more" not in stage.named(freed, "ServiceCIDR")
