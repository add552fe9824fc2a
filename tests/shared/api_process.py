"""`minik serve` as a process of its own, and a client that speaks HTTP to it."""

import base64
import http.client
import json
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

PATIENCE = 120.0  # seconds that anything may take on a machine that is busy


class Reply(NamedTuple):
    """What a server has answered."""

    status: int
    body: Any


class Server:
    """A server on a port of its own, which ends with the block that it is used in."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder, self.options = folder, options
        self.state = folder / "state.json"
        self.open: list[http.client.HTTPResponse] = []
        self.environment = {
            **os.environ,
            "MINIK_STATE": str(self.state),
            "XDG_CONFIG_HOME": str(folder),
        }

    def __enter__(self) -> "Server":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "minik", "serve", "--listen", "127.0.0.1:0", *self.options],
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=_default_signals,
        )
        assert self.process.stdout is not None and self.process.stderr is not None
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise AssertionError(line + self.process.stderr.read())
        self.url = line.split()[-1]
        return self

    def __exit__(self, *_: object) -> None:
        for response in self.open:
            response.close()
        if self.process.poll() is None:
            self.stop(signal.SIGKILL)
        for stream in (self.process.stdout, self.process.stderr):
            if stream:
                stream.close()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End the server by a signal; return its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def connection(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        assert parts.hostname and parts.port
        if parts.scheme == "https":
            context = ssl.create_default_context(cadata=self.authority())
            return http.client.HTTPSConnection(
                parts.hostname, parts.port, timeout=PATIENCE, context=context
            )
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)

    def authority(self) -> str:
        """The certificate of the server's authority, as its kubeconfig has it."""
        data = self.kubeconfig()["clusters"][0]["cluster"]["certificate-authority-data"]
        return base64.b64decode(data).decode()

    def kubeconfig(self) -> Any:
        return json.loads(Path(f"{self.state}.kubeconfig").read_text())

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Send a request; keyword arguments are headers, `content_type` for Content-Type."""
        connection = self.connection()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = None if body is None else json.dumps(body)
        connection.request(method, path, data, {"User-Agent": "tester", **named})
        response = connection.getresponse()
        raw = response.read()
        connection.close()
        is_json = "json" in (response.getheader("content-type") or "")
        return Reply(response.status, json.loads(raw) if is_json else raw.decode())

    def watch(self, path: str) -> Iterator[Any]:
        """Begin a watch; return its events as they come."""
        connection = self.connection()
        connection.request("GET", path, headers={"User-Agent": "tester", "Connection": "close"})
        response = connection.getresponse()
        assert response.status == 200, response.read()
        connection.close()  # the response keeps its stream
        self.open.append(response)
        return _events(response)


def _events(response: http.client.HTTPResponse) -> Iterator[Any]:
    while line := response.readline():
        yield json.loads(line)


def _default_signals() -> None:
    """Take signals as a program that a person has started, whoever started the tests."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
