"""Secrets: confidential data. `describe` shows sizes only, except for service account tokens."""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime

from minik import light_re as re
from minik.errors import Problem
from minik.kinds import layout
from minik.kinds._go_json import object_error
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_immutable, check_name, check_sealed_fields, config_key
from minik.model.cluster import Cluster
from minik.model.kind import Column, Kind
from minik.model.object import Object, annotations, read_map
from minik.model.problem import invalid, required, too_long

MAX_BYTES = 1024 * 1024
OPAQUE, TLS, TOKEN = "Opaque", "kubernetes.io/tls", "kubernetes.io/service-account-token"
DOCKER = {
    "kubernetes.io/dockercfg": ".dockercfg",
    "kubernetes.io/dockerconfigjson": ".dockerconfigjson",
}
BASIC, SSH = "kubernetes.io/basic-auth", "kubernetes.io/ssh-auth"
ACCOUNT = "kubernetes.io/service-account.name"
SKIPPING = "skipping PEM blocks of the following types"
PEM = re.compile(rb"-----BEGIN ([^\n-]+)-----\r?\n(.*?)-----END \1-----", re.DOTALL)


def type_of(secret: Object) -> str:
    return str(secret.get("type") or "")


def data(secret: Object) -> Mapping[str, str]:
    """Return the values, base64-encoded, by key."""
    return read_map(secret, "data")


def decode_value(secret: Object, key: str) -> bytes:
    """Return one value, decoded; empty if the key is missing."""
    return b64decode(data(secret).get(key, ""))


def default(secret: Object) -> Object:
    """Merge stringData into data, and set a missing type to Opaque."""
    texts = secret.get("stringData")
    if texts is not None:
        encoded = {
            key: b64encode(str(text).encode("utf-8", "surrogatepass")).decode()
            for key, text in texts.items()
        }
        secret = {
            name: value
            for name, value in {**secret, "data": {**data(secret), **encoded}}.items()
            if name != "stringData"
        }
    return secret if type_of(secret) else {**secret, "type": OPAQUE}


def problems(secret: Object) -> Iterator[Problem]:
    yield from metadata_problems(secret)
    for key in sorted(data(secret)):
        yield from check_name(f"data[{key}]", key, config_key)
    if sum(len(decode_value(secret, key)) for key in data(secret)) > MAX_BYTES:
        yield too_long("data", MAX_BYTES)
    yield from type_problems(secret)


def type_problems(secret: Object) -> Iterator[Problem]:
    """Check the keys that the secret's type requires."""
    type_, entries = type_of(secret), data(secret)
    if type_ == TOKEN and not annotations(secret).get(ACCOUNT):
        yield required(f"metadata.annotations[{ACCOUNT}]")
    elif type_ in DOCKER:
        yield from docker_problems(secret, DOCKER[type_])
    elif type_ == BASIC and not {"username", "password"} & entries.keys():
        yield from (required("data[username]"), required("data[password]"))
    elif type_ == SSH and not entries.get("ssh-privatekey"):
        yield required("data[ssh-privatekey]")
    elif type_ == TLS:
        yield from (
            required(f"data[{key}]") for key in ("tls.crt", "tls.key") if key not in entries
        )


def docker_problems(secret: Object, key: str) -> Iterator[Problem]:
    """Check the credentials for an image registry."""
    if key not in data(secret):
        yield required(f"data[{key}]")
        return
    wrong = object_error(decode_value(secret, key))
    if wrong:
        yield invalid(f"data[{key}]", "<secret contents redacted>", wrong)


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Check an update. Upstream rule: core `ValidateSecretUpdate`, which ends with all other rules."""
    yield from metadata_update_problems(new, old)
    yield from check_immutable("type", type_of(new), type_of(old))
    yield from check_sealed_fields(new, old, "data")
    yield from problems(new)


def warnings(secret: Object, _: Object | None) -> Iterator[str]:
    if type_of(secret) == TLS:
        wrong = key_pair_error(decode_value(secret, "tls.crt"), decode_value(secret, "tls.key"))
        if wrong:
            yield wrong


def key_pair_error(certificate: bytes, key: bytes) -> str:
    """Return the error of Go's `tls.X509KeyPair` for a certificate and a key; "" if there is none.
    Whether the key belongs to the certificate is not checked.
    """
    blocks = [
        (block[1].decode("utf-8", "replace"), block[2]) for block in PEM.finditer(certificate)
    ]
    kinds = [kind for kind, _ in blocks]
    if "CERTIFICATE" not in kinds:
        if not kinds:
            return "tls: failed to find any PEM data in certificate input"
        if len(kinds) == 1 and kinds[0].endswith("PRIVATE KEY"):
            return (
                "tls: failed to find certificate PEM data in certificate input, but did find a private key; "
                "PEM inputs may have been switched"
            )
        return f'tls: failed to find "CERTIFICATE" PEM block in certificate input after {SKIPPING}: [{" ".join(kinds)}]'
    key_kinds = [block[1].decode("utf-8", "replace") for block in PEM.finditer(key)]
    if not any(kind == "PRIVATE KEY" or kind.endswith(" PRIVATE KEY") for kind in key_kinds):
        if not key_kinds:
            return "tls: failed to find any PEM data in key input"
        if key_kinds == ["CERTIFICATE"]:
            return "tls: found a certificate rather than a key in the PEM for the private key"
        return f'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after {SKIPPING}: [{" ".join(key_kinds)}]'
    return (
        ""
        if is_sequence(next(body for kind, body in blocks if kind == "CERTIFICATE"))
        else "x509: malformed certificate"
    )


def is_sequence(body: bytes) -> bool:
    """Return whether the body of a PEM block is one ASN.1 sequence, as every certificate is."""
    try:
        der = b64decode(b"".join(body.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    if len(der) < 2 or der[0] != 0x30:
        return False
    extra = der[1] & 0x7F if der[1] & 0x80 else 0
    length = int.from_bytes(der[2 : 2 + extra]) if extra else der[1]
    return len(der) >= 2 + extra + length


def type_column(secret: Object, _: datetime) -> str:
    return type_of(secret)


def data_column(secret: Object, _: datetime) -> str:
    return str(len(data(secret)))


def describe(secret: Object, _: Cluster) -> str:
    lines = [*layout.header(secret), "", f"Type:\t{type_of(secret)}", "", "Data", "===="]
    return "\n".join(
        [*lines, *(f"{key}:\t{value_text(secret, key)}" for key in sorted(data(secret)))]
    )


def value_text(secret: Object, key: str) -> str:
    """Return the size of a value; a service account token is shown in full."""
    value = decode_value(secret, key)
    return (
        value.decode("utf-8", "replace")
        if (type_of(secret), key) == (TOKEN, "token")
        else f"{len(value)} bytes"
    )


KIND = Kind(
    "Secret",
    default=default,
    problems=problems,
    update_problems=update_problems,
    whole_update=True,
    warnings=warnings,
    has_status=False,
    columns=(Column("TYPE", type_column), Column("DATA", data_column)),
    describe=describe,
    describes_events=False,
    selectable={"type": type_of},
)
