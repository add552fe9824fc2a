"""What all workloads share: a pod template, a label selector and the controller's status."""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds._selector import label_selector_problems
from minik.kinds.pod.template import default_template, template_problems, template_warnings
from minik.light_typing import Any
from minik.model import names, selectors
from minik.model import object as objects
from minik.model.object import Object, read
from minik.model.problem import forbidden, invalid, not_supported, required

PERCENT = "[0-9]+%"
PERCENT_RULE = "a valid percent string must be a numeric string followed by an ending '%'"
SELECTOR_MISMATCH = "`selector` does not match template `labels`"


def template(workload: Object) -> Object:
    """Return the workload's pod template; {} if it has none."""
    return objects.read_map(workload, "spec.template")


def template_labels(workload: Object) -> Mapping[str, str]:
    """Return the labels of the pod template."""
    return objects.read_map(workload, "spec.template.metadata.labels")


def replicas(workload: Object) -> int:
    """Return spec.replicas, 1 if unset."""
    return int(read(workload, "spec.replicas", 1))


def read_number(workload: Object, path: str) -> int:
    """Return the number at a path of the workload, 0 if unset."""
    return int(read(workload, path, 0))


def with_template_defaults(workload: Object, path: str = "spec.template") -> Object:
    """Return the workload with the server's defaults in its pod template."""
    return objects.write(workload, path, default_template(read(workload, path, {})))


def with_status(new: Object, old: Object | None, first: Object) -> Object:
    """Return the workload with its old status, or the first one: users cannot write status."""
    return {**new, "status": first if old is None else old.get("status", first)}


def selector_problems(spec: Mapping[str, Any], word: str, path: str = "spec") -> Iterator[Problem]:
    """Yield a problem if the selector is missing, invalid or empty; `word` names the kind."""
    selector, field = spec.get("selector"), f"{path}.selector"
    if selector is None:
        yield required(field)
        return
    yield from label_selector_problems(selector, field)
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        yield invalid(field, selector, f"empty selector is invalid for {word}")


def is_invalid_selector(selector: Mapping[str, Any] | None) -> bool:
    """Whether a label selector is invalid."""
    return any(True for _ in label_selector_problems(selector, ""))


def selector_match_problems(spec: Mapping[str, Any], path: str = "spec") -> Iterator[Problem]:
    """Yield a problem if the selector does not match the labels of the pod template."""
    selector, labels = spec.get("selector"), read(spec, "template.metadata.labels")
    if selector is None or not selectors.matches(
        selectors.of_label_selector(selector), labels or {}
    ):
        yield invalid(f"{path}.template.metadata.labels", labels, SELECTOR_MISMATCH)


def pod_template_problems(pod_template: Object, path: str, word: str) -> Iterator[Problem]:
    """Yield the problems of the pod template of a workload that keeps its pods running."""
    yield from template_problems(pod_template, path)
    yield from restart_problems(pod_template, path, word)


def restart_problems(pod_template: Object, path: str, word: str) -> Iterator[Problem]:
    """Yield a problem if restartPolicy is not Always, or activeDeadlineSeconds is set."""
    policy = read(pod_template, "spec.restartPolicy", "")
    if policy != "Always":
        yield not_supported(f"{path}.spec.restartPolicy", policy, ["Always"])
    if read(pod_template, "spec.activeDeadlineSeconds") is not None:
        yield forbidden(
            f"{path}.spec.activeDeadlineSeconds",
            f"activeDeadlineSeconds in {word} is not Supported",
        )


def int_or_percent_problems(path: str, value: int | str) -> Iterator[Problem]:
    """Yield the problems of a number of pods, or a percentage."""
    if isinstance(value, int):
        if value < 0:
            yield invalid(path, value, "must be greater than or equal to 0")
    elif not names.matcher(PERCENT)(value):
        yield invalid(path, value, names.mismatch_message(PERCENT_RULE, PERCENT, "1%", "93%"))


def int_or_percent_value(value: int | str) -> int:
    """Return the number in a number or percentage: 3 for `3` and for `3%`; 0 if there is none."""
    digits = str(value).removesuffix("%")
    return int(digits) if names.matcher("[+-]?[0-9]{1,4000}")(digits) else 0


def percent_limit_problems(path: str, value: int | str) -> Iterator[Problem]:
    """Yield a problem if a percentage is above 100%."""
    if (
        isinstance(value, str)
        and names.matcher(PERCENT)(value)
        and int_or_percent_value(value) > 100
    ):
        yield invalid(path, value, "must not be greater than 100%")


def name_warnings(workload: Object) -> Iterator[str]:
    """Yield a warning if the name is not a DNS label: pods use it as host name."""
    messages = list(names.label(objects.name(workload)))
    if messages:
        yield (
            "metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; "
            f"a DNS label is recommended: [{' '.join(messages)}]"
        )


def pod_template_warnings(
    new: Object, old: Object | None, path: str = "spec.template"
) -> Iterator[str]:
    """Yield the warnings of the pod template, if the workload is new or its spec changed."""
    if old is None:
        yield from template_warnings(read(new, path, {}), path)
    elif new.get("spec") != old.get("spec"):
        yield from template_warnings(read(new, path, {}), path, read(old, path, {}))


def workload_warnings(new: Object, old: Object | None) -> Iterator[str]:
    """Yield the warnings of a workload: those of its name and of its pod template."""
    if old is None:
        yield from name_warnings(new)
    yield from pod_template_warnings(new, old)
