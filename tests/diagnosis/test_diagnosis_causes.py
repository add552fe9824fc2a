"""For every cause of the catalogue manifests that show it, which `check` names and nothing else,
and twins that are well.
"""

from typing import Any

import pytest
from crafting import (
    EMPTY,
    NOW,
    check,
    client,
    codes,
    container,
    dumped,
    endpoint_slice,
    endpoints,
    external,
    headless,
    ingress,
    last_applied,
    live,
    node,
    obj,
    pod_spec,
    policy,
    saying,
    service,
    stored,
    workload,
)
from one_truth import contradictions

from minik.diagnosis import causes, missing_endpoints
from minik.diagnosis.finding import SUSPECT
from minik.diagnosis.view import View
from minik.dumps.importing import import_documents
from minik.intake.parsing import Document
from minik.model.object import Object

WEB = [service(), workload()]
STATEFUL = {"serviceName": "web"}
TWO_PORTS = [
    {"name": "a", "port": 53, "protocol": "TCP"},
    {"name": "b", "port": 53, "protocol": "UDP"},
]
UDP = container(port=None, ports=[{"containerPort": 8080, "name": "http", "protocol": "UDP"}])
JOB = workload("Job", "load", labels={"app": "web"}, pod=pod_spec([container(port=None)]))
NODES = [node(), node("node-2", zone="zone-b")]
LB = {"type": "LoadBalancer"}
WAITING = {
    "name": "c",
    "state": {"waiting": {"reason": "CrashLoopBackOff"}},
    "ready": False,
    "restartCount": 5,
}


def replica_set(name: str, labels: dict[str, str], replicas: int = 1) -> Object:
    made = workload("ReplicaSet", name, labels=labels, replicas=replicas)
    return dumped(
        made,
        None,
        ownerReferences=[
            {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "name": "web",
                "uid": "u",
                "controller": True,
            }
        ],
    )


def of_set(name: str, replicas: str, labels: dict[str, str]) -> Object:
    owner = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "name": replicas,
        "uid": "r",
        "controller": True,
    }
    return live(
        name,
        ip=f"10.244.1.{len(name) + len(replicas)}{name[-1]}",
        labels=labels,
        ownerReferences=[owner],
    )


def rolled(old: dict[str, str]) -> list[Object]:
    new = {"app": "web", "v": "2"}
    return [
        stored(service(selector={"app": "web"})),
        dumped(workload(labels=new)),
        replica_set("web-a", old),
        replica_set("web-b", new),
        of_set("web-a-1", "web-a", old),
        of_set("web-b-2", "web-b", new),
        node(),
    ]


def releases(selected: dict[str, str]) -> list[Object]:
    """Two releases of one chart, and the Service of the first."""
    instance = "app.kubernetes.io/instance"
    return [
        service("a-web", metadata={"labels": {instance: "a"}}, selector={"app": "web", **selected}),
        *(workload(name=f"{name}-web", labels={"app": "web", instance: name}) for name in "ab"),
    ]


def many(number: int) -> list[Object]:
    return [
        *(
            service(
                f"service-with-a-long-name-{index:05}",
                selector={"app": "client"},
                ports=[
                    {"name": f"p{port}", "port": port, "targetPort": 8080} for port in range(1, 9)
                ],
            )
            for index in range(number)
        ),
        workload(labels={"app": "client"}),
    ]


# cause: (what shows it, the twin that is well)
TABLE: dict[str, tuple[list[Object], list[Object]]] = {
    "selector-matches-nothing": ([service(selector={"app": "Web"}), workload()], WEB),
    "selector-matches-workload-labels": (
        [service(selector={"part": "front"}), workload(own={"part": "front"})],
        [service(), workload(own={"part": "front"})],
    ),
    "selector-over-constrained": (
        [service(selector={"app": "web", "stage": "live"}), workload()],
        [
            service(selector={"app": "web", "stage": "live"}),
            workload(labels={"app": "web", "stage": "live"}),
        ],
    ),
    "selector-splits-rollout": (rolled({"app": "old"}), rolled({"app": "web", "v": "1"})),
    "pods-in-another-namespace": (
        [service(), workload(namespace="shop")],
        [service(namespace="shop"), workload(namespace="shop")],
    ),
    "selector-too-broad": (
        [*WEB, JOB],
        [
            service(selector={"app": "web", "part": "front"}),
            workload(labels={"app": "web", "part": "front"}),
            JOB,
        ],
    ),
    "selector-spans-releases": (releases({}), releases({"app.kubernetes.io/instance": "a"})),
    "no-pods": ([service(), workload(replicas=0)], WEB),
    "selectorless-without-endpoints": (
        [service(selector=None)],
        [service(selector=None), endpoint_slice()],
    ),
    "endpoints-misnamed": (
        [service("my-web", selector=None), endpoints("myweb")],
        [service("my-web", selector=None), endpoints("my-web")],
    ),
    "slice-without-service": (
        [service(selector=None), endpoint_slice(None)],
        [service(selector=None), endpoint_slice()],
    ),
    "endpoint-port-name-differs": (
        [
            service(selector=None, ports=[{"name": "http", "port": 80}]),
            endpoint_slice(port={"name": "web", "port": 8080}),
        ],
        [
            service(selector=None, ports=[{"name": "http", "port": 80}]),
            endpoint_slice(port={"name": "http", "port": 8080}),
        ],
    ),
    "endpoint-address-unusable": (
        [service(selector=None), endpoints(ip="10.96.3.4")],
        [service(selector=None), endpoints()],
    ),
    "endpoints-overwritten": ([*WEB, endpoints()], [service(selector=None), endpoints()]),
    "peers-wait-for-ready": (
        [
            headless(),
            workload(
                "StatefulSet", pod=pod_spec([container(args=["--join=web-0.web:8080"])]), **STATEFUL
            ),
        ],
        [
            headless(publishNotReadyAddresses=True),
            workload(
                "StatefulSet", pod=pod_spec([container(args=["--join=web-0.web:8080"])]), **STATEFUL
            ),
        ],
    ),
    "pods-not-ready": (
        [stored(service()), live(ready=False), node()],
        [stored(service()), live(), node()],
    ),
    "readiness-gate-unmet": (
        [
            stored(service()),
            live(
                ready=False,
                spec={"readinessGates": [{"conditionType": "example.com/up"}]},
                conditions=[{"type": "ContainersReady", "status": "True"}],
            ),
            node(),
        ],
        [
            stored(service()),
            live(spec={"readinessGates": [{"conditionType": "example.com/up"}]}),
            node(),
        ],
    ),
    "pods-pending": (
        [stored(service()), live(ready=False, phase="Pending", ip="", node="")],
        [stored(service()), live(), node()],
    ),
    "pods-ended": (
        [stored(service()), live(ready=False, phase="Failed"), node()],
        [
            stored(service()),
            live("web-2"),
            live(ready=False, phase="Failed", ip="10.244.1.9"),
            node(),
        ],
    ),
    "pods-terminating": (
        [stored(service()), live(deletionTimestamp="2026-11-23T08:00:00Z"), node()],
        [stored(service()), live(), node()],
    ),
    "containers-broken": (
        [stored(service()), live(ready=False, statuses=[WAITING]), node()],
        [stored(service()), live(), node()],
    ),
    "node-not-ready": (
        [stored(service()), live(ready=False), node(ready=False)],
        [stored(service()), live(), node()],
    ),
    "node-gone": (
        [stored(service()), live(node="node-9"), node()],
        [stored(service()), live(), node()],
    ),
    "address-shared": (
        [stored(service()), live(), live("web-2"), node()],
        [stored(service()), live(), live("web-2", ip="10.244.1.3"), node()],
    ),
    "named-port-missing": (
        [service(ports=[{"port": 80, "targetPort": "htpp"}]), workload()],
        [service(ports=[{"port": 80, "targetPort": "http"}]), workload()],
    ),
    "named-port-in-some": (
        [
            service(ports=[{"port": 80, "targetPort": "http"}]),
            workload(),
            workload(
                name="canary",
                labels={"app": "web", "track": "canary"},
                pod=pod_spec(
                    [container(port=None, ports=[{"containerPort": 8080, "name": "web"}])]
                ),
            ),
        ],
        [
            service(ports=[{"port": 80, "targetPort": "http"}]),
            workload(),
            workload(name="canary", labels={"app": "web", "track": "canary"}),
        ],
    ),
    "named-port-protocol-differs": (
        [service(ports=[{"port": 80, "targetPort": "http"}]), workload(pod=pod_spec([UDP]))],
        [
            service(ports=[{"port": 80, "targetPort": "http", "protocol": "UDP"}]),
            workload(pod=pod_spec([UDP])),
        ],
    ),
    "port-declared-twice": (
        [service(), workload(pod=pod_spec([container(), container("d")]))],
        [service(), workload(pod=pod_spec([container(), container("d", None)]))],
    ),
    "named-port-of-init-container": (
        [
            service(ports=[{"port": 80, "targetPort": "http"}]),
            workload(
                pod=pod_spec(
                    [container(port=None)], initContainers=[container("i", readinessProbe=None)]
                )
            ),
        ],
        [
            service(ports=[{"port": 80, "targetPort": "http"}]),
            workload(
                pod=pod_spec(
                    [container(port=None)], initContainers=[container("i", restartPolicy="Always")]
                )
            ),
        ],
    ),
    "target-port-quoted": ([service(ports=[{"port": 80, "targetPort": "8080"}]), workload()], WEB),
    "target-port-omitted": (
        [service(ports=[{"port": 80}]), workload()],
        [service(ports=[{"port": 8080}]), workload()],
    ),
    "target-port-unlike-probe": (
        [service(ports=[{"port": 80, "targetPort": 9999}]), workload()],
        [
            service(ports=[{"port": 80, "targetPort": 9999}]),
            workload(pod=pod_spec([container(readinessProbe={"tcpSocket": {"port": 9999}})])),
        ],
    ),
    "listens-on-loopback": (
        [service(), workload(pod=pod_spec([container(args=["--bind=127.0.0.1:8080"])]))],
        [
            service(),
            workload(
                pod=pod_spec([container(args=["--bind=0.0.0.0:8080", "--db=127.0.0.1:5432"])])
            ),
        ],
    ),
    "client-uses-target-port": ([*WEB, client("http://web:8080")], [*WEB, client("http://web:80")]),
    "headless-port-translation": (
        [headless(ports=[{"port": 80, "targetPort": 8080}]), workload()],
        [headless(), workload()],
    ),
    "srv-port-unnamed": (
        [headless(), workload(), client("_http._tcp.web.default.svc.cluster.local")],
        [
            headless(ports=[{"name": "http", "port": 8080, "targetPort": 8080}]),
            workload(),
            client("_http._tcp.web.default.svc.cluster.local"),
        ],
    ),
    "port-protocol-differs": (
        [service(), workload(pod=pod_spec([UDP]))],
        [
            service(ports=[{"port": 80, "targetPort": 8080, "protocol": "UDP"}]),
            workload(pod=pod_spec([UDP])),
        ],
    ),
    "port-lost-on-apply": (
        [
            last_applied(stored(service(ports=TWO_PORTS[1:])), service(ports=TWO_PORTS)),
            live(spec=pod_spec([container(port=None)])),
            node(),
        ],
        [
            last_applied(stored(service(ports=TWO_PORTS)), service(ports=TWO_PORTS)),
            live(spec=pod_spec([container(port=None)])),
            node(),
        ],
    ),
    "host-port-clash": (
        [
            workload(
                "DaemonSet",
                "agent",
                labels={"app": "agent"},
                pod=pod_spec([container(port=None, ports=[{"containerPort": 90, "hostPort": 90}])]),
            ),
            workload(
                pod=pod_spec([container(port=None, ports=[{"containerPort": 91, "hostPort": 90}])])
            ),
        ],
        [
            workload(
                "DaemonSet",
                "agent",
                labels={"app": "agent"},
                pod=pod_spec([container(port=None, ports=[{"containerPort": 90, "hostPort": 90}])]),
            ),
            workload(
                pod=pod_spec([container(port=None, ports=[{"containerPort": 91, "hostPort": 91}])])
            ),
        ],
    ),
    "cluster-ip-unavailable": (
        [service(clusterIP="10.96.5.5"), service("other", clusterIP="10.96.5.5"), workload()],
        [service(clusterIP="10.96.5.5"), service("other", clusterIP="10.96.5.6"), workload()],
    ),
    "cluster-ip-changed": (
        [service(clusterIP="10.96.5.5"), service(clusterIP="10.96.5.6"), workload()],
        [service(clusterIP="10.96.5.5"), service(clusterIP="10.96.5.5"), workload()],
    ),
    "headless-stays-headless": (
        [last_applied(stored(headless()), service()), live(), node()],
        [last_applied(stored(headless()), headless()), live(), node()],
    ),
    "node-port-unavailable": (
        [
            service(type="NodePort", ports=[{"port": 80, "targetPort": 8080, "nodePort": 80}]),
            workload(),
        ],
        [
            service(type="NodePort", ports=[{"port": 80, "targetPort": 8080, "nodePort": 30080}]),
            workload(),
        ],
    ),
    "node-port-forbidden": (
        [service(ports=[{"port": 80, "targetPort": 8080, "nodePort": 30080}]), workload()],
        WEB,
    ),
    "load-balancer-pending": (
        [stored(service(**LB)), live(), node()],
        [
            {
                **stored(service(**LB)),
                "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.9"}]}},
            },
            live(),
            node(),
        ],
    ),
    "family-without-pods": (
        [
            stored(service(), ipFamilies=["IPv6"], clusterIP="fd00::7", clusterIPs=["fd00::7"]),
            live(),
            node(),
        ],
        [stored(service()), live(), node()],
    ),
    "cluster-ip-from-outside": (
        [
            service(
                metadata={
                    "annotations": {"service.beta.kubernetes.io/aws-load-balancer-type": "nlb"}
                }
            ),
            workload(),
        ],
        [
            service(
                metadata={
                    "annotations": {"service.beta.kubernetes.io/aws-load-balancer-type": "nlb"}
                },
                **LB,
            ),
            workload(),
        ],
    ),
    "node-port-through-localhost": (
        [
            service(type="NodePort", ports=[{"port": 80, "targetPort": 8080, "nodePort": 30500}]),
            workload(),
            workload(
                name="app",
                labels={"app": "app"},
                pod=pod_spec([{**container(), "image": "localhost:30500/app:1"}]),
            ),
        ],
        [
            service(type="NodePort", ports=[{"port": 80, "targetPort": 8080, "nodePort": 30500}]),
            workload(),
            workload(
                name="app",
                labels={"app": "app"},
                pod=pod_spec([{**container(), "image": "localhost:5000/app:1"}]),
            ),
        ],
    ),
    "source-ranges-exclude-client": (
        [
            service(loadBalancerIP="192.0.2.9", loadBalancerSourceRanges=["198.51.100.0/24"], **LB),
            workload(),
            client("http://192.0.2.9:80"),
        ],
        [
            service(loadBalancerIP="192.0.2.9", loadBalancerSourceRanges=["10.0.0.0/8"], **LB),
            workload(),
            client("http://192.0.2.9:80"),
        ],
    ),
    "external-policy-local": (
        [stored(service(type="NodePort", externalTrafficPolicy="Local")), live(), *NODES],
        [stored(service(type="NodePort", externalTrafficPolicy="Local")), live(), node()],
    ),
    "internal-policy-local": (
        [service(internalTrafficPolicy="Local"), workload()],
        [service(internalTrafficPolicy="Local"), workload("DaemonSet")],
    ),
    "affinity-behind-node-addresses": (
        [service(type="NodePort", sessionAffinity="ClientIP"), workload()],
        [service(type="NodePort", sessionAffinity="None"), workload()],
    ),
    "endpoints-truncated": (
        [
            *WEB,
            dumped(
                endpoints(),
                annotations={
                    "endpoints.kubernetes.io/over-capacity": "truncated",
                    "endpoints.kubernetes.io/last-change-trigger-time": "x",
                },
            ),
        ],
        [
            *WEB,
            dumped(
                endpoints(), annotations={"endpoints.kubernetes.io/last-change-trigger-time": "x"}
            ),
        ],
    ),
    "proxied-by-another": (
        [
            service(metadata={"labels": {"service.kubernetes.io/service-proxy-name": "mesh"}}),
            workload(),
        ],
        WEB,
    ),
    "traffic-concentrated": (
        [
            stored(service(trafficDistribution="PreferSameZone")),
            live(),
            live("web-2", "node-2", "10.244.2.2"),
            live("web-3", "node-2", "10.244.2.3"),
            *NODES,
        ],
        [
            stored(service(trafficDistribution="PreferSameZone")),
            live(),
            live("web-2", "node-2", "10.244.2.2"),
            *NODES,
        ],
    ),
    "hairpin": (
        [
            service(),
            workload(pod=pod_spec([container(env=[{"name": "URL", "value": "http://web:80"}])])),
        ],
        WEB,
    ),
    "short-name-from-another-namespace": (
        [*WEB, client("http://web:80", "shop")],
        [*WEB, client("http://web.default:80", "shop")],
    ),
    "name-without-svc": (
        [*WEB, client("http://web.default.cluster.local")],
        [*WEB, client("http://web.default.svc.cluster.local")],
    ),
    "headless-without-ready-pods": (
        [stored(headless()), live(ready=False), node()],
        [stored(headless(publishNotReadyAddresses=True)), live(ready=False), node()],
    ),
    "pod-hostname-without-service": (
        [headless("db"), workload(pod=pod_spec(hostname="a", subdomain="bd"))],
        [headless("db"), workload(pod=pod_spec(hostname="a", subdomain="db"))],
    ),
    "stateful-set-service-missing": (
        [service(), workload("StatefulSet", **STATEFUL)],
        [headless(), workload("StatefulSet", **STATEFUL)],
    ),
    "external-name-is-address": ([external("db", "192.0.2.7")], [external("db", "db.example.com")]),
    "external-name-host-differs": (
        [external("db", "db.example.com", [{"port": 443}])],
        [external("db", "db.example.com", [{"port": 5432}])],
    ),
    "external-name-loop": (
        [
            external("a", "b.default.svc.cluster.local"),
            external("b", "a.default.svc.cluster.local"),
        ],
        [external("a", "b.default.svc.cluster.local"), external("b", "b.example.com")],
    ),
    "service-named-like-domain": ([service("svc"), workload()], WEB),
    "host-network-without-cluster-dns": (
        [workload(pod=pod_spec(hostNetwork=True))],
        [workload(pod=pod_spec(hostNetwork=True, dnsPolicy="ClusterFirstWithHostNet"))],
    ),
    "without-cluster-dns": (
        [workload(pod=pod_spec(dnsPolicy="Default"))],
        [workload(pod=pod_spec(dnsPolicy="ClusterFirst"))],
    ),
    "variable-older-than-service": (
        [saying("$(WEB_SERVICE_HOST)"), *WEB],
        [*WEB, saying("$(WEB_SERVICE_HOST)")],
    ),
    "variable-never-set": (
        [*WEB, saying("$(WEB_SERVICE_HOST)", enableServiceLinks=False)],
        [*WEB, saying("$(WEB_SERVICE_HOST)")],
    ),
    "variable-collision": (
        [*WEB, saying("--port=$(WEB_PORT)")],
        [*WEB, saying("--port=$(WEB_SERVICE_PORT)")],
    ),
    "environment-too-large": (many(600), many(100)),
    "cluster-dns-missing": (
        [workload(name="coredns", namespace="kube-system", labels={"k8s-app": "kube-dns"})],
        [
            workload(name="coredns", namespace="kube-system", labels={"k8s-app": "kube-dns"}),
            service("kube-dns", "kube-system", selector={"k8s-app": "kube-dns"}),
        ],
    ),
    "search-path-long": (
        [workload(pod=pod_spec(dnsConfig={"options": [{"name": "ndots", "value": "9"}]}))],
        [workload(pod=pod_spec(dnsConfig={"options": [{"name": "ndots", "value": "2"}]}))],
    ),
    "network-policy-denies": (
        [*WEB, policy("ingress", [{"ports": [{"port": 80}]}])],
        [*WEB, policy("ingress", [{"ports": [{"port": 8080}]}])],
    ),
    "backend-missing": ([*WEB, ingress(port={"number": 8080})], [*WEB, ingress()]),
    "rollout-gap": (
        [service(), workload(replicas=3, strategy={"type": "Recreate"})],
        [service(), workload(replicas=3)],
    ),
    "recorded-endpoints-differ": (
        [
            stored(service()),
            live(),
            node(),
            dumped(
                {**endpoints(), "subsets": []}, labels={"endpoints.kubernetes.io/managed-by": "x"}
            ),
        ],
        [
            stored(service()),
            live(),
            node(),
            dumped(endpoints(ip="10.244.1.2"), labels={"endpoints.kubernetes.io/managed-by": "x"}),
        ],
    ),
    "document-refused": ([service(ports=[{"port": 0}]), workload()], WEB),
}
IN_A_CLUSTER_ONLY = {
    "api-version-deprecated",
    "api-version-unserved",  # where a version is asked about: test_diagnosis_api_uses.py
    "kube-proxy-suspect",
    "network-suspect",  # `why` names these two, where nothing else explains
    "ports-missing",  # below: no server takes a file without
    "cluster-ip-missing",  # below: files get one as the API server gives it
    "external-name-unanswered",  # tests/diagnosis/test_diagnosis_external_names.py
}


@pytest.mark.proves(
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "F10",
    "F11",
    "F12",
    "F13",
    "F14",
    "F15",
    "F16",
    "F17",
    "F18",
    "F19",
    "F20",
    "F21",
    "F22",
    "F23",
    "F24",
    "F25",
    "F26",
    "F26b",
    "F27",
    "F28",
    "F29",
    "F30",
    "F31",
    "F32",
    "F33",
    "F34",
    "F35",
    "F36",
    "F37",
    "F38",
    "F39",
    "F40",
    "F41",
    "F42",
    "F43",
    "F44",
    "F45",
    "F46",
    "F47",
    "F48",
    "F49",
    "F50",
    "F51",
    "F52",
    "F53",
    "F54",
    "F55",
    "F56",
    "F57",
    "F58",
    "F59",
    "F60",
    "F61",
    "F62",
    "F63",
    "F64",
    "F65",
    "F66",
    "F67",
    "F68",
    "F69",
    "F70",
    "F71",
    "F72",
    "F75",
    "F76",
)
@pytest.mark.parametrize("code", TABLE)
def test_a_cause_is_named_where_it_is_and_not_where_it_is_not(code: str) -> None:
    bad, good = TABLE[code]
    found = check(bad)
    roots = {finding.root[0] for finding in found if finding.root}
    assert {finding.code.name for finding in found} - roots == {code}
    assert codes(good) == set()


def test_every_code_is_shown() -> None:
    with_example = {name for name, cause in causes.codes().items() if cause.example}
    assert set(causes.codes()) == set(TABLE) | IN_A_CLUSTER_ONLY | with_example


def test_the_catalogue_is_complete() -> None:
    assert {code.id for code in causes.codes().values()} - {""} == {
        f"F{number}" for number in range(1, 77)
    } | {"F26b"}


@pytest.mark.parametrize("code", TABLE)
def test_a_finding_has_evidence_and_a_line(code: str) -> None:
    for finding in check(TABLE[code][0]):
        assert finding.because and finding.file == "x.json" or finding.object.kind == "Namespace", (
            finding
        )
        assert finding.line > 0 or finding.object.kind == "Namespace"


WELL: dict[str, list[Any]] = {
    "a numeric target port that no container declares": [
        service(ports=[{"port": 80, "targetPort": 9999}]),
        workload(pod=pod_spec([container(port=None)])),
    ],
    "canary and stable": [
        service(),
        workload(),
        workload(name="canary", labels={"app": "web", "track": "canary"}),
    ],
    "headless": [headless(), workload("StatefulSet", **STATEFUL)],
    "selectorless with Endpoints": [service(selector=None), endpoints()],
    "ExternalName": [external("db", "db.example.com"), client("postgres://db:5432")],
    "publishing those that are not ready": [
        stored(service(publishNotReadyAddresses=True)),
        live(ready=False),
        node(),
    ],
    "a custom kind": [obj("example.com/v1", "Widget", "w", spec={"selector": {"app": "x"}}), *WEB],
}


@pytest.mark.parametrize("name", WELL)
def test_nothing_is_said_of_what_is_well(name: str) -> None:
    assert codes(WELL[name]) == set()


def test_a_finding_over_files_that_may_not_be_all_is_a_suspect() -> None:
    [finding] = check([service("db", selector={"app": "elsewhere"}), service(), workload()])
    assert finding.code.name == "no-pods" and finding.certainty == SUSPECT


def test_a_recorded_service_without_a_cluster_ip_is_told() -> None:
    def found(**spec: Any) -> list[str]:
        items = [dumped(service(type="ClusterIP", **spec)), live(), node()]
        document = Document({"apiVersion": "v1", "kind": "List", "items": items}, "dump.json", 0)
        cluster = import_documents([document], NOW).cluster
        return [one.code.name for one in causes.collect_findings(View(cluster))]

    assert "cluster-ip-missing" in found()
    assert "cluster-ip-missing" not in found(clusterIP="10.96.5.5")
    assert "cluster-ip-missing" not in found(clusterIP="None")


def test_a_recorded_service_without_ports_is_told() -> None:
    def found(**spec: Any) -> list[str]:
        cluster = EMPTY.draft()
        cluster.put({**dumped(service(**spec)), "spec": {"clusterIP": "10.96.5.5", **spec}})
        return [one.code.name for one in causes.collect_findings(View(cluster.cluster()))]

    assert "ports-missing" in found(ports=[])
    assert "ports-missing" not in found(ports=[{"port": 80}])
    assert "ports-missing" not in found(clusterIP="None")
    assert "ports-missing" not in found(type="ExternalName", externalName="example.com")


def test_a_recorded_external_name_that_names_nothing_is_told() -> None:
    nowhere = dumped(obj("v1", "Service", "out", spec={"type": "ExternalName"}))
    document = Document({"apiVersion": "v1", "kind": "List", "items": [nowhere]}, "dump.json", 0)
    cluster = import_documents([document], NOW).cluster
    found = causes.collect_findings(View(cluster))
    assert [one.code.name for one in found] == ["external-name-nowhere"]
    assert not list(contradictions(cluster))


def test_recorded_endpoints_that_no_slice_mirrors_lead_nowhere() -> None:
    def found(*slices: Object) -> list[str]:
        one = service(selector=None, ports=[{"name": "web", "port": 80}], clusterIP="10.96.5.5")
        items = [dumped(one), dumped(endpoints(port={"name": "web", "port": 8080})), *slices]
        document = Document({"apiVersion": "v1", "kind": "List", "items": items}, "dump.json", 0)
        cluster = import_documents([document], NOW).cluster
        return [fact.because for fact in missing_endpoints.facts(View(cluster))]

    other = dumped(service("other", selector=None, clusterIP="10.96.5.6"))
    elsewhere = found(other, dumped(endpoint_slice("other", "other-1")))
    assert any("the Endpoints web are not mirrored" in text for text in elsewhere)
    mirror = dumped(endpoint_slice(port={"name": "web", "port": 8080}))
    assert not any("mirrored" in text for text in found(mirror))
