"""A Corefile is read as CoreDNS reads it: server blocks, zones, plugins, imported files."""

import pytest
import scene

from minik.discovery import corefile
from minik.discovery.corefile import Plugin

TEXT = """
# what kubeadm writes, and a stub domain
.:53 {
    errors
    health {
       lameduck 5s
    }
    kubernetes cluster.local in-addr.arpa ip6.arpa {  # Services
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    forward . /etc/resolv.conf
}
corp.example:53, old.example:53 {
    forward . 10.0.0.53
}
dns://metrics.example:9153 {
    whoami
}
"""


def test_blocks_have_zones_ports_and_plugins_with_their_lines() -> None:
    first, second, third = corefile.read(TEXT, {})
    assert first.zones == ((".", "53"),)
    assert [plugin.name for plugin in first.plugins] == [
        "errors",
        "health",
        "kubernetes",
        "forward",
    ]
    (own,) = first.of("kubernetes")
    assert own.words == ("kubernetes", "cluster.local", "in-addr.arpa", "ip6.arpa")
    assert (own.line, own.option("ttl"), own.option("namespaces")) == (8, ("30",), ())
    assert second.names == ("corp.example", "old.example")
    assert third.zones == (("metrics.example", "9153"),)


@pytest.mark.parametrize(
    ("name", "zones"),
    [
        ("web.default.svc.cluster.local", (".",)),
        ("db.corp.example", ("corp.example", "old.example")),
        ("old.example", ("corp.example", "old.example")),
        ("notcorp.example", (".",)),
        ("x.metrics.example", (".",)),  # that block listens at another port
    ],
)
def test_a_question_comes_to_the_block_of_the_longest_zone(
    name: str, zones: tuple[str, ...]
) -> None:
    block = corefile.serving(corefile.read(TEXT, {}), name)
    assert block is not None and block.names == zones


def test_no_block_may_take_a_name() -> None:
    assert (
        corefile.serving(corefile.read("corp.example {\n whoami\n}\n", {}), "web.example") is None
    )


@pytest.mark.parametrize(
    ("option", "name", "falls"),
    [
        ((), "a.example", False),
        (("fallthrough",), "a.example", True),
        (("fallthrough", "example"), "a.example", True),
        (("fallthrough", "in-addr.arpa", "ip6.arpa"), "a.example", False),
    ],
)
def test_fallthrough_is_for_all_names_or_for_zones(
    option: tuple[str, ...], name: str, falls: bool
) -> None:
    assert Plugin(("hosts",), (option,) if option else (), 1).falls_through(name) is falls


def test_files_of_the_own_and_the_custom_config_map_are_imported_where_they_are_named() -> None:
    data = {
        "Corefile": ".:53 {\n errors\n import /etc/coredns/custom/*.override\n}\nimport custom/*.server\n"
    }
    custom = {
        "log.override": "log",
        "hosts.override": "hosts {\n 10.0.0.5 a.example\n fallthrough\n}",
        "corp.server": "corp.example:53 {\n forward . 10.0.0.53\n}",
        "README": "hosts",
    }
    cluster = scene.cluster(
        scene.made("ConfigMap", "coredns", "kube-system", data=data),
        scene.made("ConfigMap", "coredns-custom", "kube-system", data=custom),
    )
    blocks = corefile.of_cluster(cluster)
    assert [plugin.words for plugin in blocks[0].plugins] == [("errors",), ("hosts",), ("log",)]
    assert blocks[0].plugins[1].option("10.0.0.5") == ("a.example",)
    assert blocks[1].names == ("corp.example",)


@pytest.mark.parametrize(
    "data", [None, {}, {"Corefile": ""}, {"other": "x"}, {"Corefile": "}\n}}\n{"}]
)
def test_a_state_without_a_readable_corefile_has_no_blocks(data: dict[str, str] | None) -> None:
    cluster = scene.cluster(scene.made("ConfigMap", "coredns", "kube-system", data=data))
    assert not [block for block in corefile.of_cluster(cluster) if block.zones]
