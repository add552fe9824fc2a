"""Client certificates: an authority of their own, who somebody is by theirs, and the certificates that
are issued to approved requests.

Upstream rules: apiserver `request/x509` (`CommonNameUserConversion`), kube-controller-manager
`certificates/signer`.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from minik.light_typing import Any, NamedTuple
from minik.model.object import Object, read
from minik.model.writing import Identity

AUTHORITY = "minik-clients-ca"
SIGNERS = ("kubernetes.io/kube-apiserver-client", "kubernetes.io/kube-apiserver-client-kubelet")
OPTIONAL, REQUIRED = ("digital signature", "key encipherment"), "client auth"
LIFETIME = 365 * 24 * 3600  # seconds that a certificate is valid, if its request does not say
EARLIER = timedelta(minutes=5)  # before it is issued it is valid, for clocks that are slow
CREDENTIAL = "authentication.kubernetes.io/credential-id"


class Authority(NamedTuple):
    """The certificate by which client certificates are known, and the key that signs them (PEM)."""

    certificate: str
    key: str

    def issue(self, request: bytes, now: datetime, seconds: int = LIFETIME) -> str:
        """Return the certificate (PEM) for a request of somebody (PEM). Raises ValueError for what is no
        request.
        """
        from cryptography import x509  # noqa: PLC0415

        asked = x509.load_pem_x509_csr(request)
        return self.certify(asked.subject, asked.public_key(), now, seconds)

    def certify(self, subject: Any, public_key: Any, now: datetime, seconds: int) -> str:
        """Return the certificate (PEM) of a client."""
        from cryptography import x509  # noqa: PLC0415
        from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
        from cryptography.x509.oid import ExtendedKeyUsageOID  # noqa: PLC0415

        issuer = x509.load_pem_x509_certificate(self.certificate.encode())
        key: Any = serialization.load_pem_private_key(self.key.encode(), None)
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
        made = (
            _builder(subject, issuer.subject, public_key, now, seconds)
            .add_extension(purpose, critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        return _pem(made)


def _builder(subject: Any, issuer: Any, public_key: Any, now: datetime, seconds: int) -> Any:
    from cryptography import x509  # noqa: PLC0415

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + timedelta(seconds=seconds))
    )


def make(now: datetime, seconds: int) -> Authority:
    """Return a new authority."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415

    key, text = new_key()
    name = subject_of(AUTHORITY)
    made = (
        _builder(name, name, key.public_key(), now, seconds)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(_pem(made), text)


def new_key() -> tuple[Any, str]:
    """Return a new private key, and its text (PEM)."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return key, text.decode()


def subject_of(user: str, groups: Iterable[str] = ()) -> Any:
    """Return the subject of a user's certificate: the groups are its organizations."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    organizations = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group) for group in groups]
    return x509.Name([*organizations, x509.NameAttribute(NameOID.COMMON_NAME, user)])


def _pem(certificate: Any) -> str:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

    text: bytes = certificate.public_bytes(serialization.Encoding.PEM)
    return text.decode()


def identity(peer: Mapping[str, Any], encoded: bytes) -> Identity | None:
    """Return whose certificate a client has shown, as `ssl` tells it; None where it names nobody."""
    pairs = [pair for part in peer.get("subject", ()) for pair in part]
    user = next((value for name, value in pairs if name == "commonName"), "")
    groups = [value for name, value in pairs if name == "organizationName"]
    if not user:
        return None
    credential = (CREDENTIAL, (f"X509SHA256={sha256(encoded).hexdigest()}",))
    return Identity(user, (*groups, "system:authenticated"), extra=(credential,))


def unsigned(request: Object) -> Iterable[bool]:
    """Return True, as index key, of an approved request that waits for its certificate."""
    states = {one.get("type") for one in read(request, "status.conditions", [])}
    waits = "Approved" in states and states.isdisjoint(("Denied", "Failed"))
    is_known = read(request, "spec.signerName") in SIGNERS
    return (True,) if waits and is_known and not read(request, "status.certificate") else ()


def fault_in(usages: Sequence[str]) -> str:
    """Return what is wrong with the usages of a client certificate; "" if nothing is."""
    for usage in usages:
        if usage != REQUIRED and usage not in OPTIONAL:
            return f"invalid usage for client certificate: {usage}"
    return (
        "" if REQUIRED in usages else f"missing required usage for client certificate: {REQUIRED}"
    )


def signed(authority: Authority, request: Object, now: datetime) -> Object:
    """Return a request with its certificate, or with the reason why it gets none."""
    spec, status = request["spec"], request["status"]
    fault = fault_in(spec.get("usages") or ())
    if not fault:
        seconds = min(spec.get("expirationSeconds") or LIFETIME, LIFETIME)
        try:
            text = authority.issue(base64.b64decode(spec["request"]), now, seconds)
        except ValueError as error:
            fault = f"unable to parse csr: {error}"
        else:
            encoded = base64.b64encode(text.encode()).decode()
            return {**request, "status": {**status, "certificate": encoded}}
    time = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    failed = {
        "type": "Failed",
        "status": "True",
        "reason": "SignerValidationFailure",
        "message": fault,
        "lastUpdateTime": time,
        "lastTransitionTime": time,
    }
    return {**request, "status": {**status, "conditions": [*status["conditions"], failed]}}
