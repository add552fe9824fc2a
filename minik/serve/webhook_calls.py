"""Post what webhooks are asked, and word what goes wrong as the API server's client does."""

import asyncio
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from urllib.parse import urlsplit

from minik import light_json
from minik.light_typing import Any, TypeAlias
from minik.model.outside import Outcome, Question

MOST_AT_ONCE = 32
MOST_BYTES = 3 * 1024 * 1024
HEADERS = {
    "Content-Type": "application/json",
    "Accept": "application/json, */*",
    "User-Agent": "kube-apiserver-admission",
    "Connection": "close",
}
OVERDUE = "context deadline exceeded"
UNVERIFIED = "tls: failed to verify certificate: x509: "
UNKNOWN_AUTHORITY = f"{UNVERIFIED}certificate signed by unknown authority"
NO_ROOTS = "unable to load root certificates: unable to parse bytes as PEM block"
# OpenSSL's codes of what is wrong with a certificate
EXPIRED, NOT_YET, OTHER_NAME, OTHER_ADDRESS = 10, 9, 62, 64
Note: TypeAlias = Callable[[Question, Outcome, float], None]  # with the seconds that it took
_encode = light_json.encoder()


class Caller:
    """Calls webhooks, many at once, beside everything else."""

    def __init__(self, note: Note) -> None:
        self._turnstile = asyncio.Semaphore(MOST_AT_ONCE)
        self._note = note

    async def ask(self, questions: Iterable[Question]) -> dict[str, Outcome]:
        """Return the outcome of each question, by its key."""
        asked = list(questions)
        outcomes = await asyncio.gather(*map(self._ask, asked))
        return {question.key: outcome for question, outcome in zip(asked, outcomes)}

    async def _ask(self, question: Question) -> Outcome:
        async with self._turnstile:
            begun = time.monotonic()
            try:
                outcome = await asyncio.wait_for(_beside(question), question.seconds)
            except TimeoutError:
                outcome = Outcome(question.uid, error=OVERDUE)
            self._note(question, outcome, time.monotonic() - begun)
            return outcome


def _beside(question: Question) -> "asyncio.Future[Outcome]":
    """Post a question in a thread of its own, for which the server does not wait when it ends."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Outcome] = loop.create_future()

    def deliver(outcome: Outcome) -> None:
        if not future.done():
            future.set_result(outcome)

    def work() -> None:
        outcome = post(question)
        with suppress(RuntimeError):  # the server has ended
            loop.call_soon_threadsafe(deliver, outcome)

    threading.Thread(target=work, name="webhook", daemon=True).start()
    return future


def post(question: Question) -> Outcome:
    """Post a question and return what came of it; nothing that goes wrong outside is an error here."""
    target = urlsplit(question.address or question.url)
    path = f"{target.path or '/'}?{target.query}" if target.query else target.path or "/"
    host = {"Host": urlsplit(question.url).netloc}
    try:
        connection = _connection(question)
    except (ssl.SSLError, ValueError):
        return Outcome(question.uid, error=NO_ROOTS)
    try:
        body = _encode(question.document).encode("utf-8", "surrogatepass")
        connection.request("POST", path, body, {**HEADERS, **host})
        response = connection.getresponse()
        data = response.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            return Outcome(question.uid, error="http: response body too large")
        media = response.getheader("content-type") or ""
        return Outcome(question.uid, data, response.status, media)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Outcome(question.uid, error=words(error, target.hostname or "", connection))
    finally:
        connection.close()


def _connection(question: Question) -> http.client.HTTPConnection:
    target = urlsplit(question.address or question.url)
    host, seconds = target.hostname or "", question.seconds
    if target.scheme == "http":
        return http.client.HTTPConnection(host, target.port or 80, timeout=seconds)
    name = urlsplit(question.url).hostname or ""
    return _Secure(name, host, target.port or 443, question)


class _Secure(http.client.HTTPSConnection):
    """A connection whose certificate must be for the name that was asked for, wherever it leads."""

    def __init__(self, name: str, host: str, port: int, question: Question) -> None:
        context = ssl.create_default_context(cadata=question.authority or None)
        # a certificate may be its own authority, as it may be for the API server
        context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        super().__init__(host, port, timeout=question.seconds, context=context)
        self._name, self._tls = name, context

    def connect(self) -> None:
        """Connect to the address, and check the certificate for the name."""
        http.client.HTTPConnection.connect(self)
        self.sock: Any = self._tls.wrap_socket(self.sock, server_hostname=self._name)


def words(error: Exception, host: str, connection: http.client.HTTPConnection) -> str:
    """Return what went wrong, in the words of Go's libraries."""
    port = connection.port
    if isinstance(error, TimeoutError):
        return OVERDUE
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_words(error, host)
    if isinstance(error, ssl.SSLError):
        is_plain = error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST")
        return (
            "http: server gave HTTP response to HTTPS client"
            if is_plain
            else f"tls: {error.reason}"
        )
    if isinstance(error, socket.gaierror):
        return f"dial tcp: lookup {host}: no such host"
    if isinstance(error, ConnectionRefusedError):
        return f"dial tcp {_shown(host)}:{port}: connect: connection refused"
    if isinstance(error, http.client.RemoteDisconnected | ConnectionResetError):
        return "EOF"
    if isinstance(error, OSError):
        return f"dial tcp {_shown(host)}:{port}: connect: {(error.strerror or str(error)).lower()}"
    return f"net/http: {error}"


def _certificate_words(error: ssl.SSLCertVerificationError, host: str) -> str:
    if error.verify_code in (EXPIRED, NOT_YET):
        return f"{UNVERIFIED}certificate has expired or is not yet valid"
    if error.verify_code in (OTHER_NAME, OTHER_ADDRESS):
        return f"{UNVERIFIED}certificate is not valid for any names, but wanted to match {host}"
    return UNKNOWN_AUTHORITY


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
