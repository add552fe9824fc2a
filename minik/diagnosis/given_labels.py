"""Labels that controllers and the scheduler give to pods, which no template has.

A Service may select by them: one pod of a StatefulSet by its name or number, the pods of a Job, the
pods of a zone.
"""

from collections.abc import Iterator, Mapping

from minik.diagnosis.view import GENERATED, View
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

POD_NAME = "statefulset.kubernetes.io/pod-name"
POD_INDEX = "apps.kubernetes.io/pod-index"
TOPOLOGY = ("topology.kubernetes.io/zone", "topology.kubernetes.io/region")


def given_pairs(selector: Mapping[str, str]) -> dict[str, str]:
    """Return the pairs of a selector that no template can have."""
    return {
        name: value for name, value in selector.items() if name in GENERATED or name in TOPOLOGY
    }


def are_own(labels: Mapping[str, str]) -> bool:
    """Return whether labels are all of a program's own, which it may give to its pods itself."""
    usual = ("app.kubernetes.io/", "helm.sh/")
    return all("/" in name and not name.startswith(usual) for name in labels)


def selects_by_given_labels(view: View, service: Object) -> bool:
    """Return whether a Service selects by such labels pods that otherwise fit: whether they are there
    is not for a template to say.
    """
    selector = services.selector(service)
    given = given_pairs(selector)
    return bool(given) and any(True for _ in makers(view, service, given))


def makers(view: View, service: Object, given: Mapping[str, str]) -> Iterator[Object]:
    """Yield the workloads whose pods have the rest of a selector."""
    rest = services.selector(service).items() - given.items()
    for maker in view.makers.values():
        same_place = maker.key.namespace == objects.namespace(service)
        workload = view.cluster.get(*maker.key) if same_place else None
        if workload is not None and rest <= objects.labels(maker.pod).items():
            yield workload
