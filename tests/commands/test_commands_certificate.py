"""`certificate approve` and `certificate deny`."""

import json
from base64 import b64encode
from pathlib import Path

import pytest
from typing_in import Terminal

PEM = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n"
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
