"""--header and --method: what else a request says, where the target is a URL."""

from collections.abc import Sequence

from minik.command_line import flags
from minik.errors import ClientError
from minik.light_typing import NamedTuple

# how people call an Ingress, a Gateway, a ListenerSet and the kinds of routes
KINDS = frozenset(
    (
        "ing",
        "ingress",
        "ingresses",
        "gtw",
        "gateway",
        "gateways",
        "lset",
        "listenerset",
        "listenersets",
    )
    + tuple(
        f"{protocol}route{plural}"
        for protocol in ("http", "grpc", "tls", "tcp", "udp")
        for plural in ("", "s")
    )
)


class Asked(NamedTuple):
    """Headers and the method of a request."""

    headers: Sequence[str] = ()
    method: str = ""


options: flags.Option = flags.gather(
    Asked,
    flags.repeatable(
        "--header", "headers", metavar="'NAME: VALUE'", help="A header of the request, for a URL"
    ),
    flags.text("--method", metavar="METHOD", help="The method of the request, for a URL: GET"),
    into="asked",
)


def is_url(words: Sequence[str], asked: Asked) -> bool:
    """Return whether a target is a URL. Raise ClientError for more than one word with it, and for what
    only a URL has.
    """
    found = any("://" in word for word in words)
    if found and len(words) > 1:
        raise ClientError(f"one URL at a time: {' '.join(words)}")
    if not found and (asked.headers or asked.method):
        raise ClientError("--header and --method are for a URL: http://HOST/PATH")
    return found


def is_way(words: Sequence[str], asked: Asked) -> bool:
    """Return whether a target is a URL, or an object that says where requests from outside go; raise
    as `is_url`.
    """
    kind = "/".join(words).partition("/")[0].partition(".")[0].lower()
    return is_url(words, asked) or kind in KINDS and bool("/".join(words).partition("/")[2])
