"""Answers in sequences: what a client sends, one request after the other, and what it gets.

The expectations were recorded at a real API server.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from api_client import APPLY, BEGIN, MERGE, STRATEGIC, Client
from new_objects import NEW

from minik.api.exchange import Answer
from minik.errors import InternalError

IN_DEFAULT = "/api/v1/namespaces/default"
ROLES = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles"
REVIEWS = "/apis/authorization.k8s.io/v1"
CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
POD: dict[str, Any] = {
    "metadata": {"name": "p"},
    "spec": {
        "schedulerName": "nobody",
        "containers": [
            {"name": "c", "image": "i", "resources": {"limits": {"cpu": "2"}}},
        ],
    },
}
ORDER = ["a", "b"]


@pytest.fixture
def client() -> Client:
    return Client()


def warnings(answer: Answer) -> list[str]:
    return [value for name, value in answer.headers if name == "warning"]


def managers(obj: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for entry in obj["metadata"].get("managedFields") or ():
        yield entry.get("subresource", ""), entry["operation"], entry["fieldsV1"]


def test_what_is_pretty_has_no_line_end(client: Client) -> None:
    plain = client.ask("GET", f"{IN_DEFAULT}/services/kubernetes")
    pretty = client.ask("GET", f"{IN_DEFAULT}/services/kubernetes?pretty=true")
    assert plain.body.endswith(b"}\n")
    assert pretty.body.endswith(b"\n}")


def test_a_generation_stays_where_the_kind_has_none(client: Client) -> None:
    sent = {"metadata": {"name": "a", "generation": 7}}
    assert client.told("POST", f"{IN_DEFAULT}/configmaps", sent)["metadata"]["generation"] == 7
    pod = {**POD, "metadata": {"name": "p", "generation": 7}}
    assert client.told("POST", f"{IN_DEFAULT}/pods", pod)["metadata"]["generation"] == 1


def test_every_dry_run_has_a_uid_of_its_own(client: Client) -> None:
    path = f"{IN_DEFAULT}/configmaps?dryRun=All"
    uids = {
        client.told("POST", path, {"metadata": {"name": "a"}})["metadata"]["uid"] for _ in range(3)
    }
    assert len(uids) == 3


def test_rules_for_the_metadata_are_broken_twice_by_an_update(client: Client) -> None:
    client.ask("POST", f"{IN_DEFAULT}/configmaps", {"metadata": {"name": "a"}})
    bad = {"metadata": {"labels": {"k": "not good"}}}
    status = client.told("PATCH", f"{IN_DEFAULT}/configmaps/a", bad, content_type=MERGE)
    fields = [cause["field"] for cause in status["details"]["causes"]]
    assert fields == ["metadata.labels", "metadata.labels"]
    assert status["message"].count("metadata.labels") == 1


@pytest.mark.parametrize(
    ("path", "made", "change", "message"),
    [
        (
            f"{IN_DEFAULT}/secrets",
            {"metadata": {"name": "a"}},
            {"type": "kubernetes.io/tls"},
            'Secret "a" is invalid: [type: Invalid value: "kubernetes.io/tls": field is immutable, '
            "data[tls.crt]: Required value, data[tls.key]: Required value]",
        ),
        (
            "/apis/events.k8s.io/v1/namespaces/default/events",
            {
                "metadata": {"name": "a"},
                "eventTime": "2026-01-01T00:00:00.000000Z",
                "reason": "Once",
                "action": "Act",
                "type": "Normal",
                "reportingController": "example.com/c",
                "reportingInstance": "c-1",
                "regarding": {"namespace": "default", "kind": "Pod", "name": "p"},
            },
            {"reason": "Else"},
            'Event "a" is invalid: reason: Invalid value: "Else": field is immutable',
        ),
        (
            f"{IN_DEFAULT}/configmaps",
            {"metadata": {"name": "a"}, "data": {"x": "one"}},
            {"kind": "Secret"},
            "illegal base64 data at input byte 0",
        ),
    ],
)
def test_updates_are_refused_in_the_servers_words(
    client: Client, path: str, made: Any, change: Any, message: str
) -> None:
    assert client.ask("POST", path, made).status == 201
    answer = client.ask("PATCH", f"{path}/a", change, content_type=MERGE)
    assert answer.status == 422
    assert json.loads(answer.body)["message"].endswith(message)


def test_a_list_that_is_emptied_stays_its_writers(client: Client) -> None:
    rule = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}
    client.ask("POST", ROLES, {"metadata": {"name": "a"}, "rules": [rule]})
    patched = client.told("PATCH", f"{ROLES}/a", {"rules": []}, content_type=MERGE)
    put = client.told("PUT", f"{ROLES}/b", {"metadata": {"name": "b"}, "rules": []})
    for role in (patched, put):
        assert role["rules"] is None
        assert list(managers(role)) == [("", "Update", {"f:rules": {}})]


def test_a_daemon_sets_generation_is_its_writers(client: Client) -> None:
    labels = {"app": "a"}
    containers = [{"name": "c", "image": "i"}]
    template = {"metadata": {"labels": labels}, "spec": {"containers": containers}}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    path = "/apis/apps/v1/namespaces/default/daemonsets"
    made = client.told("POST", path, {"metadata": {"name": "a"}, "spec": spec})
    generation = "deprecated.daemonset.template.generation"
    assert made["metadata"]["annotations"] == {generation: "1"}
    [(_, _, fields)] = managers(made)
    assert fields["f:metadata"]["f:annotations"] == {".": {}, f"f:{generation}": {}}


def test_an_apply_that_changes_nothing_has_no_time(client: Client) -> None:
    sent = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"k": "1"}}
    client.ask("POST", f"{IN_DEFAULT}/configmaps", sent)
    path = f"{IN_DEFAULT}/configmaps/a?fieldManager=one"
    applied = client.told("PATCH", path, sent, content_type=APPLY)
    times = [(e["operation"], "time" in e) for e in applied["metadata"]["managedFields"]]
    assert times == [("Apply", False), ("Update", True)]


def test_yaml_that_says_a_thing_twice_is_applied_with_a_warning(client: Client) -> None:
    text = b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  m: '1'\n  m: '2'\n"
    path = f"{IN_DEFAULT}/configmaps/a?fieldManager=one"
    answer = client.ask("PATCH", path, text, content_type=APPLY)
    assert json.loads(answer.body)["data"] == {"m": "2"}
    assert warnings(answer) == [r'299 - "line 6: key \"m\" already set in map"']
    strict = client.ask("PATCH", f"{path}&fieldValidation=Strict", text, content_type=APPLY)
    assert strict.status == 400


def test_a_resize_changes_nothing_else(client: Client) -> None:
    client.ask("POST", f"{IN_DEFAULT}/pods", POD)
    path = f"{IN_DEFAULT}/pods/p/resize"
    other = {"name": "c", "image": "other", "resources": {"requests": {"cpu": "1"}}}
    answer = client.ask("PATCH", path, {"spec": {"containers": [other]}}, content_type=STRATEGIC)
    [container] = json.loads(answer.body)["spec"]["containers"]
    assert (container["image"], container["resources"]["requests"]) == ("i", {"cpu": "1"})
    disk = {"name": "c", "resources": {"requests": {"ephemeral-storage": "1Gi"}}}
    answer = client.ask("PATCH", path, {"spec": {"containers": [disk]}}, content_type=STRATEGIC)
    assert b"only cpu and memory resources are mutable" in answer.body


def test_a_resize_keeps_the_class_of_service(client: Client) -> None:
    bare = {**POD["spec"], "containers": [{"name": "c", "image": "i"}]}
    client.ask("POST", f"{IN_DEFAULT}/pods", {**POD, "spec": bare})
    sized = {"spec": {"containers": [{"name": "c", "resources": {"requests": {"cpu": "1"}}}]}}
    path = f"{IN_DEFAULT}/pods/p/resize"
    status = client.told("PATCH", path, sized, content_type=STRATEGIC)
    assert status["message"] == (
        'Pod "p" is invalid: spec: Invalid value: "BestEffort": '
        "Pod QOS Class may not change as a result of resizing"
    )


def service(kind: str) -> Any:
    return {"metadata": {"name": "s"}, "spec": {"type": kind, "ports": [{"port": 80}]}}


@pytest.mark.parametrize(
    ("kind", "entry", "message"),
    [
        (
            "ClusterIP",
            {"ip": "1.1.1.1"},
            "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'",
        ),
        (
            "LoadBalancer",
            {"ip": "300.1.1.1"},
            'status.loadBalancer.ingress[0].ip: Invalid value: "300.1.1.1": must be a valid IP address, '
            "(e.g. 10.9.8.7 or 2001:db8::ffff)",
        ),
        (
            "LoadBalancer",
            {"hostname": "a.example", "ipMode": "VIP"},
            "status.loadBalancer.ingress[0].ipMode: Forbidden: may not be specified when `ip` is not set",
        ),
        (
            "LoadBalancer",
            {"hostname": "1.2.3.4"},
            'status.loadBalancer.ingress[0].hostname: Invalid value: "1.2.3.4": must be a DNS name, not an IP address',
        ),
    ],
)
def test_a_load_balancers_status_is_checked(
    client: Client, kind: str, entry: Any, message: str
) -> None:
    client.ask("POST", f"{IN_DEFAULT}/services", service(kind))
    status = {"status": {"loadBalancer": {"ingress": [entry]}}}
    path = f"{IN_DEFAULT}/services/s/status"
    assert client.told("PATCH", path, status, content_type=MERGE)["message"] == (
        f'Service "s" is invalid: {message}'
    )


def test_an_address_of_a_load_balancer_says_how_it_hands_on(client: Client) -> None:
    client.ask("POST", f"{IN_DEFAULT}/services", service("LoadBalancer"))
    status = {"status": {"loadBalancer": {"ingress": [{"ip": "1.1.1.1"}]}}}
    path = f"{IN_DEFAULT}/services/s/status"
    written = client.told("PATCH", path, status, content_type=MERGE)
    assert written["status"]["loadBalancer"]["ingress"] == [{"ip": "1.1.1.1", "ipMode": "VIP"}]


def test_the_status_may_write_labels(client: Client) -> None:
    client.ask("POST", f"{IN_DEFAULT}/pods", POD)
    change = {"metadata": {"labels": {"l": "1"}}, "status": {"message": "m"}}
    path = f"{IN_DEFAULT}/pods/p/status"
    found = client.told("PATCH", path, change, content_type=MERGE)
    fields = next(fields for part, _, fields in managers(found) if part == "status")
    assert fields["f:metadata"] == {"f:labels": {".": {}, "f:l": {}}}


@pytest.mark.parametrize(
    ("path", "review", "status"),
    [
        ("subjectaccessreviews", {"user": "jane", "resourceAttributes": {"verb": "get"}}, True),
        ("selfsubjectaccessreviews", {"resourceAttributes": {"verb": "get"}}, True),
    ],
)
def test_where_no_roles_are_obeyed_everything_is_allowed(
    client: Client, path: str, review: Any, status: bool
) -> None:
    answered = client.told("POST", f"{REVIEWS}/{path}", {"spec": review})
    assert answered["status"] == {"allowed": status}


def test_reviews_have_no_names_and_rules_a_namespace(client: Client) -> None:
    spec = {"resourceAttributes": {"verb": "get"}}
    named = {"metadata": {"name": "n"}, "spec": spec}
    status = client.told("POST", f"{REVIEWS}/selfsubjectaccessreviews", named)
    assert status["message"].startswith('.authorization.k8s.io "" is invalid: metadata: Invalid')
    assert '"name":"n"' in status["message"]
    assert status["details"]["group"] == "authorization.k8s.io"
    assert "name" not in status["details"]
    nowhere = client.ask("POST", f"{REVIEWS}/selfsubjectrulesreviews", {"spec": {}})
    assert (nowhere.status, b"no namespace on request" in nowhere.body) == (400, True)
    here = client.told("POST", f"{REVIEWS}/selfsubjectrulesreviews", {"spec": {"namespace": "a"}})
    assert here["metadata"] == {}


def test_groups_without_a_user_are_nobody(client: Client) -> None:
    answer = client.ask("GET", IN_DEFAULT, impersonate_group="g", impersonate_extra_k="v")
    assert answer.status == 400
    assert json.loads(answer.body)["message"] == (
        'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"g"}, '
        'Extra:map[string][]string{"k":[]string{"v"}}} without impersonating a user name'
    )


WIDGET: Any = {
    "metadata": {"name": "widgets.example.com"},
    "spec": {
        "group": "example.com",
        "scope": "Namespaced",
        "names": {"plural": "widgets", "kind": "Widget"},
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
                                "properties": {
                                    "name": {
                                        "type": "string",
                                        "maxLength": 5,
                                        "pattern": "^[a-z]+$",
                                    },
                                    "port": {"x-kubernetes-int-or-string": True},
                                },
                            },
                            "status": {
                                "type": "object",
                                "properties": {"phase": {"type": "string"}},
                            },
                        },
                    }
                },
            }
        ],
    },
}
WIDGETS = "/apis/example.com/v1/namespaces/default/widgets"


def widget(**spec: Any) -> Any:
    return {
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {"name": "w"},
        "spec": spec,
    }


def test_a_text_is_looked_at_until_the_first_rule_that_it_breaks(client: Client) -> None:
    client.ask("POST", CRDS, WIDGET)
    status = client.told("POST", WIDGETS, widget(name="UPPER1", port=True))
    assert sorted(cause["message"] for cause in status["details"]["causes"]) == [
        'Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
        "Too long: may not be more than 5 bytes",
    ]


def test_a_custom_status_is_judged_by_itself(client: Client) -> None:
    client.ask("POST", CRDS, WIDGET)
    client.ask("POST", WIDGETS, widget(name="a"))
    wrong = {"status": {"phase": 5}}
    status = client.told("PATCH", f"{WIDGETS}/w/status", wrong, content_type=MERGE)
    assert status["details"]["causes"] == [
        {
            "reason": "FieldValueTypeInvalid",
            "message": 'Invalid value: "integer": phase in body must be of type string: "integer"',
            "field": "status.phase",
        }
    ]


def test_a_version_that_nobody_serves_knows_no_fields(client: Client) -> None:
    client.ask("POST", CRDS, WIDGET)
    answer = client.ask("POST", WIDGETS, {**widget(), "apiVersion": "example.com/v9"})
    assert answer.status == 400
    assert warnings(answer) == [r'299 - "unknown field \"spec\""']


def test_a_definition_ends_after_its_objects(client: Client) -> None:
    client.ask("POST", CRDS, WIDGET)
    client.ask("POST", WIDGETS, widget())
    held = {"metadata": {"finalizers": ["example.com/hold"]}}
    client.ask("PATCH", f"{WIDGETS}/w", held, content_type=MERGE)
    going = client.told("DELETE", f"{CRDS}/widgets.example.com")
    assert going["metadata"]["finalizers"] == ["customresourcecleanup.apiextensions.k8s.io"]
    assert going["status"]["conditions"][-1]["type"] == "Terminating"
    assert client.ask("GET", f"{CRDS}/widgets.example.com").status == 200
    client.ask("PATCH", f"{WIDGETS}/w", {"metadata": {"finalizers": None}}, content_type=MERGE)
    assert client.ask("GET", f"{CRDS}/widgets.example.com").status == 404
    assert client.ask("GET", WIDGETS).status == 404


def test_a_namespace_goes_by_way_of_terminating(client: Client) -> None:
    client.ask("POST", "/api/v1/namespaces", {"metadata": {"name": "n"}})
    going = client.told("DELETE", "/api/v1/namespaces/n")
    assert going["status"]["phase"] == "Terminating"
    assert going["metadata"]["deletionTimestamp"]
    assert client.ask("GET", "/api/v1/namespaces/n").status == 404


def test_a_collection_is_returned_as_it_was(client: Client) -> None:
    made = client.told("POST", f"{IN_DEFAULT}/configmaps", {"metadata": {"name": "a"}})
    path = f"{IN_DEFAULT}/configmaps?fieldSelector=metadata.name%3Da"
    [gone] = client.told("DELETE", path)["items"]
    assert gone["metadata"]["resourceVersion"] == made["metadata"]["resourceVersion"]


def test_jobs_end_as_time_passes_and_leave_their_pods_unless_told_otherwise(
    client: Client,
) -> None:
    template = {"spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "i"}]}}
    jobs = "/apis/batch/v1/namespaces/default/jobs"
    client.ask("POST", jobs, {"metadata": {"name": "a"}, "spec": {"template": template}})
    client.clock.now = BEGIN + timedelta(seconds=2)
    client.served.tick()
    assert client.told("GET", f"{jobs}/a")["status"]["succeeded"] == 1
    silent = client.ask("DELETE", f"{jobs}/a?propagationPolicy=Background&dryRun=All")
    assert warnings(silent) == []
    [warning] = warnings(client.ask("DELETE", f"{jobs}/a"))
    assert "child pods are preserved by default" in warning


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        (
            "resourceVersion=abc",
            500,
            'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
        ),
        (
            "continue=abc",
            422,
            'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: '
            "resourceVersionMatch is forbidden when continue is provided",
        ),
    ],
)
def test_watches_that_cannot_begin(client: Client, query: str, status: int, message: str) -> None:
    answer = client.ask("GET", f"{IN_DEFAULT}/configmaps?watch=1&{query}")
    assert (answer.status, json.loads(answer.body)["message"]) == (status, message)


def names(objects: Sequence[Any]) -> list[str]:
    return [obj["metadata"]["name"] for obj in objects]


def test_a_watch_tells_first_what_is_there_by_name(client: Client) -> None:
    for name in reversed(ORDER):
        client.ask("POST", f"{IN_DEFAULT}/configmaps", {"metadata": {"name": name}})
    watch = client.ask("GET", f"{IN_DEFAULT}/configmaps?watch=1").watch
    assert watch is not None
    assert names(watch.initial) == [*ORDER, "kube-root-ca.crt"]


def test_the_root_certificate_has_a_writer(client: Client) -> None:
    found = client.told("GET", f"{IN_DEFAULT}/configmaps/kube-root-ca.crt")
    [entry] = found["metadata"]["managedFields"]
    assert entry["manager"] == "kube-controller-manager"
    assert entry["fieldsV1"]["f:data"] == {".": {}, "f:ca.crt": {}}


def test_truths_of_tables_are_no_words(client: Client) -> None:
    table = "application/json;as=Table;v=v1;g=meta.k8s.io"
    path = "/apis/scheduling.k8s.io/v1/priorityclasses?includeObject=Object"
    row = client.told("GET", path, accept=table)["rows"][0]
    assert row["cells"][2] is False
    assert (row["object"]["kind"], row["object"]["apiVersion"]) == (
        "PriorityClass",
        "scheduling.k8s.io/v1",
    )


def test_older_clients_get_openapi_in_protobuf(client: Client) -> None:
    asked = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
    answer = client.ask("GET", "/openapi/v2", accept=asked)
    assert answer.status == 200
    assert answer.body.startswith(b"\n\x032.0")
    assert b"io.k8s.api.core.v1.ConfigMap" in answer.body
    assert dict(answer.headers)["content-type"] == asked.replace("@", ".")


def test_what_the_controllers_cannot_settle_is_refused_and_not_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def restless(*_: Any) -> Any:
        raise InternalError("the controllers do not come to rest")

    monkeypatch.setattr("minik.controllers.settle", restless)
    status = client.ask("POST", f"{IN_DEFAULT}/configmaps", {"metadata": {"name": "a"}})
    assert status.status == 500
    assert json.loads(status.body)["reason"] == "InternalError"
    assert client.ask("GET", f"{IN_DEFAULT}/configmaps/a").status == 404


@pytest.mark.parametrize(
    ("version", "status"),
    [("v1", 201), ("0", 201), ("-1", 201), (str(2**64), 201), ("7", 500), ("007", 500)],
)
def test_only_a_number_is_a_version_that_a_new_object_may_not_have(
    client: Client, version: str, status: int
) -> None:
    body = {"metadata": {"name": "c", "resourceVersion": version}}
    answer = client.ask("POST", f"{IN_DEFAULT}/configmaps", body)
    assert answer.status == status
    if status == 201:
        assert json.loads(answer.body)["metadata"]["resourceVersion"] not in (version, "")


@pytest.mark.parametrize("resource", ["statefulsets", "daemonsets"])
def test_a_set_that_waits_for_its_dependents_makes_no_new_revision(
    client: Client, resource: str
) -> None:
    template = {
        "metadata": {"labels": {"app": "a"}},
        "spec": {"containers": POD["spec"]["containers"]},
    }
    body = {
        "metadata": {"name": "a"},
        "spec": {"selector": {"matchLabels": {"app": "a"}}, "template": template},
    }
    path = "/apis/apps/v1/namespaces/default"
    assert client.ask("POST", f"{path}/{resource}", body).status == 201
    client.told("DELETE", f"{path}/controllerrevisions")
    assert client.told("GET", f"{path}/controllerrevisions")["items"]  # it made another
    gone = client.ask("DELETE", f"{path}/{resource}/a?propagationPolicy=Foreground")
    assert gone.status == 200
    assert not client.told("GET", f"{path}/controllerrevisions")["items"]


def test_published_schemas_say_how_a_nested_object_is_patched(client: Client) -> None:
    schemas = client.told("GET", "/openapi/v3/apis/apps/v1")["components"]["schemas"]
    strategy = schemas["io.k8s.api.apps.v1.DeploymentSpec"]["properties"]["strategy"]
    assert strategy["x-kubernetes-patch-strategy"] == "retainKeys"
    old = client.told("GET", "/openapi/v2")["definitions"]["io.k8s.api.apps.v1.DeploymentSpec"]
    assert old["properties"]["strategy"]["x-kubernetes-patch-strategy"] == "retainKeys"


def crd(schema: Mapping[str, Any]) -> Any:
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    names = {"plural": "hats", "singular": "hat", "kind": "Hat"}
    spec = {"group": "example.org", "scope": "Namespaced", "names": names, "versions": [version]}
    return {"metadata": {"name": "hats.example.org"}, "spec": spec}


ANYTHING = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (ANYTHING, None),
        ({"type": "object", "properties": {"spec": ANYTHING}}, ANYTHING),
        (
            {"type": "object", "properties": {"spec": {**ANYTHING, "properties": {"a": ANYTHING}}}},
            ANYTHING,
        ),
        ({"type": "object", "properties": {"spec": {"type": "string", "nullable": True}}}, {}),
    ],
)
def test_the_older_openapi_leaves_out_what_it_cannot_say(
    client: Client, schema: Any, expected: Any
) -> None:
    assert client.ask("POST", CRDS, crd(schema)).status == 201
    found = client.told("GET", "/openapi/v2")["definitions"]["org.example.v1.Hat"]
    assert found["type"] == "object" and found["x-kubernetes-group-version-kind"]
    assert (found.get("properties") or {}).get("spec") == expected


@pytest.mark.parametrize("policy", ["Orphan", "Foreground", "Background"])
def test_the_collector_changes_custom_resources(client: Client, policy: str) -> None:
    client.ask("POST", CRDS, crd(ANYTHING))
    path = "/apis/example.org/v1/namespaces/default/hats"
    body = {"apiVersion": "example.org/v1", "kind": "Hat", "metadata": {"name": "a"}, "size": 3}
    uid = client.told("POST", path, body)["metadata"]["uid"]
    owner = {"apiVersion": "example.org/v1", "kind": "Hat", "name": "a", "uid": uid}
    metadata = {"name": "b", "ownerReferences": [{**owner, "blockOwnerDeletion": True}]}
    assert client.ask("POST", path, {**body, "metadata": metadata}).status == 201
    assert client.ask("DELETE", f"{path}/a?propagationPolicy={policy}").status == 200
    left = {one["metadata"]["name"]: one for one in client.told("GET", path)["items"]}
    assert list(left) == (["b"] if policy == "Orphan" else [])
    assert not left or "ownerReferences" not in left["b"]["metadata"]


def test_a_certificate_is_requested_by_who_asks(client: Client) -> None:
    path = "/apis/certificates.k8s.io/v1/certificatesigningrequests"
    body = {**NEW[path], "metadata": {"name": "a"}}
    who = {"impersonate-user": "jane", "impersonate-group": "team", "impersonate-uid": "7"}
    spec = client.told("POST", path, body, **who)["spec"]
    assert (spec["username"], spec["uid"]) == ("jane", "7")
    assert spec["groups"] == ["team", "system:authenticated"]
    body = {**body, "metadata": {"name": "b"}}
    assert client.told("POST", path, body)["spec"]["username"] == "admin"
