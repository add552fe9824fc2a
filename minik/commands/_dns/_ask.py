"""Ask for a name as a pod would, and see the walk along its search path"""
import click

from minik.commands import _options, _session
from minik.commands.env import find_pod
from minik.discovery import search
from minik.discovery.search import Walk
from minik.errors import ClientError, Unanswered
from minik.model import object as objects
from minik.render import _questions
from minik.render._questions import Asked

TYPES = ("A", "AAAA", "CAA", "CNAME", "HTTPS", "MX", "NS", "PTR", "SOA", "SRV", "TXT")
LABEL, NAME = 63, 253


@click.command(cls=_options.Verb)
@click.argument("name", metavar="NAME")
@click.argument("kind", metavar="[TYPE]", default="")
@_options.namespace
@_options.text("--from", "source", metavar="POD", help="Ask as this pod does, by its own resolv.conf")
@_options.text("-o", "--output", metavar="text|json", help="text or json")
def command(name: str, kind: str, namespace: str, source: str, output: str) -> None:
    """Show what DNS answers for a name, along the search path of the pod that asks; and, when there is no answer, why.

    TYPE is a record type: A, AAAA, SRV, PTR, CNAME, TXT, SOA, NS; the addresses if not given. An address as NAME asks whose it is.
    Exit status 0 if there is an answer, 1 if there is none. `minik dns serve` answers the same questions on a socket.

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
    if output not in _questions.VIEWS:
        raise ClientError(f'unable to show an answer as "{output}": text or json')
    asked = ask(checked(name), record_type(kind), _session.namespace(namespace), source)
    _session.say(_questions.VIEWS[output](asked), nl=False)
    if not asked.walk.records:
        raise Unanswered("")


def checked(name: str) -> str:
    """The name, if a question can be made of it."""
    labels = name.rstrip(".").split(".")
    fits = name == "." or len(name.encode()) <= NAME and all(0 < len(label.encode()) <= LABEL for label in labels)
    if not fits or not name.isprintable() or " " in name:
        raise ClientError(f'"{name}" is no name that DNS could be asked for',
                          hint=f"labels of 1 to {LABEL} letters with dots between them, {NAME} in all")
    return name


def record_type(kind: str) -> str:
    """The type as DNS writes it."""
    if kind and kind.upper() not in TYPES:
        raise ClientError(f'unknown record type "{kind}": it is one of {", ".join(TYPES)}')
    return kind.upper()


def ask(name: str, kind: str, namespace: str, source: str) -> Asked:
    """The question, who asks it and what comes of it."""
    cluster = _session.reading()
    pod = find_pod(cluster, source, namespace) if source else None
    here = objects.namespace(pod) if pod else namespace
    resolver = search.resolver(cluster, pod) if pod else search.usual(cluster, here)
    wanted, kinds = search.question(name, kind, cluster)
    walk = search.walk(cluster, wanted, kinds, resolver) if search.asks_cluster(resolver, cluster) else Walk((), ())
    return Asked(cluster, name, wanted, tuple(kinds), here, objects.name(pod) if pod else "", resolver, walk)
