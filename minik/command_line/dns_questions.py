"""The questions of `dns`: a name as it is typed, the record type, who asks, and the walk that answers."""

from minik import kinds
from minik.command_line import pod_arguments, target_arguments
from minik.diagnosis import closed_ways, name_server
from minik.diagnosis.resolution import Viewpoint, resolve
from minik.discovery import search
from minik.discovery.names import Name
from minik.discovery.search import Walk
from minik.errors import ClientError
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.ip import is_address
from minik.model.object import Object
from minik.policy.policy_kinds import has_policies
from minik.proxy import clients, mode
from minik.proxy.routing import Refusal
from minik.render.dns_answer import Question

TYPES = ("A", "AAAA", "CAA", "CNAME", "HTTPS", "MX", "NS", "PTR", "SOA", "SRV", "TXT")
MAX_LABEL, MAX_NAME = 63, 253


def answer(cluster: Cluster, name: str, kind: str, namespace: str, source: str) -> Question:
    """Answer a question as it is typed. Raises ClientError for what DNS cannot be asked."""
    name, kind = name_of(name, kind, cluster, namespace)
    return ask(cluster, check_name(name), record_type(kind), namespace, source)


def name_of(name: str, kind: str, cluster: Cluster, namespace: str) -> tuple[str, str]:
    """Return the name to ask for, and the record type: of `svc NAME`, `svc/NAME`, `pod/x`, `deploy/x` the
    Service's name or the pod's address.
    """
    words = [name, kind] if kind and kind.upper() not in TYPES and kinds.find_kind(name) else [name]
    if "/" not in name and not words[1:]:
        return name, kind
    text = target_arguments.destination(words, cluster, namespace).strip("[]")
    return text if is_address(text) else text.partition(":")[0], "" if words[1:] else kind


def check_name(name: str) -> str:
    """Return the name; raise ClientError if DNS cannot hold it."""
    labels = name.rstrip(".").split(".")
    fits = (
        name == "."
        or len(name.encode()) <= MAX_NAME
        and all(0 < len(label.encode()) <= MAX_LABEL for label in labels)
    )
    if not fits or not name.isprintable() or " " in name:
        raise ClientError(
            f'"{name}" is not a valid DNS name',
            hint=f"labels of 1 to {MAX_LABEL} letters with dots between them, {MAX_NAME} in all",
        )
    return name


def record_type(kind: str) -> str:
    """Return the record type in upper case, "" if none; raise ClientError if it is unknown."""
    if kind and kind.upper() not in TYPES:
        raise ClientError(f'unknown record type "{kind}": it is one of {", ".join(TYPES)}')
    return kind.upper()


def ask(cluster: Cluster, name: str, kind: str, namespace: str, source: str) -> Question:
    """Look a name up as the pod asks for it, or as a pod of the namespace would."""
    pod = pod_arguments.find_pod(cluster, source, namespace) if source else None
    own_namespace = objects.namespace(pod) if pod else namespace
    resolver = (
        search.resolver(cluster, pod) if pod else search.default_resolver(cluster, own_namespace)
    )
    full_name, kinds = search.question(name, kind, cluster)
    closed = closed_ways.why_no_lookup(cluster, pod)
    silent = name_server.why_silent(cluster) or (closed.text if closed else "")
    walk = (
        search.walk(cluster, full_name, kinds, resolver)
        if search.asks_cluster(resolver, cluster) and not silent
        else Walk((), ())
    )
    return Question(
        cluster,
        name,
        full_name,
        tuple(kinds),
        own_namespace,
        objects.name(pod) if pod else "",
        resolver,
        walk,
        silent,
        why_closed(cluster, walk, pod) if pod else "",
    )


def why_closed(cluster: Cluster, walk: Walk, pod: Object) -> str:
    """Return what keeps a pod from the Service whose address was found; "" if nothing does."""
    addresses = {record.value for record in walk.records if record.type in ("A", "AAAA")}
    if not addresses or not has_policies(cluster):
        return ""
    client = clients.of_pod(cluster, pod)
    view = Viewpoint(mode.of_cluster(cluster), client.node, client)
    for service in cluster.of("Service"):
        if addresses & {*services.addresses(service)}:
            name = Name(objects.name(service), objects.namespace(service))
            found = resolve(cluster, name, view)
            denied = any(route.refusal is Refusal.DENIED for route in found.main)
            return found.reason.text if denied and found.reason else ""
    return ""
