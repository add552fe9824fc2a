"""The pod that an argument names."""

import os

from minik.command_line import resource_arguments, target_arguments
from minik.errors import ClientError, NotFound
from minik.model.cluster import Cluster
from minik.model.object import Object


def find_pod(cluster: Cluster, word: str, namespace: str) -> Object:
    """Return the pod that `NAME` or `pod/NAME` names, or whose name in DNS or address it is; of a
    workload or a Service one of its pods. Raises NotFound if there is none.
    """
    kind, slash, _ = word.partition("/")
    plain = cluster.get("Pod", namespace, word)
    if plain is not None:
        return plain
    if slash and not os.path.exists(word):
        resource_arguments.resolve_kind(kind, cluster, warn=resource_arguments.say_nothing)
    elif not slash and "." not in word and ":" not in word:
        raise NotFound(f'pods "{word}" not found')
    obj = target_arguments.named_object(word, cluster, namespace)
    if obj["kind"] == "Node":
        raise ClientError(f'"{word}" is not a pod: use NAME or pod/NAME')
    return target_arguments.pod_of(obj, cluster, word)
