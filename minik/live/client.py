"""A client that can only read: its one verb is GET.

What fails for a moment (a connection that breaks, a server that is busy) is tried again; what the
server refuses is told in kubectl's words.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from urllib.parse import quote, urlencode

from minik import light_json
from minik.errors import ClientError, Expired, Forbidden, MethodNotAllowed, MinikError, NotFound
from minik.light_typing import Any, NamedTuple
from minik.live.connection import Access, Connection, open_access

VERB = "GET"
BUSY = (429, 500, 502, 503, 504)
PAUSES = (0.2, 0.5, 1.0)  # seconds before each new try
LONGEST_PAUSE = 10.0
CONNECT, READ = 10.0, 60.0  # seconds
AGENT = "minik (reads only)"
AT_ONCE = 8  # connections


class Unauthorized(ClientError):
    """The server does not know who asks."""

    reason, code = "Unauthorized", 401


class Unreachable(ClientError):
    """The server does not answer."""

    reason, code = "ServiceUnavailable", 503


class Reply(NamedTuple):
    """An answer: its status, its headers, and the stream of its body."""

    status: int
    headers: Mapping[str, str]
    response: Any


class Client:
    """Asks a live cluster; `requests` counts what was asked, by path without the query."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.access: Access = open_access(connection)
        self.requests: list[str] = []
        self._lock = Lock()
        self.host: str = self.access.configuration.host  # the library renews what it holds itself
        self._pool = self._open_pool()

    def _open_pool(self) -> Any:
        from kubernetes.client.rest import RESTClientObject  # noqa: PLC0415 it is optional

        configuration = self.access.configuration
        configuration.connection_pool_maxsize = AT_ONCE
        if not configuration.verify_ssl:  # as it was told: no word about it at every request
            import urllib3  # noqa: PLC0415 as above

            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        return RESTClientObject(configuration).pool_manager

    def get(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Any:
        """Return the JSON at a path of the API. Raises MinikError."""
        reply = self._answered(path, query, READ)
        data = reply.response.data
        if reply.status != 200:
            raise self._refusal(reply.status, data, path)
        return light_json.loads(data)

    def raw(self, path: str) -> bytes:
        """Return what is at a path, whatever it is; the path holds its query. Raises MinikError."""
        reply = self._answered(path, (), READ)
        data: bytes = reply.response.data
        if reply.status != 200:
            raise self._refusal(reply.status, data, path)
        return data

    def lines(self, path: str, query: Sequence[tuple[str, str]], limit: float) -> Iterator[Any]:
        """Yield the JSON of each line of a stream, for at most so many seconds. Raises MinikError."""
        reply = self._answered(path, query, limit, preload=False)
        if reply.status != 200:
            raise self._refusal(reply.status, reply.response.read(), path)
        rest = b""
        try:
            while chunk := reply.response.read1(1 << 16, decode_content=True):
                *whole, rest = (rest + chunk).split(b"\n")
                yield from (light_json.loads(line) for line in whole if line.strip())
        except self._failures():
            return  # whoever watches asks anew
        finally:
            reply.response.close()

    def _answered(
        self, path: str, query: Sequence[tuple[str, str]], limit: float, *, preload: bool = True
    ) -> Reply:
        renewed = False
        for pause in (*PAUSES, None):
            try:
                reply = self._ask(path, query, limit, preload)
            except self._failures() as error:
                if pause is None:
                    raise self._unreachable(error) from None
                time.sleep(pause)
                continue
            if reply.status == 401 and not renewed:
                renewed = True
                self.access.renew()
                continue
            if reply.status not in BUSY or pause is None:
                return reply
            time.sleep(_wait(reply.headers, pause))
        return reply

    def _ask(
        self, path: str, query: Sequence[tuple[str, str]], limit: float, preload: bool
    ) -> Reply:
        import urllib3  # noqa: PLC0415 it comes with the library

        with self._lock:
            self.requests.append(path)
        url = self.host + quote(path, safe="/?&=%:,+-._~")
        response = self._pool.request(
            VERB,
            f"{url}?{urlencode(query)}" if query else url,
            headers=self._headers(),
            timeout=urllib3.Timeout(connect=CONNECT, read=self.connection.timeout or limit),
            preload_content=preload,
            retries=False,
        )
        return Reply(response.status, response.headers, response)

    def _headers(self) -> Any:
        from urllib3 import HTTPHeaderDict  # noqa: PLC0415 as above

        headers = HTTPHeaderDict({"Accept": "application/json", "User-Agent": AGENT})
        headers.update({"Accept-Encoding": "gzip"})
        with self._lock:
            token = self.access.configuration.get_api_key_with_prefix("BearerToken")
        if token:
            headers["Authorization"] = token
        whom = self.access.impersonation
        if whom.user:
            headers["Impersonate-User"] = whom.user
        if whom.uid:
            headers["Impersonate-Uid"] = whom.uid
        for group in whom.groups:
            headers.add("Impersonate-Group", group)
        for extra in whom.extra:
            name, _, value = extra.partition("=")
            headers.add(f"Impersonate-Extra-{quote(name, safe='')}", value)
        return headers

    def _failures(self) -> tuple[type[Exception], ...]:
        from urllib3.exceptions import HTTPError  # noqa: PLC0415 as above

        return (HTTPError, OSError)

    def _unreachable(self, error: Exception) -> Unreachable:
        """Return kubectl's sentence for a server that does not answer."""
        host = self.host
        text = str(getattr(error, "reason", None) or error)
        if "refused" in text:
            place = host.partition("://")[2]
            return Unreachable(
                f"The connection to the server {place} was refused - did you specify the right host or port?"
            )
        known = {
            "CERTIFICATE_VERIFY_FAILED": "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            "Name or service not known": f"dial tcp: lookup {host.partition('://')[2]}: no such host",
            "timed out": f'Get "{host}": net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
        }
        why = next((said for part, said in known.items() if part in text), text)
        return Unreachable(f"Unable to connect to the server: {why}")

    def _refusal(self, status: int, data: bytes, path: str) -> MinikError:
        """Return the error that an answer tells."""
        try:
            message = str(light_json.loads(data).get("message") or "")
        except (ValueError, AttributeError):
            message = data.decode(errors="replace").strip()[:200]
        if status == 401:
            return Unauthorized("You must be logged in to the server (Unauthorized)")
        kinds = {403: Forbidden, 404: NotFound, 405: MethodNotAllowed, 410: Expired}
        if status in kinds:
            return kinds[status](message or f"{path}: {status}")
        return Unreachable(f"the server answered {status} for {path}: {message}".rstrip(": "))


def _wait(headers: Mapping[str, str], pause: float) -> float:
    """Return how many seconds to wait: as long as the server asks for, but not for ever."""
    asked = headers.get("Retry-After") or ""
    return min(float(asked), LONGEST_PAUSE) if asked.isdecimal() else pause
