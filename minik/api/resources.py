"""The resources of the API: every kind that the cluster serves, and what can be done with it."""

from collections.abc import Iterator, Sequence

from minik import kinds
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object

ALL_VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
VERBS_OF_KIND = {
    "ComponentStatus": ("get", "list"),
    "Namespace": tuple(verb for verb in ALL_VERBS if verb != "deletecollection"),
    **dict.fromkeys(
        (
            "Binding",
            "LocalSubjectAccessReview",
            "SelfSubjectAccessReview",
            "SelfSubjectReview",
            "SelfSubjectRulesReview",
            "SubjectAccessReview",
            "TokenReview",
        ),
        ("create",),
    ),
}


SERVED_LATER = ("ClusterTrustBundle", "PodCertificateRequest")  # by servers of 1.37


def custom_definitions(cluster: Cluster) -> Iterator[Object]:
    """Yield the CustomResourceDefinitions, read only when asked for."""
    yield from cluster.of("CustomResourceDefinition")


def cluster_kinds(cluster: Cluster) -> Iterator[Kind]:
    """Yield every kind: Kubernetes' own, then those that CustomResourceDefinitions add."""
    version = cluster.settings.kubernetes_version
    yield from (
        kind for kind in kinds.all_kinds(version) if version or kind.key not in SERVED_LATER
    )
    yield from map(kinds.kind_of_definition, custom_definitions(cluster))


def verbs_of(kind: Kind) -> Sequence[str]:
    """Return the verbs that the API supports for a kind, such as get and list."""
    return ALL_VERBS if kind.custom else VERBS_OF_KIND.get(kind.name, ALL_VERBS)


def discovery_entry(kind: Kind) -> dict[str, object]:
    """Return a kind as an APIResource, as the API's discovery describes it."""
    optional = {
        "shortNames": list(kind.short),
        "categories": list(kind.categories),
        "group": kind.group,
    }
    return {
        "kind": kind.name,
        "name": kind.plural,
        "namespaced": kind.namespaced,
        "singularName": kind.name.lower(),
        "verbs": list(verbs_of(kind)),
        "version": kind.versions[0],
        **{name: value for name, value in optional.items() if value},
    }
