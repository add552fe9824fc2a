"""Reviews: questions to the API server that are answered and forgotten."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik import kinds
from minik.intake import registry
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]


def review(kind: str, group: str = "authorization", **fields: Any) -> Object:
    return {"apiVersion": f"{group}.k8s.io/v1", "kind": kind, "metadata": {}, **fields}


def access(kind: str = "SubjectAccessReview", **spec: Any) -> Object:
    return review(kind, spec=spec)


PODS: Object = {"resourceAttributes": {"verb": "get", "resource": "pods"}}
PATH: Object = {"nonResourceAttributes": {"path": "/healthz", "verb": "get"}}
WHOM = 'spec.user: Invalid value: "": at least one of user or group must be specified'
ANSWERS: dict[str, tuple[Object, Object]] = {
    "who am I": (
        review("SelfSubjectReview", "authentication"),
        {
            "userInfo": {
                "username": "admin",
                "uid": "admin",
                "groups": ["system:masters", "system:authenticated"],
            }
        },
    ),
    "what may I do": (
        review("SelfSubjectRulesReview", spec={"namespace": "default"}),
        {
            "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
            "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
            "incomplete": False,
        },
    ),
    "whose is this": (
        review("TokenReview", "authentication", spec={"token": "x"}),
        {"error": "invalid bearer token"},
    ),
    "may I": (access("SelfSubjectAccessReview", **PODS), {"allowed": True}),
    "may an administrator": (access(groups=["system:masters"], **PODS), {"allowed": True}),
    "may anyone": (access(user="jane", **PODS), {"allowed": False}),
    "may anyone here": (
        access(
            "LocalSubjectAccessReview",
            user="jane",
            resourceAttributes={"namespace": "default", "verb": "get"},
        ),
        {"allowed": False},
    ),
}


@pytest.mark.parametrize(("question", "answer"), ANSWERS.values(), ids=ANSWERS)
def test_a_question_is_answered(admit: Admit, question: Object, answer: Object) -> None:
    assert admit(question)[0]["status"] == answer


def test_a_question_is_not_kept() -> None:
    draft = Cluster(Objects()).draft()
    registry.create(
        draft, kinds.kind_of_key("SelfSubjectReview"), review("SelfSubjectReview", "authentication")
    )
    assert draft.changes == {}


CASES: dict[str, tuple[Object, list[str]]] = {
    "about something": (
        access(user="jane"),
        [
            "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified"
        ],
    ),
    "about one thing": (
        access("SelfSubjectAccessReview", **PODS, **PATH),
        [
            'spec.nonResourceAttributes: Invalid value: {"Path":"/healthz","Verb":"get"}: cannot be specified in combination with '
            "resourceAttributes"
        ],
    ),
    "about somebody": (access(**PATH), [WHOM]),
    "about some objects in one way": (
        access(
            user="jane",
            resourceAttributes={"labelSelector": {"rawSelector": "a", "requirements": [{}]}},
        ),
        [
            'spec.resourceAttributes.labelSelector.rawSelector: Invalid value: "a": may not specified at the same time as requirements'
        ],
    ),
    "here means here": (
        access("LocalSubjectAccessReview", user="jane", resourceAttributes={"namespace": "other"}),
        [
            'spec.resourceAttributes.namespace: Invalid value: "other": must match metadata.namespace'
        ],
    ),
    "and a path is nowhere": (
        access("LocalSubjectAccessReview", user="jane", **PATH),
        [
            'spec.nonResourceAttributes: Invalid value: {"Path":"/healthz","Verb":"get"}: disallowed on this kind of request'
        ],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_they_are_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons
