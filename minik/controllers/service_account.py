"""ServiceAccounts: every namespace has an account `default`, and the certificate of the cluster.

Upstream rules: `serviceaccount` `ServiceAccountsController`, `certificates/rootcacertpublisher`. A
cluster without the admission plugin ServiceAccount does without both, unless a server has it.
"""

from collections.abc import Iterable

from minik.kinds import namespace as namespaces
from minik.model import object as objects
from minik.model import writers
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, read

PLUGIN = "ServiceAccount"
ACCOUNT, CERTIFICATE = "default", "kube-root-ca.crt"
DESCRIPTION = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
    "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters."
)
# What stands in the place of the certificate until an API server makes one.
NO_CERTIFICATE = "# The certificate of the cluster's authority: made by minik serve.\n"


def reconcile(cluster: Cluster) -> Iterable[Change]:
    """Yield the account and the certificate of each namespace that lacks them."""
    settings = cluster.settings
    if PLUGIN in settings.disabled_admission_plugins and not settings.service_accounts:
        return
    for namespace in cluster.of("Namespace"):
        name = objects.name(namespace)
        if namespaces.phase(namespace) == "Terminating":
            continue
        if cluster.get("ServiceAccount", name, ACCOUNT) is None:
            yield Put(default_account(name))
        certificate = cluster.get("ConfigMap", name, CERTIFICATE)
        if certificate is None or not read(certificate, "data", {}).get("ca.crt"):
            yield Put(root_certificate(name))


def concerns(cluster: Cluster) -> bool:
    """Return whether a namespace has changed, or an account or certificate that each has."""
    return any(
        key.kind == "Namespace" or key.name in (ACCOUNT, CERTIFICATE) for key in cluster.changes
    )


def default_account(namespace: str) -> Object:
    """Return the account as which pods run that name none."""
    metadata = {"name": ACCOUNT, "namespace": namespace}
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}


def root_certificate(namespace: str) -> Object:
    """Return the ConfigMap by which pods verify the API server."""
    metadata = {
        "name": CERTIFICATE,
        "namespace": namespace,
        "annotations": {"kubernetes.io/description": DESCRIPTION},
    }
    data = {"ca.crt": NO_CERTIFICATE}
    made = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}
    return writers.note(made, "kube-controller-manager")


CONTROLLER = Controller(
    "serviceaccount-controller",
    ("Namespace", "ServiceAccount", "ConfigMap"),
    Phase.NODES,
    reconcile,
    concerns=concerns,
)
