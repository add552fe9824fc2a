"""`certificate approve` and `certificate deny`."""

import json
from base64 import b64encode
from pathlib import Path

import pytest
from typing_in import Terminal

PEM = (
    "-----BEGIN CERTIFICATE REQUEST-----\n"
    "MIICUzCCATsCAQAwDjEMMAoGA1UEAwwDZm9vMIIBIjANBgkqhkiG9w0BAQEFAAOC\n"
    "AQ8AMIIBCgKCAQEAmeYQ8jUKaNYLexQHFNOKCb8eEDHdz+GFCZSJ5wMb4VGrl/ih\n"
    "GkhMbJHWG+bJ3gUAREKH3i2mhZm3HUTGaAP6CSXS+pCR3UDfi7XRonjeOriuWMtV\n"
    "NoIkgOPj0sfbPmLKTOzi2gulJIUVFL4yxBokT+dqlhIwEzGVrpLEMq0G/OmG63zI\n"
    "vAWtM4lPDvJdJjh/h5E3UqqSomVB5gaGmEEPQssLnZMqvNWlK/YViyX0YC1xvKym\n"
    "yebmOqTe+9yeoXJ04AdMBDDpYdqMRE1FzxjgRXE8aIykesjUiEGlEgs7oDne/hVq\n"
    "dvTt6aCXE7JvhWzZkyeKW5tka6GFVKL2ako9RwIDAQABoAAwDQYJKoZIhvcNAQEL\n"
    "BQADggEBAAAEYKKmEVXqdd626i6sAy9IkJa8e7rXqD4A7svbNPR3Pea5ItCCznDC\n"
    "+sx3yr8RMPJyvnZz7ItK02ZXAH9GNbBODCMj8IRVqcEU0GsaKRExpxOoi6YALhAq\n"
    "mKgKd3R86qQ7919er2mHxFU4Z3ETS3Q1CorVv4bcUgHedWi+QGmcfQfFBDeI9lcq\n"
    "Eavd9T5Rf8KJ5fF/fHUPiaNPeEXw5gSDFVTjl+npXXAbiwnZHIePIMHW310FRvVX\n"
    "U+2G/NTzU8PkTu8SO05NMJfwns6e0989V3eRJ7KlGspDddGN4m37sB5USXDWL8ZN\n"
    "5ybhYOwg5ShilMTuZSPMBmSKz6Or3IM=\n"
    "-----END CERTIFICATE REQUEST-----\n"
)
REQUEST = f"""
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {{name: NAME}}
spec:
  request: {b64encode(PEM.encode()).decode()}
  signerName: kubernetes.io/kube-apiserver-client
  usages: [client auth]
"""
NAME = "certificatesigningrequest.certificates.k8s.io/foo"
OTHER = "certificatesigningrequest.certificates.k8s.io/bar"


@pytest.fixture
def requests(terminal: Terminal) -> Terminal:
    """A terminal where two requests wait."""
    for name in ("foo", "bar"):
        Path(f"{name}.yaml").write_text(REQUEST.replace("NAME", name))
        terminal(f"minik create -f {name}.yaml")
    return terminal


def conditions(terminal: Terminal, name: str = "foo") -> list[dict[str, str]]:
    found = json.loads(terminal(f"minik get csr {name} -o json").out)
    return list(found.get("status", {}).get("conditions", []))


# What is typed, one after the other, and what the last line answers.
CASES: dict[str, tuple[list[str], str, str]] = {
    "by name": (["approve foo"], f"{NAME} approved\n", ""),
    "by kind and name": (["approve csr/foo"], f"{NAME} approved\n", ""),
    "by file": (["deny -f foo.yaml"], f"{NAME} denied\n", ""),
    "both": (["approve foo bar"], f"{NAME} approved\n{OTHER} approved\n", ""),
    "its name": (["deny foo -o name"], f"{NAME}\n", ""),
    "once more": (["approve foo", "approve foo"], f"{NAME} approved\n", ""),
    "by force": (["deny foo", "deny foo --force"], f"{NAME} denied\n", ""),
    "approved before": (
        ["approve foo", "deny foo"],
        "",
        'error: certificate signing request "foo" is already Approved\n',
    ),
    "denied before": (
        ["deny foo", "approve foo --force"],
        "",
        'error: certificate signing request "foo" is already Denied\n',
    ),
    "one of two": (
        ["deny bar", "approve foo bar"],
        f"{NAME} approved\n",
        'error: certificate signing request "bar" is already Denied\n',
    ),
    "unknown": (
        ["approve nope"],
        "",
        'Error from server (NotFound): certificatesigningrequests.certificates.k8s.io "nope" not found\n',
    ),
    "another kind": (
        ["approve ns/default"],
        "",
        "error: can only handle CertificateSigningRequest.certificates.k8s.io objects, got Namespace\n",
    ),
    "nothing named": (
        ["approve"],
        "",
        "error: one or more CSRs must be specified as <name> or -f <filename>\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_requests_are_decided_as_by_kubectl(requests: Terminal, case: str) -> None:
    lines, out, err = CASES[case]
    answers = [requests(f"minik certificate {line}") for line in lines]
    assert (answers[-1].exit, answers[-1].out, answers[-1].err) == (int(bool(err)), out, err)


@pytest.mark.parametrize(
    "verb, kind, reason",
    [("approve", "Approved", "KubectlApprove"), ("deny", "Denied", "KubectlDeny")],
)
def test_a_decision_is_a_condition_with_its_times(
    requests: Terminal, verb: str, kind: str, reason: str
) -> None:
    requests(f"minik certificate {verb} foo")
    (found,) = conditions(requests)
    done = kind.lower()
    times = (found.pop("lastUpdateTime"), found.pop("lastTransitionTime"))
    assert times[0] == times[1] and found == {
        "type": kind,
        "status": "True",
        "reason": reason,
        "message": f"This CSR was {done} by kubectl certificate {verb}.",
    }
    assert conditions(requests, "bar") == []
    assert kind in requests("minik get csr foo").out and requests("minik undo").exit == 0
    assert conditions(requests) == []


def test_what_is_printed_is_the_request_before(requests: Terminal) -> None:
    shown = json.loads(requests("minik certificate approve foo -o json").out)
    assert "conditions" not in shown["status"]


REFUSED = (
    "Error from server (Forbidden): certificatesigningrequests.certificates.k8s.io "
    '"foo" is forbidden: user not permitted to {} requests with signerName '
    '"kubernetes.io/kube-apiserver-client"'
)
SIGN = (
    'minik patch csr foo --subresource=status --type=merge -p \'{"status":{"certificate":"eA=="}}\''
)


@pytest.mark.parametrize(
    ("line", "verb"), [("minik certificate approve foo", "approve"), (SIGN, "sign")]
)
@pytest.mark.parametrize(
    "name", ["kubernetes.io/kube-apiserver-client", "kubernetes.io/*"], ids=["signer", "domain"]
)
def test_only_whom_roles_allow_the_signer_may_do_it(
    requests: Terminal, line: str, verb: str, name: str
) -> None:
    assert requests(f"{line} --as=bob").err.strip() == REFUSED.format(verb)
    rule = {
        "apiGroups": ["certificates.k8s.io"],
        "resources": ["signers"],
        "verbs": [verb],
        "resourceNames": [name],
    }
    kind = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole"}
    role = {**kind, "metadata": {"name": "keeper"}, "rules": [rule]}
    requests("minik create -f -", json.dumps(role))
    requests("minik create clusterrolebinding keeper --clusterrole=keeper --user=bob")
    if verb == "approve":
        assert requests(f"{line} --as=bob").exit == 0
        assert conditions(requests) != []
    else:
        assert "user not permitted" not in requests(f"{line} --as=bob").err


def test_who_is_not_somebody_else_may_do_it(requests: Terminal) -> None:
    requests("minik label csr foo a=b --as=bob")
    assert requests("minik get csr foo -o jsonpath={.metadata.labels.a}").out == "b"
    assert requests("minik certificate approve foo").exit == 0


def test_who_asks_for_a_certificate_is_who_is_impersonated(terminal: Terminal) -> None:
    Path("foo.yaml").write_text(REQUEST.replace("NAME", "foo"))
    who = "--as=jane --as-group=b --as-group=a --as-uid=7 --as-user-extra=Scopes=x"
    assert terminal(f"minik create -f foo.yaml {who}").exit == 0
    spec = json.loads(terminal("minik get csr foo -o json").out)["spec"]
    assert (spec["username"], spec["uid"], spec["extra"]) == ("jane", "7", {"scopes": ["x"]})
    assert spec["groups"] == ["b", "a", "system:authenticated"]
