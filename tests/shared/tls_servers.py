"""Certificates of an authority of its own, and a proxy that tunnels: for tests of connections."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME = x509.NameAttribute


def certificates(folder: Path) -> dict[str, str]:
    """Write an authority's certificate, and one with its key for a server at 127.0.0.1 and for a client;
    return the paths: ca, server, server-key, client, client-key.
    """
    folder.mkdir(exist_ok=True)
    root_key = ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([NAME(NameOID.COMMON_NAME, "authority")])
    root = signed(root_name, root_name, root_key, root_key, is_root=True)
    found = {"ca": write(folder / "ca", root.public_bytes(serialization.Encoding.PEM))}
    for name in ("server", "client"):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = [NAME(NameOID.COMMON_NAME, "tester"), NAME(NameOID.ORGANIZATION_NAME, "testers")]
        certificate = signed(x509.Name(subject), root_name, key, root_key)
        found[name] = write(folder / name, certificate.public_bytes(serialization.Encoding.PEM))
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        found[f"{name}-key"] = write(folder / f"{name}.key", pem)
    return found


def write(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def signed(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    root: ec.EllipticCurvePrivateKey,
    is_root: bool = False,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("cluster.example")]
            ),
            critical=False,
        )
    )
    return builder.sign(root, hashes.SHA256())


def server_context(files: dict[str, str]) -> ssl.SSLContext:
    """A server that lets in only clients with a certificate of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files["server"], files["server-key"])
    context.load_verify_locations(files["ca"])
    context.verify_mode = ssl.CERT_REQUIRED
    return context


@contextmanager
def proxy() -> Iterator[tuple[str, list[str]]]:
    """Tunnel what asks for it by CONNECT; yield the proxy's URL, and the places that were asked for."""
    asked: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def pump(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def serve(client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head and (data := client.recv(65536)):
            head += data
        method, place, *_ = head.decode().split()
        asked.append(f"{method} {place}")
        host, _, port = place.rpartition(":")
        with client, socket.create_connection((host, int(port))) as server:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=pump, args=(server, client), daemon=True)
            back.start()
            pump(client, server)
            back.join()

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
    finally:
        listener.close()
