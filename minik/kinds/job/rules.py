"""What a job may ask for. Upstream rule: batch `validateJobSpec`."""
from collections.abc import Iterator, Mapping
from typing import Any

from minik.errors import Problem
from minik.kinds._rules import among, among_if_set, named, nonnegative
from minik.kinds.job import policies
from minik.kinds.pod.template import template_problems
from minik.model import names
from minik.model.object import read
from minik.model.problem import invalid, not_supported, required, too_long

INDEXED, NON_INDEXED = "Indexed", "NonIndexed"
MOST, MANY, MANY_AT_ONCE = 100_000, 100_000, 10_000  # indexes of a job, and the point past which fewer may run, or fail, at once
LONGEST_MANAGER = 63
COUNTS = ("parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex",
          "maxFailedIndexes")
REPLACEMENT = ("Failed", "TerminatingOrFailed")
FREE = ("nodeSelector", "tolerations", "schedulingGates")
ENDING = ("OnFailure", "Never")


def job_spec_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """What is wrong with a job's spec, or with that of the jobs of a cron job; its selector aside."""
    for field in COUNTS:
        yield from nonnegative(f"{path}.{field}", spec.get(field) or 0)
    if spec.get("maxFailedIndexes") is not None and spec.get("backoffLimitPerIndex") is None:
        yield required(f"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified")
    if spec.get("managedBy") is not None:
        yield from manager_problems(spec["managedBy"], f"{path}.managedBy")
    yield from mode_problems(spec, path)
    if spec.get("podFailurePolicy") is not None:
        yield from policies.failure_problems(spec, f"{path}.podFailurePolicy")
    yield from policies.success_problems(spec, f"{path}.successPolicy")
    yield from replacement_problems(spec, f"{path}.podReplacementPolicy")
    yield from template_problems(spec.get("template") or {}, f"{path}.template")
    yield from restart_problems(spec, f"{path}.template.spec.restartPolicy")


def manager_problems(manager: str, path: str) -> Iterator[Problem]:
    """Who looks after a job instead of Kubernetes' own controller: `example.com/controller`."""
    domain, _, rest = manager.partition("/")
    if not manager:
        yield required(path)
    elif not domain or not rest:
        yield invalid(path, manager, 'must be a domain-prefixed path (such as "acme.io/foo")')
    else:
        yield from named(path, domain, names.subdomain)
    if names.size(manager) > LONGEST_MANAGER:
        yield too_long(path, LONGEST_MANAGER)


def mode_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Only a job whose pods are numbered can count by number."""
    mode = spec.get("completionMode")
    yield from among_if_set(f"{path}.completionMode", mode, (NON_INDEXED, INDEXED))
    if mode == INDEXED:
        yield from indexed_problems(spec, path)
    if mode in (None, NON_INDEXED):
        for field in ("backoffLimitPerIndex", "maxFailedIndexes"):
            if spec.get(field) is not None:
                yield invalid(f"{path}.{field}", spec[field], "requires indexed completion mode")


def indexed_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Numbered pods are counted, and not too many of them."""
    completions, parallelism, failed = (spec.get(field) for field in ("completions", "parallelism", "maxFailedIndexes"))
    if completions is None:
        yield required(f"{path}.completions", f"when completion mode is {INDEXED}")
    if (parallelism or 0) > MOST:
        yield invalid(f"{path}.parallelism", parallelism, f"must be less than or equal to {MOST} when completion mode is {INDEXED}")
    if completions is not None and failed is not None and failed > completions:
        yield invalid(f"{path}.maxFailedIndexes", failed, "must be less than or equal to completions")
    if (failed or 0) > MOST:
        yield invalid(f"{path}.maxFailedIndexes", failed, f"must be less than or equal to {MOST}")
    if (completions or 0) > MANY and spec.get("backoffLimitPerIndex") is not None:
        yield from many_problems(spec, path)


def many_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """What failed is remembered index by index, and that must not grow too long."""
    if spec.get("maxFailedIndexes") is None:
        yield required(f"{path}.maxFailedIndexes", f"must be specified when completions is above {MANY}")
    for field in ("parallelism", "maxFailedIndexes"):
        if (spec.get(field) or 0) > MANY_AT_ONCE:
            yield invalid(f"{path}.{field}", spec[field], f"must be less than or equal to {MANY_AT_ONCE} when completions are above {MANY} "
                                                          "and used with backoff limit per index")


def replacement_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """When a pod that is going is replaced: a failure policy has to see first how it failed."""
    if spec.get("podReplacementPolicy") is not None:
        choices = REPLACEMENT if spec.get("podFailurePolicy") is None else REPLACEMENT[:1]
        yield from among(path, spec["podReplacementPolicy"], choices)


def restart_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """A job's pods have to come to an end."""
    policy = read(spec, "template.spec.restartPolicy", "")
    if policy in ("", "Always"):
        yield required(path, 'valid values: "OnFailure", "Never"')
    elif policy not in ENDING:
        yield not_supported(path, policy, ENDING)
    elif spec.get("podFailurePolicy") is not None and policy != "Never":
        yield invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')


def update_problems(new: Mapping[str, Any], old: Mapping[str, Any], path: str, free: bool) -> Iterator[Problem]:
    """A job is what it was made to be; where its pods may run is `free` until it has started."""
    yield from completions_problems(new, old, path)
    for field in ("selector", "template", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"):
        before, after = old.get(field), new.get(field)
        if (placeless(before, free) != placeless(after, free)) if field == "template" else before != after:
            yield invalid(f"{path}.{field}", after, "field is immutable")


def completions_problems(new: Mapping[str, Any], old: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """How often a job has to end well is fixed; numbered pods may become more or fewer together with how many run at once."""
    before, after = old.get("completions"), new.get("completions")
    if new.get("completionMode") != INDEXED:
        if before != after:
            yield invalid(f"{path}.completions", after, "field is immutable")
    elif before != after and after is not None and after != new.get("parallelism"):
        yield invalid(f"{path}.completions", after, f"can only be modified in tandem with {path}.parallelism")


def placeless(template: Mapping[str, Any] | None, free: bool) -> Mapping[str, Any]:
    """A template less what says where its pods may run, where that is free to change."""
    if not free or not template:
        return template or {}
    spec = {name: value for name, value in (template.get("spec") or {}).items() if name not in FREE}
    affinity = {name: value for name, value in (spec.pop("affinity", None) or {}).items() if name != "nodeAffinity"}
    metadata = {name: value for name, value in (template.get("metadata") or {}).items() if name not in ("annotations", "labels")}
    return {**template, "metadata": metadata, "spec": {**spec, **({"affinity": affinity} if affinity else {})}}


def warnings(spec: Mapping[str, Any], path: str) -> Iterator[str]:
    if spec.get("completionMode") == INDEXED and (spec.get("completions") or 0) > MANY and (spec.get("parallelism") or 0) > MANY_AT_ONCE:
        yield (f"{path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes "
               "might not be able to track completedIndexes when a big number of indexes fail")


