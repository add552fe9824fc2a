"""URLs as Go reads them, with what it says of those it cannot read.

Upstream rule: Go's `net/url`.
"""

from minik import light_re as re
from minik.cel.types import Type, object_type
from minik.light_typing import NamedTuple
from minik.model.problem import quote

URL_TYPE = object_type("kubernetes.URL")
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})?")
ZONE_START = "%25"
# Letters that stand for themselves.
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
IN_PATH = UNRESERVED | frozenset("$&+,/:;=@")
VALID_IN_PATH = IN_PATH | frozenset("!'()*[]%")
IN_HOST = UNRESERVED | frozenset("!$&'()*+,;=:[]<>\"%")
IN_USER = UNRESERVED | frozenset("!$&'()*+,;=:@%")


class URLError(ValueError):
    """Not a URL; the message is Go's."""


class URL(NamedTuple):
    """A URL as a value; its path is as escaped as Go writes it."""

    scheme: str
    host: str
    path: str
    raw_query: str
    text: str

    @property
    def cel_type(self) -> Type:
        return URL_TYPE


def problem(text: str) -> str:
    """Return what is wrong with an absolute URL or path, as of a request; "" if nothing is."""
    try:
        parse(text, is_request=True)
    except URLError as wrong:
        return str(wrong)
    return ""


def parse(text: str, *, is_request: bool) -> URL:
    """Return a URL, of a request or with a fragment; raise URLError."""
    plain = text if is_request else text.partition("#")[0]
    try:
        if not is_request and "#" in text:
            _unescape(text.partition("#")[2])
        return _parse(plain, is_request)
    except URLError as wrong:
        raise URLError(f"parse {quote(plain)}: {wrong}") from None


def _parse(text: str, is_request: bool) -> URL:
    if CONTROL.search(text):
        raise URLError("net/url: invalid control character in URL")
    if not text and is_request:
        raise URLError("empty url")
    if text == "*":
        return URL("", "", "*", "", text)
    scheme, rest = _scheme(text)
    rest, _, raw_query = rest.partition("?")
    if not rest.startswith("/"):
        if scheme:
            return URL(scheme, "", "", raw_query, text)
        if is_request:
            raise URLError("invalid URI for request")
        if ":" in rest.partition("/")[0]:
            raise URLError("first path segment in URL cannot contain colon")
    host = ""
    if (scheme or not is_request and not rest.startswith("///")) and rest.startswith("//"):
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
        host = _host(authority)
    return URL(scheme, host, _path(rest), raw_query, text)


def _scheme(text: str) -> tuple[str, str]:
    found = SCHEME.match(text)
    if found:
        return found[1].lower(), text[found.end() :]
    if text.startswith(":"):
        raise URLError("missing protocol scheme")
    return "", text


def _host(authority: str) -> str:
    user, at, host = authority.rpartition("@")
    if at and any(letter not in IN_USER for letter in user):
        raise URLError("net/url: invalid userinfo")
    if host.startswith("["):
        end = host.rfind("]")
        if end < 0:
            raise URLError("missing ']' in host")
        _check_port(host[end + 1 :])
    elif ":" in host:
        _check_port(host[host.rfind(":") :])
    for letter in host:
        if letter not in IN_HOST and letter < "\x80":
            raise URLError(f"invalid character {quote(letter)} in host name")
    return _unescape(host, in_host=True)


def _check_port(colon_port: str) -> None:
    if colon_port and not re.fullmatch(r":[0-9]*", colon_port):
        raise URLError(f"invalid port {quote(colon_port)} after host")


def _unescape(text: str, *, in_host: bool = False) -> str:
    """Return a text without its escapes; raise URLError for one that is none."""
    for found in ESCAPED.finditer(text):
        is_ascii = found[1] and int(found[1], 16) < 0x80
        if not found[1] or in_host and is_ascii and found[0] != ZONE_START:
            raise URLError(f"invalid URL escape {quote(text[found.start() : found.start() + 3])}")
    parts = re.split(r"((?:%[0-9A-Fa-f]{2})+)", text)
    parts[1::2] = [
        bytes.fromhex(part.replace("%", "")).decode(errors="replace") for part in parts[1::2]
    ]
    return "".join(parts)


def _path(text: str) -> str:
    """Return a path as it is escaped: as written, if that is a way to write it."""
    plain = _unescape(text)
    if all(letter in VALID_IN_PATH for letter in text):
        return text
    return "".join(
        letter if letter in IN_PATH else "".join(f"%{byte:02X}" for byte in letter.encode())
        for letter in plain
    )


def host_name(url: URL) -> str:
    host = url.host
    if host.startswith("["):
        return host[1 : host.rfind("]")]
    return host.rpartition(":")[0] if ":" in host else host


def port(url: URL) -> str:
    rest = url.host.rpartition("]")[2]
    return rest.rpartition(":")[2] if ":" in rest else ""


def query(url: URL) -> dict[str, list[str]]:
    """Return the values of each key; what is no pair is left out."""
    found = dict[str, list[str]]()
    for pair in url.raw_query.split("&"):
        if not pair or ";" in pair:
            continue
        key, _, value = pair.partition("=")
        try:
            key, value = (_unescape(part.replace("+", " ")) for part in (key, value))
        except URLError:
            continue
        found.setdefault(key, []).append(value)
    return found
