"""ServiceAccounts that pods run as and that are not there."""

from collections.abc import Iterator

from minik.diagnosis import patches, references
from minik.diagnosis.finding import ERROR, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model import shell

EXAMPLE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {serviceAccountName: agent-sa, containers: [{name: agent, image: "agent:1"}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: agent}
"""
CAUSE = Cause(
    "account-missing",
    "",
    ERROR,
    "pods run as a ServiceAccount that is not there",
    "The server refuses a pod whose ServiceAccount is not in its namespace, so a workload makes none at all and says so only in its events "
    "(FailedCreate). Every namespace has the account default.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("agent-sa", "agent"),
)


def findings(view: View) -> Iterator[Finding]:
    for maker in references.unstarted(view):
        name, namespace = objects.spec(maker.pod).get("serviceAccountName"), maker.key.namespace
        if (
            not name
            or name == "default"
            or references.is_there(view, "ServiceAccount", namespace, name)
        ):
            continue
        near = references.meant(view, "ServiceAccount", namespace, name)
        others = references.elsewhere(view, "ServiceAccount", name)
        known = bool(near or others) or view.settled
        yield Finding(
            CAUSE,
            maker.key,
            references.field(maker, "spec.serviceAccountName"),
            f'there is no ServiceAccount "{name}" in namespace {namespace}'
            + (f"; there is one in {sorted(others)[0]}" if others else ""),
            patches.field("serviceAccountName", near)
            if near
            else shell.command("create", *shell.target("serviceaccount", name, namespace)),
            near,
            level="" if known else WARNING,
            doubt="" if known else SUSPECT,
        )
