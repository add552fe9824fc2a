"""What people have in hand, as `resolve`, `trace` and `env` take it: `svc NAME`, `svc/NAME:PORT`,
`pod/x`, `deploy/x`, `node/x`, a name that DNS answers, an address.
"""

from collections.abc import Sequence

from minik.command_line import resource_arguments
from minik.discovery.answering import answer
from minik.errors import ClientError
from minik.kinds import find_kind
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.ip import bracket_ipv6, is_address
from minik.model.kind import Kind
from minik.model.object import Object
from minik.timelines.rollout_snapshots import pods_of, services_of


def destination(words: Sequence[str], cluster: Cluster, namespace: str) -> str:
    """Return what the words name as a name or an address, with the port that they give.

    Raises NotFound for an object that does not exist, ClientError for one that nothing leads to.
    """
    text = "/".join(words)
    kind_word, slash, rest = text.partition("/")
    kind = find_kind(kind_word) if slash else None
    if kind is None:
        return _by_dns(text, cluster)
    name, colon, port = rest.partition(":")
    obj = find_object(kind, name, cluster, namespace)
    return _destination_of(kind, obj, cluster, text) + colon + port


def find_object(kind: Kind, name: str, cluster: Cluster, namespace: str) -> Object:
    """Return an object by kind and name; raise NotFound if there is none."""
    obj = cluster.get(kind.key, namespace if kind.namespaced else "", name)
    if obj is None:
        raise resource_arguments.not_found(resource_arguments.Target(kind, name))
    return obj


def _destination_of(kind: Kind, obj: Object, cluster: Cluster, text: str) -> str:
    name, namespace = objects.name(obj), objects.namespace(obj)
    if kind.name == "Service":
        return f"{name}.{namespace}"
    if kind.name == "Node":
        return bracket_ipv6(next(iter(nodes.addresses(obj, "InternalIP")), name))
    if kind.name == "Pod":
        return _address(obj)
    for service in services_of(cluster, obj):
        return f"{objects.name(service)}.{namespace}"
    return _address(pod_of(obj, cluster, text))


def _by_dns(text: str, cluster: Cluster) -> str:
    """Return a name that is no Service's, but that DNS answers with one address, as that address."""
    host, colon, port = text.partition(":")
    if "." not in host or is_address(host) or host.count(".") < 3:
        return text
    found = answer(cluster, host, "A").answers
    labels = host.removesuffix(".").removesuffix(f".{cluster.settings.cluster_domain}").split(".")
    is_service = labels[2:] == ["svc"]
    return text if is_service or not found else bracket_ipv6(found[-1].value) + colon + port


def pod_of(workload: Object, cluster: Cluster, text: str) -> Object:
    """Return one of a workload's pods; raise ClientError if it has none."""
    for pod in pods_of(cluster, workload):
        return pod
    raise ClientError(f"{text} has no pod")


def _address(pod: Object) -> str:
    for address in pods.addresses(pod):
        return bracket_ipv6(address)
    raise ClientError(f"pod/{objects.name(pod)} has no address yet")


def source(text: str, cluster: Cluster, namespace: str) -> str:
    """Return who asks: for a workload, one of its pods as `pod/NAME`; anything else as it is."""
    word, slash, name = text.partition("/")
    kind = find_kind(word) if slash else None
    if kind is None or kind.name in ("Pod", "Node", "Service"):
        return text
    pod = pod_of(find_object(kind, name, cluster, namespace), cluster, text)
    return f"pod/{objects.name(pod)}"
