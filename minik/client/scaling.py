"""Set the replicas of a workload if it is as expected. Upstream rule: kubectl `scale`."""

from minik.client.requests import Outcome, with_notice
from minik.errors import ClientError
from minik.intake import registry, request_errors, scaling
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object


class Precondition(NamedTuple):
    """The replicas and resourceVersion that the object must have; defaults are not checked."""

    replicas: int = -1
    version: str = ""


NO_PRECONDITION = Precondition()


def scale(
    draft: Draft, kind: Kind, obj: Object, replicas: int, before: Precondition = NO_PRECONDITION
) -> Outcome:
    """Set the number of replicas; raise ClientError if the precondition does not hold."""
    current = registry.live(draft, obj)
    if current is None:
        raise request_errors.not_found(kind, objects.name(obj))
    _check(draft, kind, current, before)
    stored, warnings = scaling.set_replicas(draft, kind, current, replicas)
    return Outcome(kind, stored, "scaled", with_notice(kind, warnings))


def scale_locally(
    draft: Draft, kind: Kind, obj: Object, replicas: int, before: Precondition = NO_PRECONDITION
) -> Outcome:
    """Return the object as it would be asked for, which nobody stores (--dry-run=client)."""
    _check(draft, kind, obj, before)
    path = scaling.replicas_path(draft, kind, obj)
    return Outcome(kind, objects.write(obj, path, replicas), "scaled")


def _check(draft: Draft, kind: Kind, current: Object, before: Precondition) -> None:
    present = objects.read(current, scaling.replicas_path(draft, kind, current), 0)
    if before.replicas != -1 and present != before.replicas:
        raise ClientError(f"Expected replicas to be {before.replicas}, was {present}")
    version = current["metadata"].get("resourceVersion", "")
    if before.version and version != before.version:
        raise ClientError(f"Expected resource version to be {before.version}, was {version}")
