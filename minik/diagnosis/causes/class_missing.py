"""Classes that are named and not there: PriorityClass, RuntimeClass, StorageClass, IngressClass and
GatewayClass.
"""

from collections.abc import Iterator

from minik.diagnosis import references
from minik.diagnosis.absent_names import says_it_is_absent
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds.ingress import fields as ingresses
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.object import Key, Object
from minik.model.wording import with_article
from minik.ways.vocabulary import GATEWAY, GATEWAY_CLASS

EXAMPLE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {priorityClassName: hihg, containers: [{name: web, image: "web:1"}]}
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: high}
value: 1000
"""
CAUSE = Cause(
    "class-missing",
    "",
    ERROR,
    "a class that is named is not there",
    "Pods with a PriorityClass or RuntimeClass that is not there are refused, a claim with such a StorageClass stays Pending, and no "
    "controller takes an Ingress with such an IngressClass. Classes belong to the cluster, not to a namespace.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("hihg", "high"),
)
SYSTEM = ("system-cluster-critical", "system-node-critical")
# Classes that the usual controllers and clusters bring.
CONTROLLERS = (
    *("nginx", "traefik", "haproxy", "alb", "gce", "kong", "contour", "istio", "cilium", "azure"),
    *(
        "public",
        "openshift-default",
        "azure-application-gateway",
        "nginx-internal",
        "webapprouting",
    ),
)
USUAL = (
    *(
        "standard",
        "gp2",
        "gp3",
        "default",
        "local-path",
        "hostpath",
        "managed-csi",
        "managed-premium",
    ),
    *(
        "standard-rwo",
        "premium-rwo",
        "longhorn",
        "do-block-storage",
        "nfs-client",
        "microk8s-hostpath",
    ),
)
OF_PODS = (("PriorityClass", "priorityClassName"), ("RuntimeClass", "runtimeClassName"))


class Named(NamedTuple):
    """A class that an object names, and the field in which it does."""

    kind: str
    name: str
    key: Key
    field: str


def findings(view: View) -> Iterator[Finding]:
    for named in named_classes(view):
        if named.name not in SYSTEM and view.cluster.get(named.kind, "", named.name) is None:
            yield missing(view, named)


def named_classes(view: View) -> Iterator[Named]:
    """Yield the classes that pods and Ingresses name."""
    for maker in references.unstarted(view):
        for kind, field in OF_PODS:
            name = objects.spec(maker.pod).get(field)
            if name:
                yield Named(kind, name, maker.key, references.field(maker, f"spec.{field}"))
    for ingress in view.of("Ingress"):
        name = objects.spec(ingress).get("ingressClassName")
        if ingresses.addresses(ingress):
            continue  # its controller is there, whatever the dump lacks
        if name and (view.settled or name not in CONTROLLERS or view.cluster.of("IngressClass")):
            yield Named("IngressClass", name, objects.key(ingress), "spec.ingressClassName")
    for gateway in view.of(GATEWAY):
        name = objects.spec(gateway).get("gatewayClassName")
        claimed = any(one.get("status") != "Unknown" for one in conditions(gateway))
        if name and not claimed and (view.settled or view.cluster.of(GATEWAY_CLASS)):
            yield Named(GATEWAY_CLASS, str(name), objects.key(gateway), "spec.gatewayClassName")
    if not view.settled:
        for claim in view.of("PersistentVolumeClaim"):
            name = objects.spec(claim).get("storageClassName")
            others = view.cluster.of("StorageClass")
            if name and (others or name not in USUAL) and is_asked_for(view, claim, str(name)):
                yield Named("StorageClass", name, objects.key(claim), "spec.storageClassName")


def conditions(gateway: Object) -> list[Object]:
    """Return the conditions of a Gateway."""
    found = objects.read_list(gateway, "status.conditions")
    return [one for one in found if isinstance(one, dict)]


def is_asked_for(view: View, claim: Object, name: str) -> bool:
    """Return whether a claim needs a class: it is not bound yet, and no volume has the same class, be
    it without one that makes volumes.
    """
    if objects.status(claim).get("phase"):
        return False
    volumes = view.cluster.of("PersistentVolume")
    return not any(objects.spec(volume).get("storageClassName") == name for volume in volumes)


def missing(view: View, named: Named) -> Finding:
    """Return the finding for one class; only a hint in files that have no class of its kind."""
    kind = named.kind.partition(".")[0]
    names = [objects.name(obj) for obj in view.cluster.of(named.kind)]
    near = references.meant(view, named.kind, "", named.name)
    word = named.field.rpartition(".")[2]
    right = near or (names[0] if len(names) == 1 else "")
    return Finding(
        CAUSE,
        named.key,
        named.field,
        f'there is no {kind} "{named.name}"'
        + (f"; there is {', '.join(names[:3])}" if names else ""),
        f"{word}: {right}" if right else f"{with_article(kind)} {named.name}",
        near,
        level=""
        if near or view.settled
        else WARNING
        if names or says_it_is_absent(named.name)
        else INFO,
        doubt="" if near or view.settled else SUSPECT,
    )
