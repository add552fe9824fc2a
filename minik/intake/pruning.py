"""Pruning: what was applied once, and is in no file any more, goes.

Only objects that remember a client-side apply are looked at, of the kinds that are allowed, in the namespaces that the files name.
Upstream rule: kubectl `apply --prune`.
"""
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from minik import kinds
from minik.errors import ClientError
from minik.intake import last_applied
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object

USUAL = ("ConfigMap", "Endpoints", "PersistentVolumeClaim", "Pod", "ReplicationController", "Secret", "Service", "Job", "CronJob",
         "Ingress", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet", "Namespace", "PersistentVolume")
WARNING = ("kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future "
           "release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.")


class Visited(NamedTuple):
    """What the files named: the namespaces, and the objects by their uid."""

    namespaces: Sequence[str]
    uids: frozenset[str]


def allowed(names: Iterable[str], custom: Iterable[Object]) -> list[Kind]:
    """The kinds whose objects may be pruned: those named as GROUP/VERSION/KIND, else the usual ones."""
    definitions = list(custom)
    return [_named(name, definitions) for name in names] or [kinds.of_key(name) for name in USUAL]


def _named(text: str, custom: Iterable[Object]) -> Kind:
    parts = text.split("/")
    if len(parts) != 3:
        raise ClientError(f"invalid GroupVersionKind format: {text}, please follow <group/version/kind>")
    api_version = "/".join(parts[parts[0] in ("core", ""):2])
    kind = kinds.typed(api_version, parts[2], custom)
    if kind is None:
        raise ClientError(f'no matches for kind "{parts[2]}" in version "{api_version}"')
    return kind


def visited(outcomes: Iterable[Outcome]) -> Visited:
    """What became of the files' documents tells what they named."""
    found = list(outcomes)
    namespaces = {objects.namespace(outcome.object) for outcome in found if outcome.kind.namespaced}
    return Visited(sorted(namespaces), frozenset(objects.uid(outcome.object) for outcome in found))


def orphans(cluster: Cluster, among: Iterable[Kind], seen: Visited, selector: selectors.Selector) -> Iterator[tuple[Kind, Object]]:
    """The objects that nobody names any more."""
    order = sorted(among, key=lambda kind: not kind.namespaced)
    places = [(namespace, kind) for namespace in seen.namespaces for kind in order if kind.namespaced]
    for namespace, kind in [*places, *(("", kind) for kind in order if not kind.namespaced)]:
        for obj in cluster.within(kind.key, namespace):
            remembers = last_applied.ANNOTATION in objects.annotations(obj)
            if remembers and objects.uid(obj) not in seen.uids and selectors.matches(selector, objects.labels(obj)):
                yield kind, obj
