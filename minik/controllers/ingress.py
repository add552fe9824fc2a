"""Ingresses: minik plays the controller of every IngressClass. All Ingresses of a class have the addresses
of the Service in front of its controller, where that is in the cluster, else one of the pool for
load balancers. Without either they wait.
"""

from collections.abc import Iterable

from minik.kinds.ingress import fields as ingresses
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object

OWN = ("Ingress", "IngressClass")
FRONT = ("Service", "Pod")  # of the controller, where it runs in the cluster


def reconcile(cluster: Cluster) -> Iterable[Change]:
    if not cluster.of(OWN[0]) or not cluster.of(OWN[1]):
        return
    from minik.ways import addresses  # noqa: PLC0415 few clusters have Ingresses

    copied = addresses.published(cluster)
    has_pool = bool(cluster.settings.load_balancer_pool)
    given = addresses.of_classes(cluster, copied) if has_pool else copied
    for ingress in cluster.of(OWN[0]):
        name, old = ingresses.class_name(ingress) or "", _ingress(ingress)
        wanted = given.get(name)
        if wanted and wanted != old and (not old or name in copied):
            yield Put(objects.write(ingress, "status.loadBalancer.ingress", wanted))


def _ingress(ingress: Object) -> list[Object]:
    return objects.read_list(ingress, "status.loadBalancer.ingress")


CONTROLLER = Controller(
    "ingress-controller", (*OWN, *FRONT), Phase.OBSERVERS, reconcile, only_for=OWN[0]
)
