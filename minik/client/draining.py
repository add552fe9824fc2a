"""Select the pods that `drain` deletes, skips or refuses to delete.

Upstream rule: kubectl `pkg/drain` filters: the first that keeps a pod decides; among the others the
last one has the word.
"""

from collections.abc import Callable, Iterator

from minik.errors import ClientError, join_messages
from minik.kinds import pod as pods
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.selectors import Selector
from minik.model.writing import NOBODY, Writer

MIRROR = "kubernetes.io/config.mirror"
DAEMON, IGNORED = (
    "DaemonSet-managed Pods (use --ignore-daemonsets to ignore)",
    "ignoring DaemonSet-managed Pods",
)
LOCAL, LOSING = (
    "Pods with local storage (use --delete-emptydir-data to override)",
    "deleting Pods with local storage",
)
BARE, FORCED = (
    "Pods that declare no controller (use --force to override)",
    "deleting Pods that declare no controller",
)


class DrainOptions(NamedTuple):
    """The flags of `drain`, and in whose name it evicts."""

    force: bool = False
    ignore_daemon_sets: bool = False
    delete_empty_dirs: bool = False
    selector: Selector = ()
    deleting: bool = False
    writer: Writer = NOBODY


class PodDeleteStatus(NamedTuple):
    """A filter's result for a pod: whether it is deleted, with a warning or an error."""

    deleted: bool = True
    warning: str = ""
    error: str = ""


class PodDeleteList(NamedTuple):
    """The pods to delete, and a warning about others."""

    pods: list[Object]
    warning: str


Filter: TypeAlias = Callable[[Cluster, Object, DrainOptions], PodDeleteStatus]


def pods_to_delete(cluster: Cluster, node: Object, options: DrainOptions) -> PodDeleteList:
    """Return the pods of a node to delete; raise ClientError if any of them may not be deleted."""
    candidates = cluster.table("Pod").index_by(pods.node_index).get(objects.name(node), ())
    statuses = [
        (pod, pod_delete_status(cluster, pod, options))
        for pod in candidates
        if selectors.matches(options.selector, objects.labels(pod))
    ]
    refusals = join_pods_by_reason((status.error, pod) for pod, status in statuses)
    if refusals:
        texts = [f"cannot delete {reason}: {names}" for reason, names in refusals.items()]
        raise ClientError(join_messages(texts))
    warnings = join_pods_by_reason((status.warning, pod) for pod, status in statuses)
    return PodDeleteList(
        [pod for pod, status in statuses if status.deleted],
        "; ".join(f"{reason}: {names}" for reason, names in warnings.items()),
    )


def join_pods_by_reason(reasons: Iterator[tuple[str, Object]]) -> dict[str, str]:
    """Map each reason to the pods it is about, as `namespace/name` joined by commas."""
    groups: dict[str, list[str]] = {}
    for text, pod in reasons:
        if text:
            groups.setdefault(text, []).append(objects.key(pod).path)
    return {text: ", ".join(paths) for text, paths in groups.items()}


def pod_delete_status(cluster: Cluster, pod: Object, options: DrainOptions) -> PodDeleteStatus:
    """Run the filters on one pod."""
    status = PodDeleteStatus()
    for pod_filter in FILTERS:
        status = pod_filter(cluster, pod, options)
        if not status.deleted:
            break
    return status


def daemon_set_filter(cluster: Cluster, pod: Object, options: DrainOptions) -> PodDeleteStatus:
    """Skip or refuse pods of a DaemonSet, which would recreate them at once."""
    owner = objects.owner(pod)
    if owner is None or owner["kind"] != "DaemonSet" or pods.is_terminal(pod):
        return PodDeleteStatus()
    if cluster.get("DaemonSet", objects.namespace(pod), owner["name"]) is None:
        missing = f'daemonsets.apps "{owner["name"]}" not found'
        return (
            PodDeleteStatus(warning=missing)
            if options.force
            else PodDeleteStatus(deleted=False, error=missing)
        )
    return (
        PodDeleteStatus(deleted=False, warning=IGNORED)
        if options.ignore_daemon_sets
        else PodDeleteStatus(deleted=False, error=DAEMON)
    )


def mirror_pod_filter(_: Cluster, pod: Object, __: DrainOptions) -> PodDeleteStatus:
    """Skip static pods: their kubelet owns them."""
    return PodDeleteStatus(deleted=MIRROR not in objects.annotations(pod))


def local_storage_filter(_: Cluster, pod: Object, options: DrainOptions) -> PodDeleteStatus:
    """Refuse pods with emptyDir volumes, unless their loss is allowed."""
    if pods.is_terminal(pod) or not any(
        volume.get("emptyDir") is not None for volume in objects.spec(pod).get("volumes") or ()
    ):
        return PodDeleteStatus()
    return (
        PodDeleteStatus(warning=LOSING)
        if options.delete_empty_dirs
        else PodDeleteStatus(deleted=False, error=LOCAL)
    )


def unreplicated_filter(_: Cluster, pod: Object, options: DrainOptions) -> PodDeleteStatus:
    """Refuse pods without a controller, unless forced: nothing recreates them."""
    if pods.is_terminal(pod) or objects.owner(pod) is not None:
        return PodDeleteStatus()
    return (
        PodDeleteStatus(warning=FORCED)
        if options.force
        else PodDeleteStatus(deleted=False, error=BARE)
    )


FILTERS: tuple[Filter, ...] = (
    daemon_set_filter,
    mirror_pod_filter,
    local_storage_filter,
    unreplicated_filter,
)
