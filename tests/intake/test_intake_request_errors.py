"""Errors that many requests share: in Go's words for JSON, and about what a request was based on."""

from typing import Any

import pytest

from minik.errors import Conflict
from minik.intake import request_errors
from minik.kinds import kind_of_key
from minik.model.object import Object

NO_KIND = 'no kind "{}" is registered for version "{}" in scheme "{}"'
LEGACY = "pkg/api/legacyscheme/scheme.go:30"
EXTENSIONS = "k8s.io/apiextensions-apiserver/pkg/apiserver/apiserver.go:55"


@pytest.mark.parametrize(
    ("value", "word"),
    [(True, "bool"), (1, "number"), (1.5, "number"), ("a", "string"), ([], "array"),
     ({}, "object"), (None, "object")],
)  # fmt: skip
def test_a_value_has_the_name_of_its_type_in_go(value: Any, word: str) -> None:
    assert request_errors.go_type(value) == word


@pytest.mark.parametrize(
    ("kind", "version", "name", "why"),
    [
        ("ConfigMap", "v1", "Pod", "converting (v1.Pod) to (core.ConfigMap): unknown conversion"),
        ("ConfigMap", "v1", "PodList",
         "converting (v1.PodList) to (core.ConfigMap): unknown conversion"),
        ("ConfigMap", "v1", "List", "converting (v1.List) to (core.ConfigMap): unknown conversion"),
        ("Deployment", "v1", "Pod", "converting (v1.Pod) to (apps.Deployment): unknown conversion"),
        ("Ingress", "apps/v1", "Deployment",
         "converting (v1.Deployment) to (networking.Ingress): unknown conversion"),
        ("ConfigMap", "v1", "Thing", NO_KIND.format("Thing", "v1", LEGACY)),
        ("ConfigMap", "v1", "ThingList", NO_KIND.format("ThingList", "v1", LEGACY)),
        ("ConfigMap", "v2", "Pod", NO_KIND.format("Pod", "v2", LEGACY)),
        ("CustomResourceDefinition", "v1", "Pod", NO_KIND.format("Pod", "v1", EXTENSIONS)),
        ("CustomResourceDefinition", "apiextensions.k8s.io/v1", "Thing",
         NO_KIND.format("Thing", "apiextensions.k8s.io/v1", LEGACY)),
    ],
)  # fmt: skip
def test_another_kind_cannot_be_decoded(kind: str, version: str, name: str, why: str) -> None:
    assert request_errors.wrong_kind(kind_of_key(kind), version, name) == why


CURRENT: Object = {"metadata": {"name": "a", "uid": "u", "resourceVersion": "7"}}
START = 'Operation cannot be fulfilled on deployments.apps "a": '
MODIFIED = (
    "the object has been modified; please apply your changes to the latest version and try again"
)


@pytest.mark.parametrize(
    "stated",
    [{}, {"uid": "u"}, {"uid": ""}, {"resourceVersion": "7"}, {"resourceVersion": ""},
     {"resourceVersion": "0"}, {"uid": "u", "resourceVersion": "7"}],
)  # fmt: skip
def test_conditions_that_hold(stated: Object) -> None:
    request_errors.check_preconditions(kind_of_key("Deployment"), stated, CURRENT)


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        ({"uid": "v"},
         "Precondition failed: UID in precondition: v, UID in object meta: u"),
        ({"uid": "v", "resourceVersion": "7"},
         "Precondition failed: UID in precondition: v, UID in object meta: u"),
        ({"resourceVersion": "6"}, MODIFIED),
        ({"uid": "u", "resourceVersion": "8"}, MODIFIED),
    ],
)  # fmt: skip
def test_conditions_that_do_not(stated: Object, why: str) -> None:
    kind = kind_of_key("Deployment")
    with pytest.raises(Conflict) as refused:
        request_errors.check_preconditions(kind, stated, CURRENT)
    assert refused.value.message == START + why
    assert refused.value.written == (kind, CURRENT, False)
