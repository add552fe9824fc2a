"""Rules for CustomResourceDefinitions. Upstream rules: apiextensions `validation.go`.

As upstream, a field that is the same in all versions (schema, subresources, columns, selectable
fields) is moved to the top of the spec, and validated and reported there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_choice, check_immutable
from minik.kinds._webhook import client_problems, review_problems
from minik.kinds.custom_resource_definition import go_schema
from minik.kinds.custom_resource_definition.schemas import UNSUPPORTED, schema_problems
from minik.kinds.custom_resource_definition.structure import structure_problems
from minik.model import names
from minik.model.object import Object, annotations, read
from minik.model.problem import duplicate, forbidden, invalid, required

Spec = Mapping[str, Any]
COMMON = ("schema", "subresources", "additionalPrinterColumns", "selectableFields")
COLUMN_TYPES = ("boolean", "date", "integer", "number", "string")
COLUMN_FORMATS = ("byte", "date", "date-time", "double", "float", "int32", "int64", "password")
PLURAL_RULE = 'must be spec.names.plural+"."+spec.group'
APPROVAL_ANNOTATION = "api-approved.kubernetes.io"
SEE_APPROVAL = "see https://github.com/kubernetes/enhancements/pull/1111"
UNKNOWN_FIELDS = "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"


def problems(definition: Object) -> Iterator[Problem]:
    spec = definition.get("spec") or {}
    full_name = f"{read(spec, 'names.plural', '')}.{spec.get('group') or ''}"

    def rule(text: str) -> Iterator[str]:
        yield from names.subdomain(text)
        if text != full_name:
            yield PLURAL_RULE

    yield from metadata_problems(definition, rule, False, standard_finalizers=False)
    yield from spec_problems(spec)
    if not read(definition, "status.storedVersions"):
        yield invalid("status.storedVersions", None, "must have at least one stored version")
    yield from approval_problems(
        spec.get("group") or "", annotations(definition).get(APPROVAL_ANNOTATION)
    )
    if spec.get("preserveUnknownFields"):
        yield invalid("spec.preserveUnknownFields", True, UNKNOWN_FIELDS)


def spec_problems(spec: Spec) -> Iterator[Problem]:
    """Yield the problems of the spec."""
    versions = spec.get("versions") or []
    common = frozenset(
        field
        for field in COMMON
        if versions and all(entry.get(field) == versions[0].get(field) for entry in versions)
    )
    yield from group_problems(spec.get("group") or "")
    yield from (
        check_choice("spec.scope", spec.get("scope"), ("Cluster", "Namespaced"))
        if spec.get("scope")
        else (required("spec.scope"),)
    )
    for index, version in enumerate(versions):
        if (version.get("schema") or {}).get("openAPIV3Schema") is None:
            yield required(f"spec.versions[{index}].schema.openAPIV3Schema", "schemas are required")
    if spec.get("preserveUnknownFields") and any(has_default(version) for version in versions):
        yield invalid(
            "spec.preserveUnknownFields",
            True,
            "must be false in order to use defaults in the schema",
        )
    for index, version in enumerate(versions):
        yield from version_problems(f"spec.versions[{index}]", version, common)
    yield from versions_problems(versions, common)
    yield from names_problems(spec.get("names") or {})
    yield from common_problems(versions[0] if versions else {}, common)
    yield from conversion_problems(spec)


def group_problems(group: str) -> Iterator[Problem]:
    """Yield the problems of the group: a subdomain with at least one dot."""
    wrong = ",".join(names.subdomain(group)) if group else ""
    if not group:
        yield required("spec.group")
    elif wrong:
        yield invalid("spec.group", group, wrong)
    elif "." not in group:
        yield invalid("spec.group", group, "should be a domain with at least one dot")


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


def version_problems(path: str, version: Spec, common: frozenset[str]) -> Iterator[Problem]:
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
        yield from content_problems(f"{path}.schema", version)
    if "subresources" not in common:
        yield from scale_problems(f"{path}.subresources", version)
    if "additionalPrinterColumns" not in common:
        yield from columns_problems(f"{path}.additionalPrinterColumns", version)
    if "selectableFields" not in common:
        yield from selectable_problems(path, version)


def versions_problems(versions: Sequence[Spec], common: frozenset[str]) -> Iterator[Problem]:
    """Yield the problems of the list of versions: unique names, and exactly one storage version."""
    version_names = [version.get("name") for version in versions]
    if len(set(version_names)) != len(version_names):
        yield invalid(
            "spec.versions",
            go_schema.internal_versions(versions, common),
            "must contain unique version names",
        )
    if sum(bool(version.get("storage")) for version in versions) != 1:
        yield invalid(
            "spec.versions",
            go_schema.internal_versions(versions, common) or None,
            "must have exactly one version marked as storage version",
        )
    if versions:
        yield from label_problems("spec.version", versions[0].get("name"))


def names_problems(definition_names: Spec) -> Iterator[Problem]:
    """Yield the problems of the names of a kind, which all have to be DNS labels."""
    yield from (
        required(f"spec.names.{field}")
        for field in ("plural", "singular", "kind", "listKind")
        if not definition_names.get(field)
    )
    for field in ("plural", "singular"):
        yield from label_problems(f"spec.names.{field}", definition_names.get(field))
    for field in ("kind", "listKind"):
        yield from label_problems(
            f"spec.names.{field}",
            definition_names.get(field),
            "may have mixed case, but should otherwise match: ",
        )
    for index, name in enumerate(definition_names.get("shortNames") or ()):
        yield from label_problems(f"spec.names.shortNames[{index}]", name)
    if definition_names.get("kind") and definition_names.get("kind") == definition_names.get(
        "listKind"
    ):
        yield invalid(
            "spec.names.listKind",
            definition_names["listKind"],
            "kind and listKind may not be the same",
        )
    for index, name in enumerate(definition_names.get("categories") or ()):
        yield from label_problems(f"spec.names.categories[{index}]", name)


def common_problems(version: Spec, common: frozenset[str]) -> Iterator[Problem]:
    """Yield the problems of the fields that all versions have in common."""
    if "schema" in common:
        yield from content_problems("spec.validation", version)
    if "subresources" in common:
        yield from scale_problems("spec.subresources", version)
    if "additionalPrinterColumns" in common:
        yield from columns_problems("spec.additionalPrinterColumns", version)
    if "selectableFields" in common:
        yield from selectable_problems("spec", version)


def content_problems(path: str, version: Spec) -> Iterator[Problem]:
    """Yield the problems of a version's schema."""
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
        yield from structure_problems(path, schema)


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
    for index, text in enumerate(fields):
        where = f"{path}.selectableFields[{index}].jsonPath"
        if not text:
            yield required(where)
        elif not text.startswith((".", "[")):
            yield invalid(where, text, f"is an invalid path: expected [ or . but got: {text}")
        elif text.startswith(".metadata"):
            yield invalid(where, text, "must not point to fields in metadata")
        elif text in fields[:index]:
            yield duplicate(where, text)


def conversion_problems(spec: Spec) -> Iterator[Problem]:
    """Yield the problems of the conversion: None or Webhook."""
    path, conversion = "spec.conversion", spec.get("conversion") or {}
    strategy, webhook = conversion.get("strategy") or "", conversion.get("webhook") or {}
    if spec.get("preserveUnknownFields") and strategy != "None":
        yield invalid(
            f"{path}.strategy", strategy, "must be None if spec.preserveUnknownFields is true"
        )
    yield from (
        check_choice(f"{path}.strategy", strategy, ("None", "Webhook"))
        if strategy
        else (required(f"{path}.strategy"),)
    )
    client, versions = webhook.get("clientConfig"), webhook.get("conversionReviewVersions") or []
    if strategy == "Webhook":
        if client is None:
            yield required(
                f"{path}.webhookClientConfig", "required when strategy is set to Webhook"
            )
        else:
            yield from client_problems(f"{path}.webhookClientConfig", client)
        yield from review_problems(f"{path}.conversionReviewVersions", versions)
    else:
        fields = (("webhookClientConfig", client), ("conversionReviewVersions", versions or None))
        yield from (
            forbidden(f"{path}.{field}", "should not be set when strategy is not set to Webhook")
            for field, value in fields
            if value is not None
        )


def approval_problems(group: str, approval: str | None) -> Iterator[Problem]:
    """Yield a problem if a group of Kubernetes' own has no valid approval annotation."""
    path = f"metadata.annotations[{APPROVAL_ANNOTATION}]"
    if not f".{group}".endswith((".k8s.io", ".kubernetes.io")):
        return
    if approval is None:
        yield required(
            path,
            f'protected groups must have approval annotation "{APPROVAL_ANNOTATION}", {SEE_APPROVAL}',
        )
    elif not approval.startswith("unapproved") and not re.match("[a-z]+://[^/]+", approval):
        yield invalid(
            path,
            approval,
            f'protected groups must have approval annotation "{APPROVAL_ANNOTATION}" with either a URL or a reason starting '
            f'with "unapproved", {SEE_APPROVAL}',
        )


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    conditions = {
        condition.get("type"): condition.get("status")
        for condition in read(old, "status.conditions", [])
    }
    if conditions.get("Established") == "True":
        yield from check_immutable("spec.scope", read(new, "spec.scope"), read(old, "spec.scope"))
        yield from check_immutable(
            "spec.names.kind", read(new, "spec.names.kind"), read(old, "spec.names.kind")
        )
    present = [version.get("name") for version in read(new, "spec.versions", [])]
    for index, name in enumerate(read(new, "status.storedVersions", [])):
        if name not in present:
            yield invalid(
                f"status.storedVersions[{index}]",
                name,
                f"missing from spec.versions; {name} was previously a storage version, and must remain in spec.versions until a "
                f"storage migration ensures no data remains persisted in {name} and removes {name} from status.storedVersions",
            )
