"""Rules for CustomResourceDefinitions. Upstream rules: apiextensions `validation.go`.

As upstream, a field that is the same in all versions (schema, subresources, columns, selectable
fields) is moved to the top of the spec, and validated and reported there.
"""

from collections.abc import Iterator, Sequence

from minik import light_re as re
from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_choice, check_immutable
from minik.kinds._webhook import client_problems, review_problems
from minik.kinds.custom_resource_definition import go_schema
from minik.kinds.custom_resource_definition.version_rules import (
    Spec,
    common_problems,
    has_default,
    label_problems,
    version_problems,
)
from minik.model import names
from minik.model.object import Object, annotations, read
from minik.model.problem import forbidden, invalid, required

COMMON = ("schema", "subresources", "additionalPrinterColumns", "selectableFields")
PLURAL_RULE = 'must be spec.names.plural+"."+spec.group'
APPROVAL_ANNOTATION = "api-approved.kubernetes.io"
SEE_APPROVAL = "see https://github.com/kubernetes/enhancements/pull/1111"
UNKNOWN_FIELDS = "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"


def problems(definition: Object, unchanged: frozenset[str] = frozenset()) -> Iterator[Problem]:
    """Yield the problems of a definition; of versions with an `unchanged` schema, rules may cost what
    they do.
    """
    spec = definition.get("spec") or {}
    full_name = f"{read(spec, 'names.plural', '')}.{spec.get('group') or ''}"

    def rule(text: str) -> Iterator[str]:
        yield from names.subdomain(text)
        if text != full_name:
            yield PLURAL_RULE

    yield from metadata_problems(definition, rule, False, standard_finalizers=False)
    yield from spec_problems(spec, unchanged)
    if not read(definition, "status.storedVersions"):
        yield invalid("status.storedVersions", None, "must have at least one stored version")
    yield from approval_problems(
        spec.get("group") or "", annotations(definition).get(APPROVAL_ANNOTATION)
    )
    if spec.get("preserveUnknownFields"):
        yield invalid("spec.preserveUnknownFields", True, UNKNOWN_FIELDS)


def spec_problems(spec: Spec, unchanged: frozenset[str] = frozenset()) -> Iterator[Problem]:
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
        same = version.get("name") in unchanged
        yield from version_problems(f"spec.versions[{index}]", version, common, unchanged=same)
    yield from versions_problems(versions, common)
    yield from names_problems(spec.get("names") or {})
    first = versions[0] if versions else {}
    yield from common_problems(first, common, unchanged=first.get("name") in unchanged)
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


def whole_update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield all that is wrong with a changed definition."""
    before, after = ({one.get("name"): one.get("schema") for one in read(definition, "spec.versions", [])} for definition in (old, new))  # fmt: skip
    same = frozenset(str(name) for name in after if name in before and before[name] == after[name])
    yield from problems(new, same)
    yield from update_problems(new, old)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield what a changed definition may not change."""
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
