"""Kinds as a cluster has them: those of Kubernetes, and those that it defines itself."""

from minik import kinds
from minik.model.cluster import Draft
from minik.model.kind import Kind


def kind_in(draft: Draft, key_kind: str) -> Kind:
    """Return the kind for the `kind` part of a Key, as a cluster defines it."""
    custom = draft.of("CustomResourceDefinition") if "." in key_kind else ()
    return kinds.kind_of_key(key_kind, custom)
