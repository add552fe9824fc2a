"""Versions of the API: which of two is the better one. Upstream rule: `CompareKubeAwareVersionStrings`."""

from minik import light_re as re

VERSION = re.compile(r"v(?P<major>[1-9]\d*)(?:(?P<stage>alpha|beta)(?P<minor>[1-9]\d*))?")


def version_rank(name: str) -> tuple[int, int, int]:
    """Return where a version stands among others, the best last: v1beta1, v1beta2, v1, v2.

    A name that is no version comes before all of them.
    """
    match = VERSION.fullmatch(name)
    if not match:
        return 0, 0, 0
    stage = {"alpha": 1, "beta": 2, None: 3}[match["stage"]]
    return stage, int(match["major"]), int(match["minor"] or 0)
