"""Pod templates: what a workload's pods are made from. The kinds that hold one import this; what they restrict is their own rule.

The rules are imported when the first template is judged: who only reads workloads needs none of them.
"""
from collections.abc import Iterator

from minik.errors import Problem
from minik.model.object import Object


def default_template(template: Object) -> Object:
    """What the server fills in in a pod template (it leaves out what it fills in only in pods)."""
    from minik.kinds.pod import defaults  # noqa: PLC0415
    return defaults.default_template(template)


def template_problems(template: Object, path: str) -> Iterator[Problem]:
    """Everything wrong with a pod template at a path such as `spec.template`."""
    from minik.kinds.pod import rules  # noqa: PLC0415
    return rules.template_problems(template, path)


def template_warnings(template: Object, path: str, old: Object | None = None) -> Iterator[str]:
    """What the sender of a pod template is told, though it is taken."""
    from minik.kinds.pod import warnings  # noqa: PLC0415
    return warnings.template_warnings(template, path)
