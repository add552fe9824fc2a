"""Client certificates: who they let in, and how somebody gets one."""

import base64
import http.client
import json
import ssl
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from api_process import Reply, Server
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from minik_process import Process

from minik.serve import client_certificates

REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests"
REVIEWS = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
SIGNER = "kubernetes.io/kube-apiserver-client"
PODS = "/api/v1/namespaces/default/pods"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def asked(user: str, *groups: str) -> tuple[bytes, str]:
    """A request (PEM) for a certificate, and its key."""
    key, text = client_certificates.new_key()
    subject = client_certificates.subject_of(user, groups)
    made = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM), text


def request(name: str, encoded: bytes, *usages: str, **more: Any) -> dict[str, Any]:
    spec = {
        "request": base64.b64encode(encoded).decode(),
        "signerName": SIGNER,
        "usages": usages or ["client auth"],
        **more,
    }
    return {"metadata": {"name": name}, "spec": spec}


def ask(
    server: Server, folder: Path, certificate: str, key: str, path: str, body: Any = None
) -> Reply:
    """Send a request with a client certificate, and no token."""
    (folder / "client.pem").write_text(certificate + key)
    context = ssl.create_default_context(cadata=server.authority())
    context.load_cert_chain(folder / "client.pem")
    parts = urlsplit(server.url)
    assert parts.hostname and parts.port
    connection = http.client.HTTPSConnection(parts.hostname, parts.port, context=context)
    data = None if body is None else json.dumps(body)
    with closing(connection):
        connection.request("POST" if body is not None else "GET", path, data)
        with connection.getresponse() as response:
            return Reply(response.status, json.loads(response.read()))


def test_an_approved_request_gets_a_certificate_that_lets_its_user_in(tmp_path: Path) -> None:
    minik, (encoded, key) = Process(tmp_path), asked("jane", "developers")
    with Server(tmp_path, "--token", "tok", "--authorization", "RBAC") as server:
        admin = {"authorization": "Bearer tok"}
        made = server.ask("POST", REQUESTS, request("jane", encoded), **admin)
        assert made.status == 201 and not made.body["status"]
        assert minik.run("minik certificate approve jane")[0] == 0
        found = server.ask("GET", f"{REQUESTS}/jane", **admin).body
        certificate = base64.b64decode(found["status"]["certificate"]).decode()
        who = ask(server, tmp_path, certificate, key, REVIEWS, {}).body["status"]["userInfo"]
        assert (who["username"], who["groups"]) == ("jane", ["developers", "system:authenticated"])
        assert ask(server, tmp_path, certificate, key, PODS).status == 403
        assert server.ask("GET", PODS).status == 401
    with Server(tmp_path, "--token", "tok") as again:  # whose authority is the same
        assert ask(again, tmp_path, certificate, key, PODS).status == 200


def test_a_certificate_of_somebody_else_lets_nobody_in(tmp_path: Path) -> None:
    key, text = client_certificates.new_key()
    other = client_certificates.make(NOW, 10**9)
    subject = client_certificates.subject_of("admin", ["system:masters"])
    forged = other.certify(subject, key.public_key(), NOW, 10**9)
    with Server(tmp_path, "--in-memory") as server, pytest.raises((ssl.SSLError, OSError)):
        ask(server, tmp_path, forged, text, PODS)


@pytest.mark.parametrize(
    ("usages", "data", "word"),
    [
        (["client auth", "server auth"], None, "Failed"),
        (["digital signature"], None, "Failed"),
        (["client auth"], b"no request", "Failed"),
        (["client auth", "digital signature", "key encipherment"], None, ""),
    ],
)
def test_who_asks_for_too_much_is_told_why_there_is_none(
    usages: list[str], data: bytes | None, word: str
) -> None:
    encoded, _ = asked("jane")
    sent = {**request("x", data or encoded, *usages)}
    approved = {**sent, "status": {"conditions": [{"type": "Approved", "status": "True"}]}}
    assert list(client_certificates.unsigned(approved)) == [True]
    authority = client_certificates.make(NOW, 10**9)
    signed = client_certificates.signed(authority, approved, NOW)
    states = [one["type"] for one in signed["status"]["conditions"]]
    assert states == ["Approved", *filter(None, [word])]
    assert bool(signed["status"].get("certificate")) == (not word)
    assert not list(client_certificates.unsigned(signed))


@pytest.mark.parametrize(
    ("seconds", "days"), [(None, 365), (86_400, 1), (10**9, 365)]
)  # what is asked for, at most a year
def test_a_certificate_is_valid_as_long_as_its_request_says(seconds: int | None, days: int) -> None:
    sent = request("x", asked("jane")[0], **({"expirationSeconds": seconds} if seconds else {}))
    approved = {**sent, "status": {"conditions": [{"type": "Approved", "status": "True"}]}}
    authority = client_certificates.make(NOW, 10**9)
    signed = client_certificates.signed(authority, approved, NOW)
    made = x509.load_pem_x509_certificate(base64.b64decode(signed["status"]["certificate"]))
    assert (made.not_valid_after_utc - NOW).days == days


def test_an_authority_that_is_missing_beside_old_keys_is_made(tmp_path: Path) -> None:
    with Server(tmp_path, "--token", "tok"):
        pass
    file = Path(f"{tmp_path}/state.json.serve")
    known = json.loads(file.read_text())
    file.write_text(json.dumps({name: known[name] for name in list(known)[:4]}))
    with Server(tmp_path) as server:
        assert server.ask("GET", PODS, authorization=f"Bearer {known['token']}").status == 200
    renewed = json.loads(file.read_text())
    assert renewed["token"] == known["token"] and renewed["clients"] != known["clients"]
