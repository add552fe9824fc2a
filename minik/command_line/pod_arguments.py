"""The pod that an argument names."""

from minik.command_line import resource_arguments, target_arguments
from minik.errors import ClientError, NotFound
from minik.model.cluster import Cluster
from minik.model.object import Object


def find_pod(cluster: Cluster, word: str, namespace: str) -> Object:
    """Return the pod that `NAME` or `pod/NAME` names, or one of those of `deploy/NAME`; raise NotFound if
    there is none.
    """
    word = target_arguments.source(word, cluster, namespace)
    kind, slash, name = word.rpartition("/")
    if slash and resource_arguments.resolve_kind(kind, cluster).name != "Pod":
        raise ClientError(f'"{word}" is not a pod: use NAME or pod/NAME')
    pod = cluster.get("Pod", namespace, name)
    if pod is None:
        raise NotFound(f'pods "{name}" not found')
    return pod
