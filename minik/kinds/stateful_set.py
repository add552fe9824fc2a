"""StatefulSets: pods with stable names and storage, started and stopped in order."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from minik.errors import Problem
from minik.kinds import _workload as workload
from minik.kinds import persistent_volume_claim as persistent_volume_claims
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_choice, check_each, check_name_if_set, check_nonnegative
from minik.kinds._workload_columns import CONTAINERS
from minik.kinds.layout import NONE, annotation_lines, format_date, format_selector, label_lines
from minik.kinds.persistent_volume_claim import rules as claim_rules
from minik.kinds.pod.template import template_problems
from minik.kinds.pod_template_description import pods_status, template_lines
from minik.kinds.storage import storage_class_name
from minik.light_typing import Any
from minik.model import names, quantity
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Column, Kind
from minik.model.object import Object, drop, fill, read, write
from minik.model.problem import forbidden, invalid

ORDERED, PARALLEL = "OrderedReady", "Parallel"
ROLLING, ON_DELETE = "RollingUpdate", "OnDelete"
RETENTION = ("Retain", "Delete")
DEFAULTS = (
    ("spec.podManagementPolicy", ORDERED),
    ("spec.persistentVolumeClaimRetentionPolicy.whenDeleted", "Retain"),
    ("spec.persistentVolumeClaimRetentionPolicy.whenScaled", "Retain"),
    ("spec.replicas", 1),
    ("spec.revisionHistoryLimit", 10),
)
CHANGEABLE = (
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
)
UNCHANGEABLE = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)


def service_name(stateful_set: Object) -> str:
    """Return the name of the Service that gives the pods their DNS names."""
    return str(read(stateful_set, "spec.serviceName", ""))


def first_ordinal(stateful_set: Object) -> int:
    """Return the ordinal of the first pod."""
    return int(read(stateful_set, "spec.ordinals.start", 0))


def is_ordered(stateful_set: Object) -> bool:
    """Return whether each pod waits for its predecessor (OrderedReady)."""
    return bool(read(stateful_set, "spec.podManagementPolicy", ORDERED) == ORDERED)


def claim_templates(stateful_set: Object) -> list[Object]:
    """Return spec.volumeClaimTemplates."""
    return objects.read_list(stateful_set, "spec.volumeClaimTemplates")


def default(stateful_set: Object) -> Object:
    """Fill in the defaults; rollingUpdate is added only if the strategy type is not set."""
    if not read(stateful_set, "spec.updateStrategy.type"):
        stateful_set = write(stateful_set, "spec.updateStrategy.type", ROLLING)
        stateful_set = fill(stateful_set, "spec.updateStrategy.rollingUpdate", {})
    if (
        read(stateful_set, "spec.updateStrategy.type") == ROLLING
        and read(stateful_set, "spec.updateStrategy.rollingUpdate") is not None
    ):
        stateful_set = fill(stateful_set, "spec.updateStrategy.rollingUpdate.partition", 0)
    for path, value in DEFAULTS:
        stateful_set = fill(stateful_set, path, value)
    if claim_templates(stateful_set):
        stateful_set = write(
            stateful_set,
            "spec.volumeClaimTemplates",
            [default_claim(claim) for claim in claim_templates(stateful_set)],
        )
    return workload.with_template_defaults(stateful_set)


def default_claim(claim: Object) -> Object:
    """Return a claim template with a claim's defaults, apiVersion, kind and phase Pending."""
    return {
        **fill(persistent_volume_claims.default(claim), "status.phase", "Pending"),
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
    }


def prepare(new: Object, old: Object | None, _: Draft) -> Object:
    return workload.with_status(new, old, {"replicas": 0, "availableReplicas": 0})


def problems(stateful_set: Object) -> Iterator[Problem]:
    """Check a StatefulSet. Upstream rule: apps `ValidateStatefulSetSpec`."""
    spec = objects.spec(stateful_set)
    yield from metadata_problems(stateful_set, names.label)
    if spec["podManagementPolicy"] not in (ORDERED, PARALLEL):
        yield invalid(
            "spec.podManagementPolicy",
            spec["podManagementPolicy"],
            f"must be '{ORDERED}' or '{PARALLEL}'",
        )
    yield from strategy_problems(spec["updateStrategy"])
    for field in ("whenDeleted", "whenScaled"):
        path = f"persistentVolumeClaimRetentionPolicy.{field}"
        yield from check_choice(f"spec.{path}", read(spec, path), RETENTION)
    yield from check_nonnegative("spec.replicas", spec["replicas"])
    yield from check_nonnegative("spec.minReadySeconds", spec.get("minReadySeconds") or 0)
    yield from check_nonnegative("spec.ordinals.start", first_ordinal(stateful_set))
    yield from check_name_if_set("spec.serviceName", spec.get("serviceName"), names.label)
    yield from workload.selector_problems(spec, "statefulset")
    yield from pods_problems(stateful_set)
    yield from check_each(
        "spec.volumeClaimTemplates", claim_templates(stateful_set), claim_problems
    )


def strategy_problems(strategy: Mapping[str, Any]) -> Iterator[Problem]:
    """Check the update strategy."""
    path, rolling = "spec.updateStrategy", strategy.get("rollingUpdate")
    inner = (
        None
        if rolling is None
        else {
            "Partition": rolling.get("partition") or 0,
            "MaxUnavailable": rolling.get("maxUnavailable"),
        }
    )
    if strategy["type"] not in (ROLLING, ON_DELETE):
        yield invalid(
            path,
            {"Type": strategy["type"], "RollingUpdate": inner},
            f"must be '{ROLLING}' or '{ON_DELETE}'",
        )
    elif rolling is not None and strategy["type"] == ON_DELETE:
        yield invalid(
            f"{path}.rollingUpdate", inner, f"only allowed for updateStrategy '{ROLLING}'"
        )
    elif rolling is not None:
        yield from rolling_problems(rolling, f"{path}.rollingUpdate")


def rolling_problems(rolling: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Check the partition and maxUnavailable."""
    yield from check_nonnegative(f"{path}.partition", rolling.get("partition") or 0)
    unavailable = rolling.get("maxUnavailable")
    if unavailable is not None:
        yield from workload.int_or_percent_problems(f"{path}.maxUnavailable", unavailable)
        if not workload.int_or_percent_value(unavailable):
            yield invalid(f"{path}.maxUnavailable", unavailable, "cannot be 0")
        yield from workload.percent_limit_problems(f"{path}.maxUnavailable", unavailable)


def pods_problems(stateful_set: Object) -> Iterator[Problem]:
    """Check the pod template, with the volumes of the claim templates."""
    spec, path = objects.spec(stateful_set), "spec.template"
    if workload.is_invalid_selector(spec.get("selector")):
        yield invalid("spec.selector", spec.get("selector"), "")
    else:
        yield from workload.selector_match_problems(spec)
        yield from template_problems(template_with_claims(stateful_set), path)
    yield from workload.restart_problems(spec["template"], path, "StatefulSet")


def template_with_claims(stateful_set: Object) -> Object:
    """Return the pod template with a volume for every claim template, without hostname and
    subdomain.
    """
    template = drop(drop(workload.template(stateful_set), "spec.hostname"), "spec.subdomain")
    volumes: list[Object] = read(stateful_set, "spec.template.spec.volumes", [])
    volume_names = {volume.get("name") for volume in volumes}
    claim_names = [
        name
        for claim in claim_templates(stateful_set)
        if (name := read(claim, "metadata.name", "")) not in volume_names
    ]
    added = [
        {"name": name, "persistentVolumeClaim": {"claimName": name}} for name in claim_names if name
    ]
    return write(template, "spec.volumes", [*volumes, *added]) if added else template


def claim_problems(path: str, claim: Object) -> Iterator[Problem]:
    yield from claim_rules.spec_problems(f"{path}.spec", claim.get("spec") or {})


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    before, after = (
        {
            name: value
            for name, value in objects.spec(stateful_set).items()
            if name not in CHANGEABLE
        }
        for stateful_set in (old, new)
    )
    if before != after:
        yield forbidden("spec", UNCHANGEABLE)


def warnings(new: Object, old: Object | None) -> Iterator[str]:
    """Warn about the pod template, the claim templates and the revision history limit."""
    yield from workload.pod_template_warnings(new, old)
    for index, claim in enumerate(claim_templates(new)):
        texts = persistent_volume_claims.warnings({**claim, "metadata": {}}, None)
        yield from (f"spec.volumeClaimTemplates[{index}].{text}" for text in texts)
    if workload.read_number(new, "spec.revisionHistoryLimit") < 0:
        yield "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended"


def describe(stateful_set: Object, cluster: Cluster) -> str:
    return "\n".join(lines(stateful_set, cluster))


def lines(stateful_set: Object, cluster: Cluster) -> Iterator[str]:
    """Yield the description's lines. Upstream rule: kubectl `describeStatefulSet`."""
    yield f"Name:\t{objects.name(stateful_set)}"
    yield f"Namespace:\t{objects.namespace(stateful_set)}"
    yield f"CreationTimestamp:\t{format_date(stateful_set['metadata'].get('creationTimestamp'))}"
    yield f"Selector:\t{format_selector(read(stateful_set, 'spec.selector'))}"
    yield from label_lines("Labels", objects.labels(stateful_set))
    yield from annotation_lines("Annotations", objects.annotations(stateful_set))
    if service_name(stateful_set):
        yield f"Service Name:\t{service_name(stateful_set)}"
    yield f"Pod Management Policy:\t{read(stateful_set, 'spec.podManagementPolicy', '')}"
    yield f"Replicas:\t{workload.replicas(stateful_set)} desired | {workload.read_number(stateful_set, 'status.replicas')} total"
    yield from _strategy_lines(objects.spec(stateful_set))
    yield f"Pods Status:\t{pods_status(stateful_set, cluster)}"
    yield from template_lines(read(stateful_set, "spec.template"))
    yield from _claim_lines(claim_templates(stateful_set))


def _strategy_lines(spec: Mapping[str, Any]) -> Iterator[str]:
    yield f"Update Strategy:\t{read(spec, 'updateStrategy.type', '')}"
    partition, unavailable = (
        read(spec, f"updateStrategy.rollingUpdate.{field}")
        for field in ("partition", "maxUnavailable")
    )
    if partition is not None:
        yield f"  Partition:\t{partition}"
        if unavailable is not None:
            yield f"  MaxUnavailable:\t{unavailable}"
    retention = spec.get("persistentVolumeClaimRetentionPolicy")
    if retention is not None:
        yield "Persistent Volume Claim Retention Policy:"
        yield f"  WhenDeleted:\t{retention.get('whenDeleted', '')}"
        yield f"  WhenScaled:\t{retention.get('whenScaled', '')}"


def _claim_lines(templates: list[Object]) -> Iterator[str]:
    yield "Volume Claims:" if templates else f"Volume Claims:\t{NONE}"
    for claim in templates:
        metadata, amount = (
            claim.get("metadata") or {},
            read(claim, "spec.resources.requests.storage"),
        )
        yield f"  Name:\t{metadata.get('name', '')}"
        yield f"  StorageClass:\t{storage_class_name({'metadata': {}, **claim})}"
        yield from ("  " + line for line in label_lines("Labels", metadata.get("labels")))
        yield from ("  " + line for line in label_lines("Annotations", metadata.get("annotations")))
        yield f"  Capacity:\t{'<default>' if amount is None else quantity.canonical(amount)}"
        yield f"  Access Modes:\t[{' '.join(read(claim, 'spec.accessModes', ()))}]"


def ready_column(stateful_set: Object, _: datetime) -> str:
    return f"{workload.read_number(stateful_set, 'status.readyReplicas')}/{workload.replicas(stateful_set)}"


KIND = Kind(
    "StatefulSet",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=update_problems,
    free_names=("spec.selector.matchLabels", "spec.template.metadata.labels"),
    warnings=warnings,
    columns=(Column("READY", ready_column), *CONTAINERS),
    describe=describe,
)
