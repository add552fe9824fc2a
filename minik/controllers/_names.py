"""What controllers write on what they make: names, owners, hashes."""
from collections.abc import Iterator

from minik.controllers import _go
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


def hashed(template: Object, collisions: int | None = None) -> str:
    """The word that stands for a pod template, the same as in a real cluster: `69569ffffb`. Upstream rule: `ComputeHash`."""
    salt = b"" if collisions is None else collisions.to_bytes(8, "little")
    return encoded(fnv(_go.template(template).encode("utf-8", "surrogatepass") + salt, after=True))


def encoded(number: int) -> str:
    """A number in letters that make no words (`SafeEncodeString`)."""
    return "".join(ALPHABET[ord(letter) % len(ALPHABET)] for letter in str(number))


def fnv(data: bytes, *, after: bool = False) -> int:
    """FNV in 32 bits; `after`: FNV-1a, which multiplies after it has taken in a byte."""
    number = 0x811C9DC5
    if after:
        for byte in data:
            number = (number ^ byte) * 0x01000193 & 0xFFFFFFFF
        return number
    for byte in data:
        number = number * 0x01000193 & 0xFFFFFFFF ^ byte
    return number
