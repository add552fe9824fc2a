"""Rules for Jobs. Upstream rule: batch `validateJobSpec`."""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds._rules import check_choice, check_choice_if_set, check_name, check_nonnegative
from minik.kinds.job import policies
from minik.kinds.pod.template import template_problems
from minik.light_typing import Any
from minik.model import names
from minik.model.object import read
from minik.model.problem import invalid, not_supported, required, too_long

INDEXED, NON_INDEXED = "Indexed", "NonIndexed"
MOST_INDEXES, MANY_INDEXES, MANY_AT_ONCE = (
    100_000,
    100_000,
    10_000,
)  # indexes of a job, and the point past which fewer may run, or fail, at once
LONGEST_MANAGER = 63
COUNTS = (
    "parallelism",
    "completions",
    "activeDeadlineSeconds",
    "backoffLimit",
    "ttlSecondsAfterFinished",
    "backoffLimitPerIndex",
    "maxFailedIndexes",
)
REPLACEMENT_POLICIES = ("Failed", "TerminatingOrFailed")
PLACEMENT_FIELDS = ("nodeSelector", "tolerations", "schedulingGates")
RESTART_POLICIES = ("OnFailure", "Never")


def job_spec_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of a Job's spec (or of a CronJob's template) but for its selector."""
    for field in COUNTS:
        yield from check_nonnegative(f"{path}.{field}", spec.get(field) or 0)
    if spec.get("maxFailedIndexes") is not None and spec.get("backoffLimitPerIndex") is None:
        yield required(f"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified")
    if spec.get("managedBy") is not None:
        yield from manager_problems(spec["managedBy"], f"{path}.managedBy")
    yield from mode_problems(spec, path)
    if spec.get("podFailurePolicy") is not None:
        yield from policies.failure_policy_problems(spec, f"{path}.podFailurePolicy")
    yield from policies.success_policy_problems(spec, f"{path}.successPolicy")
    yield from replacement_problems(spec, f"{path}.podReplacementPolicy")
    yield from template_problems(spec.get("template") or {}, f"{path}.template")
    yield from restart_problems(spec, f"{path}.template.spec.restartPolicy")


def manager_problems(manager: str, path: str) -> Iterator[Problem]:
    """Yield the problems of managedBy, the controller in charge: `example.com/controller`."""
    domain, _, rest = manager.partition("/")
    if not manager:
        yield required(path)
    elif not domain or not rest:
        yield invalid(path, manager, 'must be a domain-prefixed path (such as "acme.io/foo")')
    else:
        yield from check_name(path, domain, names.subdomain)
    if names.byte_count(manager) > LONGEST_MANAGER:
        yield too_long(path, LONGEST_MANAGER)


def mode_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of the completion mode, and of fields for Indexed Jobs only."""
    mode = spec.get("completionMode")
    yield from check_choice_if_set(f"{path}.completionMode", mode, (NON_INDEXED, INDEXED))
    if mode == INDEXED:
        yield from indexed_problems(spec, path)
    if mode in (None, NON_INDEXED):
        for field in ("backoffLimitPerIndex", "maxFailedIndexes"):
            if spec.get(field) is not None:
                yield invalid(f"{path}.{field}", spec[field], "requires indexed completion mode")


def indexed_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of an Indexed Job: completions are required and limited."""
    completions, parallelism, failed = (
        spec.get(field) for field in ("completions", "parallelism", "maxFailedIndexes")
    )
    if completions is None:
        yield required(f"{path}.completions", f"when completion mode is {INDEXED}")
    if (parallelism or 0) > MOST_INDEXES:
        yield invalid(
            f"{path}.parallelism",
            parallelism,
            f"must be less than or equal to {MOST_INDEXES} when completion mode is {INDEXED}",
        )
    if completions is not None and failed is not None and failed > completions:
        yield invalid(
            f"{path}.maxFailedIndexes", failed, "must be less than or equal to completions"
        )
    if (failed or 0) > MOST_INDEXES:
        yield invalid(
            f"{path}.maxFailedIndexes", failed, f"must be less than or equal to {MOST_INDEXES}"
        )
    if (completions or 0) > MANY_INDEXES and spec.get("backoffLimitPerIndex") is not None:
        yield from many_problems(spec, path)


def many_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of very many completions with a backoff limit per index."""
    if spec.get("maxFailedIndexes") is None:
        yield required(
            f"{path}.maxFailedIndexes",
            f"must be specified when completions is above {MANY_INDEXES}",
        )
    for field in ("parallelism", "maxFailedIndexes"):
        if (spec.get(field) or 0) > MANY_AT_ONCE:
            yield invalid(
                f"{path}.{field}",
                spec[field],
                f"must be less than or equal to {MANY_AT_ONCE} when completions are above {MANY_INDEXES} "
                "and used with backoff limit per index",
            )


def replacement_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of podReplacementPolicy; with a pod failure policy it has to be Failed."""
    if spec.get("podReplacementPolicy") is not None:
        choices = (
            REPLACEMENT_POLICIES
            if spec.get("podFailurePolicy") is None
            else REPLACEMENT_POLICIES[:1]
        )
        yield from check_choice(path, spec["podReplacementPolicy"], choices)


def restart_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of the restart policy: OnFailure or Never."""
    policy = read(spec, "template.spec.restartPolicy", "")
    if policy in ("", "Always"):
        yield required(path, 'valid values: "OnFailure", "Never"')
    elif policy not in RESTART_POLICIES:
        yield not_supported(path, policy, RESTART_POLICIES)
    elif spec.get("podFailurePolicy") is not None and policy != "Never":
        yield invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')


def update_problems(
    new: Mapping[str, Any], old: Mapping[str, Any], path: str, placement_free: bool
) -> Iterator[Problem]:
    """Yield the problems of an update; nearly all fields are immutable.

    `placement_free`: the Job has not started, so where its pods may run can still change.
    """
    yield from completions_problems(new, old, path)
    for field in (
        "selector",
        "template",
        "completionMode",
        "podFailurePolicy",
        "backoffLimitPerIndex",
        "managedBy",
        "successPolicy",
    ):
        before, after = old.get(field), new.get(field)
        if (
            (without_placement(before, placement_free) != without_placement(after, placement_free))
            if field == "template"
            else before != after
        ):
            yield invalid(f"{path}.{field}", after, "field is immutable")


def completions_problems(
    new: Mapping[str, Any], old: Mapping[str, Any], path: str
) -> Iterator[Problem]:
    """Yield a problem if completions changed, unless with parallelism in an Indexed Job."""
    before, after = old.get("completions"), new.get("completions")
    if new.get("completionMode") != INDEXED:
        if before != after:
            yield invalid(f"{path}.completions", after, "field is immutable")
    elif before != after and after is not None and after != new.get("parallelism"):
        yield invalid(
            f"{path}.completions", after, f"can only be modified in tandem with {path}.parallelism"
        )


def without_placement(
    template: Mapping[str, Any] | None, placement_free: bool
) -> Mapping[str, Any]:
    """Return a pod template without the fields that say where pods run, if these may change."""
    if not placement_free or not template:
        return template or {}
    spec = {
        name: value
        for name, value in (template.get("spec") or {}).items()
        if name not in PLACEMENT_FIELDS
    }
    affinity = {
        name: value
        for name, value in (spec.pop("affinity", None) or {}).items()
        if name != "nodeAffinity"
    }
    metadata = {
        name: value
        for name, value in (template.get("metadata") or {}).items()
        if name not in ("annotations", "labels")
    }
    return {
        **template,
        "metadata": metadata,
        "spec": {**spec, **({"affinity": affinity} if affinity else {})},
    }


def warnings(spec: Mapping[str, Any], path: str) -> Iterator[str]:
    if (
        spec.get("completionMode") == INDEXED
        and (spec.get("completions") or 0) > MANY_INDEXES
        and (spec.get("parallelism") or 0) > MANY_AT_ONCE
    ):
        yield (
            f"{path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes "
            "might not be able to track completedIndexes when a big number of indexes fail"
        )
