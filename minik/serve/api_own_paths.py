"""Paths about the server itself, which the cluster knows nothing of: its metrics, the keys of its tokens.

Upstream rule: OpenID discovery of ServiceAccount issuers, `serviceaccount/openidmetadata.go`.
"""

import json
from collections.abc import Mapping

from minik.api import encoding, negotiation, refusals
from minik.api.negotiation import JSON, Form
from minik.api.parts.token import ISSUER
from minik.api.paths import NOT_ALLOWED
from minik.errors import MethodNotAllowed, MinikError
from minik.light_typing import Any, NamedTuple
from minik.model.cluster import Cluster
from minik.serve.api_keys import Keys
from minik.serve.api_metrics import MEDIA, Metrics

METRICS, CONFIGURATION, KEYS = "/metrics", "/.well-known/openid-configuration", "/openid/v1/jwks"
PATHS = (METRICS, CONFIGURATION, KEYS)
KEY_SET = "application/jwk-set+json"
LASTING = ("cache-control", "public, max-age=3600")


class OwnAnswer(NamedTuple):
    """HTTP status, headers and body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def answer(
    method: str, path: str, headers: Mapping[str, str], own: tuple[Metrics, Keys | None, Cluster]
) -> OwnAnswer | None:
    """Return the answer at a path of the server itself, None at any other.

    `own` are what the server counts, its keys if it has any, and its cluster.
    """
    plain = path.partition("?")[0]
    metrics, keys, cluster = own
    if plain not in PATHS or plain != METRICS and keys is None:
        return None
    try:
        if method != "GET":
            raise MethodNotAllowed(NOT_ALLOWED)
        if plain == METRICS:
            return OwnAnswer(200, [("content-type", MEDIA)], metrics.text(cluster).encode())
        assert keys is not None
        if plain == KEYS:
            negotiation.negotiate(headers, {}, (KEY_SET,))
            return _document(key_set(keys), KEY_SET)
        host = headers.get("host", "127.0.0.1")
        return _document(configuration(f"https://{host}{KEYS}"), JSON)
    except MinikError as error:
        body = encoding.encode(refusals.status(error), Form())
        return OwnAnswer(error.code, [("content-type", JSON)], body)


def _document(value: Any, media: str) -> OwnAnswer:
    body = json.dumps(value, separators=(",", ":")).encode()
    return OwnAnswer(200, [("content-type", media), LASTING], body)


def configuration(address: str) -> Mapping[str, Any]:
    """Return what says where the keys are, and which tokens they sign."""
    return {
        "issuer": ISSUER,
        "jwks_uri": address,
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }


def key_set(keys: Keys) -> Mapping[str, Any]:
    """Return the public key, as a JSON Web Key Set has it."""
    modulus, exponent = keys.public_numbers()
    key = {"use": "sig", "kty": "RSA", "kid": keys.key_id(), "alg": "RS256"}
    return {"keys": [{**key, "n": modulus, "e": exponent}]}


def with_own_paths(body: bytes, *, has_keys: bool) -> bytes:
    """Return the list of paths at `/` with those of the server."""
    known = json.loads(body)["paths"]
    own = PATHS if has_keys else (METRICS,)
    return encoding.encode({"paths": sorted({*known, *own})}, Form())
