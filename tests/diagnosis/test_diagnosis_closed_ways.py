"""Ways that NetworkPolicies close: resolve, trace and dns say so of the pod that asks, alike."""

from typing import Any

import objects
import pytest
from crafting import EMPTY
from one_truth import contradictions

from minik import kinds
from minik.commands.dns import why_closed
from minik.controllers import settle
from minik.diagnosis import closed_ways
from minik.diagnosis.journey import follow
from minik.diagnosis.resolution import Viewpoint, resolve
from minik.discovery import search
from minik.discovery.names import Name
from minik.intake import registry
from minik.model.cluster import Cluster
from minik.proxy import clients, mode
from minik.proxy.routing import Refusal

API = Name("api", "default")
TO_API = {"to": [{"podSelector": {"matchLabels": {"app": "api"}}}], "ports": [{"port": 8080}]}


def cluster(**spec: Any) -> Cluster:
    """A Service with a pod, a client, and a policy; it selects the Service's pod unless told."""
    pods = [
        objects.build(
            "Pod",
            name,
            "default",
            metadata={"labels": {"app": name}},
            spec={"containers": [{"name": "c", "image": "x", "ports": [{"containerPort": 8080}]}]},
        )
        for name in ("api", "cli")
    ]
    port = {"port": 80, "targetPort": 8080}
    service = objects.service("api", "default", selector={"app": "api"}, ports=[port])
    closing = objects.build(
        "NetworkPolicy",
        "closing",
        "default",
        version="networking.k8s.io/v1",
        spec={"podSelector": {"matchLabels": {"app": "api"}}, **spec},
    )
    draft = settle(EMPTY).draft()
    account = objects.build("ServiceAccount", "default", "default")
    for obj in (account, service, *pods, closing):
        kind = kinds.find_served_kind(obj["apiVersion"], obj["kind"])
        assert kind
        if draft.get(obj["kind"], "default", obj["metadata"]["name"]) is None:
            registry.create(draft, kind, obj)
    return settle(draft.cluster())


def asked_by(its: Cluster, name: str) -> Viewpoint:
    client = clients.find(its, f"pod/{name}", "default")
    return Viewpoint(mode.of_cluster(its), client.node, client)


def test_a_pod_that_is_kept_from_all_backends_gets_no_answer() -> None:
    its = cluster(policyTypes=["Ingress"])
    found = resolve(its, API, asked_by(its, "cli"))
    assert not found.backends and found.main[0].refusal is Refusal.DENIED
    assert found.reason and "NetworkPolicy default/closing keeps pod/cli" in found.reason.text
    journey = follow(its, API._replace(port="80"), asked_by(its, "cli"))
    assert journey.refusal is Refusal.DENIED and not journey.answers
    pod = its.get("Pod", "default", "cli")
    assert pod
    resolver = search.resolver(its, pod)
    walk = search.walk(its, "api", ["A"], resolver)
    assert why_closed(its, walk, pod) == found.reason.text
    assert not list(contradictions(its))


@pytest.mark.parametrize("name", ["api", ""], ids=["the pod itself", "nobody in particular"])
def test_a_policy_closes_nothing_to(name: str) -> None:
    its = cluster(policyTypes=["Ingress"])
    view = asked_by(its, name) if name else None
    assert resolve(its, API, view).reason is None


def test_a_pod_that_may_not_ask_the_name_server_finds_no_name() -> None:
    selector = {"matchLabels": {"app": "cli"}}
    its = cluster(podSelector=selector, policyTypes=["Egress"], egress=[TO_API])
    found = resolve(its, API, asked_by(its, "cli"))
    assert found.backends and not found.records
    assert found.reason and "it cannot look up names" in found.reason.text
    assert closed_ways.why_no_lookup(its, its.get("Pod", "default", "api")) is None
