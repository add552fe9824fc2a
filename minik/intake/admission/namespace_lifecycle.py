"""NamespaceLifecycle: objects need a namespace that exists, and lasts; three namespaces stay."""

from minik.errors import NotFound
from minik.kinds import namespace as namespaces
from minik.model.admission_plugin import AdmissionPlugin, AdmissionRequest, Operation
from minik.model.object import Object, name

PROTECTED = ("default", "kube-public", "kube-system")
REVIEW = "authorization.k8s.io"


def mutate(request: AdmissionRequest) -> Object:
    """Raise NotFound for a new object in a namespace that is missing, Forbidden in one that is
    being deleted, and Forbidden if a protected namespace shall be deleted.
    """
    if request.operation == Operation.DELETE:
        check_deletion(request)
    elif request.operation == Operation.CREATE and request.namespace:
        check_creation(request)
    return request.object


def check_deletion(request: AdmissionRequest) -> None:
    """Refuse to delete a namespace that a cluster cannot do without."""
    if request.kind.key == "Namespace" and name(request.object) in PROTECTED:
        raise request.refusal("this namespace may not be deleted")


def check_creation(request: AdmissionRequest) -> None:
    """Refuse an object whose namespace is missing or on its way out; a review may ask about any."""
    if request.kind.group == REVIEW:
        return
    namespace = request.draft.get("Namespace", "", request.namespace)
    if namespace is None and not request.draft.exists("Namespace", request.namespace):
        raise NotFound(f'namespaces "{request.namespace}" not found')
    if namespace and namespaces.phase(namespace) == "Terminating":
        raise request.refusal(
            f"unable to create new content in namespace {request.namespace} because it is being terminated"
        )


PLUGIN = AdmissionPlugin(
    "NamespaceLifecycle", (), mutate, operations=tuple(Operation), alike_without=()
)
