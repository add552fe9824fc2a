"""Who may attest trust anchors, approve and sign: by the roles, unless the authorizer allows everything."""

from base64 import b64encode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from minik import kinds
from minik.errors import Forbidden
from minik.intake import admission
from minik.light_typing import Any
from minik.model.admission_plugin import AdmissionRequest, Operation
from minik.model.cluster import Cluster
from minik.model.object import Object, write
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


def certificate(signer: str = "kubernetes.io/kube-apiserver-client", **status: Any) -> Object:
    return {
        "apiVersion": "certificates.k8s.io/v1",
        "kind": "CertificateSigningRequest",
        "metadata": {"name": "jane"},
        "spec": {"signerName": signer, "request": "", "usages": ["client auth"]},
        "status": status,
    }


SIGNED = certificate("example.com/a", certificate="eA==")
APPROVED = certificate("example.com/a", conditions=[{"type": "Approved", "status": "True"}])
NEW = certificate("example.com/a")


def ask_certificate(
    new: Object, old: Object | None, subresource: str, verb: str, who: str = "ann"
) -> None:
    """Ask with a role that allows one verb for one signer and for one domain."""
    rule = {**ROLE["rules"][0], "verbs": [verb]}
    found = Objects(
        {
            "ClusterRole": {"attester": {**ROLE, "rules": [rule]}},
            "ClusterRoleBinding": {"attester": BINDING},
        }
    )
    draft = Cluster(found, settings=DEFAULT).draft(writer=Writer("w", identity=Identity(who)))
    operation = Operation.CREATE if old is None else Operation.UPDATE
    kind = kinds.kind_of_key("CertificateSigningRequest")
    request = AdmissionRequest(operation, kind, new, old, draft, subresource)
    (admission.judge_part if subresource else admission.validate)(request)


@pytest.mark.parametrize(
    ("new", "old", "part", "verb"),
    [
        (APPROVED, NEW, "approval", "approve"),
        (SIGNED, NEW, "status", "sign"),
        (APPROVED, NEW, "status", "sign"),
        (NEW, SIGNED, "status", "sign"),
    ],
)
def test_who_approves_and_signs_needs_the_verb_for_the_signer(
    new: Object, old: Object, part: str, verb: str
) -> None:
    ask_certificate(new, old, part, verb)
    for refused in (
        {"verb": "attest"},
        {"verb": verb, "who": "bob"},
    ):
        with pytest.raises(Forbidden) as caught:
            ask_certificate(new, old, part, **refused)
        assert caught.value.message == (
            'certificatesigningrequests.certificates.k8s.io "jane" is forbidden: user not permitted '
            f'to {verb} requests with signerName "example.com/a"'
        )


@pytest.mark.parametrize(
    ("new", "old", "part"),
    [
        (SIGNED, SIGNED, "status"),
        (certificate("example.com/a", certificate=""), NEW, "status"),
        (certificate("example.com/a", conditions=[]), NEW, "status"),
        (SIGNED, NEW, ""),
        (NEW, None, ""),
    ],
    ids=["nothing changes", "no certificate", "no conditions", "not its status", "a new one"],
)
def test_who_changes_nothing_of_it_needs_no_right(
    new: Object, old: Object | None, part: str
) -> None:
    ask_certificate(new, old, part, "get", "bob")


def csr(*organizations: str) -> str:
    names = [x509.NameAttribute(NameOID.COMMON_NAME, "jane")]
    names += [x509.NameAttribute(NameOID.ORGANIZATION_NAME, name) for name in organizations]
    key = ec.derive_private_key(7, ec.SECP256R1())
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(names))
    return b64encode(builder.sign(key, SHA256()).public_bytes(Encoding.PEM)).decode()


CLIENT = "kubernetes.io/kube-apiserver-client"


@pytest.mark.parametrize(
    ("signer", "text", "why"),
    [
        (CLIENT, csr(), None),
        (CLIENT, csr("system:nodes"), None),
        ("example.com/a", csr("system:masters"), None),
        ("kubernetes.io/kubelet-serving", csr("system:masters"), None),
        (
            CLIENT,
            csr("system:masters"),
            f"use of {CLIENT} signer with system:masters group is not allowed",
        ),
        (
            CLIENT,
            csr("others", "system:masters"),
            f"use of {CLIENT} signer with system:masters group is not allowed",
        ),
        (CLIENT, "", "unable to parse CSR: PEM block type must be CERTIFICATE REQUEST"),
    ],
)
def test_nobody_asks_for_a_certificate_of_the_masters(
    signer: str, text: str, why: str | None
) -> None:
    new = write(certificate(signer), "spec.request", text)
    if why is None:
        ask_certificate(new, None, "", "get")
        return
    with pytest.raises(Forbidden) as refused:
        ask_certificate(new, None, "", "get")
    name = 'certificatesigningrequests.certificates.k8s.io "jane"'
    assert refused.value.message == f"{name} is forbidden: {why}"
    ask_certificate(new, new, "", "get")  # what is there already is not asked again


SERVERS = {"ownerReferences": [{"uid": "u"}], "finalizers": ["f/f"], "resourceVersion": "7",
           "generation": 7, "managedFields": [{}]}  # fmt: skip


@pytest.mark.parametrize("field", SERVERS)
def test_what_the_server_and_its_controllers_write_needs_no_right(field: str) -> None:
    new = bundle("example.com/a", **{field: SERVERS[field]})
    ask(new, bundle("example.com/a"), identity=BOB)
    ask(bundle("example.com/a"), new, identity=BOB)
