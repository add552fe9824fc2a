"""Objects that a webhook converts: what it is asked, and which of its answers count."""

import json
from typing import Any

import pytest
import stage

from minik import kinds
from minik.intake import registry
from minik.intake.webhooks import conversions
from minik.model.object import Object, write
from minik.model.outside import Outcome, Outside, Question, Unasked

V1, V2 = "example.com/v1", "example.com/v2"
URL = "https://127.0.0.1:1/convert"
KEPT = {"creationTimestamp": "2026-01-01T00:00:00Z", "resourceVersion": "7"}
START = "conversion webhook for example.com/v1, Kind=Host failed: "


def definition(strategy: str = "Webhook", **webhook: Any) -> Object:
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    versions = [
        {"name": name, "served": True, "storage": name == "v2", "schema": schema}
        for name in ("v1", "v2")
    ]
    named = {"plural": "hosts", "singular": "host", "kind": "Host", "listKind": "HostList"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "hosts.example.com"},
        "spec": {
            "group": "example.com",
            "scope": "Namespaced",
            "names": named,
            "versions": versions,
            "conversion": {
                "strategy": strategy,
                "webhook": {"clientConfig": {"url": URL}, **webhook},
            },
        },
        "status": {
            "acceptedNames": named,
            "conditions": [
                {"type": name, "status": "True"} for name in ("NamesAccepted", "Established")
            ],
        },
    }


def host(name: str, version: str = V1, **metadata: Any) -> Object:
    own = {"name": name, "namespace": "default", "uid": f"u-{name}", **KEPT, **metadata}
    return {"apiVersion": version, "kind": "Host", "metadata": own, "spec": {"of": version}}


def convert(listed: list[Object], outside: Outside, found: Object) -> list[Object]:
    def find(kind: str, namespace: str, name: str) -> Object | None:
        wanted = ("CustomResourceDefinition", "", "hosts.example.com")
        return found if (kind, namespace, name) == wanted else None

    return conversions.convert(listed, kinds.kind_of_definition(found), V2, find, outside)


def asked(listed: list[Object], outside: Outside, found: Object) -> Question:
    with pytest.raises(Unasked) as caught:
        convert(listed, outside, found)
    (question,) = caught.value.questions
    return question


def answered(
    listed: list[Object], response: Any, found: Object | None = None, **outcome: Any
) -> list[Object]:
    found, outside = found or definition(), Outside()
    question = asked(listed, outside, found)
    body = {"response": {"uid": question.uid, **response} if response is not None else None}
    answer = {"body": json.dumps(body).encode(), **outcome}
    outside.known[question.key] = Outcome(question.uid, **answer)
    return convert(listed, outside, found)


def made(*objects: Any) -> dict[str, Any]:
    return {"result": {"status": "Success"}, "convertedObjects": list(objects)}


def test_only_what_is_in_another_version_is_sent() -> None:
    listed = [host("a"), host("b", V2), host("c")]
    question = asked(listed, Outside(), definition())
    request = question.document["request"]
    assert question.document == {
        "kind": "ConversionReview",
        "apiVersion": "apiextensions.k8s.io/v1",
        "request": {
            "uid": question.uid,
            "desiredAPIVersion": V2,
            "objects": [host("a"), host("c")],
        },
    }
    assert (question.url, question.seconds, request["uid"]) == (
        f"{URL}?timeout=30s",
        30,
        question.uid,
    )
    again = answered(listed, made(host("a", V2), host("c", V2)))
    assert [(obj["metadata"]["name"], obj["apiVersion"]) for obj in again] == [
        ("a", V2),
        ("b", V2),
        ("c", V2),
    ]


def test_the_same_objects_are_the_same_question_and_others_another() -> None:
    one, same, other = (
        asked(listed, Outside(), definition()) for listed in ([host("a")], [host("a")], [host("b")])
    )
    assert (one.key, one.uid) == (same.key, same.uid)
    assert one.key != other.key and one.uid != other.uid


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ([host("b", V2)], definition()),
        ([host("a")], definition("None")),
    ],
    ids=["in this version already", "a definition that converts nothing but the version"],
)
def test_who_needs_no_webhook_asks_none(listed: list[Object], found: Object) -> None:
    assert convert(listed, Outside(), found) == listed


def test_built_in_kinds_have_no_webhook() -> None:
    pods = kinds.kind_of_key("Pod")
    assert not conversions.are_asked(lambda *place: definition(), pods, Outside())
    hosts = kinds.kind_of_definition(definition())
    assert conversions.are_asked(lambda *place: definition(), hosts, Outside())
    assert not conversions.are_asked(lambda *place: definition(), hosts, None)
    assert not conversions.are_asked(lambda *place: None, hosts, Outside())


@pytest.mark.parametrize(
    ("versions", "api"),
    [
        ({}, "v1"),
        ({"conversionReviewVersions": ["v1beta1", "v1"]}, "v1"),
        ({"conversionReviewVersions": ["v1beta1"]}, "v1beta1"),
    ],
)
def test_the_review_is_of_a_version_that_the_webhook_reads(
    versions: dict[str, Any], api: str
) -> None:
    question = asked([host("a")], Outside(), definition(**versions))
    assert question.document["apiVersion"] == f"apiextensions.k8s.io/{api}"


def test_labels_and_annotations_are_the_webhooks_and_no_other_metadata() -> None:
    old = host("a", labels={"old": "1"}, annotations={"old": "1"})
    new = write(host("a", V2, labels={"new": "1"}, finalizers=["x/y"]), "spec", {"v": 2})
    new = write(new, "metadata.resourceVersion", "99")
    assert answered([old], made(new)) == [
        {**host("a", V2, labels={"new": "1"}), "spec": {"v": 2}},
    ]


NO_GROUP = "invalid converted object at index 0: invalid groupVersion (expected: {}, received: {})"
NO_METADATA = "invalid metadata of the converted object at index 0"


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (None, "no response provided"),
        ({"uid": "x"}, 'expected response.uid="{uid}", got "x"'),
        ({"uid": None}, 'expected response.uid="{uid}", got ""'),
        ({}, "response.result.status was '', not 'Success'"),
        (
            {"result": {"status": "Failure"}},
            "response.result.status was 'Failure', not 'Success'",
        ),
        ({"result": {"status": "Failure", "message": "not today"}}, "not today"),
        (made(), "webhook returned 0 objects, expected 1"),
        (made(host("a", V2), host("a", V2)), "webhook returned 2 objects, expected 1"),
        (made(host("a")), NO_GROUP.format(V2, V1)),
        (made("text"), NO_GROUP.format(V2, "")),
        (made({**host("a", V2), "kind": "Guest"}), NO_GROUP.format(V2, V2)),
        (made(host("b", V2, uid="u-a")), NO_METADATA),
        (made(host("a", V2, uid="u-b")), NO_METADATA),
        (made({"apiVersion": V2, "kind": "Host"}), NO_METADATA),
    ],
)
def test_what_does_not_convert_is_an_error(response: Any, why: str) -> None:
    uid = asked([host("a")], Outside(), definition()).uid
    with pytest.raises(conversions.Failed) as refused:
        answered([host("a")], response)
    assert refused.value.message == START + why.replace("{uid}", uid)
    assert refused.value.code == 500


def test_an_old_review_needs_no_uid() -> None:
    old = definition(conversionReviewVersions=["v1beta1"])
    assert answered([host("a")], {**made(host("a", V2)), "uid": ""}, old) == [host("a", V2)]


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        ({"error": "EOF"}, f'Post "{URL}?timeout=30s": EOF'),
        ({"status": 404}, "the server could not find the requested resource"),
    ],
)
def test_who_cannot_be_asked_converts_nothing(outcome: dict[str, Any], why: str) -> None:
    with pytest.raises(conversions.Failed) as refused:
        answered([host("a")], {}, **outcome)
    assert refused.value.message == START + why


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ({}, 'Post "?timeout=30s": webhook configuration must have either service or URL'),
        (
            {"service": {"name": "s", "namespace": "n"}},
            'Post "https://s.n.svc:443/?timeout=30s": service "s" not found',
        ),
    ],
)
def test_where_nobody_is_the_question_is_not_even_asked(config: Object, why: str) -> None:
    with pytest.raises(conversions.Failed) as refused:
        convert([host("a")], Outside(), definition(clientConfig=config))
    assert refused.value.message == START + why


def test_a_service_is_called_where_it_is_and_who_signed_for_it_is_known() -> None:
    config = {"service": {"name": "s", "namespace": "n", "path": "/c"}, "caBundle": "UEVN"}
    question = asked(
        [host("a")], Outside({"n/s": "https://127.0.0.1:9/"}), definition(clientConfig=config)
    )
    assert (question.url, question.address, question.authority) == (
        "https://s.n.svc:443/c?timeout=30s",
        "https://127.0.0.1:9/c?timeout=30s",
        "PEM",
    )


def stored(obj: Object, old: Object | None, outside: Outside | None) -> tuple[Object, Object]:
    """Return a host as the registry returns it and as the cluster keeps it, in the version v2."""
    draft = stage.new().draft()
    draft.put(definition())
    kind = kinds.kind_of_definition(definition())
    if old is not None:
        draft.put(old)
    cluster = draft.cluster().with_outside(outside)
    draft = cluster.draft()
    returned = registry.store(draft, kind, obj)
    kept = draft.get(kind.key, "default", obj["metadata"]["name"])
    assert kept is not None
    return returned, kept


def test_what_is_sent_in_another_version_is_kept_as_the_webhook_converts_it() -> None:
    outside = Outside()
    with pytest.raises(Unasked) as caught:
        stored(host("a"), None, outside)
    (question,) = caught.value.questions
    body = {"response": {"uid": question.uid, **made(write(host("a", V2), "spec", {"new": 1}))}}
    outside.known[question.key] = Outcome(question.uid, json.dumps(body).encode())
    returned, kept = stored(host("a"), None, outside)
    assert (kept["apiVersion"], kept["spec"]) == (V2, {"new": 1})
    version = kept["metadata"]["resourceVersion"]
    assert returned == write(host("a"), "metadata.resourceVersion", version)


def test_without_anybody_to_ask_only_its_version_changes() -> None:
    returned, kept = stored(host("a"), None, None)
    assert (kept["apiVersion"], kept["spec"]) == (V2, {"of": V1})
    assert (returned["apiVersion"], returned["spec"]) == (V1, {"of": V1})
    same, again = stored(host("b", V2), None, None)
    assert same == again and same["apiVersion"] == V2


def test_a_bundle_may_hold_bytes_that_are_no_text() -> None:
    config = {"url": URL, "caBundle": "/0E="}
    question = asked([host("a")], Outside(), definition(clientConfig=config))
    assert question.authority == "\ufffdA"
