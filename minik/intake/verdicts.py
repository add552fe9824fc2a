"""Judge whether the API server would create a document's object in an empty cluster."""

from collections.abc import Iterable

from minik.errors import MethodNotAllowed, MinikError
from minik.intake import registry, validation
from minik.intake.parsing import Document
from minik.light_typing import NamedTuple
from minik.model import names
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Key, Object

READ_ONLY = ("ComponentStatus",)


class Verdict(NamedTuple):
    """The result for a document: the object as stored, with its warnings, or the error."""

    document: Document
    kind: Kind | None = None
    error: MinikError | None = None
    object: Object | None = None
    warnings: tuple[str, ...] = ()


def judge(
    document: Document, base: Cluster, custom: Iterable[Object] = (), *, beside: bool = False
) -> Verdict:
    """Judge one document, whose kind may be built in or defined by one of the `custom`
    CustomResourceDefinitions; the cluster is not changed. `beside`: the cluster may hold the document's
    own object, which is not there yet for itself.
    """
    kind = None
    try:
        version = base.settings.kubernetes_version
        kind = validation.find_kind(document, custom, kubernetes_version=version)
        if kind.name in READ_ONLY and not kind.group:
            raise MethodNotAllowed(
                "the server does not allow this method on the requested resource"
            )
        draft = base.draft()
        obj = with_namespace(validation.decode_fast(document, kind), kind, draft)
        if beside:
            draft.changes[Key(kind.key, objects.namespace(obj), objects.name(obj))] = None
        stored, warnings = registry.create(draft, kind, obj)
        return Verdict(document, kind, None, stored, tuple(warnings))
    except MinikError as error:
        return Verdict(document, kind, error)


def with_namespace(obj: Object, kind: Kind, draft: Draft) -> Object:
    """Put the object in its namespace (default if it has none), which is created in the draft."""
    if not kind.namespaced:
        return obj
    name = objects.namespace(obj)
    if not name:
        return objects.write(obj, "metadata.namespace", "default")
    if draft.get("Namespace", "", name) is None and not any(names.label(name)):
        namespace = {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": name, "labels": {"kubernetes.io/metadata.name": name}},
            "spec": {"finalizers": ["kubernetes"]},
            "status": {"phase": "Active"},
        }
        draft.changes[Key("Namespace", "", name)] = namespace
    return obj
