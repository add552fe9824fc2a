"""Show what DNS answers, with the walk along the search path; or serve it"""

from minik import kinds
from minik.command_line import flags, pod_arguments, state_access, target_arguments, terminal
from minik.command_line.command_group import CommandGroup
from minik.diagnosis import closed_ways, name_server
from minik.diagnosis.resolution import Viewpoint, resolve
from minik.discovery import search
from minik.discovery.names import Name
from minik.discovery.search import Walk
from minik.errors import ClientError, Unanswered
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.controls import escape_lines
from minik.model.ip import is_address
from minik.model.object import Object
from minik.proxy import clients, mode
from minik.proxy.routing import Refusal
from minik.render import dns_answer
from minik.render.dns_answer import Question

TYPES = ("A", "AAAA", "CAA", "CNAME", "HTTPS", "MX", "NS", "PTR", "SOA", "SRV", "TXT")
MAX_LABEL, MAX_NAME = 63, 253


@flags.command()
@flags.argument("name", metavar="NAME")
@flags.argument("kind", metavar="[TYPE]", default="")
@flags.namespace
@flags.text("--from", "source", metavar="POD", help="Ask as this pod does, by its own resolv.conf")
@flags.text("-o", "--output", metavar="text|json|yaml", help="text, json or yaml")
def lookup(name: str, kind: str, namespace: str, source: str, output: str) -> None:
    """Show what DNS answers for a name, along the search path of the pod that asks; and, when there
    is no answer, why.

    TYPE is a record type: A, AAAA, SRV, PTR, CNAME, TXT, SOA, NS; the addresses if not given. An
    address as NAME asks whose it is. Exit status 0 if there is an answer, 1 if there is none.
    `minik dns serve` answers the same questions on a socket.

    \b
    Examples:
      # As a pod of the current namespace asks
      minik dns my-service
      # All ports of a Service
      minik dns my-service.default.svc.cluster.local SRV
      # As a certain pod asks, by its dnsPolicy and dnsConfig
      minik dns my-service --from pod/my-pod
      # A server for other programs
      minik dns serve --listen 127.0.0.1:10053
    """
    if output not in dns_answer.VIEWS:
        raise ClientError(f'unknown output format "{output}": use text, json or yaml')
    here = state_access.namespace(namespace)
    name, kind = name_of(name, kind, here)
    answer = ask(check_name(name), record_type(kind), here, source)
    terminal.show_as(output, escape_lines(dns_answer.VIEWS[output](answer)))
    if not answer.walk.records:
        raise Unanswered("")


def name_of(name: str, kind: str, namespace: str) -> tuple[str, str]:
    """Return the name to ask for, and the record type: of `svc NAME`, `svc/NAME`, `pod/x`, `deploy/x` the
    Service's name or the pod's address.
    """
    words = [name, kind] if kind and kind.upper() not in TYPES and kinds.find_kind(name) else [name]
    if "/" not in name and not words[1:]:
        return name, kind
    cluster = state_access.read_cluster()
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


def ask(name: str, kind: str, namespace: str, source: str) -> Question:
    """Look a name up as the pod asks for it, or as a pod of the namespace would."""
    cluster = state_access.read_cluster()
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
    if not addresses or not cluster.of("NetworkPolicy"):
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


command = CommandGroup(__name__, __path__, alone=lookup)
