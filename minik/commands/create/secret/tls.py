"""Create a secret from a certificate and its key"""

import ssl
import tempfile

from minik.client.generators.secret import build_secret
from minik.command_line import creating, flags, usages
from minik.command_line.change_requests import Request
from minik.errors import ClientError
from minik.store import files as named

FAILURE = "failed to create secret"


@flags.command(usage=f"NAME --cert=path/to/cert/file --key=path/to/key/file {usages.DRY_RUN}")
@flags.text("--cert", metavar="FILE", help="The certificate, in PEM")
@flags.text("--key", metavar="FILE", help="The private key that belongs to it, in PEM")
@flags.flag("--append-hash", help="Add a hash of the content to the name")
@creating.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...], cert: str, key: str, append_hash: bool, request: Request
) -> None:
    """Create a secret from a certificate and its key: NAME --cert=FILE --key=FILE.

    They are read, and refused where they do not belong together. An Ingress serves a host with it.

    \b
    Examples:
      minik create secret tls shop-certificate --cert=tls.crt --key=tls.key
    """
    name = creating.single_name(words)
    if not cert or not key:
        raise ClientError("key and cert must be specified")
    content = [("tls.crt", _read_file(cert)), ("tls.key", _read_file(key))]
    _check_key_pair(content[0][1], content[1][1])
    creating.make(
        build_secret(name, content, "kubernetes.io/tls", append_hash=append_hash), request, FAILURE
    )


def _read_file(path: str) -> bytes:
    try:
        return named.read_file(path)
    except OSError as error:
        raise ClientError(
            f"Cannot read file {path}, open {path}: {(error.strerror or '').lower()}"
        ) from None


def _check_key_pair(certificate: bytes, key: bytes) -> None:
    """Raise ClientError unless both are PEM and the key belongs to the certificate."""
    for text, what in ((certificate, "certificate"), (key, "key")):
        if b"-----BEGIN" not in text:
            raise ClientError(f"tls: failed to find any PEM data in {what} input")
    with tempfile.NamedTemporaryFile() as first, tempfile.NamedTemporaryFile() as second:
        for file, text in ((first, certificate), (second, key)):
            file.write(text)
            file.flush()
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
                first.name, second.name, password=""
            )
        except ssl.SSLError as error:
            why = (
                "private key does not match public key"
                if error.reason in ("KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH")
                else "failed to parse certificate or key"
            )
            raise ClientError(f"tls: {why}") from None
