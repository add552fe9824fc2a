"""The parameters of a policy: the objects that a binding names or selects.

Upstream rule: `policy/generic` `CollectParams`.
"""

from collections.abc import Sequence

from minik import kinds
from minik.intake.policies.attributes import Attributes
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, read

UNKNOWN = "failed to find resource referenced by paramKind: '{}/{}, Kind={}'"
NOT_FOUND = "no params found for policy binding with `Deny` parameterNotFoundAction"
NAMESPACE_OF_CLUSTER = "paramRef.namespace must not be provided for a cluster-scoped `paramKind`"
NO_NAMESPACE = (
    "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources"
)


class Misconfigured(Exception):
    """A policy or a binding cannot be used; the message is the server's."""


def kind_of(policy: Object, draft: Draft) -> Kind | None:
    """Return the kind of a policy's parameters, None if it has none. Raise Misconfigured where no such
    kind is served.
    """
    wanted = read(policy, "spec.paramKind")
    if not wanted:
        return None
    version, name = wanted.get("apiVersion") or "", wanted.get("kind") or ""
    found = kinds.find_served_kind(version, name)
    if found is None:
        found = kinds.find_served_kind(version, name, draft.of("CustomResourceDefinition"))
    if found is None:
        raise Misconfigured(UNKNOWN.format(objects.group(version), objects.version(version), name))
    return found


def collect(kind: Kind | None, binding: Object, attributes: Attributes) -> Sequence[Object | None]:
    """Return the parameters with which a policy is evaluated, once each; [None] if it uses none, and
    [] if there are none, which is allowed. Raise Misconfigured where they are missing.
    """
    reference = read(binding, "spec.paramRef")
    if kind is None or not reference:
        return [None]
    namespace = reference.get("namespace") or ""
    if namespace and not kind.namespaced:
        raise Misconfigured(NAMESPACE_OF_CLUSTER)
    place = (namespace or attributes.namespace) if kind.namespaced else ""
    if kind.namespaced and not place:
        raise Misconfigured(NO_NAMESPACE)
    draft = attributes.request.draft
    found: list[Object | None] = []
    if reference.get("name"):
        one = draft.get(kind.key, place, reference["name"])
        found = [one] if one is not None else []
    else:
        parsed = selectors.of_label_selector(reference.get("selector") or {})
        snapshot = draft.cluster()
        chosen = snapshot.within(kind.key, place) if place else snapshot.of(kind.key)
        found = [obj for obj in chosen if selectors.matches(parsed, objects.labels(obj))]
    if not found and reference.get("parameterNotFoundAction") == "Deny":
        raise Misconfigured(NOT_FOUND)
    return found
