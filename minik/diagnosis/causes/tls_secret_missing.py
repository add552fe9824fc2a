"""Ingresses whose certificate is in a Secret that is not there, or holds none."""

from collections.abc import Iterator

from minik.diagnosis import patches, references, way_examples
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model import shell
from minik.model.object import Object

EXAMPLE = (
    way_examples.SERVICE
    + """\
---
apiVersion: v1
kind: Secret
metadata: {name: web-tls}
type: kubernetes.io/tls
data: {tls.crt: "eA==", tls.key: "eA=="}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  tls: [{hosts: [example.com], secretName: NAME}]
  rules: [{host: example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]
"""
)
CAUSE = Cause(
    "tls-secret-missing",
    "",
    WARNING,
    "the Secret with an Ingress's certificate is not there, or holds none",
    "The controller reads the certificate from a Secret of the Ingress's own namespace with the keys tls.crt and tls.key. Without it, it "
    "serves a certificate of its own, which clients do not trust.",
    example=EXAMPLE.replace("NAME", "web-tsl"),
    sound=EXAMPLE.replace("NAME", "web-tls"),
)
ISSUED = ("cert-manager", "acme", "certmanager", "letsencrypt")


def findings(view: View) -> Iterator[Finding]:
    for ingress in view.of("Ingress"):
        for index, entry in enumerate(objects.spec(ingress).get("tls") or ()):
            name = entry.get("secretName")
            if name and not is_issued(view, ingress):
                finding = judge(view, ingress, index, str(name))
                if finding:
                    yield finding


def is_issued(view: View, ingress: Object) -> bool:
    """Return whether somebody else makes the certificate."""
    marks = " ".join(objects.annotations(ingress))
    made = any("cert" in str(one.get("kind", "")).lower() for one in view.custom_resources)
    return made or any(word in marks for word in ISSUED)


def judge(view: View, ingress: Object, index: int, name: str) -> Finding | None:
    """Return the finding for one Secret; None if it holds a certificate."""
    namespace = objects.namespace(ingress)
    path = f"spec.tls[{index}].secretName"
    found = view.cluster.get("Secret", namespace, name)
    if found is None:
        near = references.meant(view, "Secret", namespace, name)
        others = references.elsewhere(view, "Secret", name)
        text = f'there is no Secret "{name}" in namespace {namespace}'
        text += f"; there is one in {sorted(others)[0]}" if others else ""
        known = bool(near or others) or view.settled
        create = shell.command("create", "secret", *shell.target("tls", name, namespace))
        fix = patches.field("secretName", near) if near else create
        level, doubt = ("" if known else INFO), ("" if known else SUSPECT)
        key = objects.key(ingress)
        return Finding(CAUSE, key, path, text, fix, near, level=level, doubt=doubt)
    keys = {*(found.get("data") or {}), *(found.get("stringData") or {})}
    lacking = [key for key in ("tls.crt", "tls.key") if key not in keys]
    if not lacking:
        return None
    text = f'Secret "{name}" has no {" and no ".join(lacking)}'
    return Finding(CAUSE, objects.key(ingress), path, text, "keys tls.crt and tls.key", level=ERROR)
