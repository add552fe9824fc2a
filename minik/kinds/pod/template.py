"""Pod templates: what a workload's pods are made from. The kinds that hold one import this; what they restrict further is their own rule."""
from collections.abc import Iterator

from minik.errors import Problem
from minik.kinds.pod import defaults
from minik.model.object import Object


def default_template(template: Object) -> Object:
    """What the server fills in in a pod template (it leaves out what it fills in only in pods)."""
    return defaults.default_template(template)


def template_problems(template: Object, path: str) -> Iterator[Problem]:
    """Everything wrong with a pod template at a path such as `spec.template`."""
    yield from ()


def template_warnings(template: Object, path: str, old: Object | None = None) -> Iterator[str]:
    """What the sender of a pod template is told, though it is taken."""
    yield from ()
