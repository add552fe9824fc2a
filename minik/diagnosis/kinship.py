"""Whether pods belong to one application, judged by their identifying labels."""

from minik.model import object as objects
from minik.model.object import Key, Object

IDENTITY_LABELS = (
    "app",
    "app.kubernetes.io/name",
    "app.kubernetes.io/component",
    "component",
    "k8s-app",
    "role",
    "tier",
    "name",
    "run",
    "service",
    "job",
    "io.kompose.service",
)


def is_identity(name: str) -> bool:
    """Return whether a label identifies a pod's application."""
    return name in IDENTITY_LABELS


def differing_labels(pod: Object, other: Object) -> list[str]:
    """Return the identifying labels of a pod that another pod does not have with the same value."""
    return [
        name
        for name in IDENTITY_LABELS
        if name in objects.labels(pod)
        and objects.labels(pod)[name] != objects.labels(other).get(name)
    ]


def is_other_application(key: Key, pod: Object, other_key: Key, other_pod: Object) -> bool:
    """Return whether two pods belong to different applications: by their labels, or because one is
    a job's.
    """
    return bool(differing_labels(pod, other_pod) or differing_labels(other_pod, pod)) or (
        key.kind in ("Job", "CronJob")
    ) != (other_key.kind in ("Job", "CronJob"))
