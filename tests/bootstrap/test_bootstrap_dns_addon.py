"""CoreDNS and kube-dns in a new cluster."""

from datetime import UTC, datetime

import pytest

from minik.bootstrap import init_options, new_cluster
from minik.controllers import settle
from minik.errors import ClientError
from minik.model.cluster import Cluster
from minik.model.object import read

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def made(family: str, plugins: str = "") -> Cluster:
    settings = init_options.parse_settings(family=family, disable_admission_plugins=plugins)
    new = new_cluster.create_cluster(settings, NOW, whole=True, addons=("dns",))
    return settle(new)


@pytest.mark.parametrize(
    ("family", "addresses"),
    [
        ("ipv4", ["10.96.0.10"]),
        ("ipv6", ["fd00:10:96::a"]),
        ("dual", ["10.96.0.10", "fd00:10:96::a"]),
    ],
)
def test_the_name_server_has_the_tenth_address(family: str, addresses: list[str]) -> None:
    service = made(family).get("Service", "kube-system", "kube-dns")
    assert service and read(service, "spec.clusterIPs") == addresses


@pytest.mark.parametrize("plugins", ["", "ServiceAccount"])
def test_pods_stand_behind_it(plugins: str) -> None:
    cluster = made("", plugins)
    deployment = cluster.get("Deployment", "kube-system", "coredns")
    assert deployment and read(deployment, "status.readyReplicas") == 2
    slices = cluster.within("EndpointSlice", "kube-system")
    assert [len(one["endpoints"]) for one in slices] == [2]


@pytest.mark.parametrize(("text", "names"), [("", ()), ("dns", ("dns",)), ("none", ())])
def test_which_addons(text: str, names: tuple[str, ...]) -> None:
    assert init_options.parse_addons(text) == names


def test_an_unknown_addon_is_refused() -> None:
    with pytest.raises(ClientError, match='unknown add-on "ingress": it is one of dns, none'):
        init_options.parse_addons("dns,ingress")
