"""A served cluster, request by request: what it was, and what becomes of what goes."""

import json
from datetime import UTC, datetime

from minik import controllers
from minik.api.exchange import Request
from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.model.settings import DEFAULT
from minik.serve.api_cluster import ServedCluster
from minik.serve.api_start import FIRST

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


def owned(by: str, uid: str) -> dict[str, object]:
    owner = {"apiVersion": "v1", "kind": "ConfigMap", "name": by, "uid": uid}
    return {"metadata": {"name": f"of-{by}", "ownerReferences": [owner]}}


POD = {
    "metadata": {"name": "waits"},
    "spec": {
        "containers": [
            {"name": "c", "image": "i", "envFrom": [{"configMapRef": {"name": "settings"}}]}
        ]
    },
}
HELD = {"metadata": {"name": "held", "finalizers": ["example.com/f"]}}
SEVERAL = [  # what is asked, and what is there afterwards, or is not
    ("POST", "/api/v1/namespaces", {"metadata": {"name": "a"}}, "ConfigMap a/kube-root-ca.crt"),
    ("DELETE", "/api/v1/namespaces/a/serviceaccounts/default", {}, "ServiceAccount a/default"),
    ("DELETE", "/api/v1/namespaces/a/configmaps/kube-root-ca.crt", {}, "ConfigMap a/kube-root-ca.crt"),
    ("POST", "/api/v1/namespaces/a/configmaps", owned("nobody", "x"), "- ConfigMap a/of-nobody"),
    ("POST", "/api/v1/namespaces/a/pods", POD, "Pending Pod a/waits"),
    ("POST", "/api/v1/namespaces/a/configmaps", {"metadata": {"name": "settings"}}, "Running Pod a/waits"),
    ("POST", "/api/v1/namespaces/a/configmaps", HELD, "ConfigMap a/held"),
    ("DELETE", "/api/v1/namespaces/a", {}, "Namespace a"),
    ("PATCH", "/api/v1/namespaces/a/configmaps/held", {"metadata": {"finalizers": None}}, "- Namespace a"),
]  # fmt: skip


def test_who_is_not_asked_wants_nothing() -> None:
    served = ServedCluster(settle(new_cluster.create_cluster(FIRST, NOW)), lambda: NOW)
    for method, path, body, expected in SEVERAL:
        kind = {"content-type": "application/merge-patch+json"} if method == "PATCH" else {}
        request = Request(method, path, None, kind, json.dumps(body).encode())
        assert served.answer(request).status < 300
        *word, sort, key = expected.split()
        namespace, _, name = key.rpartition("/")
        found = served.cluster.get(sort, namespace, name)
        assert (found is None) == (word == ["-"])
        assert found is None or not word or found["status"]["phase"] == word[0]
        for controller in controllers.load_all():
            assert controllers.wants_nothing(served.cluster, controller)
