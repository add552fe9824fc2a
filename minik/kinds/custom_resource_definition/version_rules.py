"""Rules for the versions of a CustomResourceDefinition and the fields they have in common.

Upstream rule: apiextensions `validateCustomResourceDefinitionVersion` and what it calls.
"""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds.custom_resource_definition import go_schema
from minik.kinds.custom_resource_definition.default_rules import default_problems
from minik.kinds.custom_resource_definition.schemas import UNSUPPORTED, schema_problems
from minik.kinds.custom_resource_definition.structure import structure_problems
from minik.kinds.structural_schemas import has_rules
from minik.light_typing import Any
from minik.model import names
from minik.model.problem import duplicate, forbidden, invalid, required, too_many

Spec = Mapping[str, Any]
COLUMN_TYPES = ("boolean", "date", "integer", "number", "string")
SELECTABLE_TYPES, MOST_SELECTABLE = ("string", "boolean", "integer"), 8
NOT_SELECTABLE = "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."
COLUMN_FORMATS = ("byte", "date", "date-time", "double", "float", "int32", "int64", "password")


def has_default(version: Spec) -> bool:
    """Whether a version's schema has a default anywhere."""
    return schema_has_default((version.get("schema") or {}).get("openAPIV3Schema") or {})


def schema_has_default(schema: Spec) -> bool:
    """Whether a schema, or a schema within it, has a default."""
    inner = [
        *(schema.get("properties") or {}).values(),
        schema.get("items"),
        schema.get("additionalProperties"),
    ]
    return schema.get("default") is not None or any(
        schema_has_default(part) for part in inner if isinstance(part, Mapping)
    )


def label_problems(path: str, text: str | None, prefix: str = "") -> Iterator[Problem]:
    """Yield at most one problem, with all that is wrong with a name that has to be a DNS label."""
    wrong = ",".join(names.label_1035(text.lower() if prefix else text)) if text else ""
    if wrong:
        yield invalid(path, text, prefix + wrong)


def version_problems(
    path: str, version: Spec, common: frozenset[str], *, unchanged: bool = False
) -> Iterator[Problem]:
    """Yield the problems of one version, except those of the fields in `common`."""
    yield from label_problems(f"{path}.name", version.get("name") or "")
    warning = version.get("deprecationWarning")
    if warning is not None and not version.get("deprecated"):
        yield invalid(
            f"{path}.deprecationWarning", warning, "can only be set for deprecated versions"
        )
    if warning == "":
        yield invalid(f"{path}.deprecationWarning", warning, "must not be an empty string")
    if "schema" not in common:
        yield from content_problems(f"{path}.schema", version, unchanged=unchanged)
    if "subresources" not in common:
        yield from scale_problems(f"{path}.subresources", version)
    if "additionalPrinterColumns" not in common:
        yield from columns_problems(f"{path}.additionalPrinterColumns", version)
    if "selectableFields" not in common:
        yield from selectable_problems(path, version)


def common_problems(
    version: Spec, common: frozenset[str], *, unchanged: bool = False
) -> Iterator[Problem]:
    """Yield the problems of the fields that all versions have in common."""
    if "schema" in common:
        yield from content_problems("spec.validation", version, unchanged=unchanged)
    if "subresources" in common:
        yield from scale_problems("spec.subresources", version)
    if "additionalPrinterColumns" in common:
        yield from columns_problems("spec.additionalPrinterColumns", version)
    if "selectableFields" in common:
        yield from selectable_problems("spec", version)


def content_problems(path: str, version: Spec, *, unchanged: bool = False) -> Iterator[Problem]:
    """Yield the problems of a version's schema; of one that is `unchanged` rules may cost what they do."""
    schema = (version.get("schema") or {}).get("openAPIV3Schema")
    if schema is None:
        return
    path = f"{path}.openAPIV3Schema"
    wrong = list(
        root_problems(path, schema, (version.get("subresources") or {}).get("status") is not None)
    )
    wrong += schema_problems(path, schema)
    yield from wrong
    if not any(
        problem.field.endswith(("items", "$ref", "definitions", "dependencies"))
        for problem in wrong
    ):
        unstructured = list(structure_problems(path, schema))
        if not wrong and not unstructured:
            unstructured = list(default_problems(path, schema))
        yield from unstructured
        if not unstructured and has_rules(schema):
            from minik.kinds.custom_resource_definition import expressions  # noqa: PLC0415 only where there are rules

            yield from expressions.expression_problems(path, schema, wrong, unchanged=unchanged)


def root_problems(path: str, schema: Spec, with_status: bool) -> Iterator[Problem]:
    """Yield the problems of a schema's root; few fields are allowed with the status subresource."""
    if with_status and go_schema.has_fields_outside_root(schema):
        yield invalid(
            path,
            go_schema.internal_schema(schema),
            f"only [{' '.join(go_schema.AT_ROOT)}] fields are allowed at the root of the schema "
            "if the status subresource is enabled",
        )
    elif with_status and schema.get("type") not in (None, "", "object"):
        yield invalid(
            f"{path}.type",
            schema["type"],
            'only "object" is allowed as the type at the root of the schema if the status subresource is enabled',
        )
    if schema.get("nullable"):
        yield forbidden(f"{path}.nullable", "nullable cannot be true at the root")


def simple_path_problems(path: str, text: str) -> Iterator[Problem]:
    if not text.startswith("."):
        yield invalid(path, text, "must be a simple json path starting with .")


def scale_problems(path: str, version: Spec) -> Iterator[Problem]:
    """Yield the problems of the paths of the scale subresource."""
    scale = (version.get("subresources") or {}).get("scale")
    if scale is None:
        return
    for field, root in (("specReplicasPath", ".spec"), ("statusReplicasPath", ".status")):
        where, text = f"{path}.scale.{field}", scale.get(field) or ""
        wrong = list(simple_path_problems(where, text)) if text else [required(where)]
        yield from wrong
        if not wrong and not text.startswith(f"{root}."):
            yield invalid(where, text, f"should be a json path under {root}")
    where, text = f"{path}.scale.labelSelectorPath", scale.get("labelSelectorPath") or ""
    if text and not text.startswith("."):
        yield from simple_path_problems(where, text)
    elif text and not text.startswith((".spec.", ".status.")):
        yield invalid(where, text, "should be a json path under either .spec or .status")


def columns_problems(path: str, version: Spec) -> Iterator[Problem]:
    for index, column in enumerate(version.get("additionalPrinterColumns") or ()):
        where, kind, form, text = (
            f"{path}[{index}]",
            column.get("type"),
            column.get("format"),
            column.get("jsonPath") or "",
        )
        if not column.get("name"):
            yield required(f"{where}.name")
        if not kind:
            yield required(f"{where}.type", f"must be one of {','.join(COLUMN_TYPES)}")
        elif kind not in COLUMN_TYPES:
            yield invalid(f"{where}.type", kind, f"must be one of {','.join(COLUMN_TYPES)}")
        if form and form not in COLUMN_FORMATS:
            yield invalid(f"{where}.format", form, f"must be one of {','.join(COLUMN_FORMATS)}")
        yield from (
            simple_path_problems(f"{where}.JSONPath", text)
            if text
            else (required(f"{where}.JSONPath"),)
        )


def selectable_problems(path: str, version: Spec) -> Iterator[Problem]:
    """Yield the problems of selectableFields."""
    schema = (version.get("schema") or {}).get("openAPIV3Schema") or {}
    fields = [field.get("jsonPath") or "" for field in version.get("selectableFields") or ()]
    unsupported = next(
        (field for field in UNSUPPORTED if schema.get(field) not in (None, "", {})), None
    )
    if fields and unsupported:
        yield invalid(
            f"{path}.schema.openAPIV3Schema",
            "",
            f"OpenAPIV3Schema '{unsupported}' is not supported",
        )
    if not fields:
        return
    from minik.kinds._field_paths import PathError, parse_path  # noqa: PLC0415 few select by fields

    seen = set[str]()
    for index, text in enumerate(fields):
        where = f"{path}.selectableFields[{index}].jsonPath"
        if not text:
            yield required(where)
            continue
        try:
            found = parse_path(text, schema, arrays=False)
        except PathError as wrong:
            yield invalid(where, text, f"is an invalid path: {wrong}")
            continue
        if found.text.partition(".")[0] == "metadata":
            yield invalid(where, text, "must not point to fields in metadata")
        if found.schema.get("type") not in SELECTABLE_TYPES:
            yield invalid(where, text, NOT_SELECTABLE)
        if found.text in seen:
            yield duplicate(where, text)
        seen.add(found.text)
    if len(seen) > MOST_SELECTABLE:
        yield too_many(f"{path}.selectableFields", len(seen), MOST_SELECTABLE)
