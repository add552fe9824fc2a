"""What a claim for storage may ask for, wherever it stands. Upstream rule: core `ValidatePersistentVolumeClaimSpec`."""
from collections.abc import Iterator, Mapping
from typing import Any

from minik.errors import Problem
from minik.kinds._rules import among_if_set, named_if_set, positive_quantity
from minik.kinds._selector import label_selector_problems
from minik.model import names, quantity
from minik.model.object import Object, fill, read, write
from minik.model.problem import forbidden, not_supported, required

ACCESS_MODES = frozenset(("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"))
ALONE = "ReadWriteOncePod"
VOLUME_MODES = frozenset(("Block", "Filesystem"))


def default_claim(claim: Object) -> Object:
    """A claim is for a file system, and waits."""
    return fill(fill(claim, "spec.volumeMode", "Filesystem"), "status.phase", "Pending")


def template_claim(claim: Object) -> Object:
    """A claim that a template holds: it says what it is, as if it stood alone."""
    return {**write(write(default_claim(claim), "kind", "PersistentVolumeClaim"), "apiVersion", "v1")}


def claim_spec_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    modes = spec.get("accessModes") or ()
    if not modes:
        yield required(f"{path}.accessModes", "at least 1 access mode is required")
    yield from label_selector_problems(spec.get("selector"), f"{path}.selector")
    yield from (not_supported(f"{path}.accessModes", mode, ACCESS_MODES) for mode in modes if mode not in ACCESS_MODES)
    if ALONE in modes and (ACCESS_MODES & set(modes)) - {ALONE}:
        yield forbidden(f"{path}.accessModes", "may not use ReadWriteOncePod with other access modes")
    storage = read(spec, "resources.requests.storage")
    if storage is None:
        yield required(f"{path}.resources[storage]")
    else:
        yield from positive_quantity(f"{path}.resources[storage]", storage)
    yield from named_if_set(f"{path}.storageClassName", spec.get("storageClassName"), names.subdomain)
    yield from among_if_set(f"{path}.volumeMode", spec.get("volumeMode"), VOLUME_MODES)


def claim_spec_warnings(spec: Mapping[str, Any], path: str) -> Iterator[str]:
    """Storage comes in whole bytes."""
    for side in ("requests", "limits"):
        amount = read(spec, f"resources.{side}.storage")
        if amount is not None and quantity.milli(quantity.parse(amount)) % 1000:
            yield f'{path}.resources.{side}[storage]: fractional byte value "{quantity.canonical(amount)}" is invalid, must be an integer'
