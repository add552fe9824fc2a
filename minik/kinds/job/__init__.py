"""Jobs: pods that are run until so many of them have ended well."""
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from minik.errors import Problem
from minik.kinds import _workload as workload
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._selector import label_selector_problems
from minik.kinds._workload_columns import CONTAINERS, SELECTOR
from minik.kinds.job import description, rules
from minik.model import names, selectors
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.duration import age, human, moment
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, read, write
from minik.model.problem import invalid, required

PREFIX = "batch.kubernetes.io/"
NAME_LABEL, UID_LABEL = "job-name", "controller-uid"
INDEX = f"{PREFIX}job-completion-index"
STATES = (("Complete", "Complete"), ("Failed", "Failed"), ("", "Terminating"), ("Suspended", "Suspended"),
          ("FailureTarget", "FailureTarget"), ("SuccessCriteriaMet", "SuccessCriteriaMet"))
FOREVER = 2**31 - 1


def parallelism(job: Object) -> int:
    """How many of its pods may run at once."""
    return int(read(job, "spec.parallelism", 1))


def completions(job: Object) -> int | None:
    """How many of its pods have to end well; nothing: the first that does ends the job."""
    found: int | None = read(job, "spec.completions")
    return found


def is_indexed(job: Object) -> bool:
    """Whether its pods are numbered."""
    return bool(read(job, "spec.completionMode") == rules.INDEXED)


def is_suspended(job: Object) -> bool:
    """Whether it waits to be let go."""
    return bool(read(job, "spec.suspend", False))


def backoff_limit(job: Object) -> int:
    """How many of its pods may fail."""
    return int(read(job, "spec.backoffLimit", 6))


def has(job: Object, condition: str) -> bool:
    """Whether a condition of its status is true."""
    return any(one.get("type") == condition and one.get("status") == "True" for one in read(job, "status.conditions", ()))


def is_finished(job: Object) -> bool:
    """Whether it has ended, well or not."""
    return has(job, "Complete") or has(job, "Failed")


def default(job: Object) -> Object:
    """One pod, and six failures, unless it says otherwise."""
    if completions(job) is None and read(job, "spec.parallelism") is None:
        job = write(job, "spec.completions", 1)
    by_index, judged = read(job, "spec.backoffLimitPerIndex") is not None, read(job, "spec.podFailurePolicy") is not None
    for path, value in (("parallelism", 1), ("backoffLimit", FOREVER if by_index else 6), ("completionMode", rules.NON_INDEXED),
                        ("suspend", False), ("podReplacementPolicy", rules.REPLACEMENT[0 if judged else 1]), ("manualSelector", False)):
        job = fill(job, f"spec.{path}", value)
    return with_own_labels(workload.with_template_defaults(with_condition_defaults(job, "spec")))


def with_condition_defaults(holder: Object, path: str) -> Object:
    """A failure policy that names a condition means that it is true."""
    found = read(holder, f"{path}.podFailurePolicy.rules")
    if not found:
        return holder
    filled = [{**rule, "onPodConditions": [{**pattern, "status": pattern.get("status") or "True"} for pattern in rule["onPodConditions"]]}
              if rule.get("onPodConditions") else rule for rule in found]
    return write(holder, f"{path}.podFailurePolicy.rules", filled)


def with_own_labels(job: Object) -> Object:
    """A job without labels carries those of its pods."""
    labels = workload.template_labels(job)
    return write(job, "metadata.labels", labels) if labels and not objects.labels(job) else job


def prepare(new: Object, old: Object | None, _: Draft) -> Object:
    new = workload.with_status(new, old, {})
    return with_own_labels(with_selector(new)) if old is None and not read(new, "spec.manualSelector") else new


def labels_of(job: Object) -> Mapping[str, str]:
    """The labels by which its pods are known, each under its old name and its new one."""
    pairs = ((NAME_LABEL, objects.name(job)), (UID_LABEL, objects.uid(job)))
    return {prefix + label: value for label, value in pairs for prefix in ("", PREFIX)}


def with_selector(job: Object) -> Object:
    """A job finds its pods by its own uid, unless it insists on a selector of its own."""
    job = write(job, "spec.template.metadata.labels", {**labels_of(job), **workload.template_labels(job)})
    wanted: dict[str, str] = read(job, "spec.selector.matchLabels", {})
    return write(job, "spec.selector.matchLabels", {PREFIX + UID_LABEL: objects.uid(job), **wanted})


def problems(job: Object) -> Iterator[Problem]:
    """Upstream rule: batch `ValidateJob`."""
    spec = objects.spec(job)
    yield from metadata_problems(job)
    yield from generated_problems(job)
    yield from rules.job_spec_problems(spec, "spec")
    yield from selector_problems(spec)
    last = f"{objects.name(job)}-{(completions(job) or 0) - 1}"
    if is_indexed(job) and (completions(job) or 0) > 0 and any(True for _ in names.label(last)):
        yield invalid("metadata.name", objects.name(job), f"will not able to create pod with invalid DNS label: {last}")


def selector_problems(spec: Mapping[str, Any]) -> Iterator[Problem]:
    if spec.get("selector") is None:
        yield required("spec.selector")
    yield from label_selector_problems(spec.get("selector"), "spec.selector")
    if not workload.is_broken(spec.get("selector")):
        yield from workload.likeness_problems(spec)


def generated_problems(job: Object) -> Iterator[Problem]:
    """What was generated has to be what it was generated to be."""
    selector = read(job, "spec.selector")
    if read(job, "spec.manualSelector") or selector is None:
        return
    labels, path = workload.template_labels(job), "spec.template.metadata.labels"
    for label, value in labels_of(job).items():
        if label not in labels:
            yield required(f"{path}[{label}]", f"must be '{value}'")
        elif labels[label] != value:
            yield invalid(f"{path}[{label}]", labels, f"must be '{value}'")
    if not workload.is_broken(selector) and not selectors.matches(selectors.of_label_selector(selector), labels_of(job)):
        yield invalid("spec.selector", selector, "`selector` not auto-generated")


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    yield from metadata_update_problems(new, old)
    free = is_suspended(old) and read(old, "status.startTime") is None
    yield from rules.update_problems(objects.spec(new), objects.spec(old), "spec", free)


def warnings(new: Object, old: Object | None) -> Iterator[str]:
    if old is None:
        yield from workload.name_warnings(new)
    if old is None or objects.spec(new) != objects.spec(old):
        yield from rules.warnings(objects.spec(new), "spec")
    yield from workload.template_changed_warnings(new, old)


def state(job: Object) -> str:
    """How it is, in a word."""
    leaving = bool(job["metadata"].get("deletionTimestamp"))
    return next((word for condition, word in STATES if (has(job, condition) if condition else leaving)), "Running")


def state_column(job: Object, _: datetime) -> str:
    return state(job)


def completions_column(job: Object, _: datetime) -> str:
    done, wanted = workload.number(job, "status.succeeded"), completions(job)
    if wanted is not None:
        return f"{done}/{wanted}"
    return f"{done}/1 of {parallelism(job)}" if parallelism(job) > 1 else f"{done}/1"


def duration_column(job: Object, now: datetime) -> str:
    start, end = read(job, "status.startTime"), read(job, "status.completionTime")
    if not start:
        return ""
    return human(int((moment(end) - moment(start)).total_seconds())) if end else age(start, now)


def successful(job: Object) -> str:
    return str(workload.number(job, "status.succeeded"))


KIND = Kind(
    "Job", default=default, prepare=prepare, problems=problems, update_problems=update_problems, warnings=warnings,
    columns=(Column("STATUS", state_column), Column("COMPLETIONS", completions_column), Column("DURATION", duration_column), *CONTAINERS,
             SELECTOR),
    describe=description.describe, selectable={"status.successful": successful})
