"""What the answer of a webhook means.

Upstream rules: `webhook/request` `VerifyAdmissionResponse`; client-go `rest` `transformResponse`,
apimachinery `NewGenericServerResponse`.
"""

from base64 import b64decode
from collections.abc import Mapping, Sequence

from minik import light_json
from minik.intake.webhooks.failures import CannotCall
from minik.intake.webhooks.reviews import GROUP
from minik.light_typing import Any, NamedTuple
from minik.model.outside import Outcome, Question
from minik.model.problem import quote

V1 = "v1"
JSON_PATCH = "JSONPatch"
WORDS = {
    400: "the server rejected our request for an unknown reason",
    401: "the server has asked for the client to provide credentials",
    404: "the server could not find the requested resource",
    405: "the server does not allow this method on the requested resource",
    409: "the server reported a conflict",
    422: "the server rejected our request due to an error in our request",
    429: "the server has received too many requests and has asked us to try again later",
    503: "the server is currently unable to handle the request",
    504: "the server was unable to return a response in the time allotted, but may still be processing the request",
}
OWN_WORDS = (403, 415)  # of which the server's own text says what is wrong
UNACCEPTABLE = 406
NO_MEDIA = "the server was unable to respond with a content type that the client supports"
OTHER = "the server responded with the status code {} but did not return more information"
FAILED = "an error on the server ({}) has prevented the request from succeeding"
UNKNOWN = "unknown"  # the text of an answer that is no text
LONGEST = 2048  # bytes of a body that an error quotes
INVALID = "received invalid webhook response: {}"


class Verdict(NamedTuple):
    """What a webhook decides: whether the request may go on, with which changes."""

    allowed: bool
    result: Mapping[str, Any]
    patch: Sequence[Any] = ()
    warnings: Sequence[str] = ()
    annotations: Mapping[str, str] = {}


def verdict(question: Question, outcome: Outcome, *, mutating: bool) -> Verdict:
    """Return what the outcome of a question decides. Raises CannotCall for what is no answer."""
    if outcome.error:
        raise CannotCall(f'Post "{question.url}": {outcome.error}')
    review = document(outcome)
    response = review.get("response")
    version = str(question.document["apiVersion"])
    if not isinstance(response, dict):
        raise _invalid("webhook response was absent")
    if version == f"{GROUP}/{V1}":
        _check(review, response, outcome.uid)
        patch = _patch(response, mutating=mutating)
    else:
        patch = _text(response, "patch") if mutating else ""
    return Verdict(
        response.get("allowed") is True,
        _mapping(response, "status"),
        _operations(patch),
        [str(text) for text in response.get("warnings") or ()],
        {key: str(text) for key, text in _mapping(response, "auditAnnotations").items()},
    )


def document(outcome: Outcome) -> Mapping[str, Any]:
    """Return the document of an outcome. Raises CannotCall for an HTTP error, and for no document."""
    try:
        value = light_json.loads(outcome.body)
    except ValueError:
        value = None
    if not 200 <= outcome.status <= 206:
        raise CannotCall(_words(outcome, value))
    if not outcome.body:
        raise CannotCall(
            f"0-length response with status code: {outcome.status} and content type: {outcome.media}"
        )
    if not isinstance(value, dict):
        text = outcome.body.decode("utf-8", "replace")
        first = next(iter(text.strip()), "")
        why = f"invalid character {first!r} looking for beginning of value"
        if value is not None:
            why = "json: cannot unmarshal into Go value of type struct"
        raise CannotCall(f"couldn't get version/kind; json parse error: {why}")
    return value


def _words(outcome: Outcome, value: Any) -> str:
    """Return what a client says of an HTTP status that means failure."""
    if isinstance(value, dict) and value.get("status") == "Failure":
        return _text(value, "message")
    if outcome.status in WORDS:
        return WORDS[outcome.status]
    text = _body_text(outcome)
    if outcome.status in OWN_WORDS:
        return text
    if outcome.status == UNACCEPTABLE:
        return NO_MEDIA if text in ("", UNKNOWN) else text
    return FAILED.format(quote(text)) if outcome.status >= 500 else OTHER.format(outcome.status)


def _body_text(outcome: Outcome) -> str:
    """Return the text of an answer, as much as errors quote; of another media type, no word of it."""
    if outcome.media and not outcome.media.startswith("text/"):
        return UNKNOWN
    return outcome.body[:LONGEST].decode("utf-8", "replace").strip()


def _check(review: Mapping[str, Any], response: Mapping[str, Any], uid: str) -> None:
    """Raise CannotCall for the answer to another question, or in another form."""
    given = response.get("uid") or ""
    if given != uid:
        raise _invalid(f'expected response.uid="{uid}", got "{given}"')
    group, slash, version = str(review.get("apiVersion") or "").rpartition("/")
    kind = review.get("kind") or ""
    if (group, version, kind) != (GROUP, V1, "AdmissionReview"):
        named = f"{group}{slash or '/'}{version}, Kind={kind}"
        raise _invalid(
            f"expected webhook response of {GROUP}/{V1}, Kind=AdmissionReview, got {named}"
        )


def _patch(response: Mapping[str, Any], *, mutating: bool) -> str:
    """Return the patch in base64. Raises CannotCall where it does not say what it is."""
    patch, kind = _text(response, "patch"), response.get("patchType")
    if not mutating:
        for name, given in (("patch", bool(patch)), ("patchType", kind is not None)):
            if given:
                raise _invalid(f"validating webhook may not return response.{name}")
        return ""
    if patch and kind is None:
        raise _invalid("webhook returned response.patch but not response.patchType")
    if not patch and kind is not None:
        raise _invalid("webhook returned response.patchType but not response.patch")
    if kind == "":
        raise _invalid('webhook returned invalid response.patchType of ""')
    if patch and kind != JSON_PATCH:
        raise CannotCall(f'unsupported patch type "{kind}"', called=False)
    return patch


def _operations(patch: str) -> Sequence[Any]:
    if not patch:
        return ()
    try:
        found = light_json.loads(b64decode(patch))
    except ValueError as error:
        raise _undecodable(str(error)) from None
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise _undecodable("json: cannot unmarshal object into Go value of type jsonpatch.Patch")
    return found


def _undecodable(why: str) -> CannotCall:
    return CannotCall(f"received undecodable patch in webhook response: {why}", called=False)


def _invalid(why: str) -> CannotCall:
    return CannotCall(INVALID.format(why), called=False)


def _text(fields: Mapping[str, Any], name: str) -> str:
    return str(fields.get(name) or "")


def _mapping(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = fields.get(name)
    return found if isinstance(found, dict) else {}
