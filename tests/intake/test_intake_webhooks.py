"""What is asked of webhooks, and what their answers mean: without any network."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from minik.bootstrap import new_cluster
from minik.errors import MinikError
from minik.intake import registry
from minik.intake.webhooks import verdicts
from minik.intake.webhooks.failures import CannotCall
from minik.kinds import kind_of_key
from minik.model.cluster import Cluster
from minik.model.outside import Asked, Outcome, Outside, Question, Unasked
from minik.model.settings import DEFAULT
from minik.model.writing import Writer

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ENDPOINT = "https://127.0.0.1:1/admit"
RULE = {
    "apiGroups": [""],
    "apiVersions": ["v1"],
    "operations": ["*"],
    "resources": ["configmaps"],
}
REVIEW = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}
MAP = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "default"}}


def hook(name: str = "h", **fields: Any) -> dict[str, Any]:
    return {
        "name": f"{name}.example.com",
        "clientConfig": {"url": ENDPOINT},
        "rules": [RULE],
        "sideEffects": "None",
        "admissionReviewVersions": ["v1"],
        **fields,
    }


def configured(sort: str, *hooks: dict[str, Any]) -> Cluster:
    """Return a cluster with a webhook configuration and nobody to ask yet."""
    cluster = new_cluster.create_cluster(DEFAULT, NOW)
    kind = kind_of_key(f"{sort}WebhookConfiguration")
    draft = cluster.draft()
    obj = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": kind.name,
        "metadata": {"name": "c"},
        "webhooks": list(hooks),
    }
    registry.create(draft, kind, obj)
    return draft.cluster()


def create(cluster: Cluster, outside: Outside | None, *, dry_run: bool = False) -> Any:
    draft = cluster.with_outside(outside).draft(dry_run, Writer("tester"))
    return registry.create(draft, kind_of_key("ConfigMap"), MAP)


def answered(outside: Outside, unasked: Unasked, **response: Any) -> None:
    for question in unasked.questions:
        body = {**REVIEW, "response": {"uid": question.uid, **response}}
        outside.known[question.key] = Outcome(question.uid, json.dumps(body).encode())


def asked(cluster: Cluster, outside: Outside) -> Unasked:
    with pytest.raises(Unasked) as caught:
        create(cluster, outside)
    return caught.value


def refusal(cluster: Cluster, outside: Outside, **how: Any) -> MinikError:
    with pytest.raises(MinikError) as caught:
        create(cluster, outside, **how)
    return caught.value


def test_all_validating_webhooks_are_asked_at_once_and_the_first_refusal_counts() -> None:
    cluster = configured("Validating", hook("one"), hook("two"))
    outside = Outside()
    unasked = asked(cluster, outside)
    assert [question.url for question in unasked.questions] == [f"{ENDPOINT}?timeout=10s"] * 2
    assert unasked.questions[0].document["request"]["object"]["metadata"]["name"] == "a"
    answered(outside, unasked, allowed=False, warnings=["w"], status={"message": "no", "code": 409})
    error = refusal(cluster, outside)
    assert error.message == 'admission webhook "one.example.com" denied the request: no'
    assert (error.code, error.reason, error.details) == (409, "", None)
    assert error.warnings == ("w", "w")


def test_the_same_question_is_asked_once_whatever_the_run() -> None:
    cluster = configured("Validating", hook())
    later = cluster.with_serial(77)
    first, second = (asked(one, Outside()).questions[0] for one in (cluster, later))
    assert first.key == second.key and first.uid != second.uid
    outside = Outside()
    answered(outside, asked(cluster, outside), allowed=True, warnings=["careful"])
    assert create(later, outside)[1] == ["careful"]


def test_mutating_webhooks_are_asked_one_after_the_other_and_again_where_they_wish_it() -> None:
    adding = {"op": "add", "path": "/data", "value": {"k": "v"}}
    patch = base64.b64encode(json.dumps([adding]).encode()).decode()
    cluster = configured("Mutating", hook("one", reinvocationPolicy="IfNeeded"), hook("two"))
    outside = Outside()
    names = []
    for _ in range(3):
        unasked = asked(cluster, outside)
        (question,) = unasked.questions
        seen = question.document["request"]["object"]
        names.append((question.key.split("/")[1], seen.get("data")))
        changes = {} if "one." in question.key else {"patch": patch, "patchType": "JSONPatch"}
        answered(outside, unasked, allowed=True, **changes)
    assert names == [
        ("one.example.com", None),
        ("two.example.com", None),
        ("one.example.com", {"k": "v"}),
    ]
    assert create(cluster, outside)[0]["data"] == {"k": "v"}


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        ({"op": "test", "path": "/data", "value": 1}, "testing value /data failed: test failed"),
        (
            {"op": "add", "path": "/x/y", "value": 1},
            'add operation does not apply: doc is missing path: "/x/y": missing value',
        ),
    ],
)
def test_a_patch_that_does_not_apply_is_an_error_of_the_server(
    operation: dict[str, Any], message: str
) -> None:
    cluster, outside = configured("Mutating", hook()), Outside()
    patch = base64.b64encode(json.dumps([operation]).encode()).decode()
    answered(outside, asked(cluster, outside), allowed=True, patch=patch, patchType="JSONPatch")
    error = refusal(cluster, outside)
    assert (error.code, error.message) == (500, f"Internal error occurred: {message}")


@pytest.mark.parametrize("sort", ["Mutating", "Validating"])
@pytest.mark.parametrize("policy", ["Fail", "Ignore"])
def test_the_failure_policy_says_what_silence_means(sort: str, policy: str) -> None:
    cluster, outside = configured(sort, hook(failurePolicy=policy)), Outside()
    for question in asked(cluster, outside).questions:
        outside.known[question.key] = Outcome(question.uid, error="context deadline exceeded")
    if policy == "Ignore":
        assert create(cluster, outside)[0]["metadata"]["name"] == "a"
        return
    error = refusal(cluster, outside)
    assert (error.code, error.message) == (
        500,
        'Internal error occurred: failed calling webhook "h.example.com": failed to call webhook: '
        f'Post "{ENDPOINT}?timeout=10s": context deadline exceeded',
    )


@pytest.mark.parametrize(
    ("fields", "is_asked"),
    [
        ({}, True),
        ({"rules": [{**RULE, "operations": ["DELETE"]}]}, False),
        ({"rules": [{**RULE, "scope": "Cluster"}]}, False),
        ({"rules": [{**RULE, "resources": ["*"]}]}, True),
        ({"rules": [{**RULE, "resources": ["configmaps/status"]}]}, False),
        ({"objectSelector": {"matchLabels": {"a": "b"}}}, False),
        ({"namespaceSelector": {"matchLabels": {"a": "b"}}}, False),
        (
            {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "default"}}},
            True,
        ),
        ({"matchConditions": [{"name": "c", "expression": "object.metadata.name == 'b'"}]}, False),
        ({"matchConditions": [{"name": "c", "expression": "object.metadata.name == 'a'"}]}, True),
    ],
)
def test_only_requests_that_a_webhook_matches_are_told_to_it(
    fields: dict[str, Any], is_asked: bool
) -> None:
    cluster = configured("Validating", hook(**fields))
    if is_asked:
        assert asked(cluster, Outside()).questions
    else:
        assert create(cluster, Outside())[0]
    warnings = create(cluster, None)[1]  # a command line asks nobody, and says so
    assert bool(warnings) == is_asked
    assert all("was not called: minik calls webhooks only in minik serve" in w for w in warnings)


def test_a_condition_without_a_value_refuses_the_request() -> None:
    condition = {"name": "c", "expression": "object.data.x == 'b'"}
    error = refusal(configured("Validating", hook(matchConditions=[condition])), Outside())
    assert error.code == 403 and error.message.startswith('configmaps "a" is forbidden: ')


def test_a_dry_run_is_told_to_those_alone_who_support_it() -> None:
    risky = configured("Validating", hook(sideEffects="NoneOnDryRun"))
    with pytest.raises(Unasked):
        create(risky, Outside(), dry_run=True)
    draft = risky.draft()
    (configuration,) = risky.of("ValidatingWebhookConfiguration")
    draft.put({**configuration, "webhooks": [hook(sideEffects="Some")]})
    error = refusal(draft.cluster(), Outside(), dry_run=True)
    assert (error.code, error.message) == (
        400,
        'admission webhook "h.example.com" does not support dry run',
    )


@pytest.mark.parametrize(
    ("services", "service", "address"),
    [
        ({}, "kubernetes", ": connect: connection refused"),
        ({}, "nothing", 'service "nothing" not found'),
        (
            {"default/nothing": "https://127.0.0.1:9"},
            "nothing",
            "https://127.0.0.1:9/p?timeout=10s",
        ),
        ({"default/nothing:8443": "http://h:1/x"}, "nothing", "http://h:1/x/p?timeout=10s"),
        ({"default/nothing:1": "http://h:1"}, "nothing", 'service "nothing" not found'),
    ],
)
def test_a_service_is_called_by_the_url_that_stands_for_it(
    services: dict[str, str], service: str, address: str
) -> None:
    port = 443 if service == "kubernetes" else 8443
    client = {"service": {"name": service, "namespace": "default", "path": "/p", "port": port}}
    cluster = configured("Validating", hook(clientConfig=client))
    outside = Outside(services)
    if address.startswith("http"):
        (question,) = asked(cluster, outside).questions
        assert question.address == address
        assert question.url == f"https://nothing.default.svc:{port}/p?timeout=10s"
    else:
        assert refusal(cluster, outside).message.endswith(address)


UID = "u"


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        ({}, "received invalid webhook response: webhook response was absent"),
        (
            {"response": {"uid": "x"}, **REVIEW},
            'received invalid webhook response: expected response.uid="u", got "x"',
        ),
        (
            {"response": {"uid": UID}},
            "received invalid webhook response: expected webhook response of "
            "admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=",
        ),
        (
            {**REVIEW, "response": {"uid": UID, "patch": "e30="}},
            "received invalid webhook response: webhook returned response.patch but not "
            "response.patchType",
        ),
        (
            {**REVIEW, "response": {"uid": UID, "patchType": "JSONPatch"}},
            "received invalid webhook response: webhook returned response.patchType but not "
            "response.patch",
        ),
        (
            {**REVIEW, "response": {"uid": UID, "patchType": "X", "patch": "e30="}},
            'unsupported patch type "X"',
        ),
        (
            {**REVIEW, "response": {"uid": UID, "patchType": "JSONPatch", "patch": "e30="}},
            "received undecodable patch in webhook response: json: cannot unmarshal object into Go "
            "value of type jsonpatch.Patch",
        ),
    ],
)
def test_what_is_no_answer_is_a_failure(outcome: dict[str, Any], message: str) -> None:
    question = Question("k", UID, ENDPOINT, {"apiVersion": REVIEW["apiVersion"]}, 1)
    with pytest.raises(CannotCall) as caught:
        verdicts.verdict(question, Outcome(UID, json.dumps(outcome).encode()), mutating=True)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("result", "message", "code"),
    [
        ({}, "without explanation", 400),
        ({"reason": "Never"}, "denied the request: Never", 400),
        ({"message": "m", "code": 200}, "denied the request: m", 400),
        ({"message": "m", "code": 422}, "denied the request: m", 422),
    ],
)
def test_a_refusal_is_never_a_success(result: dict[str, Any], message: str, code: int) -> None:
    cluster, outside = configured("Validating", hook()), Outside()
    answered(outside, asked(cluster, outside), allowed=False, status=result)
    error = refusal(cluster, outside)
    assert error.message.endswith(message) and error.code == code


def test_what_is_asked_is_a_review_of_the_request() -> None:
    cluster = configured("Validating", hook(admissionReviewVersions=["v7", "v1beta1", "v1"]))
    (question,) = asked(cluster, Outside()).questions
    assert {name: question.document[name] for name in ("kind", "apiVersion")} == {
        "kind": "AdmissionReview",
        "apiVersion": "admission.k8s.io/v1beta1",
    }
    assert question.document["request"]["uid"] == question.uid
    assert question.document["request"]["oldObject"] is None
    assert (question.seconds, question.address, question.authority) == (10, "", "")
    assert question.asked == Asked("h.example.com", "validating", "CREATE", False)
    lenient = configured("Mutating", hook(failurePolicy="Ignore", timeoutSeconds=3))
    (question,) = asked(lenient, Outside()).questions
    assert question.asked == Asked("h.example.com", "admit", "CREATE", True)
    assert (question.seconds, question.url) == (3, f"{ENDPOINT}?timeout=3s")


def noted(cluster: Cluster, outside: Outside) -> dict[str, Any]:
    """What an audit log notes of a request."""
    draft = cluster.with_outside(outside).draft(writer=Writer("tester"))
    try:
        registry.create(draft, kind_of_key("ConfigMap"), MAP)
    except MinikError as error:
        return dict(error.annotations)
    return dict(draft.annotations)


ROUND = "mutation.webhook.admission.k8s.io/round_0_index_0"


def mutated(is_changed: bool) -> str:
    word = "true" if is_changed else "false"
    return f'{{"configuration":"c","mutated":{word},"webhook":"h.example.com"}}'


def test_an_audit_log_notes_who_changed_something() -> None:
    adding = {"op": "add", "path": "/data", "value": {"k": "v"}}
    patch = base64.b64encode(json.dumps([adding]).encode()).decode()
    cluster = configured("Mutating", hook())
    for changes, is_changed in (
        ({}, False),
        ({"patch": patch, "patchType": "JSONPatch", "auditAnnotations": {"a": "b"}}, True),
    ):
        outside = Outside()
        answered(outside, asked(cluster, outside), allowed=True, **changes)
        own = {"h.example.com/a": "b"} if is_changed else {}
        assert noted(cluster, outside) == {ROUND: mutated(is_changed), **own}


@pytest.mark.parametrize("policy", ["Fail", "Ignore"])
def test_an_audit_log_notes_who_could_not_be_asked(policy: str) -> None:
    cluster, outside = configured("Mutating", hook(failurePolicy=policy)), Outside()
    for question in asked(cluster, outside).questions:
        outside.known[question.key] = Outcome(question.uid, error="EOF")
    open_ = {f"failed-open.{ROUND}": "h.example.com"} if policy == "Ignore" else {}
    assert noted(cluster, outside) == {ROUND: mutated(False), **open_}
    refused = Outside()
    answered(refused, asked(cluster, refused), allowed=False)
    assert noted(cluster, refused) == {ROUND: mutated(False)}
