"""resolv.conf as the kubelet writes it, and the walk along the search path."""

from typing import Any

import pytest
import scene

from minik.discovery import search

USUAL = ("default.svc.cluster.local", "svc.cluster.local", "cluster.local")
DNS = scene.service("kube-dns", "10.96.0.10", namespace="kube-system")
WEB, DB = scene.service("web", "10.96.0.7"), scene.service("db", "10.96.0.8", namespace="other")
CLUSTER = scene.cluster(WEB, DB)

OWN = {
    "nameservers": ["192.0.2.1"],
    "searches": ["a.example", "svc.cluster.local"],
    "options": [{"name": "ndots", "value": "2"}, {"name": "edns0"}],
}
# The DNS settings of a pod; the servers, searches and options of its resolv.conf.
FILES: dict[str, tuple[dict[str, Any], search.Resolver]] = {
    "usual": ({}, search.Resolver(("10.96.0.10",), USUAL, {"ndots": "5"})),
    "host network": ({"hostNetwork": True}, search.Resolver((), (), {})),
    "host network with the cluster's DNS": (
        {"hostNetwork": True, "dnsPolicy": "ClusterFirstWithHostNet"},
        search.Resolver(("10.96.0.10",), USUAL, {"ndots": "5"}),
    ),
    "the node's": ({"dnsPolicy": "Default"}, search.Resolver((), (), {})),
    "none but its own": (
        {
            "dnsPolicy": "None",
            "dnsConfig": {"nameservers": ["192.0.2.1"], "searches": ["a.example"]},
        },
        search.Resolver(("192.0.2.1",), ("a.example",), {}),
    ),
    "added": (
        {"dnsConfig": OWN},
        search.Resolver(
            ("10.96.0.10", "192.0.2.1"), (*USUAL, "a.example"), {"ndots": "2", "edns0": ""}
        ),
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_the_file_of_a_pod(case: str) -> None:
    spec, wanted = FILES[case]
    made = search.resolver(CLUSTER, scene.pod(**spec))
    assert (made.servers, made.searches, made.options) == wanted[:3]


NOTES: dict[str, tuple[dict[str, Any], bool, str]] = {
    "host network": ({"hostNetwork": True}, False, "set dnsPolicy: ClusterFirstWithHostNet"),
    "the node's": ({"dnsPolicy": "Default"}, False, "asks its node's servers"),
    "none": (
        {"dnsPolicy": "None", "dnsConfig": {"nameservers": ["192.0.2.1"]}},
        False,
        "192.0.2.1 is not the cluster's (10.96.0.10)",
    ),
    "none, but the right one": (
        {"dnsPolicy": "None", "dnsConfig": {"nameservers": ["10.96.0.10"]}},
        True,
        "dnsPolicy is None",
    ),
    "too many servers": (
        {"dnsConfig": {"nameservers": [f"192.0.2.{n}" for n in range(3)]}},
        True,
        "of its 4 nameservers",
    ),
    "too many paths": (
        {"dnsConfig": {"searches": [f"s{n}.example" for n in range(30)]}},
        True,
        "cut to 32 of 33",
    ),
    "too long a path": (
        {"dnsConfig": {"searches": [f"{n}" + "x" * 240 for n in range(9)]}},
        True,
        "cut to 11 of 12",
    ),
}


@pytest.mark.proves("F64", "F65")
@pytest.mark.parametrize("case", NOTES)
def test_what_is_unusual_about_a_pod(case: str) -> None:
    spec, asks, wanted = NOTES[case]
    found = search.resolver(CLUSTER, scene.pod(**spec))
    assert wanted in " ".join(found.notes)
    assert search.asks_cluster(found, CLUSTER) == asks


def test_a_pod_without_wishes_is_not_worth_a_note() -> None:
    assert search.resolver(CLUSTER, scene.pod()).notes == ()


def test_the_server_is_that_of_the_service() -> None:
    moved = scene.service("kube-dns", "10.96.0.53", namespace="kube-system")
    assert (
        search.cluster_server(scene.cluster(DNS)),
        search.cluster_server(scene.cluster(moved)),
    ) == ("10.96.0.10", "10.96.0.53")


NAMES = {
    ("web", "5"): [
        "web.default.svc.cluster.local.",
        "web.svc.cluster.local.",
        "web.cluster.local.",
        "web.",
    ],
    ("web.", "5"): ["web."],
    ("a.b", "1"): [
        "a.b.",
        "a.b.default.svc.cluster.local.",
        "a.b.svc.cluster.local.",
        "a.b.cluster.local.",
    ],
    ("a.b", "2"): [
        "a.b.default.svc.cluster.local.",
        "a.b.svc.cluster.local.",
        "a.b.cluster.local.",
        "a.b.",
    ],
    ("a.b", "99"): [
        "a.b.default.svc.cluster.local.",
        "a.b.svc.cluster.local.",
        "a.b.cluster.local.",
        "a.b.",
    ],
    ("a.b", "nonsense"): [
        "a.b.",
        "a.b.default.svc.cluster.local.",
        "a.b.svc.cluster.local.",
        "a.b.cluster.local.",
    ],
}


@pytest.mark.proves("F71")
@pytest.mark.parametrize("name, ndots", NAMES)
def test_which_names_are_tried(name: str, ndots: str) -> None:
    assert (
        list(search.candidates(name, search.Resolver((), USUAL, {"ndots": ndots})))
        == NAMES[name, ndots]
    )


def walked(name: str, namespace: str = "default", *kinds: str) -> search.Walk:
    return search.walk(CLUSTER, name, kinds or ("A",), search.default_resolver(CLUSTER, namespace))


STEPS = {
    ("web", "default"): 1,
    ("web.default", "default"): 2,
    ("db.other.svc", "default"): 3,
    ("db.other.svc.cluster.local", "default"): 4,
    ("db.other.svc.cluster.local.", "default"): 1,
    ("db", "other"): 1,
}


@pytest.mark.proves("F71")
@pytest.mark.parametrize("name, namespace", STEPS)
def test_how_many_questions_a_name_costs(name: str, namespace: str) -> None:
    found = walked(name, namespace)
    assert len(found.steps) == STEPS[name, namespace]
    assert [record.type for record in found.records] == ["A"]


@pytest.mark.proves("F55")
def test_a_short_name_means_the_own_namespace_alone() -> None:
    found = walked("db")
    assert found.records == () and len(found.steps) == len(found.names) == 4
    assert (
        'no Service "db" in namespace "default"'
        in search.likeliest_step(CLUSTER, found, "db", "default").answer.reason
    )
    assert search.other_namespaces(CLUSTER, "db", "default") == ["other"]
    assert search.other_namespaces(CLUSTER, "db", "other") == []


@pytest.mark.proves("F63")
@pytest.mark.parametrize("trap, address", [("default", "10.244.1.2"), ("harmless", "10.96.0.7")])
def test_a_service_called_like_a_namespace_takes_names_that_mean_another(
    trap: str, address: str
) -> None:
    endpoint = {"addresses": ["10.244.1.2"], "hostname": "web"}
    cluster = scene.cluster(WEB, scene.service(trap, "None"), scene.endpoints(trap, endpoint))
    found = search.walk(cluster, "web.default", ("A",), search.default_resolver(cluster, "default"))
    assert [record.value for record in found.records] == [address]


MEANT = {
    "db": "no Service",
    "db.nowhere": 'no namespace "nowhere"',
    "web.default.cluster.local": "web.default.svc.cluster.local was meant",
    "api.example.com": "in no zone of the cluster",
    "nope.default.svc": 'no Service "nope"',
    "pod-0.web": "no endpoint is ready",
}


OUTWARD = ["www.google.com", "www.com", "a.b.c.com", "_http._tcp.com"]


@pytest.mark.parametrize("name", OUTWARD)
def test_an_external_name_that_a_name_ends_with_is_not_what_was_meant(name: str) -> None:
    spec = {"type": "ExternalName", "externalName": "x.example.org"}
    outward = scene.made("Service", "com", spec=spec)
    cluster = scene.cluster(WEB, outward)
    resolver = search.default_resolver(cluster, "default")
    found = search.walk(cluster, name, ("A",), resolver)
    step = search.likeliest_step(cluster, found, name, "default")
    assert "ExternalName" not in step.answer.reason


@pytest.mark.proves("F56")
@pytest.mark.parametrize("name", MEANT)
def test_the_reason_is_that_of_the_name_that_was_meant(name: str) -> None:
    assert (
        MEANT[name] in search.likeliest_step(CLUSTER, walked(name), name, "default").answer.reason
    )


def test_a_name_of_both_families_is_asked_for_at_once() -> None:
    assert [record.type for record in walked("web", "default", "AAAA", "A").records] == ["A"]


PODS: dict[str, tuple[dict[str, Any], str]] = {
    "no host name": ({}, "has no hostname"),
    "no subdomain": ({"hostname": "p"}, 'has subdomain ""'),
    "another subdomain": ({"hostname": "p", "subdomain": "others"}, 'has subdomain "others"'),
    "not headless": ({"hostname": "p", "subdomain": "web"}, "Service web is not headless"),
}


@pytest.mark.proves("F58")
@pytest.mark.parametrize("case", PODS)
def test_why_a_pod_has_no_name(case: str) -> None:
    spec, wanted = PODS[case]
    found = search.why_pod_unnamed(
        scene.cluster(WEB, scene.pod("p", **spec)), "p.web.default.svc.cluster.local."
    )
    assert wanted in found


def test_an_address_is_asked_for_by_its_reverse_name() -> None:
    assert search.question("10.96.0.7", "", CLUSTER) == ("7.0.96.10.in-addr.arpa.", ("PTR",))
    assert search.question("web", "", CLUSTER) == ("web", ("A",))
    assert search.question("web", "SRV", CLUSTER) == ("web", ("SRV",))
