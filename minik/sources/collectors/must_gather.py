"""must-gather of OpenShift, and `oc adm inspect`: a file an object, and lists, in folders by API group.

`cluster-scoped-resources/GROUP/...` and `namespaces/NAMESPACE/GROUP/...`; an object may stand both in a
list and in a file of its own.
"""

from minik import light_re as re
from minik.sources import texts
from minik.sources.source import Source

FILES = re.compile(
    r"(?!(?:.*/)?cluster-resources/)(?:.*/)?"
    r"(?:cluster-scoped-resources/[^/]+/.+|namespaces/[^/]+/[^/]+/.+|namespaces/([^/]+)/\1\.yaml)"
)


def is_own(path: str) -> bool:
    """Return whether a path is one that must-gather writes."""
    return FILES.fullmatch(path) is not None


SOURCE = Source("must-gather", is_own, texts.documents)
