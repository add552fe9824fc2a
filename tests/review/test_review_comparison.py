"""What a change means: a case for every code, with its severity, and its neighbour that changes nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from objects import CONTAINER, build, pod, service

from minik.intake.parsing import parse
from minik.model.settings import DEFAULT
from minik.review import side
from minik.review.change import Change
from minik.review.comparison import compare
from minik.review.side import Side

NOW = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)
WEB: dict[str, Any] = {
    "selector": {"app": "web"},
    "ports": [{"name": "http", "port": 80, "targetPort": 8080}],
}


def client(url: str = "http://web", name: str = "client") -> Any:
    return pod(
        name,
        labels={"app": name},
        containers=[{**CONTAINER, "env": [{"name": "URL", "value": url}]}],
    )


def policy(**spec: Any) -> Any:
    return build(
        "NetworkPolicy",
        "closed",
        version="networking.k8s.io/v1",
        spec={"podSelector": {"matchLabels": {"app": "web"}}, **spec},
    )


def ingress(port: int = 80) -> Any:
    backend = {"service": {"name": "web", "port": {"number": port}}}
    return build("Ingress", "way", version="networking.k8s.io/v1", spec={"defaultBackend": backend})


SERVER = pod("web", labels={"app": "web"})
PORT_81: dict[str, Any] = {**WEB, "ports": [{"name": "http", "port": 81, "targetPort": 8080}]}
TARGET_81: dict[str, Any] = {**WEB, "ports": [{"name": "http", "port": 80, "targetPort": 81}]}
BASE = [SERVER, service(**WEB)]
ONLY_FRONT: dict[str, Any] = {
    "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "front"}}}]}]
}
ALL: dict[str, Any] = {"ingress": [{}]}
# before, after, and the changes: code, severity, before, after, number of callers
CASES: dict[str, tuple[list[Any], list[Any], set[tuple[str, str, str, str, int]]]] = {
    "nothing": (BASE, BASE, set()),
    "only another image": (
        BASE,
        [pod("web", labels={"app": "web"}, containers=[{"name": "a", "image": "b"}]), BASE[1]],
        set(),
    ),
    "a selector that misses": (
        [*BASE, client()],
        [SERVER, service(**{**WEB, "selector": {"app": "wep"}}), client()],
        {("endpoints-lost", "error", "1", "0", 1)},
    ),
    "scaled to nothing": (
        BASE,
        [service(**WEB)],
        {("endpoints-lost", "error", "1", "0", 0)},
    ),
    "pods at last": ([service(**WEB)], BASE, {("endpoints-gained", "info", "0", "1", 0)}),
    "one more pod": (
        BASE,
        [*BASE, pod("web-2", labels={"app": "web"})],
        {
            ("endpoints-more", "info", "1", "2", 0),
            (
                "backends-differ",
                "warning",
                "Pod default/web",
                "Pod default/web, Pod default/web-2",
                0,
            ),
        },
    ),
    "gone, and nobody calls it": (BASE, [SERVER], {("service-gone", "warning", "1", "", 0)}),
    "gone, and somebody calls it": (
        [*BASE, client()],
        [SERVER, client()],
        {("service-gone", "error", "1", "", 1)},
    ),
    "gone together with its caller": (
        [*BASE, client()],
        [SERVER],
        {("service-gone", "warning", "1", "", 0)},
    ),
    "gone, and an Ingress leads there": (
        [*BASE, ingress()],
        [SERVER, ingress()],
        {("service-gone", "error", "1", "", 1)},
    ),
    "gone, with its node port": (
        [SERVER, service(type="NodePort", **WEB)],
        [SERVER],
        {("service-gone", "error", "1", "", 0)},
    ),
    "gone, but it never answered": (
        [service(**WEB), client()],
        [client()],
        {("service-gone", "warning", "0", "", 1)},
    ),
    "new": ([SERVER], BASE, {("service-new", "info", "", "1", 0)}),
    "a port moved, nobody calls it": (
        BASE,
        [SERVER, service(**PORT_81)],
        {("port-gone", "warning", "80/TCP", "81/TCP", 0)},
    ),
    "a port moved, somebody calls it": (
        [*BASE, client("http://web:80")],
        [SERVER, service(**PORT_81), client("http://web:80")],
        {("port-gone", "error", "80/TCP", "81/TCP", 1)},
    ),
    "a port moved, an Ingress leads there": (
        [*BASE, ingress()],
        [SERVER, service(**PORT_81), ingress()],
        {("port-gone", "error", "80/TCP", "81/TCP", 1)},
    ),
    "the target moved": (
        BASE,
        [SERVER, service(**TARGET_81)],
        {("target-moved", "info", "8080", "81", 0)},
    ),
    "no way in any more": (
        [SERVER, service(type="NodePort", **WEB)],
        BASE,
        {("entry-gone", "error", "NodePort", "ClusterIP", 0)},
    ),
    "an external address less": (
        [SERVER, service(externalIPs=["198.51.100.1", "198.51.100.2"], **WEB)],
        [SERVER, service(externalIPs=["198.51.100.2"], **WEB)],
        {("entry-gone", "error", "198.51.100.1", "", 0)},
    ),
    "a policy closes the link of a caller": (
        [*BASE, client()],
        [*BASE, client(), policy(**ONLY_FRONT)],
        {("link-closed", "error", "Pod default/client", "", 1)},
    ),
    "a policy closes a link that nobody is known to use": (
        [*BASE, client("")],
        [*BASE, client(""), policy(**ONLY_FRONT)],
        {("link-closed", "warning", "Pod default/client", "", 0)},
    ),
    "a policy opens a link": (
        [*BASE, client(), policy(**ONLY_FRONT)],
        [*BASE, client(), policy(**ALL)],
        {("link-opened", "info", "", "Pod default/client", 0)},
    ),
    "a policy that closes nothing": ([*BASE, client()], [*BASE, client(), policy(**ALL)], set()),
    "an ExternalName elsewhere": (
        [service(type="ExternalName", externalName="a.example.com")],
        [service(type="ExternalName", externalName="b.example.com")],
        {("backends-differ", "warning", "a.example.com", "b.example.com", 0)},
    ),
    "refused": (
        BASE,
        [*BASE, service("bad", ports=[{"port": 0}])],
        {("object-refused", "error", "", "", 0)},
    ),
    "refused before too": (
        [*BASE, service("bad", ports=[{"port": 0}])],
        [*BASE, service("bad", ports=[{"port": 0}])],
        set(),
    ),
}


def side_of(manifests: list[Any]) -> Side:
    return side.from_documents(parse(yaml.safe_dump_all(manifests), "x.yaml"), DEFAULT, NOW)


def wiring(changes: list[Change]) -> set[tuple[str, str, str, str, int]]:
    """The changes but for findings, which `check` decides."""
    return {
        (str(change.code), change.severity, change.before, change.after, len(change.callers))
        for change in changes
        if not change.code.startswith("finding")
    }


@pytest.mark.parametrize("name", CASES)
def test_what_a_change_means(name: str) -> None:
    before, after, expected = CASES[name]
    assert wiring(compare(side_of(before), side_of(after))) == expected


def test_findings_are_new_or_gone() -> None:
    good, bad = side_of(BASE), side_of([SERVER, service(**{**WEB, "selector": {"app": "wep"}})])
    new = {change.detail for change in compare(good, bad) if change.code == "finding-new"}
    gone = {change.detail for change in compare(bad, good) if change.code == "finding-gone"}
    assert new & gone


def test_the_worst_comes_first() -> None:
    changes = compare(
        side_of([*BASE, client()]), side_of([SERVER, client(), service("new", **WEB)])
    )
    levels = [("error", "warning", "info").index(change.severity) for change in changes]
    assert levels == sorted(levels) and levels[0] == 0


def test_manifests_after_a_cluster_are_applied_to_it() -> None:
    before = side.from_cluster(side_of([*BASE, client()]).cluster)
    changed = parse(yaml.safe_dump(service(**{**WEB, "selector": {"app": "wep"}})), "x.yaml")
    after = side.from_documents(changed, DEFAULT, NOW, before.cluster)
    assert wiring(compare(before, after)) == {("endpoints-lost", "error", "1", "0", 1)}
