"""Releases of Helm: the manifests that a release has installed, as its Secret or ConfigMap keeps them.

Upstream rule: helm's `storage/driver`: the release as JSON, compressed, in base64; a Secret's data is
in base64 once more.
"""

import binascii
import zlib
from base64 import b64decode
from collections.abc import Iterator

from minik import light_json
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object

TYPE, OWNER = "helm.sh/release.v1", "helm"
LARGEST = 64 << 20  # bytes; what a release may be once it is decompressed
GZIP = 16 + zlib.MAX_WBITS


class Release(NamedTuple):
    """The newest revision of a release, and the object that keeps it."""

    name: str
    namespace: str
    revision: int
    kept_in: Key
    manifest: str


def newest(cluster: Cluster) -> list[Release]:
    """Return the newest revision of each release that can be read."""
    found: dict[tuple[str, str], Object] = {}
    for holder in holders(cluster):
        name = objects.namespace(holder), objects.labels(holder).get("name", "")
        if name not in found or revision(holder) > revision(found[name]):
            found[name] = holder
    return [release for holder in found.values() if (release := read_release(holder))]


def holders(cluster: Cluster) -> Iterator[Object]:
    """Yield the Secrets and ConfigMaps that keep a revision of a release."""
    for secret in cluster.of("Secret"):
        if secret.get("type") == TYPE:
            yield secret
    for config_map in cluster.of("ConfigMap"):
        if objects.labels(config_map).get("owner") == OWNER:
            yield config_map


def revision(holder: Object) -> int:
    """Return the number of a revision; 0 if it has none."""
    text = objects.labels(holder).get("version", "")
    return int(text) if text.isdecimal() else 0


def read_release(holder: Object) -> Release | None:
    """Return the release that an object keeps; None if it cannot be read."""
    try:
        text = str((holder.get("data") or {})["release"])
        packed = b64decode(text)
        if holder["kind"] == "Secret":
            packed = b64decode(packed)
        value: Any = light_json.loads(unpack(packed).decode())
        manifest = value["manifest"]
    except (KeyError, TypeError, ValueError, binascii.Error, zlib.error, RecursionError):
        return None
    name = objects.labels(holder).get("name") or str(value.get("name") or "")
    key, namespace = objects.key(holder), objects.namespace(holder)
    return Release(name, namespace, revision(holder), key, str(manifest))


def unpack(packed: bytes) -> bytes:
    """Return the bytes of a release, of which older ones are not compressed; raise ValueError for
    one that is too large.
    """
    if not packed.startswith(b"\x1f\x8b"):
        return packed
    decompressor = zlib.decompressobj(GZIP)
    out = decompressor.decompress(packed, LARGEST)
    if decompressor.unconsumed_tail:
        raise ValueError("too large")
    return out
