"""What a person wants of a new cluster."""

from typing import Any

import pytest

from minik.bootstrap.init_options import describe_settings, parse_settings
from minik.errors import ClientError


@pytest.mark.parametrize(
    "wish, pods, services",
    [
        ({}, ("10.244.0.0/16",), ("10.96.0.0/16",)),
        ({"family": "ipv6"}, ("fd00:10:244::/56",), ("fd00:10:96::/112",)),
        (
            {"family": "dual"},
            ("10.244.0.0/16", "fd00:10:244::/56"),
            ("10.96.0.0/16", "fd00:10:96::/112"),
        ),
        ({"pod_cidr": "10.0.0.0/8"}, ("10.0.0.0/8",), ("10.96.0.0/16",)),
        (
            {"service_cidr": "fd00:1::/112, 10.1.0.0/16"},
            ("fd00:10:244::/56", "10.244.0.0/16"),
            ("fd00:1::/112", "10.1.0.0/16"),
        ),
    ],
)
def test_families_and_ranges_agree(
    wish: Any, pods: tuple[str, ...], services: tuple[str, ...]
) -> None:
    found = parse_settings(**wish)
    assert (found.pod_cidrs, found.service_cidrs) == (pods, services)


@pytest.mark.parametrize(
    "wish, message",
    [
        ({"family": "ipv5"}, "it is one of ipv4, ipv6, dual"),
        ({"pod_cidr": "10.0.0.1/8"}, "--pod-cidr 10.0.0.1/8: must be a valid CIDR"),
        ({"service_cidr": "x"}, "--service-cidr x: must be"),
        ({"family": "dual", "pod_cidr": "10.0.0.0/8"}, "in this order: IPv4, IPv6"),
        ({"service_cidr": "fd00::/48"}, "shortest allowed prefix length for service CIDR is 64"),
        ({"workers": -1}, "fewer than 0"),
        ({"pool": "a-b"}, "--lb-pool a-b: must be"),
        ({"pool": "10.0.0.1-fd00::1"}, "--lb-pool"),
    ],
)
def test_what_cannot_be_is_refused(wish: Any, message: str) -> None:
    with pytest.raises(ClientError, match=message):
        parse_settings(**wish)


def test_a_line_says_what_it_is() -> None:
    assert describe_settings(parse_settings(workers=5, proxy_mode="ipvs")) == (
        "1 control-plane and 5 worker nodes, pods 10.244.0.0/16, services 10.96.0.0/16, proxy mode ipvs"
    )


def test_admission_plugins_go_by_their_names() -> None:
    assert parse_settings().disabled_admission_plugins == ()
    settings = parse_settings(disable_admission_plugins="ServiceAccount, LimitRanger")
    assert settings.disabled_admission_plugins == ("ServiceAccount", "LimitRanger")
    with pytest.raises(ClientError, match='unknown admission plugin "ServiceAcount"') as refusal:
        parse_settings(disable_admission_plugins="ServiceAcount")
    assert "ServiceAccount" in refusal.value.hint
