"""Schemas as the API server's internal Go types, as messages print them: with unset fields.

Upstream: the internal `JSONSchemaProps`, which has no JSON names.
"""

from collections.abc import Mapping, Sequence

from minik.light_typing import Any

Schema = Mapping[str, Any]
# Go's field → ours, and what it is when unset
FIELDS: Sequence[tuple[str, str, Any]] = (
    ("ID", "id", ""),
    ("Schema", "$schema", ""),
    ("Ref", "$ref", None),
    ("Description", "description", ""),
    ("Type", "type", ""),
    ("Nullable", "nullable", False),
    ("Format", "format", ""),
    ("Title", "title", ""),
    ("Default", "default", None),
    ("Maximum", "maximum", None),
    ("ExclusiveMaximum", "exclusiveMaximum", False),
    ("Minimum", "minimum", None),
    ("ExclusiveMinimum", "exclusiveMinimum", False),
    ("MaxLength", "maxLength", None),
    ("MinLength", "minLength", None),
    ("Pattern", "pattern", ""),
    ("MaxItems", "maxItems", None),
    ("MinItems", "minItems", None),
    ("UniqueItems", "uniqueItems", False),
    ("MultipleOf", "multipleOf", None),
    ("Enum", "enum", None),
    ("MaxProperties", "maxProperties", None),
    ("MinProperties", "minProperties", None),
    ("Required", "required", None),
    ("Items", "items", None),
    ("AllOf", "allOf", None),
    ("OneOf", "oneOf", None),
    ("AnyOf", "anyOf", None),
    ("Not", "not", None),
    ("Properties", "properties", None),
    ("AdditionalProperties", "additionalProperties", None),
    ("PatternProperties", "patternProperties", None),
    ("Dependencies", "dependencies", None),
    ("AdditionalItems", "additionalItems", None),
    ("Definitions", "definitions", None),
    ("ExternalDocs", "externalDocs", None),
    ("Example", "example", None),
    ("XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields", None),
    ("XEmbeddedResource", "x-kubernetes-embedded-resource", False),
    ("XIntOrString", "x-kubernetes-int-or-string", False),
    ("XListMapKeys", "x-kubernetes-list-map-keys", None),
    ("XListType", "x-kubernetes-list-type", None),
    ("XMapType", "x-kubernetes-map-type", None),
    ("XValidations", "x-kubernetes-validations", None),
)
LISTS, MAPS = ("AllOf", "OneOf", "AnyOf"), ("Properties", "PatternProperties", "Definitions")
SCHEMA_OR_BOOLEAN = ("AdditionalProperties", "AdditionalItems")
RULE_FIELDS = (
    ("Rule", "rule", ""),
    ("Message", "message", ""),
    ("MessageExpression", "messageExpression", ""),
    ("Reason", "reason", None),
    ("FieldPath", "fieldPath", ""),
    ("OptionalOldSelf", "optionalOldSelf", None),
)
# Fields allowed at the root with the status subresource, whose schema is cut out of the root.
AT_ROOT = (
    "Description",
    "Type",
    "Format",
    "Title",
    "Maximum",
    "ExclusiveMaximum",
    "Minimum",
    "ExclusiveMinimum",
    "MaxLength",
    "MinLength",
    "Pattern",
    "MaxItems",
    "MinItems",
    "UniqueItems",
    "MultipleOf",
    "Required",
    "Items",
    "Properties",
    "ExternalDocs",
    "Example",
    "XPreserveUnknownFields",
    "XValidations",
)


def internal_schema(schema: Schema) -> dict[str, Any]:
    """Return the whole schema with Go's field names."""
    return {go: internal_field(go, schema.get(ours, unset)) for go, ours, unset in FIELDS}


def internal_field(go: str, value: Any) -> Any:
    """Return one field of a schema, with nested schemas converted."""
    if value is None:
        return None
    if go == "Not":
        return internal_schema(value)
    if go in LISTS:
        return [internal_schema(item) for item in value]
    if go in MAPS:
        return {name: internal_schema(item) for name, item in sorted(value.items())}
    if go == "Items":
        return (
            {"Schema": None, "JSONSchemas": [internal_schema(item) for item in value]}
            if isinstance(value, list)
            else {"Schema": internal_schema(value), "JSONSchemas": None}
        )
    if go in SCHEMA_OR_BOOLEAN:
        return (
            {"Allows": value, "Schema": None}
            if isinstance(value, bool)
            else {"Allows": True, "Schema": internal_schema(value)}
        )
    if go == "Dependencies":
        return {
            name: {"Schema": None, "Property": item}
            if isinstance(item, list)
            else {"Schema": internal_schema(item), "Property": None}
            for name, item in sorted(value.items())
        }
    if go == "ExternalDocs":
        return {"Description": value.get("description", ""), "URL": value.get("url", "")}
    if go == "XValidations":
        return [
            {name: item.get(ours, unset) for name, ours, unset in RULE_FIELDS} for item in value
        ]
    return value


def has_fields_outside_root(schema: Schema) -> bool:
    """Whether a schema has fields at its root that are not allowed there."""
    return any(schema.get(ours, unset) != unset for go, ours, unset in FIELDS if go not in AT_ROOT)


def internal_versions(entries: Sequence[Schema], hoisted: frozenset[str]) -> list[dict[str, Any]]:
    """Return the versions of a definition; the fields in `hoisted` are left out."""
    return [internal_version(entry, hoisted) for entry in entries]


def internal_version(entry: Schema, hoisted: frozenset[str]) -> dict[str, Any]:
    """Return one version with Go's field names."""
    schema = (entry.get("schema") or {}).get("openAPIV3Schema")
    columns = [
        {
            "Name": column.get("name", ""),
            "Type": column.get("type", ""),
            "Format": column.get("format", ""),
            "Description": column.get("description", ""),
            "Priority": column.get("priority", 0),
            "JSONPath": column.get("jsonPath", ""),
        }
        for column in entry.get("additionalPrinterColumns") or ()
    ]
    return {
        "Name": entry.get("name", ""),
        "Served": bool(entry.get("served")),
        "Storage": bool(entry.get("storage")),
        "Deprecated": bool(entry.get("deprecated")),
        "DeprecationWarning": entry.get("deprecationWarning"),
        "Schema": None
        if "schema" in hoisted or entry.get("schema") is None
        else {"OpenAPIV3Schema": schema and internal_schema(schema)},
        "Subresources": None
        if "subresources" in hoisted or entry.get("subresources") is None
        else internal_subresources(entry["subresources"]),
        "AdditionalPrinterColumns": None
        if "additionalPrinterColumns" in hoisted or not columns
        else columns,
        "SelectableFields": None
        if "selectableFields" in hoisted
        else entry.get("selectableFields"),
    }


def internal_subresources(fields: Schema) -> dict[str, Any]:
    """Return subresources in the form of Go's internal type."""
    scale = fields.get("scale")
    return {
        "Status": None if fields.get("status") is None else {},
        "Scale": scale
        and {
            "SpecReplicasPath": scale.get("specReplicasPath", ""),
            "StatusReplicasPath": scale.get("statusReplicasPath", ""),
            "LabelSelectorPath": scale.get("labelSelectorPath"),
        },
    }
