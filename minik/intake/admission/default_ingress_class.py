"""DefaultIngressClass: a new Ingress without a class gets the newest default IngressClass."""

from minik.intake.admission._default_class import name_of_default
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import Object, annotations, read, write

CLASS = "kubernetes.io/ingress.class"  # the annotation of old that names the class
DEFAULT = ("ingressclass.kubernetes.io/is-default-class",)


def mutate(request: AdmissionRequest) -> Object:
    """Name the default class in an Ingress that names none, nor by the annotation of old."""
    ingress = request.object
    if read(ingress, "spec.ingressClassName") is not None or CLASS in annotations(ingress):
        return ingress
    name = name_of_default(request.draft.of("IngressClass"), DEFAULT)
    return write(ingress, "spec.ingressClassName", name) if name else ingress


PLUGIN = AdmissionPlugin(
    "DefaultIngressClass", ("Ingress",), mutate, operations=(Operation.CREATE,)
)
