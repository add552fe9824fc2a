"""Answers of webhooks: which count, and what a client says of those that do not."""

import json
from base64 import b64encode
from typing import Any

import pytest

from minik.intake.webhooks import verdicts
from minik.intake.webhooks.failures import CannotCall
from minik.intake.webhooks.verdicts import Verdict
from minik.model.outside import Outcome, Question

UID, URL = "u", "https://127.0.0.1:1/admit"
REVIEW = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}
OPERATIONS = [{"op": "add", "path": "/data", "value": {}}]
INVALID = "received invalid webhook response: "


def encoded(value: Any) -> str:
    return b64encode(json.dumps(value).encode()).decode()


def verdict(
    response: Any, *, mutating: bool = False, version: str = "v1", **review: Any
) -> Verdict:
    question = Question("k", UID, URL, {"apiVersion": f"admission.k8s.io/{version}"}, 1)
    body = {**REVIEW, "response": response, **review}
    return verdicts.verdict(question, Outcome(UID, json.dumps(body).encode()), mutating=mutating)


@pytest.mark.parametrize(
    ("response", "decided"),
    [
        ({"allowed": True}, Verdict(True, {}, (), [], {})),
        ({"allowed": False}, Verdict(False, {}, (), [], {})),
        ({}, Verdict(False, {}, (), [], {})),
        ({"allowed": "yes"}, Verdict(False, {}, (), [], {})),
        (
            {"allowed": False, "status": {"message": "no"}, "warnings": ["w", 1]},
            Verdict(False, {"message": "no"}, (), ["w", "1"], {}),
        ),
        ({"allowed": True, "status": "text"}, Verdict(True, {}, (), [], {})),
        (
            {"allowed": True, "auditAnnotations": {"a": "b", "n": 1}},
            Verdict(True, {}, (), [], {"a": "b", "n": "1"}),
        ),
    ],
)
@pytest.mark.parametrize("mutating", [True, False])
def test_an_answer_decides(response: Any, decided: Verdict, mutating: bool) -> None:
    assert verdict({"uid": UID, **response}, mutating=mutating) == decided


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
def test_a_patch_is_of_mutating_webhooks(version: str) -> None:
    response = {"uid": UID, "allowed": True, "patch": encoded(OPERATIONS)}
    kind = {"patchType": "JSONPatch"} if version == "v1" else {}
    found = verdict({**response, **kind}, mutating=True, version=version)
    assert found.patch == OPERATIONS


def test_reviews_of_old_are_not_checked() -> None:
    old = {"uid": "another", "allowed": True, "patch": encoded(OPERATIONS)}
    found = verdict(old, version="v1beta1", apiVersion="x/y")
    assert (found.allowed, found.patch) == (True, ())


@pytest.mark.parametrize(
    ("response", "review", "mutating", "why"),
    [
        ({"patch": encoded(OPERATIONS)}, {}, False,
         "validating webhook may not return response.patch"),
        ({"patchType": "JSONPatch"}, {}, False,
         "validating webhook may not return response.patchType"),
        ({"patchType": ""}, {}, True, "webhook returned response.patchType but not response.patch"),
        ({"patch": "e30=", "patchType": ""}, {}, True,
         'webhook returned invalid response.patchType of ""'),
        ({"uid": ""}, {}, True, 'expected response.uid="u", got ""'),
        ({}, {"apiVersion": "v1"}, True,
         "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, "
         "got /v1, Kind=AdmissionReview"),
        ({}, {"apiVersion": "admission.k8s.io/v1beta1"}, True,
         "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, "
         "got admission.k8s.io/v1beta1, Kind=AdmissionReview"),
        ({}, {"kind": "Review"}, True,
         "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, "
         "got admission.k8s.io/v1, Kind=Review"),
    ],
)  # fmt: skip
def test_an_answer_in_another_form_is_invalid(
    response: Any, review: dict[str, Any], mutating: bool, why: str
) -> None:
    with pytest.raises(CannotCall) as caught:
        verdict({"uid": UID, **response}, mutating=mutating, **review)
    assert str(caught.value) == INVALID + why


@pytest.mark.parametrize("patch", [{}, "text", 1, [1], [{"op": "add"}, "x"]])
def test_a_patch_is_a_list_of_operations(patch: Any) -> None:
    with pytest.raises(CannotCall, match="^received undecodable patch in webhook response: json"):
        verdict({"uid": UID, "patch": encoded(patch), "patchType": "JSONPatch"}, mutating=True)


def test_a_patch_is_json() -> None:
    broken = b64encode(b"[{").decode()
    with pytest.raises(CannotCall, match="^received undecodable patch in webhook response: "):
        verdict({"uid": UID, "patch": broken, "patchType": "JSONPatch"}, mutating=True)


# client-go `rest` `transformResponse`, `newUnstructuredResponseError`; apimachinery
# `NewGenericServerResponse`
NO_MORE = "the server responded with the status code {} but did not return more information"
PREVENTED = 'an error on the server ("oh \\"dear\\"") has prevented the request from succeeding'
STATUSES = {
    400: "the server rejected our request for an unknown reason",
    401: "the server has asked for the client to provide credentials",
    403: 'oh "dear"',
    404: "the server could not find the requested resource",
    405: "the server does not allow this method on the requested resource",
    406: 'oh "dear"',
    409: "the server reported a conflict",
    415: 'oh "dear"',
    422: "the server rejected our request due to an error in our request",
    429: "the server has received too many requests and has asked us to try again later",
    503: "the server is currently unable to handle the request",
    504: "the server was unable to return a response in the time allotted, but may still be "
    "processing the request",
    **{status: NO_MORE.format(status) for status in (100, 199, 207, 302, 410, 413, 499)},
    **dict.fromkeys((500, 502, 599), PREVENTED),
}


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_is_told_in_the_words_of_a_client(status: int) -> None:
    with pytest.raises(CannotCall) as caught:
        verdicts.document(Outcome(UID, b' oh "dear"\n', status, "text/plain"))
    assert str(caught.value) == f"failed to call webhook: {STATUSES[status]}"


FAILURE = b'{"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "m"}'
EMPTY = "0-length response with status code: {} and content type: {}"
NO_JSON = "couldn't get version/kind; json parse error: "


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (Outcome(UID, b"{}", 500),
         'an error on the server ("unknown") has prevented the request from succeeding'),
        (Outcome(UID, b"", 500, "text/html"),
         'an error on the server ("") has prevented the request from succeeding'),
        (Outcome(UID, b"x" * 3000, 500, ""),
         f'an error on the server ("{"x" * 2048}") has prevented the request from succeeding'),
        (Outcome(UID, b"{}", 406),
         "the server was unable to respond with a content type that the client supports"),
        (Outcome(UID, b"", 406, ""),
         "the server was unable to respond with a content type that the client supports"),
        (Outcome(UID, b"{}", 403), "unknown"),
        (Outcome(UID, b"[]", 404), "the server could not find the requested resource"),
        (Outcome(UID, b'{"kind": "Status", "message": "m"}', 404),
         "the server could not find the requested resource"),
        (Outcome(UID, FAILURE, 404), "m"),
        (Outcome(UID, FAILURE, 500), "m"),
        (Outcome(UID, b"", 200, "text/html"), EMPTY.format(200, "text/html")),
        (Outcome(UID, b"", 206), EMPTY.format(206, "application/json")),
        (Outcome(UID, b"[1]"),
         NO_JSON + "json: cannot unmarshal into Go value of type struct"),
        (Outcome(UID, b" <html>"),
         NO_JSON + "invalid character '<' looking for beginning of value"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_told(outcome: Outcome, why: str) -> None:
    with pytest.raises(CannotCall) as caught:
        verdicts.document(outcome)
    assert str(caught.value) == f"failed to call webhook: {why}"
