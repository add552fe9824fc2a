"""Prune objects that were applied before and are in no file any more.

Only objects with a last-applied annotation are looked at, of the allowed kinds, in the namespaces
of the files. Upstream rule: kubectl `apply --prune`.
"""

from collections.abc import Iterable, Iterator, Sequence

from minik import kinds
from minik.client.requests import Outcome
from minik.errors import ClientError
from minik.intake import last_applied
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object

DEFAULT_KINDS = (
    "ConfigMap",
    "Endpoints",
    "PersistentVolumeClaim",
    "Pod",
    "ReplicationController",
    "Secret",
    "Service",
    "Job",
    "CronJob",
    "Ingress",
    "DaemonSet",
    "Deployment",
    "ReplicaSet",
    "StatefulSet",
    "Namespace",
    "PersistentVolume",
)
WARNING = (
    "kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future "
    "release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag."
)


class AppliedObjects(NamedTuple):
    """The namespaces of the applied objects, and their uids."""

    namespaces: Sequence[str]
    uids: frozenset[str]


def prunable_kinds(names: Iterable[str], custom: Iterable[Object]) -> list[Kind]:
    """Return the kinds to prune: those given as GROUP/VERSION/KIND, else kubectl's defaults."""
    definitions = list(custom)
    return [_parse_kind(name, definitions) for name in names] or [
        kinds.kind_of_key(name) for name in DEFAULT_KINDS
    ]


def _parse_kind(text: str, custom: Iterable[Object]) -> Kind:
    parts = text.split("/")
    if len(parts) != 3:
        raise ClientError(
            f"invalid GroupVersionKind format: {text}, please follow <group/version/kind>"
        )
    api_version = "/".join(parts[parts[0] in ("core", "") : 2])
    kind = kinds.find_served_kind(api_version, parts[2], custom)
    if kind is None:
        raise ClientError(f'no matches for kind "{parts[2]}" in version "{api_version}"')
    return kind


def applied_objects(outcomes: Iterable[Outcome]) -> AppliedObjects:
    """Collect namespaces and uids from the outcomes of an apply."""
    applied = list(outcomes)
    namespaces = {
        objects.namespace(outcome.object) for outcome in applied if outcome.kind.namespaced
    }
    return AppliedObjects(
        sorted(namespaces), frozenset(objects.uid(outcome.object) for outcome in applied)
    )


def find_orphans(
    cluster: Cluster,
    pruned_kinds: Iterable[Kind],
    applied: AppliedObjects,
    selector: selectors.Selector,
) -> Iterator[tuple[Kind, Object]]:
    """Yield the objects to prune with their kinds."""
    order = sorted(pruned_kinds, key=lambda kind: not kind.namespaced)
    places = [
        (namespace, kind) for namespace in applied.namespaces for kind in order if kind.namespaced
    ]
    for namespace, kind in [*places, *(("", kind) for kind in order if not kind.namespaced)]:
        for obj in cluster.within(kind.key, namespace):
            was_applied = last_applied.ANNOTATION in objects.annotations(obj)
            if (
                was_applied
                and objects.uid(obj) not in applied.uids
                and selectors.matches(selector, objects.labels(obj))
            ):
                yield kind, obj
