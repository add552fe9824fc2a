"""Apply sets: a parent object records where its members are; each member carries a label.

Upstream rule: kubectl `apply --applyset`, in the layout of the ApplySet specification (KEP 3659).
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator

from minik import kinds
from minik.errors import ClientError
from minik.intake.ownership import apply_request
from minik.intake.ownership.applying import ApplyConflict
from minik.intake.parsing import Document
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object

PREFIX = "applyset.kubernetes.io/"
PART_OF, ID, TOOLING = f"{PREFIX}part-of", f"{PREFIX}id", f"{PREFIX}tooling"
KINDS, NAMESPACES, IS_PARENT = (
    f"{PREFIX}contains-group-kinds",
    f"{PREFIX}additional-namespaces",
    f"{PREFIX}is-parent-type",
)
PARENTS, TOOL, MANAGER = ("Secret", "ConfigMap"), "kubectl/v1.37.1", "kubectl-applyset"
FORCED = (
    f"ApplySet field manager {MANAGER} should own these fields. Retrying with conflicts forced."
)


class Parent(NamedTuple):
    """The parent object of an ApplySet."""

    kind: Kind
    namespace: str
    name: str

    @property
    def id(self) -> str:
        """The ApplySet's id, which members carry in the label applyset.kubernetes.io/part-of."""
        text = ".".join((self.name, self.namespace, self.kind.name, self.kind.group))
        return f"applyset-{urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')}-v1"

    def __str__(self) -> str:
        return f"{self.kind.plural}.{self.kind.group}/{self.name}"


class Scope(NamedTuple):
    """Where members can be: kinds (`ConfigMap`, `Deployment.apps`) and namespaces."""

    kinds: frozenset[str] = frozenset()
    namespaces: frozenset[str] = frozenset()


def parse_parent(text: str, namespace: str, custom: Iterable[Object]) -> Parent:
    """Parse [RESOURCE[.GROUP]/]NAME; without a resource the parent is a Secret. Raise ClientError
    if the kind cannot be a parent.
    """
    word, slash, rest = text.partition("/")
    name, word = (rest, word) if slash else (text, "secrets")
    definitions = list(custom)
    kind = kinds.find_kind(word, definitions) if name else None
    if not name or kind is None:
        resource, _, group = word.partition(".")
        reason = f"no matches for {group}/, Resource={resource}" if name else "name cannot be blank"
        raise ClientError(f'invalid parent reference "{text}": {reason}')
    if kind.namespaced and not namespace:
        raise ClientError("namespace is required to use namespace-scoped ApplySet")
    if kind.key not in PARENTS and not any(
        kinds.kind_of_definition(definition).key == kind.key
        and objects.labels(definition).get(IS_PARENT) == "true"
        for definition in definitions
    ):
        raise ClientError(
            f'resource "{kind.group}/{kind.versions[0]}, Resource={kind.plural}" is not permitted as an ApplySet parent'
        )
    return Parent(kind, namespace if kind.namespaced else "", name)


def read_scope(cluster: Cluster, apply_set: Parent) -> Scope:
    """Return the kinds and namespaces recorded on the parent; empty if it does not exist yet. Raise
    ClientError if the parent belongs to another tool or is malformed.
    """
    obj = cluster.get(apply_set.kind.key, apply_set.namespace, apply_set.name)
    if obj is None:
        if apply_set.kind.key not in PARENTS:
            raise ClientError("custom resource ApplySet parents cannot be created automatically")
        return Scope()
    labels, annotations = objects.labels(obj), objects.annotations(obj)
    if problem := _parent_problem(
        apply_set, labels.get(ID), annotations.get(TOOLING), annotations.get(KINDS)
    ):
        raise ClientError(problem)
    named = filter(None, annotations.get(NAMESPACES, "").split(","))
    return Scope(
        frozenset(filter(None, annotations[KINDS].split(","))),
        frozenset((*named, *filter(None, [apply_set.namespace]))),
    )


def _parent_problem(
    apply_set: Parent, label: str | None, tooling: str | None, kinds_annotation: str | None
) -> str:
    prefix = f'ApplySet parent object "{apply_set}" already exists and'
    if tooling is None:
        return f'{prefix} is missing required annotation "{TOOLING}"'
    if (tool := tooling.partition("/")[0]) != TOOL.partition("/")[0]:
        return f'{prefix} is managed by tooling "{tool}" instead of "{TOOL.partition("/")[0]}"'
    if label is None:
        return f'ApplySet parent object "{apply_set}" exists and does not have required label {ID}'
    if label != apply_set.id:
        return f'ApplySet parent object "{apply_set}" exists and has incorrect value for label "{ID}" (got: {label}, want: {apply_set.id})'
    if kinds_annotation is None:
        return (
            f'parsing ApplySet annotation on "{apply_set}": kubectl requires the "{KINDS}" annotation to be set on all ApplySet parent '
            "objects"
        )
    return ""


def with_member_label(obj: Object, apply_set: Parent) -> Object:
    """Add the part-of label to a member; raise ClientError if the file sets it already."""
    if PART_OF in objects.labels(obj):
        raise ClientError(f'ApplySet label "{PART_OF}" already set in input data')
    return objects.write(obj, "metadata.labels", {**objects.labels(obj), PART_OF: apply_set.id})


def update_parent(draft: Draft, apply_set: Parent, scope: Scope) -> list[str]:
    """Write the members' kinds and namespaces to the parent; return the warnings."""
    obj: Object = {
        "apiVersion": apply_set.kind.api_version,
        "kind": apply_set.kind.name,
        "metadata": {
            "name": apply_set.name,
            "labels": {ID: apply_set.id},
            "annotations": {
                TOOLING: TOOL,
                KINDS: ",".join(sorted(scope.kinds)),
                NAMESPACES: ",".join(sorted(scope.namespaces - {apply_set.namespace})),
            },
        },
    }
    if apply_set.namespace:
        obj = objects.write(obj, "metadata.namespace", apply_set.namespace)
    try:
        apply_request.apply(
            draft, apply_set.kind, Document(obj, "", 0), apply_request.ServerApplyOptions(MANAGER)
        )
    except ApplyConflict as conflict:
        apply_request.apply(
            draft,
            apply_set.kind,
            Document(obj, "", 0),
            apply_request.ServerApplyOptions(MANAGER, force=True),
        )
        return [f"failed to update ApplySet: {conflict.message}\n{FORCED}"]
    return []


def find_members(
    cluster: Cluster, apply_set: Parent, scope: Scope
) -> Iterator[tuple[Kind, Object]]:
    """Yield every object in the scope that carries the set's part-of label, with its kind."""
    custom = list(cluster.of("CustomResourceDefinition"))
    for kind in filter(
        None, (kinds.find_kind(name.lower(), custom) for name in sorted(scope.kinds))
    ):
        for namespace in sorted(scope.namespaces) if kind.namespaced else ("",):
            for obj in cluster.within(kind.key, namespace):
                if objects.labels(obj).get(PART_OF) == apply_set.id:
                    yield kind, obj
