"""What people have in hand, as `resolve`, `why`, `check`, `trace`, `dns` and `env` take it: `svc NAME`,
`svc/NAME:PORT`, `pod/x`, `deploy/x`, `node/x`, a name that DNS answers, an address.
"""

import os
from collections.abc import Iterator, Sequence

from minik.command_line import resource_arguments
from minik.discovery import names
from minik.errors import ClientError, NotFound
from minik.kinds import find_kind
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model import shell
from minik.model.cluster import Cluster
from minik.model.ip import bracket_ipv6, is_address
from minik.model.kind import Kind
from minik.model.object import Key, Object

CARRIED = ("Ingress", "Gateway")


def destination(words: Sequence[str], cluster: Cluster, namespace: str) -> str:
    """Return what the words name as a name or an address, with the port that they give.

    Raises NotFound for an object that does not exist, ClientError for one that nothing leads to.
    """
    text = "/".join(words)
    kind_word, slash, rest = text.partition("/")
    kind = kind_named(kind_word, cluster) if slash else None
    if kind is None:
        if slash and os.path.exists(text):
            raise _no_such(text)
        return by_dns(text, cluster)
    name, colon, port = rest.partition(":")
    obj = find_object(kind, name, cluster, namespace)
    return _destination_of(kind, obj, cluster, text) + colon + port


def kind_named(word: str, cluster: Cluster) -> Kind | None:
    """Return the kind that a word names, built in or defined in the cluster; None if there is none."""
    return find_kind(word) or find_kind(word, cluster.of("CustomResourceDefinition"))


def find_object(kind: Kind, name: str, cluster: Cluster, namespace: str) -> Object:
    """Return an object by kind and name; raise NotFound if there is none."""
    obj = cluster.get(kind.key, namespace if kind.namespaced else "", name)
    if obj is None:
        raise resource_arguments.not_found(resource_arguments.Target(kind, name))
    return obj


def _destination_of(kind: Kind, obj: Object, cluster: Cluster, text: str) -> str:
    from minik.timelines.rollout_snapshots import services_of  # noqa: PLC0415 most targets are Services

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


def named_object(text: str, cluster: Cluster, namespace: str) -> Object:
    """Return the object that TYPE/NAME, a Service's or a pod's name, a name that DNS answers, or an
    address names, with or without a port.

    Raises NotFound if there is none.
    """
    from minik.diagnosis import address_owners, reasons  # noqa: PLC0415 most targets are Services that are there

    kind_word, slash, rest = text.partition("/")
    kind = kind_named(kind_word, cluster) if slash else None
    if kind is not None:
        return find_object(kind, rest.partition(":")[0], cluster, namespace)
    if slash:
        raise _no_such(text)
    name = names.parse(by_dns(text, cluster), namespace, cluster.settings.cluster_domain)
    if name.address:
        owner = address_owners.address_owner(cluster, name.address)
        if owner is None:
            raise address_owners.no_owner(cluster, name.address)
        return owner
    service = None if name.host else cluster.get("Service", name.namespace, name.service)
    pod = cluster.get("Pod", namespace, text.partition(":")[0])
    if service is None and pod is None:
        raise NotFound(
            f'services "{name.service}" not found', hint=reasons.near_services(cluster, name)
        )
    return service or pod or {}


def _no_such(text: str) -> NotFound:
    """Return the error for what is neither a type with a name nor anything else; a file is told how
    it is asked about.
    """
    check = shell.command("check", text)
    hint = f"it is a file: {check} judges it" if os.path.exists(text) else ""
    return NotFound(f'the cluster has nothing that is called "{text}"', hint=hint)


def packet_target(words: Sequence[str], cluster: Cluster, namespace: str) -> str:
    """Return where a packet goes that is sent to what the words name: with a port, where there is
    one only.
    """
    return _with_port(destination(words, cluster, namespace), cluster)


def _with_port(text: str, cluster: Cluster) -> str:
    """Return an address with its only port where none is given: that of its Service, or of the
    containers of its pod.
    """
    from minik.diagnosis import address_owners  # noqa: PLC0415 most targets are no address

    if not is_address(text.strip("[]")):
        return text
    owner = address_owners.address_owner(cluster, text.strip("[]"))
    numbers = set(_port_numbers(owner)) if owner else set()
    if len(numbers) > 1:
        given = ", ".join(sorted(numbers, key=int))
        raise ClientError(f"{text} has the ports {given}: say which, as in {text}:PORT")
    return f"{bracket_ipv6(text.strip('[]'))}:{numbers.pop()}" if numbers else text


def _port_numbers(obj: Object) -> Iterator[str]:
    if obj["kind"] == "Service":
        yield from (str(port["port"]) for port in services.ports(obj))
    elif obj["kind"] == "Pod":
        yield from (str(port["containerPort"]) for port in pods.ports(obj))


def by_dns(text: str, cluster: Cluster) -> str:
    """Return a name that is no Service's, but that DNS answers with one address, as that address."""
    from minik.discovery.corefile import of_cluster  # noqa: PLC0415 few ask for a host
    from minik.discovery.name_server import answer  # noqa: PLC0415

    host, colon, port = text.partition(":")
    dots = host.count(".")
    if is_address(host) or not dots or dots < 3 and not of_cluster(cluster):
        return text
    for service in cluster.of("Service") if dots > 2 and host.split(".")[2] != "svc" else ():
        if host in services.load_balancer_hostnames(service):
            return f"{objects.name(service)}.{objects.namespace(service)}{colon}{port}"
    found = answer(cluster, host, "A").answers
    labels = host.removesuffix(".").removesuffix(f".{cluster.settings.cluster_domain}").split(".")
    is_service = labels[2:] == ["svc"]
    return text if is_service or not found else bracket_ipv6(found[-1].value) + colon + port


def pod_of(obj: Object, cluster: Cluster, text: str) -> Object:
    """Return a pod itself, one of a workload's or one that a Service selects; raise ClientError if it
    has none.
    """
    from minik.timelines.rollout_snapshots import pods_of  # noqa: PLC0415 most targets are Services

    if obj["kind"] == "Pod":
        return obj
    selector = services.selector(obj) if obj["kind"] == "Service" else {}
    for pod in cluster.select("Pod", objects.namespace(obj), selector) if selector else ():
        return pod
    for pod in pods_of(cluster, obj):
        return pod
    raise ClientError(f"{text} has no pod")


def _address(pod: Object) -> str:
    for address in pods.addresses(pod):
        return bracket_ipv6(address)
    raise ClientError(f"pod/{objects.name(pod)} has no address yet")


def source(text: str, cluster: Cluster, namespace: str) -> str:
    """Return who asks: for a workload one of its pods, for an Ingress or a Gateway a pod that carries its
    requests, as `pod/NAME` or `NAMESPACE/NAME`; anything else as it is.
    """
    word, slash, name = text.partition("/")
    kind = kind_named(word, cluster) if slash else None
    if kind is None or kind.name in ("Pod", "Node", "Service"):
        return text
    obj = find_object(kind, name, cluster, namespace)
    pod = carrier(obj, cluster, text) if kind.name in CARRIED else pod_of(obj, cluster, text)
    is_here = objects.namespace(pod) == namespace
    return f"pod/{objects.name(pod)}" if is_here else objects.key(pod).path


def carrier(obj: Object, cluster: Cluster, text: str) -> Object:
    """Return a pod that carries the requests of an Ingress or a Gateway; raise ClientError where none is
    known.
    """
    from minik.ways import data_planes  # noqa: PLC0415 few ask as an Ingress
    from minik.ways.ingresses import class_of  # noqa: PLC0415

    key = objects.key(obj)
    entrance = Key("IngressClass", "", class_of(obj)) if key.kind == "Ingress" else key
    for pod in data_planes.pods_of(cluster, entrance):
        return pod
    raise ClientError(
        f"the pods that carry the requests of {text} are not known",
        hint="they are found by the labels that charts of controllers give them; --from pod/NAME names one",
    )
