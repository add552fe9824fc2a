"""Requests that web pages make behind the back of who looks at them: refused by a server without a token.

A page may have its own name point to this machine (DNS rebinding), or post without reading the answer.
What a person starts, and every client, names this machine, and comes from no page or from one of it.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from minik.errors import Forbidden
from minik.model.ip import is_address

OWN = "localhost"
HOST = 'Host "{}" is no name of this server: ask 127.0.0.1 or localhost, or serve with a token'
ORIGIN = 'pages of "{}" may not use this server: serve with a token, without --insecure-http'


def refusal(headers: Mapping[str, str]) -> Forbidden | None:
    """Return the refusal of a request with these headers, None for one that may go on."""
    host, origin = headers.get("host", ""), headers.get("origin", "")
    if host and not is_own(f"//{host}"):
        return _forbidden(HOST.format(host))
    if origin and not is_own(origin):
        return _forbidden(ORIGIN.format(origin))
    return None


def is_own(url: str) -> bool:
    """Return whether a URL names this machine by an address, or by a name that never leads elsewhere."""
    try:
        name = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    return is_address(name) or name == OWN or name.endswith(f".{OWN}")


def _forbidden(message: str) -> Forbidden:
    error = Forbidden(message)
    error.details = {}
    return error
