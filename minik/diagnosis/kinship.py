"""Whether pods are of one application, told by what their labels call them."""
from minik.model import object as objects
from minik.model.object import Key, Object

FAMILY_LABELS = ("app", "app.kubernetes.io/name", "app.kubernetes.io/component", "component", "k8s-app", "role", "tier", "name", "run",
                 "service", "job")


def is_identity(name: str) -> bool:
    """Whether a label tells what application a pod is."""
    return name in FAMILY_LABELS


def own_labels(pod: Object, other: Object) -> list[str]:
    """The labels that tell what application a pod is, and that another does not have so."""
    return [name for name in FAMILY_LABELS if name in objects.labels(pod) and objects.labels(pod)[name] != objects.labels(other).get(name)]


def is_another(key: Key, pod: Object, other: Key, its: Object) -> bool:
    """Whether two pods are of different applications: by what their labels call them, or since one of them is but a job."""
    return bool(own_labels(pod, its) or own_labels(its, pod)) or (key.kind in ("Job", "CronJob")) != (other.kind in ("Job", "CronJob"))
