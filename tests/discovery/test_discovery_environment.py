"""Service variables: Kubernetes' own golden list, and who is told of what."""

import pytest
import scene

from minik.discovery.environment import Environment, environments, variables
from minik.model import object as objects
from minik.model.object import Object

MASTER = scene.service("kubernetes", "10.96.0.1", [scene.port(443, "https")])
GOLDEN = {
    "ABC_123_SERVICE_HOST": "5.6.7.8",
    "ABC_123_SERVICE_PORT": "8081",
    "ABC_123_SERVICE_PORT_U_D_P": "8081",
    "ABC_123_SERVICE_PORT_T_C_P": "8081",
    "ABC_123_PORT": "udp://5.6.7.8:8081",
    "ABC_123_PORT_8081_UDP": "udp://5.6.7.8:8081",
    "ABC_123_PORT_8081_UDP_PROTO": "udp",
    "ABC_123_PORT_8081_UDP_PORT": "8081",
    "ABC_123_PORT_8081_UDP_ADDR": "5.6.7.8",
    "ABC_123_PORT_8081_TCP": "tcp://5.6.7.8:8081",
    "ABC_123_PORT_8081_TCP_PROTO": "tcp",
    "ABC_123_PORT_8081_TCP_PORT": "8081",
    "ABC_123_PORT_8081_TCP_ADDR": "5.6.7.8",
}


def alone(*found: Object) -> Environment:
    """The environment of the only container of the only pod among these objects."""
    cluster = scene.cluster(*found)
    (one,) = environments(cluster, cluster.of("Pod")[0])
    return one


def told(*found: Object) -> dict[str, str]:
    return {variable.name: variable.value for variable in alone(*found).variables}


def services_of(*found: Object) -> set[str]:
    return {variable.service for variable in alone(*found).variables}


@pytest.mark.proves("E3", "E4", "E5", "E7")
def test_the_golden_list() -> None:
    service = scene.service(
        "abc-123", "5.6.7.8", [scene.port(8081, "u-d-p", "UDP"), scene.port(8081, "t-c-p")]
    )
    assert {variable.name: variable.value for variable in variables(service)} == GOLDEN


def test_neither_target_ports_nor_node_ports_are_told() -> None:
    plain = {"port": 80, "protocol": "TCP"}
    published = {**plain, "targetPort": 9376, "nodePort": 30080}
    assert list(variables(scene.service("web", "10.96.0.7", [published]))) == list(
        variables(scene.service("web", "10.96.0.7", [plain]))
    )


def test_an_ipv6_address_is_bracketed_in_urls_alone() -> None:
    found = {
        variable.name: variable.value for variable in variables(scene.service("web", "fd00::7"))
    }
    assert (found["WEB_SERVICE_HOST"], found["WEB_PORT"], found["WEB_PORT_80_TCP_ADDR"]) == (
        "fd00::7",
        "tcp://[fd00::7]:80",
        "fd00::7",
    )


WEB = scene.service("web", "10.96.0.7")
TOLD = {
    "a service that was there": ((scene.pod(started=10), WEB), {"web", "kubernetes"}),
    "one made in the same second": ((scene.pod(started=0), WEB), {"web", "kubernetes"}),
    "one made later": (
        (scene.pod(started=10), scene.service("web", "10.96.0.7", age=11)),
        {"kubernetes"},
    ),
    "a container that has yet to start": (
        (scene.pod(started=None), scene.service("web", "10.96.0.7", age=11)),
        {"web", "kubernetes"},
    ),
    "another namespace": (
        (scene.pod(started=10), scene.service("web", "10.96.0.7", namespace="other")),
        {"kubernetes"},
    ),
    "a headless service": ((scene.pod(started=10), scene.service("web", "None")), {"kubernetes"}),
    "an external name": (
        (scene.pod(started=10), scene.external("web", "example.com")),
        {"kubernetes"},
    ),
    "no links": ((scene.pod(started=10, enableServiceLinks=False), WEB), {"kubernetes"}),
    "a pod elsewhere": ((scene.pod(namespace="other", started=10), WEB), {"kubernetes"}),
}


@pytest.mark.proves("E2", "E6", "F66", "F67")
@pytest.mark.parametrize("case", TOLD)
def test_who_is_told_of_which_service(case: str) -> None:
    found, wanted = TOLD[case]
    assert services_of(*found, MASTER) == wanted


@pytest.mark.parametrize("links, address", [(True, "10.96.9.9"), (False, "10.96.0.1")])
def test_a_service_called_kubernetes_hides_the_api_server_from_those_who_want_links(
    links: bool, address: str
) -> None:
    mine = scene.service("kubernetes", "10.96.9.9", namespace="other")
    assert (
        told(scene.pod(namespace="other", started=10, enableServiceLinks=links), MASTER, mine)[
            "KUBERNETES_SERVICE_HOST"
        ]
        == address
    )


REASONS = {
    "younger": (
        scene.service("api", "10.96.0.8", age=202),
        "API_*",
        "younger than the container (by 3m12s); restart the pod, or use DNS",
    ),
    "headless": (scene.service("peers", "None"), "PEERS_*", "Service peers is headless"),
    "external": (scene.external("db", "example.com"), "DB_*", "is an ExternalName"),
    "elsewhere": (
        scene.service("db", "10.96.0.8", namespace="other"),
        "(others)",
        "db.other: of other namespaces",
    ),
}


@pytest.mark.proves("E6", "F66", "F67")
@pytest.mark.parametrize("case", REASONS)
def test_why_one_is_missing(case: str) -> None:
    service, names, why = REASONS[case]
    (note,) = alone(scene.pod(started=10), MASTER, service).notes
    assert (note.what, note.names) == ("not there", names) and why in note.why
    assert objects.name(service) in note.why


def test_what_is_missing_without_links() -> None:
    (note,) = alone(scene.pod(started=10, enableServiceLinks=False), WEB).notes
    assert "enableServiceLinks: false" in note.why


OWN: dict[str, tuple[Object, set[str]]] = {
    "env": ({"env": [{"name": "WEB_PORT", "value": "8080"}]}, {"WEB_PORT"}),
    "the whole of a map": ({"envFrom": [{"configMapRef": {"name": "settings"}}]}, {"WEB_PORT"}),
    "a map with a prefix": (
        {"envFrom": [{"prefix": "WEB_", "configMapRef": {"name": "ports"}}]},
        {"WEB_PORT"},
    ),
    "a map that is not there": (
        {"envFrom": [{"configMapRef": {"name": "gone", "optional": True}}]},
        set(),
    ),
    "another name": ({"env": [{"name": "PORT", "value": "8080"}]}, set()),
}


@pytest.mark.parametrize("case", OWN)
def test_what_a_container_sets_itself_wins(case: str) -> None:
    container, wanted = OWN[case]
    maps = (
        scene.made("ConfigMap", "settings", data={"WEB_PORT": "1"}),
        scene.made("ConfigMap", "ports", data={"PORT": "1"}),
    )
    found = alone(scene.pod(started=10, container=container), WEB, *maps)
    assert {note.names for note in found.notes if note.what == "overridden"} == wanted
    names = {variable.name for variable in found.variables}
    assert not names & wanted and {variable.name for variable in variables(WEB)} - names == wanted


def test_the_value_of_a_secret_is_not_told() -> None:
    secret = scene.made("Secret", "keys", data={"WEB_PORT": "aHVzaA=="})
    found = alone(
        scene.pod(started=10, container={"envFrom": [{"secretRef": {"name": "keys"}}]}), WEB, secret
    )
    assert [note.names for note in found.notes] == ["WEB_PORT"] and "aHVzaA" not in str(found)


@pytest.mark.proves("E5")
def test_names_that_collide_are_left_to_chance() -> None:
    found = alone(scene.pod(started=10), WEB, scene.service("web-service", "10.96.0.8"))
    (note,) = found.notes
    assert (note.what, note.names) == (
        "uncertain",
        "WEB_SERVICE_PORT",
    ) and "web and web-service" in note.why
    assert len({variable.name for variable in found.variables}) == len(found.variables)


def test_every_container_has_its_own_time() -> None:
    base = scene.pod(started=10)
    two = {
        **base,
        "spec": {"containers": [{"name": "main"}, {"name": "late"}]},
        "status": {
            "containerStatuses": [
                *base["status"]["containerStatuses"],
                {"name": "late", "state": {"running": {"startedAt": scene.at(60)}}},
            ]
        },
    }
    cluster = scene.cluster(two, scene.service("web", "10.96.0.7", age=30))
    assert {one.container: bool(one.variables) for one in environments(cluster, two)} == {
        "main": False,
        "late": True,
    }
