"""What controllers write on what they make: names, owners, hashes."""
import json
from collections.abc import Iterator
from typing import Any
from zlib import crc32

from minik.intake import admission
from minik.intake.admission import ALPHABET
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

LONGEST = 58


def fresh(cluster: Cluster, kind: str, namespace: str, base: str) -> Iterator[str]:
    """Names that nobody has yet, beginning so: the same ones for the same command on the same cluster."""
    taken = cluster.table(kind).by_path
    stem, number = base[:LONGEST], 0
    while True:
        name = stem + admission.suffix(f"{cluster.lineage}/{cluster.serial}/{kind}/{namespace}/{base}/{number}")
        if f"{namespace}/{name}" not in taken:
            yield name
        number += 1


def owner(obj: Object) -> Object:
    """The reference by which a dependent names its controller."""
    return {"apiVersion": obj["apiVersion"], "blockOwnerDeletion": True, "controller": True, "kind": obj["kind"],
            "name": objects.name(obj), "uid": objects.uid(obj)}


# Upstream hashes Go's dump of the Go struct (`ComputeHash`, `DeepHashObject`), which holds every field of that struct, set or not, and
# changes from release to release. minik takes the checksum of the template's canonical JSON, written in the same alphabet: as stable, but
# not the same letters.
def hashed(value: Any, collisions: int = 0) -> str:
    """A short word that stands for a pod template: `69569ffffb`."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":")) + (str(collisions) if collisions else "")
    return encoded(crc32(text.encode()))


def encoded(number: int) -> str:
    """A number in letters that make no words (`SafeEncodeString`)."""
    return "".join(ALPHABET[ord(letter) % len(ALPHABET)] for letter in str(number))


def fnv(text: str) -> int:
    """FNV-1 in 32 bits."""
    number = 0x811C9DC5
    for byte in text.encode():
        number = number * 0x01000193 & 0xFFFFFFFF ^ byte
    return number
