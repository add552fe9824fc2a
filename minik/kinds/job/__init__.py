"""Jobs: run pods until enough of them have succeeded."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from minik.errors import Problem
from minik.kinds import _workload as workload
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._selector import label_selector_problems
from minik.kinds._workload_columns import CONTAINERS, SELECTOR
from minik.kinds.job import description, rules
from minik.light_typing import Any
from minik.model import names, selectors
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.duration import age, human_duration, parse_time
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, read, write
from minik.model.problem import invalid, required

PREFIX = "batch.kubernetes.io/"
NAME_LABEL, UID_LABEL = "job-name", "controller-uid"
INDEX = f"{PREFIX}job-completion-index"
STATES = (
    ("Complete", "Complete"),
    ("Failed", "Failed"),
    ("", "Terminating"),
    ("Suspended", "Suspended"),
    ("FailureTarget", "FailureTarget"),
    ("SuccessCriteriaMet", "SuccessCriteriaMet"),
)
FOREVER = 2**31 - 1


def parallelism(job: Object) -> int:
    """Return how many pods may run at once."""
    return int(read(job, "spec.parallelism", 1))


def completions(job: Object) -> int | None:
    """Return how many pods have to succeed; None means that the first success ends the Job."""
    count: int | None = read(job, "spec.completions")
    return count


def is_indexed(job: Object) -> bool:
    """Whether its completion mode is Indexed."""
    return bool(read(job, "spec.completionMode") == rules.INDEXED)


def is_suspended(job: Object) -> bool:
    """Whether it is suspended."""
    return bool(read(job, "spec.suspend", False))


def backoff_limit(job: Object) -> int:
    """Return how many failed pods are tolerated, 6 if unset."""
    return int(read(job, "spec.backoffLimit", 6))


def has_condition(job: Object, condition: str) -> bool:
    """Whether a condition of the status is True."""
    return any(
        entry.get("type") == condition and entry.get("status") == "True"
        for entry in read(job, "status.conditions", ())
    )


def is_finished(job: Object) -> bool:
    """Whether it is complete or failed."""
    return has_condition(job, "Complete") or has_condition(job, "Failed")


def default(job: Object) -> Object:
    """Return the Job with its defaults: one pod, and a backoff limit of 6."""
    if completions(job) is None and read(job, "spec.parallelism") is None:
        job = write(job, "spec.completions", 1)
    by_index, has_failure_policy = (
        read(job, "spec.backoffLimitPerIndex") is not None,
        read(job, "spec.podFailurePolicy") is not None,
    )
    for path, value in (
        ("parallelism", 1),
        ("backoffLimit", FOREVER if by_index else 6),
        ("completionMode", rules.NON_INDEXED),
        ("suspend", False),
        ("podReplacementPolicy", rules.REPLACEMENT_POLICIES[0 if has_failure_policy else 1]),
        ("manualSelector", False),
    ):
        job = fill(job, f"spec.{path}", value)
    return with_own_labels(workload.with_template_defaults(with_condition_defaults(job, "spec")))


def with_condition_defaults(holder: Object, path: str) -> Object:
    """Return the object with status True for the conditions in its pod failure policy."""
    policy_rules = read(holder, f"{path}.podFailurePolicy.rules")
    if not policy_rules:
        return holder
    filled = [
        {
            **rule,
            "onPodConditions": [
                {**pattern, "status": pattern.get("status") or "True"}
                for pattern in rule["onPodConditions"]
            ],
        }
        if rule.get("onPodConditions")
        else rule
        for rule in policy_rules
    ]
    return write(holder, f"{path}.podFailurePolicy.rules", filled)


def with_own_labels(job: Object) -> Object:
    """Return the Job with the labels of its pods, if it has none."""
    labels = workload.template_labels(job)
    return write(job, "metadata.labels", labels) if labels and not objects.labels(job) else job


def prepare(new: Object, old: Object | None, _: Draft) -> Object:
    new = workload.with_status(new, old, {})
    return (
        with_own_labels(with_selector(new))
        if old is None and not read(new, "spec.manualSelector")
        else new
    )


def generated_labels(job: Object) -> Mapping[str, str]:
    """Return the labels that identify its pods, with and without prefix."""
    pairs = ((NAME_LABEL, objects.name(job)), (UID_LABEL, objects.uid(job)))
    return {prefix + label: value for label, value in pairs for prefix in ("", PREFIX)}


def with_selector(job: Object) -> Object:
    """Return the Job with its generated labels and selector, which use its uid."""
    job = write(
        job,
        "spec.template.metadata.labels",
        {**generated_labels(job), **workload.template_labels(job)},
    )
    match_labels: dict[str, str] = read(job, "spec.selector.matchLabels", {})
    return write(
        job, "spec.selector.matchLabels", {PREFIX + UID_LABEL: objects.uid(job), **match_labels}
    )


def problems(job: Object) -> Iterator[Problem]:
    """Upstream rule: batch `ValidateJob`."""
    spec = objects.spec(job)
    yield from metadata_problems(job)
    yield from generated_problems(job)
    yield from rules.job_spec_problems(spec, "spec")
    yield from selector_problems(spec)
    last = f"{objects.name(job)}-{(completions(job) or 0) - 1}"
    if is_indexed(job) and (completions(job) or 0) > 0 and any(True for _ in names.label(last)):
        yield invalid(
            "metadata.name",
            objects.name(job),
            f"will not able to create pod with invalid DNS label: {last}",
        )


def selector_problems(spec: Mapping[str, Any]) -> Iterator[Problem]:
    if spec.get("selector") is None:
        yield required("spec.selector")
    yield from label_selector_problems(spec.get("selector"), "spec.selector")
    if not workload.is_invalid_selector(spec.get("selector")):
        yield from workload.selector_match_problems(spec)


def generated_problems(job: Object) -> Iterator[Problem]:
    """Yield the problems of generated labels and selector that the user changed."""
    selector = read(job, "spec.selector")
    if read(job, "spec.manualSelector") or selector is None:
        return
    labels, path = workload.template_labels(job), "spec.template.metadata.labels"
    for label, value in generated_labels(job).items():
        if label not in labels:
            yield required(f"{path}[{label}]", f"must be '{value}'")
        elif labels[label] != value:
            yield invalid(f"{path}[{label}]", labels, f"must be '{value}'")
    if not workload.is_invalid_selector(selector) and not selectors.matches(
        selectors.of_label_selector(selector), generated_labels(job)
    ):
        yield invalid("spec.selector", selector, "`selector` not auto-generated")


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    placement_free = is_suspended(old) and read(old, "status.startTime") is None
    yield from rules.update_problems(objects.spec(new), objects.spec(old), "spec", placement_free)


def warnings(new: Object, old: Object | None) -> Iterator[str]:
    if old is None:
        yield from workload.name_warnings(new)
    if old is None or objects.spec(new) != objects.spec(old):
        yield from rules.warnings(objects.spec(new), "spec")
    yield from workload.pod_template_warnings(new, old)


def state(job: Object) -> str:
    """Return the state as kubectl shows it: `Running`, `Complete`, ..."""
    terminating = bool(job["metadata"].get("deletionTimestamp"))
    return next(
        (
            word
            for condition, word in STATES
            if (has_condition(job, condition) if condition else terminating)
        ),
        "Running",
    )


def state_column(job: Object, _: datetime) -> str:
    return state(job)


def completions_column(job: Object, _: datetime) -> str:
    done, total = workload.read_number(job, "status.succeeded"), completions(job)
    if total is not None:
        return f"{done}/{total}"
    return f"{done}/1 of {parallelism(job)}" if parallelism(job) > 1 else f"{done}/1"


def duration_column(job: Object, now: datetime) -> str:
    """Return how long the job ran, or how long it has been running."""
    start, end = read(job, "status.startTime"), read(job, "status.completionTime")
    if not start:
        return ""
    return (
        human_duration(int((parse_time(end) - parse_time(start)).total_seconds()))
        if end
        else age(start, now)
    )


def successful(job: Object) -> str:
    return str(workload.read_number(job, "status.succeeded"))


KIND = Kind(
    "Job",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=update_problems,
    warnings=warnings,
    columns=(
        Column("STATUS", state_column),
        Column("COMPLETIONS", completions_column),
        Column("DURATION", duration_column),
        *CONTAINERS,
        SELECTOR,
    ),
    describe=description.describe,
    selectable={"status.successful": successful},
)
