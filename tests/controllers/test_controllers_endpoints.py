"""Endpoints: who is listed, where, and how many."""

from typing import Any

import pytest
import stage
from stage import running

from minik.controllers import endpoints
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, write

WEB = {"app": "MyApp"}


def behind(service: Object, *pods: Object) -> Cluster:
    """A cluster with one service and pods that run already."""
    return stage.with_put(stage.applied(stage.saved(stage.new()), [service]), *pods)


@pytest.mark.proves("C5")
@pytest.mark.parametrize(
    "selector, chosen",
    [
        ({"app": "MyApp"}, ["a", "b"]),
        ({"app": "MyApp", "tier": "front"}, ["b"]),
        ({"app": "myapp"}, []),
        ({"tier": "front"}, ["b", "c"]),
    ],
)
def test_pods_with_all_the_labels_of_the_same_namespace_are_behind_a_service(
    selector: dict[str, str], chosen: list[str]
) -> None:
    away = write(
        running("far", "10.244.1.9", {"app": "MyApp", "tier": "front"}),
        "metadata.namespace",
        "kube-system",
    )
    front, other = {**WEB, "tier": "front"}, {"app": "other", "tier": "front"}
    cluster = behind(
        stage.service("web", selector),
        running("a", "10.244.1.2"),
        running("b", "10.244.1.3", front),
        running("c", "10.244.1.4", other),
        away,
    )
    subsets = stage.one(cluster, "Endpoints", "web").get("subsets", ())
    assert (
        sorted(
            address["targetRef"]["name"] for subset in subsets for address in subset["addresses"]
        )
        == chosen
    )


@pytest.mark.proves("C6")
def test_endpoints_lead_to_the_target_port() -> None:
    cluster = behind(
        stage.service("my-service", WEB, [{"port": 80, "targetPort": 9376}]),
        running("a", "10.244.1.2"),
    )
    assert stage.addresses(cluster, "my-service") == ["10.244.1.2:9376"]


NAMED = [{"name": "web", "containerPort": 8080}]


@pytest.mark.proves("C10")
@pytest.mark.parametrize(
    "ports, chosen",
    [
        (NAMED, "8080"),
        ((), ""),
        ([{"name": "web", "containerPort": 9090, "protocol": "UDP"}, *NAMED], "8080"),
        ([{"name": "Web", "containerPort": 1}], ""),
        ([{"name": "web", "containerPort": 53, "protocol": "UDP"}], ""),
        ([*NAMED, {"name": "web", "containerPort": 1}], "8080"),
    ],
)
def test_a_named_port_is_looked_up_in_each_pod_by_name_and_protocol(
    ports: Any, chosen: str
) -> None:
    cluster = behind(
        stage.service("web", WEB, [{"port": 80, "targetPort": "web"}]),
        running("a", "10.244.1.2", ports=ports),
    )
    assert stage.addresses(cluster, "web") == ([f"10.244.1.2:{chosen}"] if chosen else [])


@pytest.mark.proves("C11")
def test_pods_with_different_ports_stand_in_different_subsets() -> None:
    one, other = ([{"name": "web", "containerPort": number}] for number in (8080, 9090))
    cluster = behind(
        stage.service("web", WEB, [{"port": 80, "targetPort": "web"}]),
        running("a", "10.244.1.2", ports=one),
        running("b", "10.244.1.3", ports=other),
        running("c", "10.244.1.4", ports=one),
    )
    assert stage.addresses(cluster, "web") == [
        "10.244.1.2:8080",
        "10.244.1.3:9090",
        "10.244.1.4:8080",
    ]
    assert [
        len(subset["addresses"]) for subset in stage.one(cluster, "Endpoints", "web")["subsets"]
    ] in ([2, 1], [1, 2])


def test_a_port_that_all_have_stands_apart_from_one_that_some_have() -> None:
    ports = [
        {"name": "plain", "port": 80, "targetPort": 8080},
        {"name": "named", "port": 81, "targetPort": "extra"},
    ]
    cluster = behind(
        stage.service("web", WEB, ports),
        running("a", "10.244.1.2", ports=[{"name": "extra", "containerPort": 9000}]),
        running("b", "10.244.1.3"),
    )
    found = {
        port["name"]: [address["ip"] for address in subset["addresses"]]
        for subset in stage.one(cluster, "Endpoints", "web")["subsets"]
        for port in subset["ports"]
    }
    assert found == {"plain": ["10.244.1.2", "10.244.1.3"], "named": ["10.244.1.2"]}


def test_a_sidecars_port_has_a_name_too_but_not_that_of_an_init_container() -> None:
    pod = running("a", "10.244.1.2")
    for policy, chosen in (("Always", ["10.244.1.2:15000"]), (None, [])):
        container = {
            "name": "proxy",
            "ports": [{"name": "web", "containerPort": 15000}],
            **({"restartPolicy": policy} if policy else {}),
        }
        cluster = behind(
            stage.service("web", WEB, [{"port": 80, "targetPort": "web"}]),
            write(pod, "spec.initContainers", [container]),
        )
        assert stage.addresses(cluster, "web") == chosen


@pytest.mark.proves("C12")
@pytest.mark.proves("F6")
@pytest.mark.parametrize("spec", [{}, {"clusterIP": "None"}])
def test_a_service_without_a_selector_has_no_endpoints_of_its_own(spec: dict[str, Any]) -> None:
    cluster = behind(stage.service("db", None, **spec), running("a", "10.244.1.2"))
    assert cluster.get("Endpoints", "default", "db") is None and not stage.slices(cluster, "db")


@pytest.mark.proves("F5")
def test_a_headless_service_with_a_selector_has_endpoints_that_say_so() -> None:
    cluster = behind(stage.service("peers", WEB, clusterIP="None"), running("a", "10.244.1.2"))
    assert stage.addresses(cluster, "peers") == ["10.244.1.2:80"]
    assert "service.kubernetes.io/headless" in objects.labels(
        stage.one(cluster, "Endpoints", "peers")
    )


def test_a_headless_service_may_have_no_ports() -> None:
    cluster = behind(stage.service("peers", WEB, (), clusterIP="None"), running("a", "10.244.1.2"))
    (subset,) = stage.one(cluster, "Endpoints", "peers")["subsets"]
    assert [address["ip"] for address in subset["addresses"]] == [
        "10.244.1.2"
    ] and "ports" not in subset
    assert stage.slices(cluster, "peers")[0]["ports"] is None


@pytest.mark.parametrize(
    "changes, listed, waiting",
    [
        ({}, 1, 0),
        ({"status.conditions": [{"type": "Ready", "status": "False"}]}, 0, 1),
        ({"status.conditions": []}, 0, 1),
        ({"status.phase": "Succeeded"}, 0, 0),
        ({"status.phase": "Failed"}, 0, 0),
        ({"status.podIP": "", "status.podIPs": []}, 0, 0),
        ({"metadata.deletionTimestamp": "2026-11-23T08:00:30Z"}, 0, 0),
    ],
)
def test_who_runs_is_listed_who_is_not_ready_is_listed_as_such(
    changes: dict[str, Any], listed: int, waiting: int
) -> None:
    pod = running("a", "10.244.1.2")
    for path, value in changes.items():
        pod = write(pod, path, value)
    cluster = behind(stage.service("web", WEB), pod)
    assert (
        len(stage.addresses(cluster, "web")),
        len(stage.addresses(cluster, "web", side="notReadyAddresses")),
    ) == (listed, waiting)


def test_where_readiness_does_not_matter_everyone_is_listed() -> None:
    going = write(
        running("going", "10.244.1.4", ready=False),
        "metadata.deletionTimestamp",
        "2026-11-23T08:00:30Z",
    )
    cluster = behind(
        stage.service("web", WEB, publishNotReadyAddresses=True),
        running("down", "10.244.1.3", ready=False),
        going,
    )
    assert stage.addresses(cluster, "web") == ["10.244.1.3:80", "10.244.1.4:80"]


@pytest.mark.proves("C16")
def test_a_label_moves_a_pod_in_and_out_without_a_word_to_the_service() -> None:
    cluster = behind(stage.service("web", WEB), running("a", "10.244.1.2"))
    before = stage.one(cluster, "Service", "web")
    relabelled = stage.with_put(
        cluster, write(stage.one(cluster, "Pod", "a"), "metadata.labels", {"app": "other"})
    )
    assert stage.addresses(relabelled, "web") == []
    assert stage.one(relabelled, "Service", "web") == before
    back = stage.with_put(
        relabelled, write(stage.one(relabelled, "Pod", "a"), "metadata.labels", WEB)
    )
    assert stage.addresses(back, "web") == ["10.244.1.2:80"]


@pytest.mark.proves("C1")
def test_when_a_pod_goes_its_replacement_is_listed_and_the_services_address_stays() -> None:
    cluster = stage.applied(
        stage.saved(stage.new()),
        [stage.workload("Deployment", "web", WEB, replicas=2), stage.service("web", WEB)],
    )
    before, ip = (
        stage.addresses(cluster, "web"),
        stage.one(cluster, "Service", "web")["spec"]["clusterIP"],
    )
    after = stage.without(cluster, "Pod", stage.named(cluster, "Pod")[0])
    assert len(stage.addresses(after, "web")) == 2 and stage.addresses(after, "web") != before
    assert stage.one(after, "Service", "web")["spec"]["clusterIP"] == ip


@pytest.mark.parametrize(
    "hostname, subdomain, known",
    [("web-0", "web", "web-0"), ("web-0", "other", None), ("", "web", None)],
)
def test_a_pod_is_known_by_its_host_name_under_the_service_that_it_names(
    hostname: str, subdomain: str, known: str | None
) -> None:
    cluster = behind(
        stage.service("web", WEB),
        running("a", "10.244.1.2", hostname=hostname, subdomain=subdomain),
    )
    assert (
        stage.one(cluster, "Endpoints", "web")["subsets"][0]["addresses"][0].get("hostname")
        == known
    )


def test_labels_are_the_services_and_change_with_them() -> None:
    service = write(stage.service("web", WEB), "metadata.labels", {"tier": "front"})
    cluster = behind(service)
    managed = {"endpoints.kubernetes.io/managed-by": "endpoint-controller"}
    assert objects.labels(stage.one(cluster, "Endpoints", "web")) == {"tier": "front", **managed}
    changed = stage.applied(cluster, [write(service, "metadata.labels", {"tier": "back"})])
    assert objects.labels(stage.one(changed, "Endpoints", "web"))["tier"] == "back"


def test_addresses_stand_in_the_order_of_their_text() -> None:
    cluster = behind(
        stage.service("web", WEB),
        *(running(f"p{number}", f"10.244.1.{number}") for number in (9, 100, 20)),
    )
    assert [
        address["ip"]
        for address in stage.one(cluster, "Endpoints", "web")["subsets"][0]["addresses"]
    ] == ["10.244.1.100", "10.244.1.20", "10.244.1.9"]


@pytest.mark.proves("F51")
@pytest.mark.parametrize(
    "ready, waiting, kept",
    [
        (1000, 0, (1000, 0)),
        (1001, 0, (1000, 0)),
        (990, 20, (990, 10)),
        (0, 1200, (0, 1000)),
        (1200, 5, (1000, 0)),
    ],
)
def test_at_most_a_thousand_addresses_are_listed_the_ready_ones_first(
    ready: int, waiting: int, kept: tuple[int, int]
) -> None:
    sides = {
        side: [{"ip": str(number)} for number in range(count)]
        for side, count in zip(endpoints.SIDES, (ready, waiting))
        if count
    }
    whole = [{**sides, "ports": [{"port": 80}]}]
    (cut,) = endpoints.truncate(whole)
    assert (len(cut.get("addresses", ())), len(cut.get("notReadyAddresses", ()))) == kept
    assert (endpoints.truncate(whole) is whole) == (ready + waiting <= 1000)


def test_subsets_give_up_their_share_each() -> None:
    whole = [
        {"addresses": [{"ip": str(number)} for number in range(count)]} for count in (900, 300)
    ]
    assert [len(subset["addresses"]) for subset in endpoints.truncate(whole)] == [750, 250]


MANUAL = {
    "apiVersion": "v1",
    "kind": "Endpoints",
    "metadata": {"name": "web"},
    "subsets": [{"addresses": [{"ip": "192.0.2.1"}], "ports": [{"port": 1}]}],
}


@pytest.mark.parametrize(
    "later, stays",
    [
        ([stage.pod("other", {"app": "db"})], True),
        ([stage.service("db", {"app": "db"})], True),
        ([running("b", "10.244.1.3")], False),
        ([running("a", "10.244.1.2", ready=False)], False),
        ([stage.service("web", WEB, publishNotReadyAddresses=True)], False),
    ],
    ids=["another pod", "another service", "a new pod", "a pod turns unready", "the service"],
)
def test_endpoints_written_by_hand_stay_until_something_of_their_service_changes(
    later: list[Object], stays: bool
) -> None:
    start = behind(stage.service("web", WEB), running("a", "10.244.1.2"))
    cluster = stage.applied(start, [MANUAL])
    assert stage.addresses(cluster, "web") == ["192.0.2.1:1"]
    (changed,) = later
    after = (
        stage.with_put(cluster, changed)
        if "status" in changed
        else stage.applied(cluster, [changed])
    )
    assert (stage.addresses(after, "web") == ["192.0.2.1:1"]) == stays


def test_a_pod_that_no_longer_matches_is_a_change_of_its_service() -> None:
    start = behind(stage.service("web", WEB), running("a", "10.244.1.2"))
    cluster = stage.applied(start, [MANUAL])
    assert not stage.addresses(stage.without(cluster, "Pod", "a"), "web")


def test_endpoints_go_with_their_service_and_not_before() -> None:
    cluster = behind(stage.service("web", WEB), running("a", "10.244.1.2"))
    assert stage.addresses(stage.without(cluster, "Endpoints", "web"), "web") == ["10.244.1.2:80"]
    after = stage.without(cluster, "Service", "web")
    assert after.get("Endpoints", "default", "web") is None and not stage.slices(after, "web")


@pytest.mark.proves("G4")
def test_an_external_name_has_no_endpoints() -> None:
    cluster = behind(
        stage.service("db", WEB, (), type="ExternalName", externalName="db.example.com"),
        running("a", "10.244.1.2"),
    )
    assert cluster.get("Endpoints", "default", "db") is None


def test_what_others_annotated_is_kept_and_the_controller_s_own_is_written_anew() -> None:
    cluster = stage.applied(
        stage.saved(stage.new()),
        [
            stage.workload("Deployment", "web", {"app": "web"}, replicas=1),
            stage.service("web", {"app": "web"}),
        ],
    )
    made = stage.one(cluster, "Endpoints", "web")
    ours = {
        "example.com/note": "kept",
        "endpoints.kubernetes.io/over-capacity": "truncated",
        "endpoints.kubernetes.io/last-change-trigger-time": "2020-01-01T00:00:00Z",
    }
    noted = {**made, "metadata": {**made["metadata"], "annotations": ours}}
    more = stage.workload("Deployment", "web", {"app": "web"}, replicas=2)
    scaled = stage.applied(stage.with_put(cluster, noted), [more])
    after = objects.annotations(stage.one(scaled, "Endpoints", "web"))
    assert after["example.com/note"] == "kept"
    assert "endpoints.kubernetes.io/over-capacity" not in after
    assert after["endpoints.kubernetes.io/last-change-trigger-time"] != "2020-01-01T00:00:00Z"


def test_the_api_servers_own_endpoints_stay_its_own() -> None:
    """Whatever its Service is made to select: else two controllers would write in turn, for ever."""
    cluster = stage.saved(stage.new())
    before = stage.one(cluster, "Endpoints", "kubernetes")
    service = write(stage.one(cluster, "Service", "kubernetes"), "spec.selector", WEB)
    after = stage.one(stage.with_put(cluster, service), "Endpoints", "kubernetes")
    assert before["subsets"] and after["subsets"] == before["subsets"]
