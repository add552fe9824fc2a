"""Custom resources in another version, as a conversion webhook makes them.

Upstream rules: apiextensions `conversion/webhook_converter.go`.
"""

from collections.abc import Callable, Mapping, Sequence

from minik.errors import Unexpected
from minik.intake.webhooks.clients import Find, client_of
from minik.intake.webhooks.failures import CannotCall
from minik.intake.webhooks.reviews import uid_of
from minik.intake.webhooks.verdicts import document
from minik.light_typing import Any, TypeAlias
from minik.model import object as objects
from minik.model.digest import sha256
from minik.model.go_values import marshal
from minik.model.kind import Kind
from minik.model.object import Object, read
from minik.model.outside import Outcome, Outside, Question

API = "apiextensions.k8s.io/v1"
DEFINITION, REVIEW = "CustomResourceDefinition", "ConversionReview"
SECONDS = 30
CHANGEABLE = ("labels", "annotations")
Fail: TypeAlias = Callable[[str], "Failed"]


class Failed(Unexpected):
    """A webhook has not converted what it was asked to."""


def webhook_of(find: Find, kind: Kind) -> Mapping[str, Any] | None:
    """Return the webhook that converts the objects of a custom kind; None where none does."""
    found = find(DEFINITION, "", f"{kind.plural}.{kind.group}") if kind.custom else None
    if found is None or read(found, "spec.conversion.strategy") != "Webhook":
        return None
    webhook: Mapping[str, Any] = read(found, "spec.conversion.webhook", {})
    return webhook


def are_asked(find: Find, kind: Kind, outside: Outside | None) -> bool:
    """Return whether a webhook converts the objects of a kind, and can be asked."""
    return outside is not None and webhook_of(find, kind) is not None


def convert(
    listed: Sequence[Object], kind: Kind, version: str, find: Find, outside: Outside
) -> list[Object]:
    """Return objects in a version, as the webhook of their kind has converted them; `find` returns an
    object of the cluster. Raises Unasked where it must be asked first, Failed where it fails.
    """
    webhook = webhook_of(find, kind)
    others = [obj for obj in listed if obj.get("apiVersion") != version]
    if not others or webhook is None:
        return list(listed)
    asked = question(webhook, others, kind, version, find, outside)
    made = iter(converted(others, kind, version, asked, outside.outcomes([asked])[0]))
    return [obj if obj.get("apiVersion") == version else next(made) for obj in listed]


def question(
    webhook: Mapping[str, Any],
    others: Sequence[Object],
    kind: Kind,
    version: str,
    find: Find,
    outside: Outside,
) -> Question:
    """Return what the webhook of a kind is asked about objects. Raises Failed where it cannot be."""
    client = client_of(webhook.get("clientConfig") or {}, SECONDS, outside, find)
    if client.error:
        raise failure(others, kind, f'Post "{client.url}": {client.error}')
    asked = {"desiredAPIVersion": version, "objects": list(others)}
    key = f"{kind.key}/{sha256(marshal(asked))}"
    known = webhook.get("conversionReviewVersions") or ["v1"]
    api = API if "v1" in known else "apiextensions.k8s.io/v1beta1"
    review = {"kind": REVIEW, "apiVersion": api, "request": {"uid": uid_of(key), **asked}}
    return Question(key, uid_of(key), client.url, review, SECONDS, client.address, client.authority)


def converted(
    others: Sequence[Object], kind: Kind, version: str, asked: Question, outcome: Outcome
) -> list[Object]:
    """Return objects as a webhook has converted them: with their own metadata, but for labels and
    annotations. Raises Failed for what is no answer.
    """

    def fail(why: str) -> Failed:
        return failure(others, kind, why)

    if outcome.error:
        raise fail(f'Post "{asked.url}": {outcome.error}')
    try:
        review = document(outcome)
    except CannotCall as error:
        raise fail(str(error).removeprefix("failed to call webhook: ")) from None
    response = _response(review, asked, outcome, fail)
    made = response.get("convertedObjects") or []
    if len(made) != len(others):
        raise fail(f"webhook returned {len(made)} objects, expected {len(others)}")
    return [
        _with_own_metadata(obj, one, version, index, fail)
        for index, (obj, one) in enumerate(zip(others, made))
    ]


def _response(review: Any, asked: Question, outcome: Outcome, fail: Fail) -> Any:
    response = review.get("response")
    if not isinstance(response, dict):
        raise fail("no response provided")
    if asked.document["apiVersion"] == API and response.get("uid") != outcome.uid:
        raise fail(f'expected response.uid="{outcome.uid}", got "{response.get("uid") or ""}"')
    result = response.get("result") or {}
    if result.get("status") != "Success":
        said = f"response.result.status was '{result.get('status') or ''}', not 'Success'"
        raise fail(result.get("message") or said)
    return response


def _with_own_metadata(obj: Object, made: Any, version: str, index: int, fail: Fail) -> Object:
    given = made.get("apiVersion") if isinstance(made, dict) else None
    if given != version or made.get("kind") != obj["kind"]:
        raise fail(
            f"invalid converted object at index {index}: invalid groupVersion "
            f"(expected: {version}, received: {given or ''})"
        )
    changed = made.get("metadata") or {}
    if changed.get("name") != objects.name(obj) or changed.get("uid") != objects.uid(obj):
        raise fail(f"invalid metadata of the converted object at index {index}")
    own = {name: part for name, part in obj["metadata"].items() if name not in CHANGEABLE}
    kept = {name: changed[name] for name in CHANGEABLE if changed.get(name)}
    return {**made, "metadata": {**own, **kept}}


def failure(others: Sequence[Object], kind: Kind, why: str) -> Failed:
    """Return the error of objects that were not converted, as the server words it."""
    before = others[0].get("apiVersion")
    return Failed(f"conversion webhook for {before}, Kind={kind.name} failed: {why}")
