"""Validation of Nodes. Upstream rules: core `ValidateNode` and `ValidateNodeUpdate`."""

from collections.abc import Iterator, Mapping, Sequence

from minik import light_re as re
from minik.errors import Problem
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_choice, check_each, check_name, check_required_name, config_key
from minik.kinds.resource_names import amount_problems, sort_amounts
from minik.light_typing import Any
from minik.model import ip, names
from minik.model.object import Object, read
from minik.model.problem import duplicate, forbidden, invalid, required

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
FEATURE = re.compile(r"[A-Z][A-Za-z0-9]*(/[A-Za-z0-9]+)*")
FEATURE_RULE = (
    "must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or "
    "MyFeature/mySubFeature), and contain only alphanumeric characters and slashes"
)


def problems(node: Object) -> Iterator[Problem]:
    yield from metadata_problems(node, namespaced=False)
    yield from taints_problems("metadata.taints", read(node, "spec.taints", []))
    for field in ("capacity", "allocatable"):
        for resource, text in sort_amounts(read(node, f"status.{field}")):
            yield from amount_problems(f"status.{field}.{resource}", resource, text)
    yield from features_problems(read(node, "status.declaredFeatures", []))
    yield from cidrs_problems(read(node, "spec.podCIDRs", []))


def taints_problems(path: str, taints: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Check that each taint has a key and an effect, and that no two share both."""
    seen = set()
    for index, taint in enumerate(taints):
        taint_path, pair = f"{path}[{index}]", (taint.get("key") or "", taint.get("effect") or "")
        yield from check_name(f"{taint_path}.key", pair[0], names.qualified_name)
        wrong = ";".join(names.label_value(taint.get("value") or ""))
        if wrong:
            yield invalid(f"{taint_path}.value", taint["value"], wrong)
        yield from (
            check_choice(f"{taint_path}.effect", pair[1], EFFECTS)
            if pair[1]
            else (required(f"{taint_path}.effect"),)
        )
        if pair in seen:
            problem = duplicate(taint_path, taint)
            yield problem._replace(
                message=f"{problem.message}: taints must be unique by key and effect pair"
            )
        seen.add(pair)


def features_problems(features: Sequence[str]) -> Iterator[Problem]:
    for index, feature in enumerate(features):
        if not FEATURE.fullmatch(feature):
            yield invalid(
                f"status.declaredFeatures[{index}]",
                feature,
                f'invalid feature name "{feature}": {FEATURE_RULE}',
            )


def cidrs_problems(cidrs: Sequence[str]) -> Iterator[Problem]:
    """Check podCIDRs: at most one per IP family."""
    path = "spec.podCIDRs"
    yield from check_each(path, cidrs, ip.cidr_problems)
    if len(cidrs) > 1:
        families = {":" in cidr for cidr in cidrs}
        if len(families) != 2 or len(cidrs) > 2:
            yield invalid(path, list(cidrs), "may specify no more than one CIDR for each IP family")
        yield from (
            duplicate(f"{path}[{index}]", cidr)
            for index, cidr in enumerate(cidrs)
            if cidr in cidrs[:index]
        )


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    addresses = read(new, "status.addresses", [])
    yield from (
        duplicate(f"status.addresses[{index}]", address)
        for index, address in enumerate(addresses)
        if address in addresses[:index]
    )
    before = read(old, "spec.podCIDRs", [])
    if before and before != read(new, "spec.podCIDRs", []):
        yield forbidden(
            "spec.podCIDRs", 'node updates may not change podCIDR except from "" to valid'
        )
    if read(old, "spec.providerID") and read(old, "spec.providerID") != read(
        new, "spec.providerID"
    ):
        yield forbidden(
            "spec.providerID", 'node updates may not change providerID except from "" to valid'
        )
    if read(new, "spec.configSource") is not None:
        yield from config_source_problems("spec.configSource", read(new, "spec.configSource"))
    if read(old, "spec.externalID", "") != read(new, "spec.externalID", ""):
        yield forbidden("spec.externalID", "may not be updated")


def config_source_problems(path: str, source: Mapping[str, Any]) -> Iterator[Problem]:
    """Check spec.configSource, which Kubernetes no longer uses but still validates."""
    config_map = source.get("configMap")
    if config_map is None:
        yield invalid(path, {"ConfigMap": None}, "exactly one reference subfield must be non-nil")
        return
    path = f"{path}.configMap"
    for field in ("uid", "resourceVersion"):
        if config_map.get(field):
            yield forbidden(f"{path}.{field}", f"{field} must not be set in spec")
    for field, rule in (
        ("namespace", names.label),
        ("name", names.subdomain),
        ("kubeletConfigKey", config_key),
    ):
        yield from check_required_name(
            f"{path}.{field}", config_map.get(field), rule, f"{field} must be set"
        )


def warnings(node: Object, _: Object | None) -> Iterator[str]:
    if read(node, "spec.configSource") is not None:
        yield "spec.configSource: deprecated in v1.22, support removal is planned in v1.26"
    if read(node, "spec.externalID"):
        yield "spec.externalID: this field is deprecated, and is unused by Kubernetes"
