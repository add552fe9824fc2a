"""Secrets for pulling images that are not there, or of another type."""

from collections.abc import Iterator

from minik.diagnosis import patches, references
from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model import shell

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {imagePullSecrets: [{name: registery}], containers: [{name: web, image: "registry.example/web:1"}]}
---
apiVersion: v1
kind: Secret
metadata: {name: registry}
type: kubernetes.io/dockerconfigjson
stringData: {.dockerconfigjson: "{}"}
"""
CAUSE = Cause(
    "pull-secret-missing",
    "",
    WARNING,
    "a pod names a Secret for pulling its images that is not there, or holds no such credentials",
    "imagePullSecrets names Secrets of type kubernetes.io/dockerconfigjson in the namespace of the pod. One that is not there is passed over "
    "without a word, and the registry refuses the pull (ImagePullBackOff).",
    example=EXAMPLE,
    sound=EXAMPLE.replace("registery", "registry"),
)
TYPES = ("kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg")


def findings(view: View) -> Iterator[Finding]:
    for maker in references.unstarted(view):
        namespace = maker.key.namespace
        for index, entry in enumerate(objects.spec(maker.pod).get("imagePullSecrets") or ()):
            name = str(entry.get("name") or "")
            secret = view.cluster.get("Secret", namespace, name)
            if not name or (secret and secret.get("type") in TYPES):
                continue
            near = references.meant(view, "Secret", namespace, name)
            known = bool(near or secret) or view.settled
            text = (
                f"Secret {name} is of type {secret.get('type')}"
                if secret
                else f'there is no Secret "{name}" in namespace {namespace}'
            )
            yield Finding(
                CAUSE,
                maker.key,
                references.field(maker, f"spec.imagePullSecrets[{index}].name"),
                text,
                f"type: {TYPES[0]}"
                if secret
                else patches.field("name", near)
                if near
                else shell.command(
                    "create", "secret", *shell.target("docker-registry", name, namespace)
                ),
                near,
                level="" if known else INFO,
                doubt="" if known else SUSPECT,
            )
