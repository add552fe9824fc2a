"""CertificateSigningRequests and ClusterTrustBundles."""

import contextlib
from base64 import b64encode
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from hypothesis import given, strategies

from minik.kinds import certificate_request
from minik.model import names
from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
PEM = b64encode(
    b"-----BEGIN CERTIFICATE REQUEST-----\nMA==\n-----END CERTIFICATE REQUEST-----\n"
).decode()
ANCHOR = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"
(LABEL,) = names.label("A")
(SUBDOMAIN,) = names.subdomain("A")


def request(status: Object | None = None, **spec: Any) -> Object:
    whole = {"request": PEM, "signerName": "example.com/signer", "usages": ["client auth"], **spec}
    return {
        "apiVersion": "certificates.k8s.io/v1",
        "kind": "CertificateSigningRequest",
        "metadata": {"name": "Jane"},
        "spec": whole,
        "status": status or {},
    }


def bundle(name: str = "roots", text: str = ANCHOR, **spec: Any) -> Object:
    return {
        "apiVersion": "certificates.k8s.io/v1",
        "kind": "ClusterTrustBundle",
        "metadata": {"name": name},
        "spec": {"trustBundle": text, **spec},
    }


def test_the_server_notes_who_asks(admit: Admit) -> None:
    spec = admit(request(username="somebody", extra={"a": ["b"]}))[0]["spec"]
    assert (spec["username"], spec["groups"]) == (
        "admin",
        ["system:masters", "system:authenticated"],
    )
    assert "extra" not in spec


CASES: dict[str, tuple[Object, list[str]]] = {
    "a request": (request(), []),
    "it is one": (
        request(request="eA=="),
        ['spec.request: Invalid value: "eA==": PEM block type must be CERTIFICATE REQUEST'],
    ),
    "for something": (request(usages=[]), ["spec.usages: Required value"]),
    "for each thing once": (
        request(usages=["any", "any"]),
        ['spec.usages[1]: Duplicate value: "any"'],
    ),
    "a signer has a domain": (
        request(signerName="signer"),
        [
            "spec.signerName: Invalid value: \"signer\": must be a fully qualified domain and path of the form 'example.com/signer-name'"
        ],
    ),
    "of more than one part": (
        request(signerName="com/signer"),
        [
            'spec.signerName: Invalid value: "com": should be a domain with at least two segments separated by dots'
        ],
    ),
    "of labels": (
        request(signerName="a.A/b.A"),
        [
            f'spec.signerName: Invalid value: "a.A": validating label "A": {LABEL}',
            f'spec.signerName: Invalid value: "b.A": validating label "A": {SUBDOMAIN}',
        ],
    ),
    "not the old one": (
        request(signerName="kubernetes.io/legacy-unknown"),
        [
            'spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version'
        ],
    ),
    "for ten minutes at least": (
        request(expirationSeconds=599),
        [
            "spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds (10 minutes)"
        ],
    ),
    "a bundle": (bundle(), []),
    "of a signer": (bundle("example.com:signer:roots", signerName="example.com/signer"), []),
    "after which it is called": (
        bundle(signerName="example.com/signer"),
        [
            'metadata.name: Invalid value: "roots": ClusterTrustBundle for signerName example.com/signer must be named with prefix '
            "example.com:signer:"
        ],
    ),
    "and only then": (
        bundle("a:b"),
        [
            'metadata.name: Invalid value: "a:b": ClusterTrustBundle without signer name must not have ":" in its name',
            f'metadata.name: Invalid value: "a:b": {SUBDOMAIN}',
        ],
    ),
    "it holds something": (
        bundle(text="x"),
        [
            'spec.trustBundle: Invalid value: "<value omitted>": at least one trust anchor must be provided'
        ],
    ),
    "not without end": (
        bundle(text="x" * 1048577),
        ["spec.trustBundle: Too long: may not be more than 1048576 bytes"],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_they_are_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


def test_what_was_asked_for_stays(admit: Admit, refusals: Refusals) -> None:
    assert admit(request(usages=["any"]), request())[0]["spec"]["usages"] == ["client auth"]
    assert refusals(bundle(signerName="a.b/c"), bundle()) != []


STATES: dict[str, tuple[Object, str]] = {
    "new": ({}, "Pending"),
    "let in": ({"conditions": [{"type": "Approved"}]}, "Approved"),
    "given": ({"conditions": [{"type": "Approved"}], "certificate": "eA=="}, "Approved,Issued"),
    "refused": ({"conditions": [{"type": "Denied"}]}, "Denied"),
    "let in, in vain": (
        {"conditions": [{"type": "Approved"}, {"type": "Failed"}]},
        "Approved,Failed",
    ),
}


@pytest.mark.parametrize(("status", "state"), STATES.values(), ids=STATES)
def test_a_requests_table_tells_what_became_of_it(
    cells: Callable[[Object], list[str]], status: Object, state: str
) -> None:
    given = request(status, username="jane", expirationSeconds=86400)
    assert cells(given) == ["Jane", "<unknown>", "example.com/signer", "jane", "24h", state]


RICH, PLAIN = (
    """-----BEGIN CERTIFICATE REQUEST-----
MIIBXjCCAQQCAQAwOTELMAkGA1UEBhMCREUxDTALBgNVBAoMBGRldnMxDDAKBgNV
BAoMA29wczENMAsGA1UEAwwEamFuZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
BGCZDnGhc4gPInJfemh5Pd7IvPemLcUDWKBgQ+ref5WMtt0flb8KlpLwNSAPlU5w
DqgZfOzmTNP6rFTSUmnyGKygaTBnBgkqhkiG9w0BCQ4xWjBYMFYGA1UdEQRPME2C
DWEuZXhhbXBsZS5jb22CDWIuZXhhbXBsZS5jb22BB2pAeC5vcmeHBAoAAAGHEP0A
AAAAAAAAAAAAAAAAAAGGDHNwaWZmZTovL3gveTAKBggqhkjOPQQDAgNIADBFAiA1
eYc3G6TT4+Bbzux6SErWgZB7LKLdHnauiSlJOxTHJQIhAJE8ZiSKVlmcHV+tg2Mk
dSjJKtGK2lPXFJqZGJX6kkbW
-----END CERTIFICATE REQUEST-----
""",
    """-----BEGIN CERTIFICATE REQUEST-----
MIHKMHICAQAwEDEOMAwGA1UEAwwFcGxhaW4wWTATBgcqhkjOPQIBBggqhkjOPQMB
BwNCAARBfMWI4ePx082F3hDXy1/oA433d12UqNcjlE+IxbFpPx5DylP6K8QrDqDp
ExPQyE26YVcpZzOSIfClsgyWjP6zoAAwCgYIKoZIzj0EAwIDSAAwRQIgRwTp8zd6
X1Ra1B7fRLUnBFGGQ+HDF2M91o3tCYL8KSACIQD0pdZ9ic0LlG8kyQ3uLdipjh6J
eQuhigaSKXgpOmLGDA==
-----END CERTIFICATE REQUEST-----
""",
)


def written(text: str, **spec: Any) -> Object:
    return request(
        {"conditions": [{"type": "Approved"}]},
        request=b64encode(text.encode()).decode(),
        username="admin",
        **spec,
    )


def test_a_requests_description_tells_whose_certificate_it_shall_be(
    described: Callable[..., str],
) -> None:
    assert (
        described(written(RICH, expirationSeconds=3600))
        == """\
Name:                Jane
Labels:              <none>
Annotations:         <none>
CreationTimestamp:   Mon, 01 Jan 0001 00:00:00 +0000
Requesting User:     admin
Signer:              example.com/signer
Requested Duration:  60m
Status:              Approved
Subject:
  Common Name:    jane
  Serial Number: \x20
  Organization:   devs
                  ops
  Country:        DE
Subject Alternative Names:
  DNS Names:        a.example.com
                    b.example.com
  Email Addresses:  j@x.org
  URIs:             spiffe://x/y
  IP Addresses:     10.0.0.1
                    fd00::1
"""
    )


def test_what_a_request_does_not_ask_for_is_not_told(described: Callable[..., str]) -> None:
    assert (
        described(written(PLAIN)).partition("Status:")[2]
        == """\
             Approved
Subject:
  Common Name:    plain
  Serial Number: \x20
"""
    )


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("hello", "PEM block type must be CERTIFICATE REQUEST"),
        (PLAIN.replace("AQAwEDEO", "AQAxEDEO"), "asn1: structure error: sequence tag mismatch"),
        (PLAIN.replace("MIHKMHIC", "MIH/MHIC"), "asn1: syntax error: data truncated"),
        (
            "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n",
            "asn1: syntax error: sequence truncated",
        ),
        (
            "-----BEGIN CERTIFICATE REQUEST-----\nM\n-----END CERTIFICATE REQUEST-----\n",
            "PEM block type must be CERTIFICATE REQUEST",
        ),
    ],
)
def test_what_is_no_request_has_no_subject(
    described: Callable[..., str], text: str, wrong: str
) -> None:
    assert described(written(text)).endswith(
        f"Status:             Approved\nSubject:            <Error parsing CSR: {wrong}>\n"
    )


@given(strategies.binary(max_size=60))
def test_no_bytes_end_in_anything_but_a_refusal(body: bytes) -> None:
    text = (
        b"-----BEGIN CERTIFICATE REQUEST-----\n"
        + b64encode(body)
        + b"\n-----END CERTIFICATE REQUEST-----\n"
    )
    with contextlib.suppress(certificate_request.Malformed):
        certificate_request.parse_request(text)


def test_a_bundles_table_tells_its_signer(cells: Callable[[Object], list[str]]) -> None:
    assert (cells(bundle()), cells(bundle(signerName="a.b/c"))) == (
        ["roots", "<none>"],
        ["roots", "a.b/c"],
    )
