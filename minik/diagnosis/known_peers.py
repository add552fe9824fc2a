"""Programs of a cluster that come to the pods of others, known by the labels that their charts give
them: ingress controllers, Gateways, and what scrapes metrics.
"""

from collections.abc import Iterator, Set

from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model.object import Key, Object
from minik.policy.parties import Party
from minik.ways import data_planes

SCRAPERS = frozenset(
    ("prometheus", "prometheus-server", "vmagent", "vmsingle", "grafana-agent", "alloy")
    + ("prometheus-agent", "opentelemetry-collector")
)


def carriers(view: View, entrance: Key) -> list[Party]:
    """Return those who carry the requests of a Gateway, or of the controller of an IngressClass: a pod
    of each workload.
    """
    wanted = set(data_planes.marks_of(view.cluster, entrance))
    found = (maker.pod for maker in view.makers.values())
    return [view.policies.party(pod) for pod in found if wanted & set(data_planes.marks(pod))]


def scrapers(view: View) -> list[Party]:
    """Return the programs of a view that scrape metrics."""
    return [view.policies.party(pod) for pod in named(view, SCRAPERS)]


def named(view: View, names: Set[str]) -> Iterator[Object]:
    """Yield a pod of each workload whose labels have one of these names."""
    for maker in view.makers.values():
        labels = objects.labels(maker.pod)
        if labels.get("app.kubernetes.io/component") not in data_planes.APART and any(
            labels.get(name) in names for name in data_planes.NAMES
        ):
            yield maker.pod
