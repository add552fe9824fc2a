"""One side of a review: the cluster that manifests make, or a cluster that was recorded."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property

from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.diagnosis import causes, documents, resolution
from minik.diagnosis.finding import Finding
from minik.diagnosis.resolution import Resolution
from minik.diagnosis.view import Refusal, View
from minik.discovery.names import Name
from minik.errors import MinikError
from minik.intake import registry, validation
from minik.intake.parsing import Document
from minik.intake.verdicts import with_namespace
from minik.kinds.service import fields as services
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.object import Key, Object
from minik.model.settings import Settings
from minik.policy.traffic import Policies
from minik.review.callers import ServiceCall, find_calls

# The API server's own Service is in every cluster and in hardly any folder.
BUILT_IN = ("default", "kubernetes")


class Side:
    """A settled cluster, with what `check` finds in it (or in the files that make it)."""

    def __init__(self, cluster: Cluster, checked: View, is_recorded: bool = False) -> None:
        self.cluster, self.view, self.checked = cluster, View(cluster), checked
        self.is_recorded = is_recorded

    @cached_property
    def services(self) -> dict[Key, Object]:
        """Return every Service but the API server's own."""
        return {
            objects.key(service): service
            for service in self.cluster.of("Service")
            if (objects.namespace(service), objects.name(service)) != BUILT_IN
        }

    @cached_property
    def findings(self) -> Sequence[Finding]:
        """Return what `check` finds; what is refused is told apart."""
        return [
            finding
            for finding in causes.collect_findings(self.checked)
            if finding.code.name != "document-refused"
        ]

    @property
    def refusals(self) -> Sequence[Refusal]:
        """Return the documents that the server would refuse."""
        return self.checked.refusals

    @cached_property
    def policies(self) -> Policies:
        """Return the NetworkPolicies by the pods that they select."""
        return Policies(self.view.cluster)

    @cached_property
    def calls(self) -> dict[Key, list[ServiceCall]]:
        """Return the calls of each Service's name, whether the Service exists here or not."""
        found: dict[Key, list[ServiceCall]] = {}
        for call in find_calls(self.view):
            found.setdefault(call.target, []).append(call)
        return found

    def resolve(self, key: Key) -> Resolution:
        """Return where the name of a Service leads."""
        return resolution.resolve(self.cluster, Name(key.name, key.namespace))

    def answers(self, key: Key) -> int:
        """Return how many backends answer for a Service; for an ExternalName 1 if its target may."""
        found = self.resolve(key)
        if services.is_external_name(self.services[key]):
            return int(found.reason is None)
        return len(found.backends)


def from_cluster(cluster: Cluster) -> Side:
    """Return the side that a state or a dump shows."""
    return Side(cluster, View(cluster), is_recorded=True)


def from_documents(
    read: Iterable[Document], settings: Settings, now: datetime, base: Cluster | None = None
) -> Side:
    """Return the side that manifests make once they are applied to a cluster, or to an empty one."""
    given = list(read)
    empty = new_cluster.create_cluster(settings, now)
    checked = documents.view(given, empty, now)
    draft = (base or empty).draft()
    for document in sorted(given, key=_creation_order):
        _create(draft, document)
    cluster = settle(draft.cluster())
    return Side(cluster, View(cluster, refusals=checked.refusals) if base else checked)


def _creation_order(document: Document) -> int:
    """Return when a document is created: what others stand in or are read by comes first."""
    first = ("Namespace", "CustomResourceDefinition", "ServiceAccount", "PriorityClass")
    kind: Any = document.value.get("kind")
    return first.index(kind) if kind in first else len(first)


def _create(draft: Draft, document: Document) -> None:
    """Create or change the object of a document; what the server refuses is left out."""
    try:
        kind = validation.find_kind(
            document,
            draft.cluster().of("CustomResourceDefinition"),
            kubernetes_version=draft.settings.kubernetes_version,
        )
        obj = with_namespace(validation.decode_fast(document, kind), kind, draft)
        old = draft.get(kind.key, objects.namespace(obj), objects.name(obj))
        if old is None:
            registry.create(draft, kind, obj)
        else:
            registry.update(draft, kind, old, obj)
    except MinikError:
        return
