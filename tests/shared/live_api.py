"""An API server in a thread: what minik's own API answers for a cluster, and a memory of what was asked."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from minik.api import exchange
from minik.errors import MinikError
from minik.model.cluster import Cluster


class LiveApi:
    """Answers GET for a cluster; `asked` is every (method, path with query) that came, `headers` those
    of the last request.

    A path that begins with one of `forbidden` is refused; `failures` are statuses that are answered
    first, one each.
    """

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.asked: list[tuple[str, str]] = []
        self.headers: Any = {}
        self.forbidden: tuple[str, ...] = ()
        self.failures: list[int] = []
        self.url = ""

    @property
    def paths(self) -> list[str]:
        return [path.partition("?")[0] for _, path in self.asked]

    def answer(self, method: str, path: str) -> tuple[int, bytes]:
        if self.failures:
            return self.failures.pop(0), b"{}"
        if method != "GET":
            return 405, b"{}"
        if path.startswith(self.forbidden or ("-",)):
            message = f"{path} is forbidden: User cannot list it"
            return 403, json.dumps({"kind": "Status", "code": 403, "message": message}).encode()
        try:
            reply = exchange.raw(self.cluster, exchange.Request("GET", path), self.cluster.now)
        except MinikError as error:
            return error.code, json.dumps({"kind": "Status", "message": error.message}).encode()
        return 200, reply.body.encode() if isinstance(reply.body, str) else reply.body

    def kubeconfig(self, folder: Path, more: Any = None, **user: Any) -> str:
        """Write a kubeconfig that leads here, with `more` about the cluster; return its path."""
        path = folder / "live.kubeconfig"
        value = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "prod",
            "clusters": [{"name": "prod", "cluster": {"server": self.url, **(more or {})}}],
            "users": [{"name": "admin", "user": user or {"token": "secret-token"}}],
            "contexts": [
                {"name": "prod", "context": {"cluster": "prod", "user": "admin"}},
                {
                    "name": "shop",
                    "context": {"cluster": "prod", "user": "admin", "namespace": "shop"},
                },
            ],
        }
        path.write_text(json.dumps(value))
        return str(path)


@contextmanager
def serving(cluster: Cluster, context: ssl.SSLContext | None = None) -> Iterator[LiveApi]:
    """Serve a cluster on a port of its own for as long as the block runs, by TLS if there is a context."""
    api = LiveApi(cluster)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_any(self) -> None:
            api.asked.append((self.command, self.path))
            api.headers = self.headers
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            status, body = api.answer(self.command, self.path)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_any

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    api.url = f"{'https' if context else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
