"""Pod templates, for the kinds that hold one.

The rules are imported when the first template is validated: reading workloads needs none of them.
"""

from collections.abc import Iterator

from minik.errors import Problem
from minik.model.object import Object


def default_template(template: Object) -> Object:
    """Fill in the defaults of a pod template (without those for pods only)."""
    from minik.kinds.pod import defaults  # noqa: PLC0415

    return defaults.default_template(template)


def template_problems(template: Object, path: str) -> Iterator[Problem]:
    """Yield what is wrong with a pod template at a path such as `spec.template`."""
    from minik.kinds.pod import rules  # noqa: PLC0415

    return rules.template_problems(template, path)


def template_warnings(template: Object, path: str, old: Object | None = None) -> Iterator[str]:
    """Yield the warnings for an accepted pod template."""
    from minik.kinds.pod import warnings  # noqa: PLC0415

    return warnings.template_warnings(template, path)
