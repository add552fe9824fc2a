"""What all workloads share: a template for pods, a selector that finds them again, and a status that only their controller writes."""
from collections.abc import Iterator, Mapping
from typing import Any

from minik.errors import Problem
from minik.kinds._selector import label_selector_problems
from minik.kinds.pod.template import default_template, template_problems, template_warnings
from minik.model import names, selectors
from minik.model import object as objects
from minik.model.object import Object, read
from minik.model.problem import forbidden, invalid, not_supported, required

PERCENT = "[0-9]+%"
PERCENT_RULE = "a valid percent string must be a numeric string followed by an ending '%'"
UNLIKE = "`selector` does not match template `labels`"


def template(workload: Object) -> Object:
    """What its pods are made from."""
    found: Object = read(workload, "spec.template", {})
    return found


def template_labels(workload: Object) -> Mapping[str, str]:
    """The labels that its pods carry."""
    found: Mapping[str, str] = read(workload, "spec.template.metadata.labels", {})
    return found


def replicas(workload: Object) -> int:
    """How many pods it should have."""
    return int(read(workload, "spec.replicas", 1))


def number(workload: Object, path: str) -> int:
    """A number of its status; none yet is 0."""
    return int(read(workload, path, 0))


def with_template_defaults(workload: Object, path: str = "spec.template") -> Object:
    """The workload with all that the server fills in in its template."""
    return objects.write(workload, path, default_template(read(workload, path, {})))


def with_status(new: Object, old: Object | None, first: Object) -> Object:
    """The workload with the status that it had, or the first one: what a user writes there counts for nothing."""
    return {**new, "status": first if old is None else old.get("status", first)}


def selection_problems(spec: Mapping[str, Any], word: str, path: str = "spec") -> Iterator[Problem]:
    """A selector has to be there and to say something; `word` is what upstream calls the kind."""
    selector, field = spec.get("selector"), f"{path}.selector"
    if selector is None:
        yield required(field)
        return
    yield from label_selector_problems(selector, field)
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        yield invalid(field, selector, f"empty selector is invalid for {word}")


def is_broken(selector: Mapping[str, Any] | None) -> bool:
    """Whether a label selector is none at all, so that nothing can be held against it."""
    return any(True for _ in label_selector_problems(selector, ""))


def likeness_problems(spec: Mapping[str, Any], path: str = "spec") -> Iterator[Problem]:
    """A selector has to select the pods that are made from the template."""
    selector, labels = spec.get("selector"), read(spec, "template.metadata.labels")
    if selector is None or not selectors.matches(selectors.of_label_selector(selector), labels or {}):
        yield invalid(f"{path}.template.metadata.labels", labels, UNLIKE)


def pods_problems(pod_template: Object, path: str, word: str) -> Iterator[Problem]:
    """The template itself, of a workload that keeps its pods running."""
    yield from template_problems(pod_template, path)
    yield from endless_problems(pod_template, path, word)


def endless_problems(pod_template: Object, path: str, word: str) -> Iterator[Problem]:
    """Pods that are kept running are always started again, and have no deadline."""
    policy = read(pod_template, "spec.restartPolicy", "")
    if policy != "Always":
        yield not_supported(f"{path}.spec.restartPolicy", policy, ["Always"])
    if read(pod_template, "spec.activeDeadlineSeconds") is not None:
        yield forbidden(f"{path}.spec.activeDeadlineSeconds", f"activeDeadlineSeconds in {word} is not Supported")


def share_problems(path: str, value: int | str) -> Iterator[Problem]:
    """A number of pods, or a share of all in per cent."""
    if isinstance(value, int):
        if value < 0:
            yield invalid(path, value, "must be greater than or equal to 0")
    elif not names.matcher(PERCENT)(value):
        yield invalid(path, value, names.unmatched(PERCENT_RULE, PERCENT, "1%", "93%"))


def share(value: int | str) -> int:
    """The number in a share: `3` of 3 and of `3%`."""
    digits = str(value).removesuffix("%")
    return int(digits) if names.matcher("[+-]?[0-9]{1,4000}")(digits) else 0


def whole_problems(path: str, value: int | str) -> Iterator[Problem]:
    """No share is more than all."""
    if isinstance(value, str) and names.matcher(PERCENT)(value) and share(value) > 100:
        yield invalid(path, value, "must not be greater than 100%")


def name_warnings(workload: Object) -> Iterator[str]:
    """Pods are called after their workload, and their name is their host name."""
    messages = list(names.label(objects.name(workload)))
    if messages:
        yield ("metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; "
               f"a DNS label is recommended: [{' '.join(messages)}]")


def template_changed_warnings(new: Object, old: Object | None, path: str = "spec.template") -> Iterator[str]:
    """What is to be said of the template, of a new workload or of one whose spec changed."""
    if old is None:
        yield from template_warnings(read(new, path, {}), path)
    elif new.get("spec") != old.get("spec"):
        yield from template_warnings(read(new, path, {}), path, read(old, path, {}))


def running_warnings(new: Object, old: Object | None) -> Iterator[str]:
    """What the sender of a workload is told whose pods' names begin with its own."""
    if old is None:
        yield from name_warnings(new)
    yield from template_changed_warnings(new, old)
