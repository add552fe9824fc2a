"""Which pods of a node `drain` takes away, which it passes over, and which it will not touch unless told to.

Upstream rule: kubectl `pkg/drain`, the filters: the first that keeps a pod decides; of the others the last one has the word.
"""
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from minik.errors import ClientError
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.selectors import Selector

MIRROR = "kubernetes.io/config.mirror"
DAEMON, IGNORED = "DaemonSet-managed Pods (use --ignore-daemonsets to ignore)", "ignoring DaemonSet-managed Pods"
LOCAL, LOSING = "Pods with local storage (use --delete-emptydir-data to override)", "deleting Pods with local storage"
BARE, FORCED = "Pods that declare no controller (use --force to override)", "deleting Pods that declare no controller"


class Asked(NamedTuple):
    """What the person allowed."""

    force: bool = False
    ignore_daemon_sets: bool = False
    delete_empty_dirs: bool = False
    selector: Selector = ()
    deleting: bool = False


class Word(NamedTuple):
    """What a filter says of a pod: it goes or stays, with a warning, or the refusal of it all."""

    goes: bool = True
    warning: str = ""
    refusal: str = ""


class Crew(NamedTuple):
    """The pods that go, and what is said of others."""

    pods: list[Object]
    warning: str


Filter: TypeAlias = Callable[[Cluster, Object, Asked], Word]


def crew(cluster: Cluster, node: Object, asked: Asked) -> Crew:
    """The pods of a node that go; refused are all where one may not."""
    found = cluster.table("Pod").indexed(pods.on_node).get(objects.name(node), ())
    words = [(pod, word(cluster, pod, asked)) for pod in found if selectors.matches(asked.selector, objects.labels(pod))]
    refusals = grouped((said.refusal, pod) for pod, said in words)
    if refusals:
        texts = [f"cannot delete {why}: {names}" for why, names in refusals.items()]
        raise ClientError(texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]")
    warnings = grouped((said.warning, pod) for pod, said in words)
    return Crew([pod for pod, said in words if said.goes], "; ".join(f"{why}: {names}" for why, names in warnings.items()))


def grouped(found: Iterator[tuple[str, Object]]) -> dict[str, str]:
    """What is said, each with the pods of which it is."""
    groups: dict[str, list[str]] = {}
    for text, pod in found:
        if text:
            groups.setdefault(text, []).append(objects.key(pod).path)
    return {text: ", ".join(paths) for text, paths in groups.items()}


def word(cluster: Cluster, pod: Object, asked: Asked) -> Word:
    """What becomes of one pod."""
    said = Word()
    for look in FILTERS:
        said = look(cluster, pod, asked)
        if not said.goes:
            break
    return said


def of_daemon_set(cluster: Cluster, pod: Object, asked: Asked) -> Word:
    """A pod of a daemon set would come back at once: it is passed over."""
    owner = objects.owner(pod)
    if owner is None or owner["kind"] != "DaemonSet" or pods.is_terminal(pod):
        return Word()
    if cluster.get("DaemonSet", objects.namespace(pod), owner["name"]) is None:
        missing = f'daemonsets.apps "{owner["name"]}" not found'
        return Word(warning=missing) if asked.force else Word(goes=False, refusal=missing)
    return Word(goes=False, warning=IGNORED) if asked.ignore_daemon_sets else Word(goes=False, refusal=DAEMON)


def mirror(_: Cluster, pod: Object, __: Asked) -> Word:
    """A static pod is its kubelet's own."""
    return Word(goes=MIRROR not in objects.annotations(pod))


def with_storage(_: Cluster, pod: Object, asked: Asked) -> Word:
    """A pod's empty folders go with it."""
    if pods.is_terminal(pod) or not any(volume.get("emptyDir") is not None for volume in objects.spec(pod).get("volumes") or ()):
        return Word()
    return Word(warning=LOSING) if asked.delete_empty_dirs else Word(goes=False, refusal=LOCAL)


def bare(_: Cluster, pod: Object, asked: Asked) -> Word:
    """A pod without a controller does not come back."""
    if pods.is_terminal(pod) or objects.owner(pod) is not None:
        return Word()
    return Word(warning=FORCED) if asked.force else Word(goes=False, refusal=BARE)


FILTERS: tuple[Filter, ...] = (of_daemon_set, mirror, with_storage, bare)
