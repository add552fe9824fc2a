"""ConfigMaps and Secrets that a pod needs and that are not there."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis import patches, references, route_kinds
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.references import Reference
from minik.diagnosis.view import Maker, View
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1", envFrom: [{configMapRef: {name: web-config}}]}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web-confg}
data: {LEVEL: debug}
"""
CAUSE = Cause(
    "configuration-missing",
    "",
    ERROR,
    "a pod needs a ConfigMap or a Secret that is not there",
    "A container whose environment names a ConfigMap or a Secret is not created before it is there (CreateContainerConfigError), and a pod "
    "that mounts one waits in ContainerCreating. Both are looked up in the namespace of the pod alone. optional: true lets a pod start "
    "without.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("web-confg", "web-config"),
)
NETWORKING = (route_kinds.GROUP, "policy.networking.k8s.io")
# What controllers write into every namespace, and what is made for a cluster and not for an application.
GIVEN = re.compile(r"(^|[-.])(ca|cert|certs|certificate|crt|tls|bundle|trust|token)([-.]|$)")


def findings(view: View) -> Iterator[Finding]:
    for maker in references.unstarted(view):
        told: set[tuple[str, str]] = set()
        for reference in references.configuration(maker.pod):
            same = (reference.kind, reference.name)
            namespace = maker.key.namespace
            if (
                reference.name
                and not reference.optional
                and same not in told
                and not references.is_there(view, reference.kind, namespace, reference.name)
            ):
                told.add(same)
                yield missing(view, maker, reference)


def missing(view: View, maker: Maker, reference: Reference) -> Finding:
    """Return the finding for one reference. In files that name nothing like it, it may come from
    elsewhere.
    """
    namespace = maker.key.namespace
    near = references.meant(view, reference.kind, namespace, reference.name)
    others = references.elsewhere(view, reference.kind, reference.name)
    text = f'there is no {reference.kind} "{reference.name}" in namespace {namespace}'
    if others:
        text += f"; there is one in {', '.join(sorted(others)[:3])}"
    known = bool(near or others) or view.settled
    given = reference.kind == "Secret" or bool(GIVEN.search(reference.name))
    given = given or any(map(is_operated, view.custom_resources))
    return Finding(
        CAUSE,
        maker.key,
        references.field(maker, reference.path),
        text,
        patches.field("name", near) if near else f"{article(reference)} in namespace {namespace}",
        near,
        level="" if known else INFO if given else WARNING,
        doubt="" if known else SUSPECT,
    )


def is_operated(resource: Object) -> bool:
    """Return whether a custom resource may have an operator that writes ConfigMaps."""
    return objects.group(str(resource.get("apiVersion") or "")) not in NETWORKING


def article(reference: Reference) -> str:
    return f"a {reference.kind} {reference.name}"
