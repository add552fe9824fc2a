"""Schemas as the server's own types hold them: so they stand in messages, every field told, set or not.

Upstream: the internal `JSONSchemaProps`, which has no JSON names of its own.
"""
from collections.abc import Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]
# Go's field → ours, and what it is when unset
FIELDS: Sequence[tuple[str, str, Any]] = (
    ("ID", "id", ""), ("Schema", "$schema", ""), ("Ref", "$ref", None), ("Description", "description", ""), ("Type", "type", ""),
    ("Nullable", "nullable", False), ("Format", "format", ""), ("Title", "title", ""), ("Default", "default", None),
    ("Maximum", "maximum", None),
    ("ExclusiveMaximum", "exclusiveMaximum", False), ("Minimum", "minimum", None), ("ExclusiveMinimum", "exclusiveMinimum", False),
    ("MaxLength", "maxLength", None), ("MinLength", "minLength", None), ("Pattern", "pattern", ""), ("MaxItems", "maxItems", None),
    ("MinItems", "minItems", None), ("UniqueItems", "uniqueItems", False), ("MultipleOf", "multipleOf", None), ("Enum", "enum", None),
    ("MaxProperties", "maxProperties", None), ("MinProperties", "minProperties", None), ("Required", "required", None),
    ("Items", "items", None),
    ("AllOf", "allOf", None), ("OneOf", "oneOf", None), ("AnyOf", "anyOf", None), ("Not", "not", None), ("Properties", "properties", None),
    ("AdditionalProperties", "additionalProperties", None), ("PatternProperties", "patternProperties", None),
    ("Dependencies", "dependencies", None), ("AdditionalItems", "additionalItems", None), ("Definitions", "definitions", None),
    ("ExternalDocs", "externalDocs", None), ("Example", "example", None),
    ("XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields", None),
    ("XEmbeddedResource", "x-kubernetes-embedded-resource", False),
    ("XIntOrString", "x-kubernetes-int-or-string", False), ("XListMapKeys", "x-kubernetes-list-map-keys", None),
    ("XListType", "x-kubernetes-list-type", None), ("XMapType", "x-kubernetes-map-type", None),
    ("XValidations", "x-kubernetes-validations", None),
)
LISTS, MAPS = ("AllOf", "OneOf", "AnyOf"), ("Properties", "PatternProperties", "Definitions")
MAYBE = ("AdditionalProperties", "AdditionalItems")
RULE = (("Rule", "rule", ""), ("Message", "message", ""), ("MessageExpression", "messageExpression", ""), ("Reason", "reason", None),
        ("FieldPath", "fieldPath", ""), ("OptionalOldSelf", "optionalOldSelf", None))
# What may stand at the root where status is a subresource: the schema of a status is cut out of it.
AT_ROOT = ("Description", "Type", "Format", "Title", "Maximum", "ExclusiveMaximum", "Minimum", "ExclusiveMinimum", "MaxLength", "MinLength",
           "Pattern", "MaxItems", "MinItems", "UniqueItems", "MultipleOf", "Required", "Items", "Properties", "ExternalDocs", "Example",
           "XPreserveUnknownFields", "XValidations")


def internal(schema: Schema) -> dict[str, Any]:
    """The whole schema under Go's names."""
    return {go: field(go, schema.get(ours, unset)) for go, ours, unset in FIELDS}


def field(go: str, value: Any) -> Any:
    """One field of a schema: the schemas in it are told whole, too."""
    if value is None:
        return None
    if go == "Not":
        return internal(value)
    if go in LISTS:
        return [internal(one) for one in value]
    if go in MAPS:
        return {name: internal(one) for name, one in sorted(value.items())}
    if go == "Items":
        return {"Schema": None, "JSONSchemas": [internal(one) for one in value]} if isinstance(value, list) else {
            "Schema": internal(value), "JSONSchemas": None}
    if go in MAYBE:
        return {"Allows": value, "Schema": None} if isinstance(value, bool) else {"Allows": True, "Schema": internal(value)}
    if go == "Dependencies":
        return {name: {"Schema": None, "Property": one} if isinstance(one, list) else {"Schema": internal(one), "Property": None}
                for name, one in sorted(value.items())}
    if go == "ExternalDocs":
        return {"Description": value.get("description", ""), "URL": value.get("url", "")}
    if go == "XValidations":
        return [{name: one.get(ours, unset) for name, ours, unset in RULE} for one in value]
    return value


def out_of_root(schema: Schema) -> bool:
    """Whether a schema has something at its root that may not stand there."""
    return any(schema.get(ours, unset) != unset for go, ours, unset in FIELDS if go not in AT_ROOT)


def versions(found: Sequence[Schema], hoisted: frozenset[str]) -> list[dict[str, Any]]:
    """The versions of a definition; what all have in common stands elsewhere."""
    return [version(one, hoisted) for one in found]


def version(one: Schema, hoisted: frozenset[str]) -> dict[str, Any]:
    """One version, as Go prints it."""
    schema = (one.get("schema") or {}).get("openAPIV3Schema")
    columns = [{"Name": column.get("name", ""), "Type": column.get("type", ""), "Format": column.get("format", ""),
                "Description": column.get("description", ""), "Priority": column.get("priority", 0), "JSONPath": column.get("jsonPath", "")}
               for column in one.get("additionalPrinterColumns") or ()]
    return {
        "Name": one.get("name", ""), "Served": bool(one.get("served")), "Storage": bool(one.get("storage")),
        "Deprecated": bool(one.get("deprecated")), "DeprecationWarning": one.get("deprecationWarning"),
        "Schema": None if "schema" in hoisted or one.get("schema") is None else {"OpenAPIV3Schema": schema and internal(schema)},
        "Subresources": None if "subresources" in hoisted or one.get("subresources") is None else subresources(one["subresources"]),
        "AdditionalPrinterColumns": None if "additionalPrinterColumns" in hoisted or not columns else columns,
        "SelectableFields": None if "selectableFields" in hoisted else one.get("selectableFields")}


def subresources(found: Schema) -> dict[str, Any]:
    scale = found.get("scale")
    return {"Status": None if found.get("status") is None else {}, "Scale": scale and {
        "SpecReplicasPath": scale.get("specReplicasPath", ""), "StatusReplicasPath": scale.get("statusReplicasPath", ""),
        "LabelSelectorPath": scale.get("labelSelectorPath")}}
