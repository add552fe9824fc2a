"""Candidates that say where requests from outside go: Ingresses, Gateways and routes as TYPE/NAME, and the
URLs of the hosts that they are for.
"""

from collections.abc import Iterator

from minik.command_line import state_access
from minik.command_line.candidates import objects
from minik.command_line.candidates.line import Candidate
from minik.command_line.request_options import KINDS
from minik.model.object import Object, read_list, spec

GROUP = "gateway.networking.k8s.io"
# how people type a kind → its key in the state
WORDS = {
    "ingress": "Ingress",
    "gateway": f"Gateway.{GROUP}",
    "listenerset": f"ListenerSet.{GROUP}",
    **{
        f"{name}route": f"{name.upper()}Route.{GROUP}"
        for name in ("http", "grpc", "tls", "tcp", "udp")
    },
}
ROUTE_SCHEMES = {WORDS["httproute"]: "http", WORDS["grpcroute"]: "grpc", WORDS["tlsroute"]: "tls"}


def ways(current: str, *only: str) -> Iterator[Candidate]:
    """Yield TYPE/ of the kinds of which there is an object, of these types alone if any are given;
    behind the slash, the names; of what begins like a URL, URLs.
    """
    word, slash, name = current.partition("/")
    if "://" in current or current.startswith("http"):
        yield from urls()
    if slash and word.lower() in KINDS:
        yield from ((f"{word}/{found}", text) for found, text in objects.names_for_word(word, name))
    elif current and not slash:
        cluster = state_access.read_cluster()
        yield from (
            (f"{typed}/", "")
            for typed in only or WORDS
            if typed.startswith(current) and cluster.of(WORDS[typed])
        )


def urls() -> Iterator[Candidate]:
    """Yield a URL for each host for which an Ingress or a route is, without wildcards."""
    cluster = state_access.read_cluster()
    for ingress in cluster.of("Ingress"):
        secure = {host for one in read_list(ingress, "spec.tls") for host in one.get("hosts") or ()}
        for rule in read_list(ingress, "spec.rules"):
            host = str(rule.get("host") or "")
            yield from of_host("https" if host in secure else "http", host, ingress)
    for kind, scheme in ROUTE_SCHEMES.items():
        for route in cluster.of(kind):
            for host in spec(route).get("hostnames") or ():
                yield from of_host(scheme, str(host), route)


def of_host(scheme: str, host: str, obj: Object) -> Iterator[Candidate]:
    """Yield the URL of a host, and whose it is; nothing for a wildcard or no host."""
    if host and not host.startswith("*"):
        kind = str(obj.get("kind", "")).lower()
        yield f"{scheme}://{host}/", f"{kind}/{obj['metadata']['name']}"
