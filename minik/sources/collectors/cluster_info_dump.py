"""The folder of `kubectl cluster-info dump --output-directory`: lists by namespace, and logs.

Its lists say what they hold. People give manifests such names, too, so the contents decide whether it
is a dump.
"""

from minik import light_re as re
from minik.sources import texts
from minik.sources.source import Source

FILES = re.compile(
    r"(?!cluster-resources/)(?:[^/]+/)?(?:nodes|[^/]+/(?:events|replication-controllers|services"
    r"|daemonsets|deployments|replicasets|pods))\.(?:json|yaml)"
)


def is_own(path: str) -> bool:
    """Return whether a path is one that cluster-info dump writes."""
    return FILES.fullmatch(path) is not None


SOURCE = Source("kubectl cluster-info dump", is_own, texts.documents, is_dump=False)
