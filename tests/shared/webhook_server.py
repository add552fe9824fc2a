"""A webhook that answers over HTTPS, with a certificate of its own."""

import base64
import json
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Review = dict[str, Any]
Judge = Callable[[Review], Any]
PEM = serialization.Encoding.PEM


def certificate(folder: Path, names: Sequence[str], *, is_old: bool = False) -> tuple[Path, Path]:
    """Return the files of a certificate for these names, which is its own authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a webhook")])
    now = datetime.now(UTC)
    end = now - timedelta(days=1) if is_old else now + timedelta(days=1)
    alternatives: list[x509.GeneralName] = [
        x509.IPAddress(ip_address(text)) if text[0].isdigit() else x509.DNSName(text)
        for text in names
    ]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .sign(key, hashes.SHA256())
    )
    crt, pem = folder / "webhook.crt", folder / "webhook.key"
    crt.write_bytes(made.public_bytes(PEM))
    pem.write_bytes(
        key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return crt, pem


def patch(*operations: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of an answer that is a JSON patch."""
    text = json.dumps(operations).encode()
    return {"patchType": "JSONPatch", "patch": base64.b64encode(text).decode()}


class WebhookServer:
    """Answers as `judge(request)` says: the fields of a response; or (status, body) as they are."""

    def __init__(
        self, folder: Path, judge: Judge, *, names: Sequence[str] = ("127.0.0.1",), **how: bool
    ) -> None:
        self.judge = judge
        self.reviews: list[Review] = []
        self.heads: list[Mapping[str, str]] = []
        self.paths: list[str] = []
        crt, key = certificate(folder, names, **how)
        self.authority = base64.b64encode(crt.read_bytes()).decode()
        self.httpd = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.httpd.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(crt, key)
        self.httpd.socket = context.wrap_socket(
            self.httpd.socket, server_side=True, do_handshake_on_connect=False
        )
        self.url = f"https://127.0.0.1:{self.httpd.server_address[1]}"

    def __enter__(self) -> "WebhookServer":
        threading.Thread(target=self.httpd.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.httpd.shutdown()
        self.httpd.server_close()

    def client(self, path: str = "/") -> dict[str, str]:
        """The `clientConfig` that leads to it."""
        return {"url": self.url + path, "caBundle": self.authority}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        own = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                review = json.loads(self.rfile.read(length))
                own.reviews.append(review)
                own.heads.append(dict(self.headers.items()))
                own.paths.append(self.path)
                answer = own.judge(review["request"])
                if isinstance(answer, tuple):
                    status, body = answer
                else:
                    response = {"uid": review["request"]["uid"], **answer}
                    status = 200
                    body = json.dumps(
                        {
                            "apiVersion": review["apiVersion"],
                            "kind": review["kind"],
                            "response": response,
                        }
                    ).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def configuration(sort: str, name: str, client: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a webhook configuration of a sort (`Validating`, `Mutating`) with one webhook."""
    rule = {
        "apiGroups": [""],
        "apiVersions": ["v1"],
        "operations": ["CREATE", "UPDATE"],
        "resources": ["configmaps"],
    }
    hook = {
        "name": f"{name}.example.com",
        "clientConfig": client,
        "rules": [rule],
        "sideEffects": "None",
        "admissionReviewVersions": ["v1"],
        **fields,
    }
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": f"{sort}WebhookConfiguration",
        "metadata": {"name": name},
        "webhooks": [hook],
    }
