"""What the kustomizations of a repository give to the files that they build from: a namespace and labels.

A base is no manifest of its own: its namespace comes from the kustomization that builds it, or from one
above that, and so may its selectors. Where several build it, what all of them agree on counts.

Upstream rule: kustomize's namespace and label transformers (`builtinpluginconsts`).
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik import kinds
from minik.intake.parsing import Document
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model.object import Object, read, write
from minik.store import kustomization_parts

SELECTORS = {  # kind → where its selector stands; * where it is made if it is not there
    "Service": "*spec.selector",
    "ReplicationController": "*spec.selector",
    "Deployment": "*spec.selector.matchLabels",
    "ReplicaSet": "*spec.selector.matchLabels",
    "DaemonSet": "*spec.selector.matchLabels",
    "StatefulSet": "*spec.selector.matchLabels",
    "Job": "spec.selector.matchLabels",
    "NetworkPolicy": "spec.podSelector.matchLabels",
    "PodDisruptionBudget": "spec.selector.matchLabels",
}
TEMPLATES = {
    **dict.fromkeys(
        (
            "ReplicationController",
            "Deployment",
            "ReplicaSet",
            "DaemonSet",
            "StatefulSet",
            "Job",
        ),
        "*spec.template.metadata.labels",
    ),
    "CronJob": "*spec.jobTemplate.spec.template.metadata.labels",
}
DEEPEST = 10  # so many kustomizations may stand above each other
Moves: TypeAlias = Mapping[tuple[str, str, str], str]  # kind, name, namespace → namespace
BINDINGS = ("RoleBinding", "ClusterRoleBinding")
WEBHOOKS = ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")


class Layer(NamedTuple):
    """What kustomizations give to a file: a namespace, labels, and those that selectors get, too."""

    namespace: str = ""
    labels: Mapping[str, str] = {}
    selected: Mapping[str, str] = {}

    def below(self, outer: "Layer") -> "Layer":
        """Return what a file has when another kustomization has built on this one's work."""
        return Layer(
            outer.namespace or self.namespace,
            {**self.labels, **outer.labels},
            {**self.selected, **outer.selected},
        )


class Layers:
    """The kustomizations in some folders, and what each file that they build from gets."""

    def __init__(self, folders: Iterable[str]) -> None:
        self.users: dict[str, list[str]] = {}
        self.own: dict[str, Layer] = {}
        for folder in dict.fromkeys(map(os.path.normpath, folders)):
            kustomization = kustomization_parts.read(folder)
            if kustomization:
                self.own[folder] = layer_of(kustomization)
                for path in kustomization_parts.built_from(folder):
                    self.users.setdefault(path, []).append(folder)

    def of(self, path: str) -> Layer:
        """Return what a file gets, whoever builds from it."""
        path = os.path.normpath(path)
        if os.path.basename(path) in kustomization_parts.NAMES:  # what it generates
            own = self.own.get(os.path.dirname(path), Layer())
            outer = list(self._chains(os.path.dirname(path), DEEPEST)) or [Layer()]
            found = [own.below(one) for one in outer]
        else:
            found = list(self._chains(path, DEEPEST))
        if not found:
            return Layer()
        first, *others = found
        spaces = {layer.namespace for layer in found}
        return Layer(
            first.namespace if len(spaces) == 1 else "",
            dict(set(first.labels.items()).intersection(*(one.labels.items() for one in others))),
            dict(
                set(first.selected.items()).intersection(*(one.selected.items() for one in others))
            ),
        )

    def _chains(self, path: str, deepest: int) -> Iterator[Layer]:
        """Yield what each way up through the kustomizations gives to a file or a folder."""
        for user in self.users.get(path, ()):
            outer = list(self._chains(user, deepest - 1)) if deepest else []
            yield from (self.own[user].below(one) for one in outer or [Layer()])

    def complete(self, documents: Sequence[Document]) -> list[Document]:
        """Return documents with what the kustomizations give to them; what names a Service or an account
        of theirs follows it to its namespace.
        """
        if not self.users:
            return list(documents)
        layers = [self.of(document.source) for document in documents]
        moved = {
            (str(one.value["kind"]), name_of(one.value), namespace_of(one.value)): layer.namespace
            for one, layer in zip(documents, layers)
            if layer.namespace and is_object(one)
        }
        return [
            one._replace(value=following(with_layer(one.value, layer), moved))
            if layer != Layer() and is_object(one)
            else one
            for one, layer in zip(documents, layers)
        ]


def is_object(document: Document) -> bool:
    """Return whether a document can be given a namespace and labels."""
    value = document.value
    return (
        document.error is None
        and isinstance(value, dict)
        and isinstance(value.get("kind"), str)
        and isinstance(value.get("metadata"), dict)
    )


def name_of(value: Object) -> str:
    """Return the name of an object, whatever stands there."""
    return str(value["metadata"].get("name"))


def namespace_of(value: Object) -> str:
    """Return the namespace of an object, whatever stands there."""
    return str(value["metadata"].get("namespace") or "")


def layer_of(kustomization: Mapping[str, Any]) -> Layer:
    """Return what a kustomization gives to all that it builds."""
    common = texts_of(kustomization.get("commonLabels"))
    labels, selected = dict(common), dict(common)
    for item in kustomization.get("labels") or ():
        if isinstance(item, dict):
            pairs = texts_of(item.get("pairs"))
            labels |= pairs
            selected |= pairs if item.get("includeSelectors") else {}
    return Layer(str(kustomization.get("namespace") or ""), labels, selected)


def texts_of(value: Any) -> dict[str, str]:
    """Return the texts of a mapping."""
    return {str(name): str(text) for name, text in value.items()} if isinstance(value, dict) else {}


def with_layer(value: Object, layer: Layer) -> Object:
    """Return an object with a namespace and labels, where its kind takes them."""
    kind = str(value.get("kind"))
    known = kinds.find_kind(kind)
    try:
        if layer.namespace and known and known.namespaced:
            value = write(value, "metadata.namespace", layer.namespace)
        value = with_labels(value, "*metadata.labels", layer.labels)
        for table in (SELECTORS, TEMPLATES):
            value = with_labels(value, table.get(kind, ""), layer.selected)
    except (TypeError, AttributeError, KeyError):
        return value  # a field is not what it should be, which is told of the document
    return value


def with_labels(value: Object, field: str, labels: Mapping[str, str]) -> Object:
    """Return an object with labels in a field; without it, where nothing makes the field."""
    path = field.removeprefix("*")
    present = read(value, path) if path else None
    if not path or not labels or (present is None and not field.startswith("*")):
        return value
    return write(value, path, {**(present or {}), **labels})


def following(value: Object, moved: Moves) -> Object:
    """Return an object whose subjects and webhooks name what was moved where it is now."""
    try:
        if value["kind"] in BINDINGS and value.get("subjects"):
            return {**value, "subjects": [follow(one, moved) for one in value["subjects"]]}
        if value["kind"] in WEBHOOKS and value.get("webhooks"):
            return {**value, "webhooks": [with_client(one, moved) for one in value["webhooks"]]}
    except (TypeError, AttributeError, KeyError):
        pass  # a field is not what it should be, which is told of the document
    return value


def with_client(webhook: Object, moved: Moves) -> Object:
    """Return a webhook that calls its Service where it is now."""
    service = read(webhook, "clientConfig.service")
    if not service:
        return webhook
    there = follow({**service, "kind": "Service"}, moved)
    return write(webhook, "clientConfig.service.namespace", there.get("namespace"))


def follow(named: Object, moved: Moves) -> Object:
    """Return a reference (kind, name, namespace) with the namespace to which its object was moved."""
    key = (str(named.get("kind")), str(named.get("name")), str(named.get("namespace") or ""))
    return {**named, "namespace": moved[key]} if key in moved else named
