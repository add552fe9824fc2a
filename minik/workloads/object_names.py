"""Names, owner references and hashes of the objects that controllers create."""

from collections.abc import Iterator

from minik.intake import system_metadata
from minik.intake.system_metadata import ALPHABET
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.workloads import go_dump

MAX_BASE_LENGTH = 58


def unused_names(cluster: Cluster, kind: str, namespace: str, base: str) -> Iterator[str]:
    """Yield unused names with this prefix, derived from cluster and command."""
    used_paths = cluster.table(kind).by_path
    stem, number = base[:MAX_BASE_LENGTH], 0
    while True:
        name = stem + system_metadata.name_suffix(
            f"{cluster.lineage}/{cluster.serial}/{kind}/{namespace}/{base}/{number}"
        )
        if f"{namespace}/{name}" not in used_paths:
            yield name
        number += 1


def owner_reference(obj: Object) -> Object:
    """Return the controller reference to an owner."""
    return {
        "apiVersion": obj["apiVersion"],
        "blockOwnerDeletion": True,
        "controller": True,
        "kind": obj["kind"],
        "name": objects.name(obj),
        "uid": objects.uid(obj),
    }


def template_hash(template: Object, collisions: int | None = None) -> str:
    """Return the hash of a pod template, such as `69569ffffb`. Upstream rule: `ComputeHash`."""
    salt = b"" if collisions is None else collisions.to_bytes(8, "little")
    return safe_encode(
        fnv32(go_dump.dump_template(template).encode("utf-8", "surrogatepass") + salt, after=True)
    )


def safe_encode(number: int) -> str:
    """Return a number in letters that form no words (`SafeEncodeString`)."""
    return "".join(ALPHABET[ord(letter) % len(ALPHABET)] for letter in str(number))


def fnv32(data: bytes, *, after: bool = False) -> int:
    """Return the 32-bit FNV-1 hash; `after`: FNV-1a, which multiplies after the xor."""
    number = 0x811C9DC5
    if after:
        for byte in data:
            number = (number ^ byte) * 0x01000193 & 0xFFFFFFFF
        return number
    for byte in data:
        number = number * 0x01000193 & 0xFFFFFFFF ^ byte
    return number
