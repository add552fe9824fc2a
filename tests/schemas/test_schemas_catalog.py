"""The bundle: every built-in kind has a schema, every reference leads somewhere, and the right
versions are served.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from minik import schemas
from minik.kinds import all_kinds, find_served_kind
from minik.schemas.go_types import Type, parse_type

ROWS = {f"{row['group']}/{row['kind']}": row for row in schemas.catalog()}
WORDS = {
    "type",
    "$ref",
    "additionalProperties",
    "properties",
    "items",
    "format",
    "required",
    "enum",
    "oneOf",
    "const",
    "patchStrategy",
    "patchMergeKey",
    "listType",
    "listMapKeys",
    "mapType",
    "intOrString",
    "preserveUnknown",
    "go",
    "embed",
    "keep",
    "always",
    "null",
}


def references(schema: Any) -> Iterator[str]:
    return iter(re.findall(r'"\$ref": "([^"]+)"', json.dumps(schema)))


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_every_kind_has_a_schema_in_every_version(row: Any) -> None:
    for definition in row["versions"].values():
        waiting, seen = [definition], set()
        while waiting:
            name = waiting.pop()
            seen.add(name)
            schema = schemas.definition(name)
            assert set(schema) <= WORDS
            waiting += [other for other in references(schema) if other not in seen]
        assert {"apiVersion", "kind"} <= set(schemas.definition(definition)["properties"])


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [
        ("v1", "Service"),
        ("apps/v1", "Deployment"),
        ("discovery.k8s.io/v1", "EndpointSlice"),
        ("networking.k8s.io/v1", "ServiceCIDR"),
        ("autoscaling/v1", "HorizontalPodAutoscaler"),
        ("autoscaling/v2", "HorizontalPodAutoscaler"),
        ("events.k8s.io/v1", "Event"),
        ("resource.k8s.io/v1", "ResourceClaim"),
        ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"),
        ("v1", "ComponentStatus"),
        ("apiregistration.k8s.io/v1", "APIService"),
        ("authorization.k8s.io/v1", "SelfSubjectAccessReview"),
        ("v1", "Binding"),
    ],
)
def test_what_a_cluster_serves(api_version: str, kind: str) -> None:
    assert find_served_kind(api_version, kind) is not None


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [
        ("extensions/v1beta1", "Ingress"),
        ("policy/v1beta1", "PodSecurityPolicy"),
        ("policy/v1beta1", "PodDisruptionBudget"),
        ("v1", "List"),
        ("batch/v1beta1", "CronJob"),
        ("apps/v1beta2", "Deployment"),
        ("v1", "ConfigMapList"),
        ("v1", "Status"),
        ("v1", "PodExecOptions"),
        ("autoscaling/v1", "Scale"),
        ("policy/v1", "Eviction"),
        ("authentication.k8s.io/v1", "TokenRequest"),
        ("v1", "RangeAllocation"),
        ("internal.apiserver.k8s.io/v1alpha1", "StorageVersion"),
        ("networking.k8s.io/v1beta1", "IPAddress"),
        ("apps/v1", "Service"),
        ("admission.k8s.io/v1", "AdmissionReview"),
        ("resource.k8s.io/v1beta1", "ResourceClaim"),
        ("v2", "Service"),
        ("", "Service"),
    ],
)
def test_what_no_cluster_serves_by_default(api_version: str, kind: str) -> None:
    assert find_served_kind(api_version, kind) is None


def test_kinds_are_called_by_names_of_their_own() -> None:
    words = [f"{word}.{kind.group}" for kind in all_kinds() for word in {kind.plural, *kind.short}]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("definition", "field", "facts"),
    [
        ("api.core.v1.ServicePort", "protocol", {"go": "v1.Protocol"}),
        ("api.core.v1.ServicePort", "port", {"always": True}),
        ("api.core.v1.ServicePort", "targetPort", {"always": True, "keep": True}),
        ("api.core.v1.ServicePort", "name", {}),
        ("api.core.v1.Volume", "fc", {"embed": "VolumeSource", "keep": True}),
        ("api.core.v1.PodSpec", "containers", {"always": True, "null": True}),
        (
            "api.admissionregistration.v1.NamedRuleWithOperations",
            "apiGroups",
            {"embed": "RuleWithOperations.Rule"},
        ),
        (
            "apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec",
            "scope",
            {"go": "v1.ResourceScope", "always": True},
        ),
        ("apimachinery.pkg.apis.meta.v1.ObjectMeta", "creationTimestamp", {"keep": True}),
        ("api.core.v1.ResourceRequirements", "limits", {"go": "v1.ResourceList"}),
    ],
)
def test_the_bundle_knows_what_only_go_knows(definition: str, field: str, facts: Any) -> None:
    part = schemas.definition(f"io.k8s.{definition}")["properties"][field]
    assert {
        word: part[word] for word in ("go", "embed", "keep", "always", "null") if word in part
    } == facts


@pytest.mark.parametrize(
    ("schema", "go"),
    [
        ({"$ref": "io.k8s.api.core.v1.ServiceSpec"}, "v1.ServiceSpec"),
        ({"type": ["array", "null"], "items": {"type": "string"}}, "[]string"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "map[string]string"),
        ({"type": ["integer", "null"], "format": "int32"}, "int32"),
        ({"type": "integer"}, "int64"),
        ({"type": "string", "format": "byte"}, "[]uint8"),
        ({"type": "boolean"}, "bool"),
        ({}, "any"),
        ({"type": "number", "format": "double"}, "float64"),
        ({"type": "string", "go": "v1.Protocol"}, "v1.Protocol"),
    ],
)
def test_most_go_types_follow_from_the_schema(schema: Any, go: str) -> None:
    assert schemas.go_type(schema) == go


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("int32", Type("int32", "int32")),
        ("v1.Scope=string", Type("v1.Scope", "string")),
        ("v1.Spec", Type("v1.Spec", "struct")),
        ("*string", Type("*string", "pointer", Type("string", "string"))),
        ("[]uint8", Type("[]uint8", "slice", Type("uint8", "uint8"))),
        ("map[string]v1.Part", Type("map[string]v1.Part", "map", Type("v1.Part", "struct"))),
        ("v1.Rules=[]v1.Rule", Type("v1.Rules", "slice", Type("v1.Rule", "struct"))),
    ],
)
def test_go_types_are_read_as_go_spells_them(text: str, found: Type) -> None:
    assert parse_type(text) == found
