"""CustomResourceDefinitions: defaults, names, versions, schemas, conversion; and the tables of the
resources that they define.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

import pytest

from minik import kinds
from minik.intake import registry
from minik.kinds import _custom
from minik.model import names
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
NOW = datetime(2026, 11, 23, 8, 12, 11, tzinfo=UTC)
(LABEL,) = names.label_1035("A b")
SCHEMA = "spec.validation.openAPIV3Schema"
SPEC = f"{SCHEMA}.properties[spec]"


def version(name: str = "v1", schema: Object | None = None, **fields: Any) -> Object:
    return {
        "name": name,
        "served": True,
        "storage": True,
        "schema": {"openAPIV3Schema": schema or {"type": "object"}},
        **fields,
    }


def definition(
    *versions: Object,
    name: str = "",
    annotations: Object | None = None,
    called: Object | None = None,
    **spec: Any,
) -> Object:
    plural = {"plural": "knights", "kind": "Knight", **(called or {})}
    whole = {
        "group": "example.com",
        "scope": "Namespaced",
        **spec,
        "names": plural,
        "versions": list(versions or (version(),)),
    }
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "spec": whole,
        "metadata": {
            "name": name or f"{plural['plural']}.{whole['group']}",
            **({"annotations": annotations} if annotations else {}),
        },
    }


def with_spec(**schema: Any) -> Object:
    """A definition of which only the schema of `spec` matters."""
    return definition(version(schema={"type": "object", "properties": {"spec": schema}}))


def test_names_follow_from_the_kind(admit: Admit) -> None:
    made, _ = admit(definition())
    assert made["spec"]["names"] == {
        "plural": "knights",
        "singular": "knight",
        "kind": "Knight",
        "listKind": "KnightList",
    }
    assert made["spec"]["conversion"] == {"strategy": "None"}


def test_every_version_that_was_stored_is_remembered(admit: Admit) -> None:
    assert admit(definition())[0]["status"]["storedVersions"] == ["v1"]
    newer = definition(version(storage=False), version("v2"))
    assert admit(newer, definition())[0]["status"]["storedVersions"] == ["v1", "v2"]


CASES: dict[str, tuple[Object, list[str]]] = {
    "a kind": (definition(), []),
    "its name tells plural and group": (
        definition(name="knights.other.com"),
        [
            'metadata.name: Invalid value: "knights.other.com": must be spec.names.plural+"."+spec.group'
        ],
    ),
    "a group is a domain": (
        definition(group="example"),
        ['spec.group: Invalid value: "example": should be a domain with at least one dot'],
    ),
    "a scope is known": (
        definition(scope="World"),
        ['spec.scope: Unsupported value: "World": supported values: "Cluster", "Namespaced"'],
    ),
    "names are labels": (
        definition(
            called={"kind": "A b", "listKind": "A b", "shortNames": ["A b"], "categories": ["A b"]}
        ),
        [
            f'spec.names.singular: Invalid value: "a b": {LABEL}',
            f'spec.names.kind: Invalid value: "A b": may have mixed case, but should otherwise match: {LABEL}',
            f'spec.names.listKind: Invalid value: "A b": may have mixed case, but should otherwise match: {LABEL}',
            f'spec.names.shortNames[0]: Invalid value: "A b": {LABEL}',
            'spec.names.listKind: Invalid value: "A b": kind and listKind may not be the same',
            f'spec.names.categories[0]: Invalid value: "A b": {LABEL}',
        ],
    ),
    "Kubernetes' groups are its own": (
        definition(group="x.k8s.io"),
        [
            "metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "
            '"api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111'
        ],
    ),
    "unless it approves": (
        definition(
            group="x.k8s.io",
            annotations={"api-approved.kubernetes.io": "https://github.com/k/k/pull/1"},
        ),
        [],
    ),
    "or one says it did not": (
        definition(
            group="x.k8s.io", annotations={"api-approved.kubernetes.io": "unapproved, a trial"}
        ),
        [],
    ),
    "there is a schema": (
        definition({"name": "v1", "served": True, "storage": True}),
        ["spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required"],
    ),
    "a warning is for what is going": (
        definition(version(deprecationWarning="")),
        [
            'spec.versions[0].deprecationWarning: Invalid value: "": can only be set for deprecated versions',
            'spec.versions[0].deprecationWarning: Invalid value: "": must not be an empty string',
        ],
    ),
    "columns are told in full": (
        definition(
            version(
                additionalPrinterColumns=[{"type": "text", "format": "hex", "jsonPath": "spec"}, {}]
            )
        ),
        [
            "spec.additionalPrinterColumns[0].name: Required value",
            'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
            'spec.additionalPrinterColumns[0].format: Invalid value: "hex": must be one of byte,date,date-time,double,float,int32,int64,'
            "password",
            'spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec": must be a simple json path starting with .',
            "spec.additionalPrinterColumns[1].name: Required value",
            "spec.additionalPrinterColumns[1].type: Required value: must be one of boolean,date,integer,number,string",
            "spec.additionalPrinterColumns[1].JSONPath: Required value",
        ],
    ),
    "replicas stand somewhere": (
        definition(
            version(
                subresources={"scale": {"specReplicasPath": "spec.n", "labelSelectorPath": ".x"}}
            )
        ),
        [
            'spec.subresources.scale.specReplicasPath: Invalid value: "spec.n": must be a simple json path starting with .',
            "spec.subresources.scale.statusReplicasPath: Required value",
            'spec.subresources.scale.labelSelectorPath: Invalid value: ".x": should be a json path under either .spec or .status',
        ],
    ),
    "fields to select by are there": (
        definition(version(selectableFields=[{"jsonPath": ".metadata.name"}, {"jsonPath": "x"}])),
        [
            'spec.selectableFields[0].jsonPath: Invalid value: ".metadata.name": is an invalid path: does not refer to a valid field',
            'spec.selectableFields[1].jsonPath: Invalid value: "x": is an invalid path: expected [ or . but got: x',
        ],
    ),
    "a conversion is somebody's": (
        definition(conversion={"strategy": "Webhook"}),
        [
            "spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook",
            "spec.conversion.conversionReviewVersions: Required value",
        ],
    ),
    "or nobody's": (
        definition(
            conversion={"strategy": "None", "webhook": {"conversionReviewVersions": ["v1"]}}
        ),
        [
            "spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook"
        ],
    ),
    "fields that nobody knows": (
        definition(preserveUnknownFields=True),
        [
            "spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in "
            "spec.versions[*].schema instead"
        ],
    ),
    "have no defaults": (
        definition(
            version(
                schema={
                    "type": "object",
                    "properties": {"spec": {"type": "string", "default": "a"}},
                }
            ),
            preserveUnknownFields=True,
        ),
        [
            "spec.preserveUnknownFields: Invalid value: true: must be false in order to use defaults in the schema",
            "spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in "
            "spec.versions[*].schema instead",
        ],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_it_is_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


@pytest.mark.parametrize(
    ("versions", "words"),
    [
        ((version(), version("v2")), "must have exactly one version marked as storage version"),
        ((version(storage=False),), "must have exactly one version marked as storage version"),
        ((version(), version(storage=False)), "must contain unique version names"),
    ],
)
def test_versions_differ_and_one_is_stored(
    refusals: Refusals, versions: tuple[Object, ...], words: str
) -> None:
    reason, *_ = refusals(definition(*versions))
    assert reason.startswith("spec.versions: Invalid value: [{")
    assert reason.endswith(f": {words}")


MAP = {"type": "array", "x-kubernetes-list-type": "map"}
SCHEMAS: dict[str, tuple[Object, list[str]]] = {
    "an object": ({"type": "object", "properties": {"name": {"type": "string"}}}, []),
    "a type": ({}, [f"{SPEC}.type: Required value: must not be empty for specified object fields"]),
    "types are known": (
        {"type": "text"},
        [
            f'{SPEC}.type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"'
        ],
    ),
    "nothing is no type": (
        {"type": "null"},
        [f"{SPEC}.type: Forbidden: type cannot be set to null, use nullable as an alternative"],
    ),
    "a list has one sort of element": (
        {"type": "array", "items": [{"type": "string"}]},
        [f"{SPEC}.items: Forbidden: items must be a schema object and not an array"],
    ),
    "what is left out": (
        {"type": "string", "$ref": "#/a", "uniqueItems": True},
        [
            f"{SPEC}.$ref: Forbidden: $ref is not supported",
            f"{SPEC}.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
        ],
    ),
    "fields with names, or of any": (
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "additionalProperties": {"type": "string"},
        },
        [
            f"{SPEC}.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive"
        ],
    ),
    "unknown fields are kept, or not": (
        {"type": "object", "x-kubernetes-preserve-unknown-fields": False},
        [
            f"{SPEC}.x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined"
        ],
    ),
    "a map of a list has keys": (
        MAP,
        [
            f"{SPEC}.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map",
            f"{SPEC}.items: Required value: must have a schema if x-kubernetes-list-type is map",
        ],
    ),
    "which are always there": (
        {
            **MAP,
            "x-kubernetes-list-map-keys": ["a", "b", "b"],
            "items": {
                "type": "object",
                "properties": {"a": {"type": "string"}, "b": {"type": "object"}},
                "required": ["b"],
            },
        },
        [
            f'{SPEC}.items.properties[b].type: Invalid value: "object": must be a scalar type if parent array\'s x-kubernetes-list-type is map',
            f'{SPEC}.items.properties[b].type: Invalid value: "object": must be a scalar type if parent array\'s x-kubernetes-list-type is map',
            f'{SPEC}.x-kubernetes-list-map-keys[2]: Invalid value: "b": must not contain duplicate entries',
            f"{SPEC}.items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or "
            "be a required property",
        ],
    ),
    "keys are for maps": (
        {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-map-keys": ["a"]},
        [
            f"{SPEC}.x-kubernetes-list-type: Required value: must be map if x-kubernetes-list-map-keys is non-empty"
        ],
    ),
    "sets are of whole things": (
        {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "object"}},
        [
            f"{SPEC}.items.x-kubernetes-map-type: Required value: must be atomic as item of a list with x-kubernetes-list-type=set"
        ],
    ),
    "only objects are maps": (
        {"type": "string", "x-kubernetes-map-type": "atomic"},
        [
            f'{SPEC}.type: Invalid value: "string": must be object if x-kubernetes-map-type is specified'
        ],
    ),
    "a rule says something, on one line": (
        {
            "type": "object",
            "x-kubernetes-validations": [
                {"rule": " "},
                {"rule": "true\n&& true"},
                {"rule": "true", "message": "a\nb", "reason": "Bad"},
            ],
        },
        [
            f"{SPEC}.x-kubernetes-validations[0].rule: Required value: rule is not specified",
            f"{SPEC}.x-kubernetes-validations[1].message: Required value: message must be specified if rule contains line breaks",
            f'{SPEC}.x-kubernetes-validations[2].message: Invalid value: "a\\nb": must not contain line breaks',
            f'{SPEC}.x-kubernetes-validations[2].reason: Unsupported value: "Bad": supported values: "FieldValueDuplicate", '
            '"FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"',
        ],
    ),
}


@pytest.mark.parametrize(("schema", "reasons"), SCHEMAS.values(), ids=SCHEMAS)
def test_a_schema_is_judged_field_by_field(
    refusals: Refusals, schema: Object, reasons: list[str]
) -> None:
    assert refusals(with_spec(**schema)) == reasons


def test_with_several_schemas_each_is_told_by_its_version(refusals: Refusals) -> None:
    wrong = version("v2", schema={"type": "object", "properties": {"a": {}}}, storage=False)
    assert refusals(definition(version(), wrong)) == [
        "spec.versions[1].schema.openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields"
    ]


def test_a_version_in_which_objects_are_stored_stays(refusals: Refusals) -> None:
    (reason,) = refusals(definition(version("v2")), definition())
    assert reason.startswith(
        'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage'
    )


COLUMNS: list[Object] = [
    {"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"},
    {"name": "Size", "type": "integer", "jsonPath": ".spec.size"},
    {"name": "Share", "type": "number", "jsonPath": ".spec.share"},
    {"name": "Ready", "type": "boolean", "jsonPath": ".status.ready"},
    {"name": "First", "type": "string", "jsonPath": ".spec.names[0]", "priority": 1},
    {"name": "All", "type": "string", "jsonPath": ".spec.names"},
]
ROWS: dict[str, tuple[Object, list[str]]] = {
    "all": (
        {
            "metadata": {"name": "a", "creationTimestamp": "2026-11-23T08:00:00Z"},
            "status": {"ready": True},
            "spec": {"size": 3, "share": 0.5, "names": ["x", "y"]},
        },
        ["a", "12m", "3", "0.5", "true", "x", '["x","y"]'],
    ),
    "exactly": (
        {"metadata": {"name": "a"}, "spec": {"size": 7.9, "share": 123456.789}},
        ["a", "", "7", "123456.789", "", "", ""],
    ),
    "nothing": ({"metadata": {"name": "a"}}, ["a", "", "", "", "", "", ""]),
    "of other types": (
        {
            "metadata": {"name": "a", "creationTimestamp": "soon"},
            "spec": {"size": "3", "share": True, "names": [1]},
            "status": {"ready": "yes"},
        },
        ["a", "<invalid>", "", "", "", "1", "[1]"],
    ),
}


@pytest.mark.parametrize(("given", "row"), ROWS.values(), ids=ROWS)
def test_a_resource_is_shown_as_its_definition_says(given: Object, row: list[str]) -> None:
    columns = _custom.columns({"additionalPrinterColumns": COLUMNS})
    assert [column.title for column in columns] == [
        "NAME",
        "AGE",
        "SIZE",
        "SHARE",
        "READY",
        "FIRST",
        "ALL",
    ]
    assert [column.wide for column in columns] == [False, False, False, False, False, True, False]
    assert [column.cell(given, NOW) for column in columns] == row


def test_without_columns_of_its_own_it_has_the_usual_ones() -> None:
    assert _custom.columns({}) == ()


OPEN: Object = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
KNIGHT: Object = {
    "apiVersion": "example.com/v1",
    "kind": "Knight",
    "metadata": {"name": "robin", "namespace": "default"},
}


@pytest.mark.parametrize(
    ("subresources", "change", "generation"),
    [
        ({}, {"metadata": {**KNIGHT["metadata"], "labels": {"a": "b"}}}, 1),
        ({}, {"spec": {"size": 1}}, 2),
        ({}, {"extra": 1}, 2),
        ({}, {"status": {"ready": True}}, 2),
        ({"status": {}}, {"spec": {"size": 1}}, 2),
        ({"status": {}}, {"status": {"ready": True}}, 1),
    ],
)
def test_a_resource_is_another_one_when_its_content_changes(
    subresources: Object, change: Object, generation: int
) -> None:
    kind = kinds.kind_of_definition(definition(version(schema=OPEN, subresources=subresources)))
    draft = Cluster(
        Objects(
            {
                "Namespace": {
                    "default": {
                        "apiVersion": "v1",
                        "kind": "Namespace",
                        "metadata": {"name": "default"},
                    }
                }
            }
        )
    ).draft()
    made, _ = registry.create(draft, kind, KNIGHT)
    changed, _ = registry.update(draft, kind, made, {**made, **change})
    assert (made["metadata"]["generation"], changed["metadata"]["generation"]) == (1, generation)
