"""Who may attest trust anchors, approve and sign: by the roles, unless the authorizer allows everything."""

import pytest

from minik import kinds
from minik.errors import Forbidden
from minik.intake import admission
from minik.light_typing import Any
from minik.model.admission_plugin import AdmissionRequest, Operation
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import DEFAULT
from minik.model.source import Objects
from minik.model.writing import Identity, Writer

ROLE: Object = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRole",
    "metadata": {"name": "attester"},
    "rules": [
        {
            "apiGroups": ["certificates.k8s.io"],
            "resources": ["signers"],
            "verbs": ["attest"],
            "resourceNames": ["example.com/a", "example.org/*"],
        }
    ],
}
BINDING: Object = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRoleBinding",
    "metadata": {"name": "attester"},
    "roleRef": {"kind": "ClusterRole", "name": "attester"},
    "subjects": [{"kind": "User", "name": "ann"}],
}


def bundle(signer: str, **metadata: Any) -> Object:
    return {
        "apiVersion": "certificates.k8s.io/v1beta1",
        "kind": "ClusterTrustBundle",
        "metadata": {"name": "b", **metadata},
        "spec": {"trustBundle": "x", **({"signerName": signer} if signer else {})},
    }


def ask(new: Object, old: Object | None = None, **writer: Any) -> None:
    found = Objects(
        {"ClusterRole": {"attester": ROLE}, "ClusterRoleBinding": {"attester": BINDING}}
    )
    draft = Cluster(found, settings=DEFAULT).draft(writer=Writer("w", **writer))
    operation = Operation.CREATE if old is None else Operation.UPDATE
    kind = kinds.kind_of_key("ClusterTrustBundle")
    admission.validate(AdmissionRequest(operation, kind, new, old, draft))


ANN, BOB = Identity("ann"), Identity("bob")
ALLOWED: dict[str, tuple[Object, Object | None, dict[str, Any]]] = {
    "the signer": (bundle("example.com/a"), None, {"identity": ANN}),
    "the domain": (bundle("example.org/b"), None, {"identity": ANN}),
    "no signer": (bundle(""), None, {"identity": BOB}),
    "the administrator": (bundle("example.com/a"), None, {}),
    "no roles are asked": (bundle("example.com/a"), None, {"identity": BOB, "unlimited": True}),
    "only finalizers": (
        bundle("example.com/a", finalizers=["f/f"]),
        bundle("example.com/a", resourceVersion="1"),
        {"identity": BOB},
    ),
}


@pytest.mark.parametrize(("new", "old", "writer"), ALLOWED.values(), ids=ALLOWED)
def test_who_may(new: Object, old: Object | None, writer: dict[str, Any]) -> None:
    ask(new, old, **writer)


@pytest.mark.parametrize(
    ("new", "old", "who"),
    [
        (bundle("example.com/a"), None, BOB),
        (bundle("example.com/b"), None, ANN),
        (bundle("example.com/a", labels={"a": "b"}), bundle("example.com/a"), BOB),
    ],
)
def test_who_may_not(new: Object, old: Object | None, who: Identity) -> None:
    with pytest.raises(Forbidden) as refused:
        ask(new, old, identity=who)
    signer = new["spec"]["signerName"]
    assert refused.value.message == (
        'clustertrustbundles.certificates.k8s.io "b" is forbidden: user not permitted to attest '
        f'for signerName "{signer}"'
    )
