"""Who is shut out by policies: the ingress controller of the view or of another namespace, and what
scrapes metrics.
"""

from typing import Any

import pytest
from crafting import check, ingress, obj, policy, service, workload

from minik.model.object import Object

CONTROLLER, SCRAPER = "policy-shuts-out-controller", "policy-shuts-out-scraper"
OWN: dict[str, Any] = {"podSelector": {}}
NGINX = {"app.kubernetes.io/name": "ingress-nginx"}
BY_NAME = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "edge"}}}
PORT = [{"port": 8080}]


def controller(namespace: str, **spec: Any) -> Object:
    whole = {"containers": [{"name": "c", "image": "c:1"}], **spec}
    return obj("v1", "Pod", "nginx", namespace, metadata={"labels": NGINX}, spec=whole)


def found(code: str, *docs: Object) -> list[tuple[str, str]]:
    return [(one.object.name, one.certainty) for one in check(docs) if one.code.name == code]


@pytest.mark.parametrize(
    ("rules", "more", "expected"),
    [
        ([{"from": [OWN]}], [controller("edge")], [("front", "decided")]),
        ([{"from": [OWN]}], [controller("default")], []),
        ([{"from": [BY_NAME], "ports": PORT}], [controller("edge")], []),
        ([{"from": [BY_NAME], "ports": [{"port": 80}]}], [controller("edge")], [("front", "decided")]),
        ([{"from": [OWN]}], [controller("edge", hostNetwork=True)], []),
        ([{"from": [OWN]}], [], [("front", "suspect")]),
        ([{"from": [BY_NAME]}], [], []),
        ([{"from": [OWN]}, {"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}], [], []),
        ([{"ports": PORT}], [], []),
        ([], [], []),
    ],
)  # fmt: skip
def test_the_ingress_controller(
    rules: list[Any], more: list[Object], expected: list[tuple[str, str]]
) -> None:
    docs = [service(), workload(), ingress(), policy("ingress", rules), *more]
    assert found(CONTROLLER, *docs) == expected


def test_an_admin_rule_may_accept_the_controller_whatever_policies_say() -> None:
    accept = {"name": "edge", "action": "Accept", "from": [{"namespaces": {}}]}
    spec = {"tier": "Admin", "priority": 1, "subject": {"namespaces": {}}, "ingress": [accept]}
    wide = obj("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy", "w", "", spec=spec)
    docs = [service(), workload(), ingress(), policy("ingress", [{"from": [OWN]}])]
    assert found(CONTROLLER, *docs) and not found(CONTROLLER, *docs, wide)
    assert not found("network-policy-denies", *docs[:3], policy("ingress", []), wide)


METRICS = {"prometheus.io/scrape": "true", "prometheus.io/port": "9090"}
PROMETHEUS = obj(
    "v1",
    "Pod",
    "prometheus",
    "monitoring",
    metadata={"labels": {"app.kubernetes.io/name": "prometheus"}},
    spec={"containers": [{"name": "c", "image": "c:1"}]},
)


@pytest.mark.parametrize(
    ("rules", "more", "expected"),
    [
        ([{"ports": PORT}], [], [("web", "decided")]),
        ([{"ports": [{"port": 9090}]}], [], []),
        ([{"from": [OWN]}], [], []),
        ([{"from": [OWN]}], [PROMETHEUS], [("web", "decided")]),
        ([{"from": [{"namespaceSelector": {}}]}], [PROMETHEUS], []),
    ],
)
def test_what_scrapes_metrics(
    rules: list[Any], more: list[Object], expected: list[tuple[str, str]]
) -> None:
    asked = service(metadata={"annotations": METRICS})
    assert found(SCRAPER, asked, workload(), policy("ingress", rules), *more) == expected
    assert not found(SCRAPER, service(), workload(), policy("ingress", rules), *more)


def monitor(kind: str, namespace: str = "default", **spec: Any) -> Object:
    return obj("monitoring.coreos.com/v1", kind, "m", namespace, spec=spec)


APP = {"matchLabels": {"app": "web"}}
ANYWHERE = {"any": True}
AT_HTTP = [{"port": "http"}]


@pytest.mark.parametrize(
    ("one", "is_shut"),
    [
        (monitor("ServiceMonitor", selector=APP, endpoints=AT_HTTP), True),
        (monitor("ServiceMonitor", selector=APP, endpoints=[{"targetPort": 8080}]), True),
        (monitor("ServiceMonitor", selector=APP, endpoints=[{"port": "other"}]), False),
        (monitor("ServiceMonitor", selector={"matchLabels": {"app": "x"}}, endpoints=AT_HTTP), False),
        (monitor("ServiceMonitor", "monitoring", selector=APP, endpoints=AT_HTTP), False),
        (monitor("ServiceMonitor", "monitoring", selector=APP, namespaceSelector=ANYWHERE, endpoints=AT_HTTP), True),
        (monitor("ServiceMonitor", "monitoring", selector=APP, namespaceSelector={"matchNames": ["default"]}, endpoints=AT_HTTP), True),
        (monitor("PodMonitor", selector=APP, podMetricsEndpoints=[{"portNumber": 8080}]), True),
        (monitor("PodMonitor", selector=APP, podMetricsEndpoints=[{"port": "none"}]), False),
    ],
)  # fmt: skip
def test_what_a_monitor_scrapes(one: Object, is_shut: bool) -> None:
    ports = [{"name": "http", "port": 80, "targetPort": 8080, "protocol": "TCP"}]
    asked = service(ports=ports, metadata={"labels": {"app": "web"}})
    closed = policy("ingress", [{"from": [OWN]}])
    docs = [asked, workload(), closed, PROMETHEUS, one]
    assert bool(found(SCRAPER, *docs)) == is_shut


GATEWAY = "gateway.networking.k8s.io/v1"


@pytest.mark.parametrize(
    ("rules", "labels", "expected"),
    [
        ([{"from": [OWN]}], {"gateway.networking.k8s.io/gateway-name": "edge"}, ["decided"]),
        ([{"from": [OWN]}], {}, ["suspect"]),
        ([{"from": [BY_NAME]}], {"gateway.networking.k8s.io/gateway-name": "edge"}, []),
        ([{"from": [BY_NAME]}], {"gateway.networking.k8s.io/gateway-name": "other"}, []),
    ],
)
def test_a_gateway(rules: list[Any], labels: dict[str, str], expected: list[str]) -> None:
    listeners = [
        {
            "name": "http",
            "port": 80,
            "protocol": "HTTP",
            "allowedRoutes": {"namespaces": {"from": "All"}},
        }
    ]
    gateway = obj(
        GATEWAY,
        "Gateway",
        "edge",
        "edge",
        spec={"gatewayClassName": "edge", "listeners": listeners},
    )
    route = obj(
        GATEWAY,
        "HTTPRoute",
        "web",
        spec={
            "parentRefs": [{"name": "edge", "namespace": "edge"}],
            "rules": [{"backendRefs": [{"name": "web", "port": 80}]}],
        },
    )
    proxy = obj(
        "v1",
        "Pod",
        "proxy",
        "edge",
        metadata={"labels": labels},
        spec={"containers": [{"name": "c", "image": "c:1"}]},
    )
    docs = [service(), workload(), gateway, route, proxy, policy("ingress", rules)]
    assert [certainty for _, certainty in found(CONTROLLER, *docs)] == expected
