"""Secrets: plain texts, what a type asks for, what cannot be changed; and that no value is ever
shown.
"""

from base64 import b64encode
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
ACCOUNT = "kubernetes.io/service-account.name"
REDACTED = 'Invalid value: "<secret contents redacted>"'
SKIPPED = "PEM block {} input after skipping PEM blocks of the following types: [{}]"


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def secret(kind: str | None = None, annotations: Object | None = None, **fields: Any) -> Object:
    data = {
        "data": {
            key.replace("_", "."): encoded(value) for key, value in fields.pop("given", {}).items()
        }
    }
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        **({"type": kind} if kind else {}),
        **data,
        **fields,
        "metadata": {
            "name": "key",
            "namespace": "default",
            **({"annotations": annotations} if annotations else {}),
        },
    }


def docker(text: str) -> Object:
    return secret("kubernetes.io/dockerconfigjson", given={".dockerconfigjson": text})


def tls(certificate: str, key: str) -> Object:
    return secret("kubernetes.io/tls", given={"tls_crt": certificate, "tls_key": key})


def pem(kind: str, body: str = "MAA=") -> str:
    return f"-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n"


def test_plain_texts_become_data(admit: Admit) -> None:
    made, _ = admit(secret(given={"a": "old", "b": "kept"}, stringData={"a": "new", "c": "ü"}))
    assert made["data"] == {"a": encoded("new"), "b": encoded("kept"), "c": encoded("ü")}
    assert "stringData" not in made


def test_one_of_no_type_is_opaque(admit: Admit) -> None:
    assert [admit(one)[0]["type"] for one in (secret(), secret("example.com/mine"))] == [
        "Opaque",
        "example.com/mine",
    ]


CASES: dict[str, tuple[Object, list[str]]] = {
    "nothing in it": (secret(), []),
    "keys are like a config map's": (
        secret(given={"..": ""}),
        ["data[..]: Invalid value: \"..\": must not be '..'"],
    ),
    "a mebibyte at most": (
        secret(given={"a": "x" * 1048577}),
        ["data: Too long: may not be more than 1048576 bytes"],
    ),
    "a token names its account": (
        secret("kubernetes.io/service-account-token"),
        [f"metadata.annotations[{ACCOUNT}]: Required value"],
    ),
    "a token": (secret("kubernetes.io/service-account-token", {ACCOUNT: "default"}), []),
    "a registry has a file": (
        secret("kubernetes.io/dockercfg"),
        ["data[.dockercfg]: Required value"],
    ),
    "which is JSON": (
        docker("{'a'}"),
        [
            f"data[.dockerconfigjson]: {REDACTED}: invalid character '\\'' looking for beginning of object key string"
        ],
    ),
    "and not cut off": (
        docker("{"),
        [f"data[.dockerconfigjson]: {REDACTED}: unexpected end of JSON input"],
    ),
    "and not empty": (
        docker(""),
        [f"data[.dockerconfigjson]: {REDACTED}: unexpected end of JSON input"],
    ),
    "nor a list": (
        docker("[]"),
        [
            f"data[.dockerconfigjson]: {REDACTED}: json: cannot unmarshal array into Go value of type map[string]interface {{}}"
        ],
    ),
    "but an object": (docker('{"auths": {}}'), []),
    "a user has a name or a word": (
        secret("kubernetes.io/basic-auth"),
        ["data[username]: Required value", "data[password]: Required value"],
    ),
    "a name will do": (secret("kubernetes.io/basic-auth", given={"username": "me"}), []),
    "SSH has a key": (
        secret("kubernetes.io/ssh-auth", given={"ssh-privatekey": ""}),
        ["data[ssh-privatekey]: Required value"],
    ),
    "TLS has two": (
        secret("kubernetes.io/tls"),
        ["data[tls.crt]: Required value", "data[tls.key]: Required value"],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_it_is_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


UPDATES: dict[str, tuple[Object, Object, list[str]]] = {
    "data change": (secret(given={"a": "1"}), secret(given={"a": "2"}), []),
    "its type stays": (
        secret(),
        secret("example.com/mine"),
        ['type: Invalid value: "example.com/mine": field is immutable'],
    ),
    "a sealed one stays": (
        secret(given={"a": "1"}, immutable=True),
        secret(given={"a": "2"}),
        [
            "immutable: Forbidden: field is immutable when `immutable` is set",
            "data: Forbidden: field is immutable when `immutable` is set",
        ],
    ),
}


@pytest.mark.parametrize(("old", "new", "reasons"), UPDATES.values(), ids=UPDATES)
def test_what_cannot_change(
    refusals: Refusals, old: Object, new: Object, reasons: list[str]
) -> None:
    assert refusals(new, old) == reasons


PAIRS: dict[str, tuple[str, str, list[str]]] = {
    "nothing at all": ("", "", ["tls: failed to find any PEM data in certificate input"]),
    "the wrong way round": (
        pem("RSA PRIVATE KEY"),
        pem("CERTIFICATE"),
        [
            "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched"
        ],
    ),
    "no certificate": (
        pem("PUBLIC KEY"),
        "",
        [
            "tls: failed to find "
            + SKIPPED.format("in certificate", "PUBLIC KEY").replace(
                "PEM block", '"CERTIFICATE" PEM block', 1
            )
        ],
    ),
    "no key": (pem("CERTIFICATE"), "", ["tls: failed to find any PEM data in key input"]),
    "two certificates": (
        pem("CERTIFICATE"),
        pem("CERTIFICATE"),
        ["tls: found a certificate rather than a key in the PEM for the private key"],
    ),
    "another thing": (
        pem("CERTIFICATE"),
        pem("THING"),
        [
            "tls: failed to find "
            + SKIPPED.format('with type ending in "PRIVATE KEY" in key', "THING")
        ],
    ),
    "no certificate in the certificate": (
        pem("CERTIFICATE", "AAAA"),
        pem("PRIVATE KEY"),
        ["x509: malformed certificate"],
    ),
    "a pair": (pem("CERTIFICATE"), pem("EC PRIVATE KEY"), []),
}


@pytest.mark.parametrize(("certificate", "key", "warnings"), PAIRS.values(), ids=PAIRS)
def test_a_certificate_that_does_not_fit_its_key_is_warned_of(
    admit: Admit, certificate: str, key: str, warnings: list[str]
) -> None:
    assert admit(tls(certificate, key))[1] == warnings


def test_its_table_shows_its_type_and_counts_its_values(
    cells: Callable[[Object], list[str]],
) -> None:
    assert cells(secret("Opaque", given={"a": "", "b": ""})) == ["Opaque", "2"]


def test_its_description_never_shows_a_value(described: Callable[..., str]) -> None:
    assert (
        described(secret("Opaque", given={"password": "hunter2", "name": "me"}))
        == """\
Name:         key
Namespace:    default
Labels:       <none>
Annotations:  <none>

Type:  Opaque

Data
====
name:      2 bytes
password:  7 bytes
"""
    )


def test_but_the_token_of_a_service_account(described: Callable[..., str]) -> None:
    token = secret(
        "kubernetes.io/service-account-token", given={"token": "hunter2", "ca.crt": "abc"}
    )
    assert described(token).endswith("\nca.crt:  3 bytes\ntoken:   hunter2\n")
