"""Secrets from pairs, from a certificate, and for an image registry."""

import base64
import json
from collections.abc import Iterable

from minik.client.generators import data as _data
from minik.model.object import Object

BAD_KEY = '"{key}" is not valid key name for a Secret {problem}'
TWICE = "cannot add key {key}, another key by that name already exists"


def build_secret(
    name: str, pairs: Iterable[tuple[str, bytes]], type_name: str = "", *, append_hash: bool = False
) -> Object:
    """Build a Secret; values are base64-encoded."""
    data = {
        key: base64.b64encode(value).decode()
        for key, value in _data.collect_pairs(pairs, BAD_KEY, TWICE).items()
    }
    final = (
        _data.name_with_hash(name, {"kind": "Secret", "type": type_name, "data": data})
        if append_hash
        else name
    )
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": final},
        **({"data": data} if data else {}),
        **({"type": type_name} if type_name else {}),
    }


def registry_entry(server: str, username: str, password: str, email: str) -> bytes:
    """Return the .dockerconfigjson of a registry login."""
    token = base64.b64encode(f"{username}:{password}".encode()).decode()
    entry = {"username": username, "password": password, "email": email, "auth": token}
    return json.dumps(
        {"auths": {server: {field: value for field, value in entry.items() if value}}},
        separators=(",", ":"),
    ).encode()
