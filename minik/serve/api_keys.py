"""The server's authority, certificate, token and signing key; kept in a file of mode 0600 beside the
state, never in it.
"""

import base64
import json
import os
import secrets
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from minik.errors import Refused
from minik.light_typing import Any, NamedTuple
from minik.model.ip import is_address
from minik.serve import client_certificates
from minik.serve.client_certificates import Authority
from minik.store import private_files

SUFFIX = ".serve"
LIFETIME = timedelta(days=3650)
NAMES = (
    "localhost",
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
)
AUTHORITY = "minik-ca"
NEEDED = ("authority", "certificate", "key", "token")  # in every file of keys


class TlsFiles(NamedTuple):
    """Files with the certificate and its key, and with the authority of client certificates."""

    certificate: str
    key: str
    clients: str


class Keys(NamedTuple):
    """The authority's certificate, the server's certificate and key (PEM), and the token; the certificate
    and key of the authority of client certificates.
    """

    authority: str
    certificate: str
    key: str
    token: str
    clients: str = ""
    clients_key: str = ""

    @property
    def client_authority(self) -> Authority:
        return Authority(self.clients, self.clients_key)

    def files(self) -> TlsFiles:
        """Write certificate and key where the TLS library finds them; only the owner may read."""
        folder = tempfile.mkdtemp(prefix="minik-serve-")
        files = TlsFiles(f"{folder}/tls.crt", f"{folder}/tls.key", f"{folder}/clients.crt")
        for path, text in zip(files, (self.certificate, self.key, self.clients)):
            handle = private_files.create(path)
            private_files.write_all(handle, text.encode())
            os.close(handle)
        return files

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return a JSON Web Token with these claims."""
        from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric import padding  # noqa: PLC0415

        key: Any = serialization.load_pem_private_key(self.key.encode(), None)
        head = {"alg": "RS256", "kid": self.key_id(), "typ": "JWT"}
        signed = f"{_base64(_json(head))}.{_base64(_json(claims))}"
        signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_base64(signature)}"

    def claims(self, token: str) -> Mapping[str, Any] | None:
        """Return the claims of a token that this key has signed, None for any other."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
        from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric import padding  # noqa: PLC0415

        key: Any = serialization.load_pem_private_key(self.key.encode(), None)
        signed, _, signature = token.rpartition(".")
        try:
            key.public_key().verify(
                _unbase64(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
            )
            claims = json.loads(_unbase64(signed.partition(".")[2]))
        except (InvalidSignature, ValueError):
            return None
        return claims if isinstance(claims, dict) else None

    def key_id(self) -> str:
        """Return the name of the key in tokens."""
        from hashlib import sha256  # noqa: PLC0415

        return _base64(sha256(self.certificate.encode()).digest())[:43]

    def public_numbers(self) -> tuple[str, str]:
        """Return modulus and exponent of the public key, as a JSON Web Key has them."""
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

        key: Any = serialization.load_pem_private_key(self.key.encode(), None)
        numbers = key.public_key().public_numbers()
        size = (numbers.n.bit_length() + 7) // 8
        return _base64(numbers.n.to_bytes(size, "big")), _base64(numbers.e.to_bytes(3, "big"))


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def load(path: str, hosts: Iterable[str]) -> Keys:
    """Return the keys beside a state file; they are made at the first start. Raises Refused."""
    file = path + SUFFIX
    try:
        known = json.loads(private_files.read_all(file))
        found = Keys(**{name: str(known[name]) for name in NEEDED}, **_clients_in(known))
        if not found.clients:  # an older minik has made it
            found = _with_clients(found)
            _save(file, found)
        return found
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(
            f"cannot read the keys of the server in {file}: {error}",
            hint=f"new ones are made where it is gone: rm {file}",
        ) from None
    keys = make(hosts)
    _save(file, keys)
    return keys


def _clients_in(known: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(known[name]) for name in ("clients", "clients_key") if name in known}


def _with_clients(keys: Keys) -> Keys:
    """Return keys with a new authority of client certificates."""
    made = client_certificates.make(datetime.now(UTC), int(LIFETIME.total_seconds()))
    return keys._replace(clients=made.certificate, clients_key=made.key)


def _save(file: str, keys: Keys) -> None:
    handle = private_files.create(file)
    try:
        private_files.write_all(handle, _json(keys._asdict()))
    finally:
        os.close(handle)


def make(hosts: Iterable[str]) -> Keys:
    """Return new keys: an authority, a certificate for these hosts, a random token."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415

    authority_key, server_key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    authority = (
        _builder(AUTHORITY, authority_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    certificate = (
        _builder("minik", server_key)
        .add_extension(x509.SubjectAlternativeName(_names(hosts)), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key = server_key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return _with_clients(
        Keys(
            authority.public_bytes(pem).decode(),
            certificate.public_bytes(pem).decode(),
            key.decode(),
            secrets.token_urlsafe(24),
        )
    )


def _names(hosts: Iterable[str]) -> list[Any]:
    """Return the names and addresses under which the server may be reached."""
    from cryptography import x509  # noqa: PLC0415

    return [
        x509.IPAddress(ip_address(host)) if is_address(host) else x509.DNSName(host)
        for host in dict.fromkeys((*hosts, "127.0.0.1", "::1", *NAMES))
    ]


def _builder(subject: str, key: Any) -> Any:
    """Return the beginning of a certificate of the authority for a key."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(AUTHORITY))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + LIFETIME)
    )


def kubeconfig(url: str, keys: Keys | None) -> str:
    """Return a kubeconfig for the server; without keys for one that has no TLS and no token."""
    cluster: dict[str, Any] = {"server": url}
    user: dict[str, Any] = {}
    if keys is None:
        cluster["insecure-skip-tls-verify"] = True
    else:
        cluster["certificate-authority-data"] = base64.b64encode(keys.authority.encode()).decode()
        user["token"] = keys.token
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "minik", "cluster": cluster}],
            "users": [{"name": "minik", "user": user}],
            "contexts": [{"name": "minik", "context": {"cluster": "minik", "user": "minik"}}],
            "current-context": "minik",
        },
        indent=2,
    )
