"""What a job's podFailurePolicy says of a failed pod. Upstream rule: `pod_failure_policy.go`."""

from collections.abc import Iterator, Sequence

from minik.kinds import pod as pods
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.object import Object, read

FAIL, FAIL_INDEX, IGNORE = "FailJob", "FailIndex", "Ignore"


class Match(NamedTuple):
    """The rule that a failed pod matches: its action, and what the condition says of it."""

    action: str
    message: str


def match_of(job: Object, pod: Object) -> Match | None:
    """Return the first rule that a failed pod matches; None if there is none."""
    for index, rule in enumerate(read(job, "spec.podFailurePolicy.rules", ())):
        action = rule.get("action") or ""
        for text in (*exit_code_matches(rule, pod), *condition_matches(rule, pod)):
            return Match(action, f"{text} matching {action} rule at index {index}")
    return None


def exit_code_matches(rule: Object, pod: Object) -> Iterator[str]:
    """Yield how each container failed whose exit code a rule names."""
    requirement = rule.get("onExitCodes") or {}
    for status in container_statuses(pod):
        code = read(status, "state.terminated.exitCode", 0)
        wanted = requirement.get("containerName")
        if not requirement or not code or wanted is not None and wanted != status["name"]:
            continue
        if (code in requirement.get("values", ())) == (requirement.get("operator") == "In"):
            path = objects.key(pod).path
            yield f"Container {status['name']} for pod {path} failed with exit code {code}"


def container_statuses(pod: Object) -> Sequence[Object]:
    status = objects.status(pod)
    return [*status.get("initContainerStatuses", ()), *status.get("containerStatuses", ())]


def condition_matches(rule: Object, pod: Object) -> Iterator[str]:
    """Yield each condition of a pod that a rule names."""
    for pattern in rule.get("onPodConditions") or ():
        condition = pods.condition(pod, pattern["type"])
        if condition and condition.get("status") == (pattern.get("status") or "True"):
            yield f"Pod {objects.key(pod).path} has condition {pattern['type']}"


def failing_match(job: Object, members: Sequence[Object]) -> Match | None:
    """Return why a failed pod makes the whole job fail; None if none does."""
    matches = (match_of(job, pod) for pod in members if pods.phase(pod) == "Failed")
    return next((match for match in matches if match and match.action == FAIL), None)


def is_ignored(job: Object, pod: Object) -> bool:
    """Whether a failed pod does not count towards the back-off limit."""
    match = match_of(job, pod)
    return match is not None and match.action == IGNORE
