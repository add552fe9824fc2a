"""A served cluster, request by request: what it was, and what becomes of what goes."""

import json
from datetime import UTC, datetime

from minik.api.exchange import Request
from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.model.settings import DEFAULT
from minik.serve.api_cluster import ServedCluster

MAPS = "/api/v1/namespaces/default/configmaps"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_service_that_waits_for_its_slices_gets_no_new_ones() -> None:
    served = ServedCluster(settle(new_cluster.create_cluster(DEFAULT, NOW)), lambda: NOW)
    services = "/api/v1/namespaces/default/services"
    body = {"metadata": {"name": "a"}, "spec": {"selector": {"x": "y"}, "ports": [{"port": 80}]}}
    sent = json.dumps(body).encode()
    assert served.answer(Request("POST", services, None, {}, sent)).status == 201
    path = f"{services}/a?propagationPolicy=Foreground"
    assert served.answer(Request("DELETE", path, None, {}, b"")).status == 200
    assert served.cluster.get("Service", "default", "a") is None
    assert not served.cluster.select(
        "EndpointSlice", "default", {"kubernetes.io/service-name": "a"}
    )


def test_an_earlier_cluster_is_what_it_was_at_that_version() -> None:
    served = ServedCluster(settle(new_cluster.create_cluster(DEFAULT, NOW)), lambda: NOW)
    known = {}
    for number in range(6):
        data = json.dumps({"metadata": {"name": f"c-{number}"}}).encode()
        served.answer(Request("POST", MAPS, None, {}, data))
        known[served.cluster.version] = served.cluster.of("ConfigMap")
    served.answer(Request("DELETE", f"{MAPS}/c-0", None, {}, b""))
    for version, objs in known.items():
        past = served.past(version)
        assert past is not None
        assert (past.version, past.of("ConfigMap")) == (version, objs)
    assert served.past(served.cluster.version + 1) is None
    assert served.past(served.oldest - 1) is None
