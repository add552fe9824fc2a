"""The gates a pod passes on its way behind a Service, one after the other; policies; and what is
near to what.
"""

from types import ModuleType

import pytest
from crafting import (
    client,
    container,
    endpoint_slice,
    headless,
    live,
    node,
    obj,
    pod_spec,
    policy,
    seen,
    service,
    stored,
    workload,
)
from hypothesis import given
from hypothesis import strategies as st

from minik import shelf
from minik.diagnosis import causes, endpoint_checks, reasons, service_explanation
from minik.diagnosis.finding import SEVERITIES, Cause
from minik.diagnosis.nearness import is_near, nearest, spellings
from minik.model.object import Object

GATED = {"readinessGates": [{"conditionType": "x/up"}]}
CRASHED = {"name": "c", "state": {"waiting": {"reason": "CrashLoopBackOff"}}}
GATES: dict[str, tuple[Object, str]] = {
    "namespace": (
        {**live(), "metadata": {"name": "a", "namespace": "shop", "labels": {"app": "web"}}},
        "in shop",
    ),
    "labels": (live(labels={"app": "Web"}), 'app is "Web", the Service asks "web"'),
    "phase": (live(phase="Succeeded", ready=False), "Succeeded"),
    "address": (
        live(
            ip="",
            node="",
            phase="Pending",
            ready=False,
            conditions=[
                {
                    "type": "PodScheduled",
                    "status": "False",
                    "message": "0/1 nodes are available: 1 Too many pods. preemption: no",
                }
            ],
        ),
        "no address yet: 0/1 nodes are available: 1 Too many pods",
    ),
    "terminating": (live(deletionTimestamp="2026-11-23T08:00:00Z", ready=False), "is terminating"),
    "readiness": (live(ready=False, statuses=[CRASHED]), "container c: CrashLoopBackOff"),
    "node": (live(node="gone"), "its node gone is no longer there"),
    "port": (
        live(
            spec={
                "containers": [
                    {"name": "c", "image": "a", "ports": [{"name": "web", "containerPort": 1}]}
                ]
            }
        ),
        'no port named "http"; it has: web (1/TCP)',
    ),
}


@pytest.mark.parametrize("gate", GATES)
def test_each_gate_stops_its_pod_and_says_why(gate: str) -> None:
    asked = stored(service(ports=[{"port": 80, "targetPort": "http"}]))
    stopped = endpoint_checks.first_failed_check(seen([node()]).cluster, asked, GATES[gate][0])
    assert stopped and stopped.gate == gate and GATES[gate][1] in stopped.text


def test_the_codes_of_gates_are_codes() -> None:
    asked = stored(service(ports=[{"port": 80, "targetPort": "http"}]))
    for pod, _ in GATES.values():
        stopped = endpoint_checks.first_failed_check(seen([node()]).cluster, asked, pod)
        assert stopped and stopped.code in causes.codes()


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"probe": {"httpGet": {"path": "/up", "port": 8080}}}, "readiness probe GET :8080/up"),
        ({"probe": {"exec": {"command": ["test", "-f", "x"]}}}, "readiness probe exec test -f x"),
        ({"down": True}, "its node node-1 is not ready"),
        ({"gated": True}, "nobody has set its readiness gate x/up"),
    ],
)
def test_a_pod_that_is_not_ready_tells_the_most_telling_reason(
    changed: dict[str, Object], text: str
) -> None:
    spec = {
        "containers": [{"name": "c", "image": "a", "readinessProbe": changed.get("probe")}],
        **(GATED if "gated" in changed else {}),
    }
    pod = live(ready=False, spec=spec, conditions=[{"type": "ContainersReady", "status": "True"}])
    stopped = endpoint_checks.first_failed_check(
        seen([node(ready="down" not in changed)]).cluster, stored(service()), pod
    )
    assert stopped and text in stopped.text


def test_publishing_those_that_are_not_ready_opens_two_gates() -> None:
    asked = stored(headless(publishNotReadyAddresses=True))
    for pod in (live(ready=False), live(deletionTimestamp="2026-11-23T08:00:00Z")):
        assert endpoint_checks.first_failed_check(seen([node()]).cluster, asked, pod) is None


@pytest.mark.parametrize(
    ("rules", "reached"),
    [
        ([], False),
        ([{}], True),
        ([{"ports": [{"port": 8080}]}], True),
        ([{"ports": [{"port": 80}]}], False),
        ([{"ports": [{"port": "http"}]}], True),
        ([{"ports": [{"port": 8000, "endPort": 9000}]}], True),
        ([{"ports": [{"port": 8080, "protocol": "UDP"}]}], False),
        ([{"from": [{"podSelector": {"matchLabels": {"app": "client"}}}]}], True),
        ([{"from": [{"podSelector": {"matchLabels": {"app": "other"}}}]}], False),
        ([{"from": [{"namespaceSelector": {}}]}], True),
        (
            [
                {
                    "from": [
                        {
                            "namespaceSelector": {
                                "matchLabels": {"kubernetes.io/metadata.name": "shop"}
                            }
                        }
                    ]
                }
            ],
            False,
        ),
        (
            [
                {"from": [{"podSelector": {"matchLabels": {"app": "other"}}}]},
                {"from": [{"podSelector": {}}]},
            ],
            True,
        ),
    ],
)
@pytest.mark.proves("F72")
def test_policies_let_through_what_one_of_them_allows(rules: list[Object], reached: bool) -> None:
    view = seen([workload(), client(), policy("ingress", rules)])
    server, asker = (
        next(pod for pod in view.cluster.of("Pod") if pod["metadata"]["labels"]["app"] == app)
        for app in ("web", "client")
    )
    assert view.policies.verdict(asker, server, 8080, "TCP").allowed is reached
    assert view.policies.verdict(server, asker, 8080, "TCP").allowed


WORDS = st.text("abcdeXYZ-1", min_size=3, max_size=20)


@given(WORDS)
def test_case_and_one_letter_are_near(word: str) -> None:
    assert is_near(word, word.upper()) and is_near(word, word.swapcase())
    longer = word + "q"
    assert set(spellings(word)) & set(spellings(longer))


@given(WORDS, st.lists(WORDS, max_size=5))
def test_the_nearest_is_one_of_those_there_are(word: str, words: list[str]) -> None:
    assert nearest(word, words) in ("", *words)
    assert nearest(word, [*words, word]).casefold() == word.casefold()


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("web", "Web", True),
        ("front", "frontend", True),
        ("frontend", "frontnd", True),
        ("web", "db", False),
        ("mysql", "redis", False),
    ],
)
def test_near_is_what_a_person_may_have_meant(one: str, other: str, near: bool) -> None:
    assert is_near(one, other) == is_near(other, one) == near


@pytest.mark.parametrize(
    "family",
    shelf.load(causes.__name__, causes.__path__).values(),
    ids=lambda family: family.__name__,
)
def test_every_family_has_codes_that_are_told_of(family: ModuleType) -> None:
    assert callable(family.findings)
    codes = [value for value in vars(family).values() if isinstance(value, Cause)]
    assert codes
    for code in codes:
        assert code.severity in SEVERITIES and code.meaning and len(code.explanation) > 60
        assert code.name == code.name.lower() and " " not in code.name


def test_a_service_tells_of_everybody_who_was_considered() -> None:
    docs = [
        stored(service()),
        live(),
        live("web-2", ip="10.244.1.3", ready=False),
        live("other", ip="10.244.1.4", labels={"app": "Web"}),
        live("stranger", ip="10.244.1.5", labels={"run": "x"}),
        live("else", ip="10.244.1.6", labels={"app": "database"}),
        node(),
        endpoint_slice(ip="10.244.1.2"),
    ]
    cluster = seen(docs).cluster
    found = service_explanation.explain(cluster, cluster.of("Service")[0])
    assert [(row.name, row.outcome) for row in found.rows] == [
        ("web-1", ""),
        ("web-2", "readiness"),
        ("other", "labels"),
    ]
    assert found.works and found.rest == "2 pods share no label with the selector"
    lost = seen([stored(service()), live("else", labels={"app": "database"}), node()]).cluster
    assert [
        (row.name, row.outcome)
        for row in service_explanation.explain(lost, lost.of("Service")[0]).rows
    ] == [("else", "labels")]


@pytest.mark.proves("F73", "F74")
def test_all_clear_is_given_after_looking_and_says_at_what() -> None:
    well = seen([stored(service()), live(), node(), endpoint_slice(ip="10.244.1.2")]).cluster
    answer = service_explanation.explain(well, well.of("Service")[0])
    assert not answer.findings and "1 pod and 1 node" in answer.looked_at
    assert "kube-proxy-suspect" in answer.undecided and "network-suspect" in answer.undecided
    ill = seen([stored(service()), live(ready=False), node()]).cluster
    answer = service_explanation.explain(ill, ill.of("Service")[0])
    assert [one.code.id for one in answer.findings] == ["F15"]
    assert (answer.looked_at, answer.undecided) == ("", "")


def test_a_large_namespace_is_not_searched_pod_by_pod() -> None:
    docs = [
        one
        for number in range(120)
        for one in (
            service(f"s{number}", selector={"app": f"App-{number}"}),
            workload(name=f"d{number}", labels={"app": f"app-{number}"}, pod=pod_spec()),
        )
    ]
    found = causes.collect_findings(seen(docs))
    assert len(found) == 120 and {one.near for one in found} == {
        f"Deployment default/d{number}" for number in range(120)
    }


def test_a_route_of_a_gateway_is_followed() -> None:
    route = obj(
        "gateway.networking.k8s.io/v1",
        "HTTPRoute",
        "r",
        spec={"rules": [{"backendRefs": [{"name": "wbe", "port": 80}]}]},
    )
    [finding] = causes.collect_findings(seen([service(), workload(), route]))
    assert (finding.code.id, finding.near) == ("F75", "web")


def test_a_selector_that_some_pod_probably_meets_is_told_with_that_pod() -> None:
    """No finding of the selector alone is there: the reason is the one that `check` gives."""
    cluster = seen([service(selector={"app": "wep"}), live()]).cluster
    reason = reasons.why(cluster, cluster.of("Service")[0])
    assert reason.text.startswith("No pod has the labels app=wep") and "web" in reason.fix


def test_ready_pods_without_the_named_port_are_a_reason_of_their_own() -> None:
    named = live(spec=pod_spec([container(ports=[{"name": "web", "containerPort": 8080}])]))
    asked = service(ports=[{"port": 80, "targetPort": "wbe"}])
    reason = reasons.why(seen([asked, named]).cluster, asked)
    assert reason.text == (
        '1 pod matches and is ready, but none has a port named "wbe"; they have: web.'
    )
    assert '"value":"web"' in reason.fix


def test_pods_that_are_not_ready_are_the_reason_with_the_first_of_them() -> None:
    pods = [live("web-1", ready=False), live("web-2", ready=False)]
    reason = reasons.why(seen([service(), *pods]).cluster, service())
    assert reason.text.startswith("2 pods match, none can answer: web-1: not ready since 60m")
