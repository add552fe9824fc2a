"""What Kubernetes' conformance tests check of an API server and its controllers, where no container has
to answer: ownership, quotas, pages, watches, workloads, endpoints, accounts, certificates.
"""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from api_client import MERGE, STRATEGIC, Client
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

CORE = "/api/v1/namespaces/default"
APPS = "/apis/apps/v1/namespaces/default"
BATCH = "/apis/batch/v1/namespaces/default"
SLICES = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
LABELS = {"app": "web"}
TEMPLATE: dict[str, Any] = {
    "metadata": {"labels": LABELS},
    "spec": {"containers": [{"name": "c", "image": "i", "ports": [{"containerPort": 80}]}]},
}


class Cluster:
    """A served cluster, asked as the tests do: every answer has the status that is expected."""

    def __init__(self) -> None:
        self.client = Client()

    def told(self, method: str, path: str, body: Any = None, code: int = 0, **headers: str) -> Any:
        answer = self.client.ask(method, path, body, **headers)
        told = json.loads(answer.body) if answer.body[:1] == b"{" else answer.body
        wanted = {code} if code else {200, 201}
        assert answer.status in wanted, (method, path, answer.status, told)
        return told

    def get(self, path: str) -> Any:
        return self.told("GET", path)

    def make(self, path: str, name: str, code: int = 0, **parts: Any) -> Any:
        labels = parts.pop("labels", LABELS)
        metadata = {"name": name, "labels": labels, **parts.pop("metadata", {})}
        return self.told("POST", path, {"metadata": metadata, **parts}, code)

    def patch(self, path: str, body: Any, kind: str = MERGE, code: int = 0) -> Any:
        return self.told("PATCH", path, body, code, content_type=kind)

    def delete(self, path: str, policy: str = "") -> Any:
        return self.told("DELETE", path, {"propagationPolicy": policy} if policy else None)

    def names(self, path: str) -> list[str]:
        return [item["metadata"]["name"] for item in self.get(path)["items"]]

    def wait(self, seconds: int = 35) -> None:
        for _ in range(seconds):
            self.client.clock.now += timedelta(seconds=1)
            self.client.served.tick()

    def workload(self, kind: str, name: str = "web", **spec: Any) -> Any:
        selector: Any = {"matchLabels": LABELS}
        path = f"{APPS}/{kind}"
        if kind == "replicationcontrollers":
            selector, path = LABELS, f"{CORE}/{kind}"
        whole = {"selector": selector, "template": TEMPLATE, **spec}
        return self.make(path, name, spec=whole)


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


def owner(obj: Any, blocks: bool = False) -> dict[str, Any]:
    return {
        "apiVersion": obj.get("apiVersion", "v1"),
        "kind": obj["kind"],
        "name": obj["metadata"]["name"],
        "uid": obj["metadata"]["uid"],
        **({"blockOwnerDeletion": True} if blocks else {}),
    }


def lone_pod(cluster: Cluster, name: str, **metadata: Any) -> Any:
    return cluster.make(f"{CORE}/pods", name, metadata=metadata, spec=TEMPLATE["spec"])


# garbage collector


@pytest.mark.parametrize(("policy", "left"), [("Background", 0), ("Foreground", 0), ("Orphan", 3)])
def test_pods_of_a_controller_go_with_it_unless_they_are_orphaned(
    cluster: Cluster, policy: str, left: int
) -> None:
    cluster.workload("replicationcontrollers", replicas=3)
    cluster.delete(f"{CORE}/replicationcontrollers/web", policy)
    cluster.wait()
    pods = cluster.get(f"{CORE}/pods")["items"]
    assert len(pods) == left
    assert not any(one["metadata"].get("ownerReferences") for one in pods)


@pytest.mark.parametrize(("policy", "left"), [("Background", 0), ("Orphan", 1)])
def test_replica_sets_go_with_their_deployment_unless_they_are_orphaned(
    cluster: Cluster, policy: str, left: int
) -> None:
    cluster.workload("deployments", replicas=2)
    cluster.delete(f"{APPS}/deployments/web", policy)
    cluster.wait()
    sets = cluster.get(f"{APPS}/replicasets")["items"]
    assert len(sets) == left
    assert not any(one["metadata"].get("ownerReferences") for one in sets)
    assert len(cluster.names(f"{CORE}/pods")) == 2 * left


def test_a_dependent_with_another_owner_stays(cluster: Cluster) -> None:
    first = cluster.workload("replicationcontrollers", name="first", replicas=2)
    other = cluster.make(f"{CORE}/configmaps", "other")
    names = cluster.names(f"{CORE}/pods")
    for name in names[:1]:
        both = [owner(first, blocks=True), owner(other)]
        cluster.patch(f"{CORE}/pods/{name}", {"metadata": {"ownerReferences": both}})
    cluster.delete(f"{CORE}/replicationcontrollers/first", "Foreground")
    cluster.wait()
    kept = cluster.get(f"{CORE}/pods")["items"]
    assert [one["metadata"]["name"] for one in kept] == names[:1]
    owners = [one["name"] for one in kept[0]["metadata"]["ownerReferences"]]
    assert owners == ["other"]


def test_a_circle_of_owners_does_not_hold_its_members(cluster: Cluster) -> None:
    made = [lone_pod(cluster, f"p-{number}") for number in range(3)]
    for number, one in enumerate(made):
        of = [owner(made[number - 1], blocks=True)]
        path = f"{CORE}/pods/{one['metadata']['name']}"
        cluster.patch(path, {"metadata": {"ownerReferences": of}})
    cluster.delete(f"{CORE}/pods/p-0", "Foreground")
    cluster.wait(70)
    assert cluster.names(f"{CORE}/pods") == []


DEFINITION: dict[str, Any] = {
    "group": "example.com",
    "scope": "Namespaced",
    "names": {"plural": "foos", "singular": "foo", "kind": "Foo"},
    "versions": [
        {
            "name": "v1",
            "served": True,
            "storage": True,
            "subresources": {"status": {}},
            "schema": {
                "openAPIV3Schema": {
                    "type": "object",
                    "properties": {
                        "spec": {
                            "type": "object",
                            "x-kubernetes-validations": [{"rule": "self.x + self.y >= 0"}],
                            "properties": {
                                "x": {"type": "integer"},
                                "y": {"type": "integer", "default": 5},
                            },
                        },
                        "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                    },
                }
            },
        }
    ],
}
FOOS = "/apis/example.com/v1/namespaces/default/foos"


def foo(cluster: Cluster, name: str, code: int = 0, **parts: Any) -> Any:
    versioned = {"apiVersion": "example.com/v1", "kind": "Foo"}
    return cluster.make(FOOS, name, code, **versioned, **parts)


@pytest.mark.parametrize(("policy", "left"), [("Background", 0), ("Orphan", 1)])
def test_custom_resources_have_owners_like_all_others(
    cluster: Cluster, policy: str, left: int
) -> None:
    cluster.make(DEFINITIONS, "foos.example.com", spec=DEFINITION)
    first = foo(cluster, "owner")
    foo(cluster, "dependent", metadata={"ownerReferences": [owner(first)]})
    cluster.delete(f"{FOOS}/owner", policy)
    cluster.wait()
    assert cluster.names(FOOS) == ["dependent"] * left


def test_jobs_and_pods_go_with_their_cron_job(cluster: Cluster) -> None:
    job = {"template": {"spec": {**TEMPLATE["spec"], "restartPolicy": "Never"}}}
    spec = {"schedule": "*/1 * * * *", "jobTemplate": {"spec": job}}
    cluster.make(f"{BATCH}/cronjobs", "often", spec=spec)
    cluster.wait(65)
    assert cluster.names(f"{BATCH}/jobs")
    cluster.delete(f"{BATCH}/cronjobs/often", "Background")
    cluster.wait()
    assert cluster.names(f"{BATCH}/jobs") == cluster.names(f"{CORE}/pods") == []


# custom resources


def test_rules_and_defaults_of_a_definition_hold(cluster: Cluster) -> None:
    cluster.make(DEFINITIONS, "foos.example.com", spec=DEFINITION)
    assert foo(cluster, "a", spec={"x": 1})["spec"] == {"x": 1, "y": 5}
    refused = foo(cluster, "b", 422, spec={"x": -6})
    assert refused["reason"] == "Invalid"
    wrong = json.loads(json.dumps(DEFINITION).replace("self.x + self.y >= 0", "self.z > 0"))
    wrong["names"] = {"plural": "bars", "kind": "Bar"}
    assert cluster.make(DEFINITIONS, "bars.example.com", 422, spec=wrong)["reason"] == "Invalid"


def test_a_definition_has_a_status_of_its_own(cluster: Cluster) -> None:
    cluster.make(DEFINITIONS, "foos.example.com", spec=DEFINITION)
    path = f"{DEFINITIONS}/foos.example.com/status"
    whole = cluster.get(path)
    added = {"type": "StatusUpdated", "status": "True", "reason": "E2E", "message": "m"}
    whole["status"]["conditions"].append({**added, "lastTransitionTime": "2026-01-01T00:00:00Z"})
    stored = cluster.told("PUT", path, whole)
    types = [one["type"] for one in stored["status"]["conditions"]]
    assert "StatusUpdated" in types and "Established" in types


def test_unknown_fields_are_refused_warned_of_or_dropped(cluster: Cluster) -> None:
    body = {
        "metadata": {"name": "d"},
        "spec": {"selector": {"matchLabels": LABELS}, "template": TEMPLATE, "foo": "bar"},
    }
    path = f"{APPS}/deployments"
    strict = cluster.told("POST", f"{path}?fieldValidation=Strict", body, 400)
    assert "foo" in strict["message"]
    answer = cluster.client.ask("POST", f"{path}?fieldValidation=Warn&dryRun=All", body)
    assert [name for name, _ in answer.headers].count("warning") == 1
    quiet = cluster.client.ask("POST", f"{path}?fieldValidation=Ignore", body)
    assert not [name for name, _ in quiet.headers if name == "warning"]
    assert "foo" not in json.loads(quiet.body)["spec"]


# quotas


def usage(cluster: Cluster) -> Any:
    return cluster.get(f"{CORE}/resourcequotas/q")["status"]["used"]


def quota(cluster: Cluster, hard: dict[str, str], **spec: Any) -> Any:
    return cluster.make(f"{CORE}/resourcequotas", "q", spec={"hard": hard, **spec})


def test_a_quota_counts_services_and_their_node_ports(cluster: Cluster) -> None:
    have = len(cluster.names(f"{CORE}/services"))
    hard = {
        "services": str(have + 2),
        "services.nodeports": "1",
        "services.loadbalancers": "1",
    }
    quota(cluster, hard)
    ports = {"ports": [{"port": 80}]}
    cluster.make(f"{CORE}/services", "a", spec=ports)
    cluster.make(f"{CORE}/services", "b", spec={**ports, "type": "NodePort"})
    balancer = {**ports, "type": "LoadBalancer"}
    assert cluster.make(f"{CORE}/services", "c", 403, spec=balancer)["reason"] == "Forbidden"
    assert usage(cluster) == {
        "services": str(have + 2),
        "services.nodeports": "1",
        "services.loadbalancers": "0",
    }
    for name in ("a", "b"):
        cluster.delete(f"{CORE}/services/{name}")
    assert usage(cluster)["services.nodeports"] == "0"


def test_a_quota_counts_what_pods_request_and_frees_it(cluster: Cluster) -> None:
    quota(cluster, {"pods": "5", "cpu": "1", "memory": "500Mi", "requests.example.com/d": "3"})
    wants = {"cpu": "500m", "memory": "252Mi", "example.com/d": "2"}
    container = {
        "name": "c",
        "image": "i",
        "resources": {"requests": wants, "limits": {"example.com/d": "2"}},
    }
    cluster.make(f"{CORE}/pods", "fits", spec={"containers": [container]})
    assert usage(cluster) == {
        "pods": "1",
        "cpu": "500m",
        "memory": "252Mi",
        "requests.example.com/d": "2",
    }
    more = {**container, "resources": {"requests": {"cpu": "600m", "memory": "100Mi"}}}
    cluster.make(f"{CORE}/pods", "no", 403, spec={"containers": [more]})
    less = {"spec": {"containers": [{"name": "c", "resources": {"requests": {"cpu": "100m"}}}]}}
    cluster.patch(f"{CORE}/pods/fits", less, STRATEGIC, 422)
    cluster.told("DELETE", f"{CORE}/pods/fits", {"gracePeriodSeconds": 0})
    assert usage(cluster)["cpu"] == "0"


@pytest.mark.parametrize(
    ("scope", "limits", "counted"),
    [
        ("BestEffort", None, "1"),
        ("NotBestEffort", None, "0"),
        ("BestEffort", {"cpu": "1"}, "0"),
        ("NotBestEffort", {"cpu": "1"}, "1"),
        ("Terminating", None, "0"),
        ("NotTerminating", None, "1"),
    ],
)
def test_a_quota_counts_the_pods_of_its_scope(
    cluster: Cluster, scope: str, limits: Any, counted: str
) -> None:
    quota(cluster, {"pods": "5"}, scopes=[scope])
    container = {"name": "c", "image": "i", "resources": {"limits": limits} if limits else {}}
    cluster.make(f"{CORE}/pods", "p", spec={"containers": [container]})
    assert usage(cluster) == {"pods": counted}


def test_a_quota_counts_custom_resources_and_claims(cluster: Cluster) -> None:
    cluster.make(DEFINITIONS, "foos.example.com", spec=DEFINITION)
    quota(cluster, {"count/foos.example.com": "1", "count/replicasets.apps": "1"})
    foo(cluster, "a")
    foo(cluster, "b", 403)
    cluster.workload("replicasets", replicas=0)
    assert usage(cluster) == {"count/foos.example.com": "1", "count/replicasets.apps": "1"}
    cluster.delete(f"{FOOS}/a")
    foo(cluster, "b")


def test_a_set_that_a_quota_stops_says_so_until_it_fits(cluster: Cluster) -> None:
    quota(cluster, {"pods": "2"})
    cluster.workload("replicasets", replicas=3)
    path = f"{APPS}/replicasets/web"
    conditions = cluster.get(path)["status"]["conditions"]
    assert [one["type"] for one in conditions] == ["ReplicaFailure"]
    cluster.patch(f"{path}/scale", {"spec": {"replicas": 2}})
    assert not cluster.get(path)["status"].get("conditions")


# lists and tables


def templates(cluster: Cluster, number: int) -> str:
    for index in range(number):
        cluster.make(f"{CORE}/podtemplates", f"template-{index:04}", template=TEMPLATE)
    return f"{CORE}/podtemplates"


def test_pages_are_of_one_version_and_count_the_rest(cluster: Cluster) -> None:
    path, seen, token, versions = templates(cluster, 30), [], "", set()
    while True:
        page = cluster.get(f"{path}?limit=7" + (f"&continue={token}" if token else ""))
        metadata = page["metadata"]
        seen += [item["metadata"]["name"] for item in page["items"]]
        versions.add(metadata["resourceVersion"])
        token = metadata.get("continue", "")
        assert metadata.get("remainingItemCount", 0) == 30 - len(seen)
        if not token:
            break
        cluster.make(f"{CORE}/configmaps", f"beside-{len(seen)}")
    assert seen == [f"template-{index:04}" for index in range(30)] and len(versions) == 1


def test_tables_come_in_pages_too(cluster: Cluster) -> None:
    path = templates(cluster, 5)
    first = cluster.told("GET", f"{path}?limit=2", accept=TABLE)
    token = first["metadata"]["continue"]
    rest = cluster.told("GET", f"{path}?continue={token}", accept=TABLE)
    cells = [row["cells"][0] for page in (first, rest) for row in page["rows"]]
    assert cells == [f"template-{index:04}" for index in range(5)]


def test_a_review_is_no_table(cluster: Cluster) -> None:
    spec = {"nonResourceAttributes": {"path": "/", "verb": "get"}}
    path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    assert cluster.client.ask("POST", path, {"spec": spec}, accept=TABLE).status == 406


# namespaces


def test_what_a_namespace_holds_goes_with_it(cluster: Cluster) -> None:
    cluster.make("/api/v1/namespaces", "a")
    inner = "/api/v1/namespaces/a"
    cluster.make(f"{inner}/services", "s", spec={"ports": [{"port": 80}]})
    cluster.make(f"{inner}/pods", "p", spec=TEMPLATE["spec"])
    cluster.delete(inner)
    cluster.wait()
    cluster.told("GET", inner, code=404)
    cluster.make("/api/v1/namespaces", "a")
    assert cluster.names(f"{inner}/services") == cluster.names(f"{inner}/pods") == []


def test_a_namespace_has_a_status_and_finalizers_of_its_own(cluster: Cluster) -> None:
    cluster.make("/api/v1/namespaces", "a")
    path = "/api/v1/namespaces/a"
    condition = {"type": "StatusPatch", "status": "True", "reason": "E2E", "message": "m"}
    found = cluster.patch(f"{path}/status", {"status": {"conditions": [condition]}})
    assert [one["type"] for one in found["status"]["conditions"]] == ["StatusPatch"]
    whole = cluster.get(path)
    whole["spec"]["finalizers"] = ["e2e.example.com/f", "kubernetes"]
    stored = cluster.told("PUT", f"{path}/finalize", whole)
    assert sorted(stored["spec"]["finalizers"]) == ["e2e.example.com/f", "kubernetes"]


# workloads


def test_a_set_adopts_what_matches_and_lets_go_of_what_does_not(cluster: Cluster) -> None:
    lone_pod(cluster, "orphan")
    made = cluster.workload("replicasets", replicas=1)
    adopted = cluster.get(f"{CORE}/pods/orphan")["metadata"]["ownerReferences"]
    assert [one["uid"] for one in adopted] == [made["metadata"]["uid"]]
    cluster.patch(f"{CORE}/pods/orphan", {"metadata": {"labels": {"app": "other"}}})
    assert not cluster.get(f"{CORE}/pods/orphan")["metadata"].get("ownerReferences")
    assert len(cluster.names(f"{CORE}/pods")) == 2


@pytest.mark.parametrize("kind", ["deployments", "replicasets", "statefulsets", "daemonsets"])
def test_a_workload_has_a_status_of_its_own(cluster: Cluster, kind: str) -> None:
    cluster.workload(kind)
    path = f"{APPS}/{kind}/web/status"
    whole = cluster.get(path)
    condition = {"type": "StatusUpdate", "status": "True", "reason": "E2E", "message": "m"}
    whole["status"].setdefault("conditions", []).append(condition)
    stored = cluster.told("PUT", path, whole)
    assert "StatusUpdate" in [one["type"] for one in stored["status"]["conditions"]]
    other = {**condition, "type": "StatusPatched"}
    patched = cluster.patch(path, {"status": {"conditions": [other]}})
    assert "StatusPatched" in [one["type"] for one in patched["status"]["conditions"]]


@pytest.mark.parametrize("kind", ["deployments", "replicasets", "statefulsets"])
def test_a_workload_is_scaled_by_its_scale(cluster: Cluster, kind: str) -> None:
    cluster.workload(kind, replicas=1)
    path = f"{APPS}/{kind}/web/scale"
    scale = cluster.get(path)
    scale["spec"]["replicas"] = 2
    assert cluster.told("PUT", path, scale)["spec"]["replicas"] == 2
    cluster.patch(path, {"spec": {"replicas": 4}})
    cluster.wait(5)
    assert len(cluster.names(f"{CORE}/pods")) == 4


def test_revisions_of_a_daemon_set_are_objects(cluster: Cluster) -> None:
    cluster.workload("daemonsets")
    path = f"{APPS}/controllerrevisions"
    first = cluster.get(path)["items"][0]
    name = first["metadata"]["name"]
    cluster.patch(f"{path}/{name}", {"metadata": {"labels": {"patched": "yes"}}})
    assert cluster.names(f"{path}?labelSelector=patched%3Dyes") == [name]
    copied = {key: first["metadata"][key] for key in ("labels", "ownerReferences")}
    metadata = {"name": "copy", **copied}
    body = {"metadata": metadata, "data": first["data"], "revision": 2}
    cluster.told("POST", path, body)
    cluster.delete(f"{path}/copy")
    image = {"spec": {"containers": [{"name": "c", "image": "other"}]}}
    cluster.patch(f"{APPS}/daemonsets/web", {"spec": {"template": image}}, STRATEGIC)
    revisions = [item["revision"] for item in cluster.get(path)["items"]]
    assert sorted(revisions) == [1, 2]


def test_a_job_that_is_suspended_makes_no_pods_until_it_goes_on(cluster: Cluster) -> None:
    spec = {"template": {"spec": {**TEMPLATE["spec"], "restartPolicy": "Never"}}, "suspend": True}
    cluster.make(f"{BATCH}/jobs", "later", spec=spec)
    cluster.wait(3)
    assert cluster.names(f"{CORE}/pods") == []
    types = [one["type"] for one in cluster.get(f"{BATCH}/jobs/later")["status"]["conditions"]]
    assert types == ["Suspended"]
    cluster.patch(f"{BATCH}/jobs/later", {"spec": {"suspend": False}})
    assert len(cluster.names(f"{CORE}/pods")) == 1
    cluster.wait(10)
    assert cluster.get(f"{BATCH}/jobs/later")["status"]["succeeded"] == 1


def often(cluster: Cluster, policy: str) -> None:
    """Make a CronJob whose jobs run for long."""
    template = {
        "metadata": {"annotations": {"minik.dev/behaviour": "exit=0@600s"}},
        "spec": {**TEMPLATE["spec"], "restartPolicy": "Never"},
    }
    job = {"spec": {"template": template}}
    spec = {"schedule": "*/1 * * * ?", "concurrencyPolicy": policy, "jobTemplate": job}
    cluster.make(f"{BATCH}/cronjobs", "often", spec=spec)


@pytest.mark.parametrize(
    ("policy", "active", "made"), [("Allow", 3, 3), ("Forbid", 1, 1), ("Replace", 1, 1)]
)
def test_a_cron_job_heeds_what_still_runs(
    cluster: Cluster, policy: str, active: int, made: int
) -> None:
    often(cluster, policy)
    cluster.wait(60)
    first = cluster.names(f"{BATCH}/jobs")
    cluster.wait(120)
    jobs = cluster.names(f"{BATCH}/jobs")
    assert len(cluster.get(f"{BATCH}/cronjobs/often")["status"]["active"]) == active
    assert len(jobs) == made and (first[0] in jobs) == (policy != "Replace")
    assert "MissingJob" not in {event["reason"] for event in cluster.get(f"{CORE}/events")["items"]}


def test_a_job_that_is_deleted_is_missed(cluster: Cluster) -> None:
    often(cluster, "Forbid")
    cluster.wait(60)
    cluster.delete(f"{BATCH}/jobs/{cluster.names(f'{BATCH}/jobs')[0]}", "Background")
    assert not cluster.get(f"{BATCH}/cronjobs/often")["status"].get("active")
    events = cluster.get(f"{CORE}/events?fieldSelector=involvedObject.name%3Doften")["items"]
    assert {event["reason"] for event in events} == {"SuccessfulCreate", "MissingJob"}


def test_a_cron_job_that_is_suspended_makes_no_jobs(cluster: Cluster) -> None:
    job = {"template": {"spec": {**TEMPLATE["spec"], "restartPolicy": "Never"}}}
    spec = {"schedule": "*/1 * * * *", "suspend": True, "jobTemplate": {"spec": job}}
    cluster.make(f"{BATCH}/cronjobs", "often", spec=spec)
    cluster.wait(130)
    assert cluster.names(f"{BATCH}/jobs") == []
    cluster.patch(f"{BATCH}/cronjobs/often", {"spec": {"suspend": False}})
    cluster.wait(130)
    assert len(cluster.names(f"{BATCH}/jobs")) == 2


def test_budgets_are_kept_and_tell_how_many_may_go(cluster: Cluster) -> None:
    cluster.workload("replicasets", replicas=3)
    budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets"
    spec = {"minAvailable": 2, "selector": {"matchLabels": LABELS}}
    cluster.make(budgets, "b", spec=spec)
    status = cluster.get(f"{budgets}/b")["status"]
    assert (status["disruptionsAllowed"], status["expectedPods"]) == (1, 3)
    cluster.patch(f"{budgets}/b", {"spec": {"minAvailable": "100%"}})
    name = cluster.names(f"{CORE}/pods")[0]
    eviction = {"metadata": {"name": name, "namespace": "default"}}
    cluster.told("POST", f"{CORE}/pods/{name}/eviction", eviction, 429)
    cluster.patch(f"{budgets}/b", {"spec": {"minAvailable": 1}})
    cluster.told("POST", f"{CORE}/pods/{name}/eviction", eviction, 201)


# services and their endpoints


def slices_of(cluster: Cluster, name: str) -> list[Any]:
    selector = f"?labelSelector=kubernetes.io/service-name%3D{name}"
    return list(cluster.get(SLICES + selector)["items"])


def test_the_api_server_has_endpoints(cluster: Cluster) -> None:
    addresses = cluster.get(f"{CORE}/endpoints/kubernetes")["subsets"][0]["addresses"]
    endpoints = cluster.get(f"{SLICES}/kubernetes")["endpoints"]
    assert {one["ip"] for one in addresses} == {ip for one in endpoints for ip in one["addresses"]}
    ports = cluster.get(f"{CORE}/services/kubernetes")["spec"]["ports"]
    assert [(one["name"], one["port"]) for one in ports] == [("https", 443)]


def test_endpoints_follow_the_pods_that_a_service_selects(cluster: Cluster) -> None:
    ports = [{"name": "http", "port": 80, "targetPort": "web"}]
    cluster.make(f"{CORE}/services", "s", spec={"selector": LABELS, "ports": ports})
    assert slices_of(cluster, "s")[0]["endpoints"] in ([], None)
    named = {"name": "c", "image": "i", "ports": [{"containerPort": 3000, "name": "web"}]}
    cluster.make(f"{CORE}/pods", "p", spec={"containers": [named]})
    slice_ = slices_of(cluster, "s")[0]
    assert [port["port"] for port in slice_["ports"]] == [3000]
    assert slice_["endpoints"][0]["targetRef"]["name"] == "p"
    cluster.told("DELETE", f"{CORE}/pods/p", {"gracePeriodSeconds": 0})
    assert not slices_of(cluster, "s")[0]["endpoints"]
    cluster.delete(f"{CORE}/services/s")
    assert not slices_of(cluster, "s")
    cluster.told("GET", f"{CORE}/endpoints/s", code=404)


def test_endpoints_that_somebody_writes_are_mirrored(cluster: Cluster) -> None:
    cluster.make(f"{CORE}/services", "s", spec={"ports": [{"port": 80}]})
    for address in ("10.1.2.3", "10.2.3.4"):
        subsets = [{"addresses": [{"ip": address}], "ports": [{"port": 80}]}]
        body = {"metadata": {"name": "s"}, "subsets": subsets}
        cluster.told("PUT", f"{CORE}/endpoints/s", body)
        endpoints = slices_of(cluster, "s")[0]["endpoints"]
        assert [one["addresses"] for one in endpoints] == [[address]]
    cluster.delete(f"{CORE}/endpoints/s")
    assert not slices_of(cluster, "s")


@pytest.mark.parametrize("kind", ["ClusterIP", "NodePort"])
def test_a_service_changes_its_type(cluster: Cluster, kind: str) -> None:
    external = {"type": "ExternalName", "externalName": "example.com"}
    cluster.make(f"{CORE}/services", "s", spec=external)
    ports = [{"port": 80, "name": "http"}]
    body = {"spec": {"type": kind, "externalName": None, "ports": ports}}
    changed = cluster.patch(f"{CORE}/services/s", body)["spec"]
    assert changed["clusterIP"] and bool(changed["ports"][0].get("nodePort")) == (
        kind == "NodePort"
    )
    back = {"spec": {**external, "clusterIP": None, "clusterIPs": None}}
    assert "clusterIP" not in cluster.patch(f"{CORE}/services/s", back)["spec"]


def test_a_service_has_a_status_of_its_own(cluster: Cluster) -> None:
    spec = {"type": "LoadBalancer", "ports": [{"port": 80}]}
    cluster.make(f"{CORE}/services", "s", spec=spec)
    path = f"{CORE}/services/s/status"
    balancer = {"status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.1"}]}}}
    patched = cluster.patch(path, balancer)
    assert patched["status"]["loadBalancer"]["ingress"][0]["ip"] == "203.0.113.1"
    whole = cluster.get(path)
    condition = {"type": "StatusUpdate", "status": "True", "reason": "E2E", "message": "m"}
    moment = {"lastTransitionTime": "2026-01-01T00:00:00Z"}
    whole["status"]["conditions"] = [{**condition, **moment}]
    assert cluster.told("PUT", path, whole)["status"]["conditions"][0]["type"] == "StatusUpdate"


# accounts, certificates


def test_the_certificate_of_the_cluster_is_kept_in_every_namespace(cluster: Cluster) -> None:
    cluster.make("/api/v1/namespaces", "a")
    path = "/api/v1/namespaces/a/configmaps/kube-root-ca.crt"
    data = cluster.get(path)["data"]
    cluster.delete(path)
    assert cluster.get(path)["data"] == data
    cluster.patch(path, {"data": {"ca.crt": ""}})
    assert cluster.get(path)["data"] == data


def test_an_account_lives_and_is_renewed(cluster: Cluster) -> None:
    cluster.make(f"{CORE}/serviceaccounts", "a", automountServiceAccountToken=False)
    path = f"{CORE}/serviceaccounts/a"
    assert cluster.patch(path, {"automountServiceAccountToken": True})[
        "automountServiceAccountToken"
    ]
    cluster.delete(path)
    cluster.delete(f"{CORE}/serviceaccounts/default")
    assert cluster.get(f"{CORE}/serviceaccounts/default")


def certificate_request() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "jane")])
    made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    return base64.b64encode(made.public_bytes(serialization.Encoding.PEM)).decode()


def test_a_request_for_a_certificate_is_approved_by_its_part_alone(cluster: Cluster) -> None:
    requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests"
    spec = {
        "request": certificate_request(),
        "signerName": "example.com/s",
        "usages": ["client auth"],
    }
    cluster.make(requests, "r", spec=spec)
    condition = {"type": "Approved", "status": "True", "reason": "E2E", "message": "m"}
    whole = cluster.get(f"{requests}/r")
    whole["status"] = {"conditions": [condition]}
    assert not cluster.told("PUT", f"{requests}/r", whole)["status"].get("conditions")
    whole = {**cluster.get(f"{requests}/r"), "status": {"conditions": [condition]}}
    approved = cluster.told("PUT", f"{requests}/r/approval", whole)
    assert [one["type"] for one in approved["status"]["conditions"]] == ["Approved"]


# ingress classes, runtime classes


def test_an_ingress_without_a_class_gets_the_default_one(cluster: Cluster) -> None:
    classes = "/apis/networking.k8s.io/v1/ingressclasses"
    default = {"annotations": {"ingressclass.kubernetes.io/is-default-class": "true"}}
    cluster.make(classes, "first", metadata=default, spec={"controller": "example.com/a"})
    backend = {"service": {"name": "s", "port": {"number": 80}}}
    spec = {"defaultBackend": backend}
    ingresses = "/apis/networking.k8s.io/v1/namespaces/default/ingresses"
    assert cluster.make(ingresses, "a", spec=spec)["spec"]["ingressClassName"] == "first"


def test_a_pod_of_a_runtime_class_gets_its_overhead(cluster: Cluster) -> None:
    classes = "/apis/node.k8s.io/v1/runtimeclasses"
    pods, spec = f"{CORE}/pods", {**TEMPLATE["spec"], "runtimeClassName": "r"}
    cluster.make(pods, "p", 403, spec=spec)
    overhead = {"podFixed": {"cpu": "10m", "memory": "1Mi"}}
    cluster.make(classes, "r", handler="h", overhead=overhead)
    assert cluster.make(pods, "p", spec=spec)["spec"]["overhead"] == overhead["podFixed"]
    wrong = {**spec, "overhead": {"cpu": "11m"}}
    cluster.make(pods, "q", 403, spec=wrong)
