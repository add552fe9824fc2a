"""Create a secret using a specified subcommand"""

import ssl
import tempfile

import click

from minik.client.generators.secret import build_secret, registry_entry
from minik.command_line import creating, flags
from minik.command_line.change_requests import Request
from minik.errors import ClientError
from minik.store import files as named

LOGIN_REQUIRED = "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required"
FAILURE = "failed to create secret"


@click.command("generic", cls=flags.Verb)
@flags.repeatable("--from-literal", "literals", metavar="KEY=VALUE", help="A key and its value")
@flags.several(
    "--from-file",
    "files",
    metavar="[KEY=]FILE",
    help="A file, named by its key or by its own name; or a folder of files",
)
@flags.several("--from-env-file", "variables", metavar="FILE", help="A file of lines KEY=VALUE")
@flags.text("--type", "type_name", metavar="TYPE", help="The type of the secret")
@flags.flag("--append-hash", help="Add a hash of the content to the name")
@creating.options
@click.argument("words", nargs=-1)
def generic(
    words: tuple[str, ...],
    literals: tuple[str, ...],
    files: tuple[str, ...],
    variables: tuple[str, ...],
    type_name: str,
    append_hash: bool,
    request: Request,
) -> None:
    """Create a secret from files and values: NAME, and keys as for a config map.

    The values are kept in base64, which hides nothing: the state file is readable for its owner
    alone.

    \b
    Examples:
      minik create secret generic database --from-literal=user=shop --from-literal=password=open-sesame
      minik create secret generic keys --from-file=id=web.yaml --type=example.com/keys
    """
    pairs = creating.read_pairs(literals, files, variables)
    creating.make(
        build_secret(creating.single_name(words), pairs, type_name, append_hash=append_hash),
        request,
        FAILURE,
    )


@click.command("tls", cls=flags.Verb)
@flags.text("--cert", metavar="FILE", help="The certificate, in PEM")
@flags.text("--key", metavar="FILE", help="The private key that belongs to it, in PEM")
@flags.flag("--append-hash", help="Add a hash of the content to the name")
@creating.options
@click.argument("words", nargs=-1)
def tls(words: tuple[str, ...], cert: str, key: str, append_hash: bool, request: Request) -> None:
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


@click.command("docker-registry", cls=flags.Verb)
@flags.text(
    "--docker-server", default="https://index.docker.io/v1/", metavar="SERVER", help="The registry"
)
@flags.text("--docker-username", metavar="NAME", help="The user name")
@flags.text("--docker-password", metavar="PASSWORD", help="The password")
@flags.text("--docker-email", metavar="ADDRESS", help="The e-mail address of the account")
@flags.several(
    "--from-file", "files", metavar="[KEY=]FILE", help="An existing Docker configuration file"
)
@flags.flag("--append-hash", help="Add a hash of the content to the name")
@creating.options
@click.argument("words", nargs=-1)
def docker_registry(
    words: tuple[str, ...],
    docker_server: str,
    docker_username: str,
    docker_password: str,
    docker_email: str,
    files: tuple[str, ...],
    append_hash: bool,
    request: Request,
) -> None:
    """Create a secret for a registry of images: NAME --docker-server=SERVER --docker-username=NAME
    --docker-password=PASSWORD.

    Pods and service accounts that name it in imagePullSecrets pull their images with it.

    \b
    Examples:
      minik create secret docker-registry registry --docker-server=registry.example.com --docker-username=anna --docker-password=open-sesame
    """
    name = creating.single_name(words)
    if not files and not (docker_username and docker_password and docker_server):
        raise ClientError(LOGIN_REQUIRED)
    entry = registry_entry(docker_server, docker_username, docker_password, docker_email)
    content = creating.read_pairs((), files, ()) if files else [(".dockerconfigjson", entry)]
    creating.make(
        build_secret(name, content, "kubernetes.io/dockerconfigjson", append_hash=append_hash),
        request,
        FAILURE,
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


HELP = """Create a secret. It holds any content, a certificate, or what a registry of images wants to know.

\b
Examples:
  minik create secret generic database --from-literal=password=open-sesame
"""
command = creating.Family("secret", commands=[generic, tls, docker_registry], help=HELP)
