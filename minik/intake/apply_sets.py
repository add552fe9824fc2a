"""Apply sets: a parent object remembers which kinds and namespaces its members stand in, and every member carries the set's id.

Upstream rule: kubectl `apply --applyset`, in the layout of the ApplySet specification (KEP 3659).
"""
import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from minik import kinds
from minik.errors import ClientError
from minik.intake.ownership import serving
from minik.intake.ownership.applying import ApplyConflict
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object

PREFIX = "applyset.kubernetes.io/"
PART_OF, ID, TOOLING = f"{PREFIX}part-of", f"{PREFIX}id", f"{PREFIX}tooling"
KINDS, NAMESPACES, IS_PARENT = f"{PREFIX}contains-group-kinds", f"{PREFIX}additional-namespaces", f"{PREFIX}is-parent-type"
PARENTS, TOOL, MANAGER = ("Secret", "ConfigMap"), "kubectl/v1.37.1", "kubectl-applyset"
FORCED = f"ApplySet field manager {MANAGER} should own these fields. Retrying with conflicts forced."


class Parent(NamedTuple):
    """The object that stands for the set."""

    kind: Kind
    namespace: str
    name: str

    @property
    def id(self) -> str:
        """What its members carry as a label."""
        text = ".".join((self.name, self.namespace, self.kind.name, self.kind.group))
        return f"applyset-{urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')}-v1"

    def __str__(self) -> str:
        return f"{self.kind.plural}.{self.kind.group}/{self.name}"


class Reach(NamedTuple):
    """Where members stand: the kinds by their names (`ConfigMap`, `Deployment.apps`), and the namespaces."""

    kinds: frozenset[str] = frozenset()
    namespaces: frozenset[str] = frozenset()


def parent(text: str, namespace: str, custom: Iterable[Object]) -> Parent:
    """The parent that is named as [RESOURCE[.GROUP]/]NAME; a Secret where no resource is named."""
    word, slash, rest = text.partition("/")
    name, word = (rest, word) if slash else (text, "secrets")
    definitions = list(custom)
    kind = kinds.named(word, definitions) if name else None
    if not name or kind is None:
        resource, _, group = word.partition(".")
        why = f"no matches for {group}/, Resource={resource}" if name else "name cannot be blank"
        raise ClientError(f'invalid parent reference "{text}": {why}')
    if kind.namespaced and not namespace:
        raise ClientError("namespace is required to use namespace-scoped ApplySet")
    if kind.key not in PARENTS and not any(kinds.of_definition(one).key == kind.key and objects.labels(one).get(IS_PARENT) == "true"
                                           for one in definitions):
        raise ClientError(f'resource "{kind.group}/{kind.versions[0]}, Resource={kind.plural}" is not permitted as an ApplySet parent')
    return Parent(kind, namespace if kind.namespaced else "", name)


def reach(cluster: Cluster, which: Parent) -> Reach:
    """Where members of the set stand so far, as the parent tells; a parent that is not kubectl's is refused."""
    obj = cluster.get(which.kind.key, which.namespace, which.name)
    if obj is None:
        if which.kind.key not in PARENTS:
            raise ClientError("custom resource ApplySet parents cannot be created automatically")
        return Reach()
    labels, annotations = objects.labels(obj), objects.annotations(obj)
    if refused := _refused(which, labels.get(ID), annotations.get(TOOLING), annotations.get(KINDS)):
        raise ClientError(refused)
    named = filter(None, annotations.get(NAMESPACES, "").split(","))
    return Reach(frozenset(filter(None, annotations[KINDS].split(","))), frozenset((*named, *filter(None, [which.namespace]))))


def _refused(which: Parent, label: str | None, tooling: str | None, known: str | None) -> str:
    there = f'ApplySet parent object "{which}" already exists and'
    if tooling is None:
        return f'{there} is missing required annotation "{TOOLING}"'
    if (tool := tooling.partition("/")[0]) != TOOL.partition("/")[0]:
        return f'{there} is managed by tooling "{tool}" instead of "{TOOL.partition("/")[0]}"'
    if label is None:
        return f'ApplySet parent object "{which}" exists and does not have required label {ID}'
    if label != which.id:
        return f'ApplySet parent object "{which}" exists and has incorrect value for label "{ID}" (got: {label}, want: {which.id})'
    if known is None:
        return (f'parsing ApplySet annotation on "{which}": kubectl requires the "{KINDS}" annotation to be set on all ApplySet parent '
                "objects")
    return ""


def joined(obj: Object, which: Parent) -> Object:
    """A member, with the label that says so."""
    if PART_OF in objects.labels(obj):
        raise ClientError(f'ApplySet label "{PART_OF}" already set in input data')
    return objects.write(obj, "metadata.labels", {**objects.labels(obj), PART_OF: which.id})


def remember(draft: Draft, which: Parent, where: Reach) -> list[str]:
    """The parent from now on tells where members stand; gives what is told of it."""
    obj: Object = {"apiVersion": which.kind.api_version, "kind": which.kind.name, "metadata": {
        "name": which.name, "labels": {ID: which.id}, "annotations": {
            TOOLING: TOOL, KINDS: ",".join(sorted(where.kinds)), NAMESPACES: ",".join(sorted(where.namespaces - {which.namespace}))}}}
    if which.namespace:
        obj = objects.write(obj, "metadata.namespace", which.namespace)
    try:
        serving.apply(draft, which.kind, Document(obj, "", 0), serving.Manner(MANAGER))
    except ApplyConflict as conflict:
        serving.apply(draft, which.kind, Document(obj, "", 0), serving.Manner(MANAGER, force=True))
        return [f"failed to update ApplySet: {conflict.message}\n{FORCED}"]
    return []


def members(cluster: Cluster, which: Parent, where: Reach) -> Iterator[tuple[Kind, Object]]:
    """Every member that stands where members stand."""
    custom = list(cluster.of("CustomResourceDefinition"))
    for kind in filter(None, (kinds.named(name.lower(), custom) for name in sorted(where.kinds))):
        for namespace in sorted(where.namespaces) if kind.namespaced else ("",):
            for obj in cluster.within(kind.key, namespace):
                if objects.labels(obj).get(PART_OF) == which.id:
                    yield kind, obj
