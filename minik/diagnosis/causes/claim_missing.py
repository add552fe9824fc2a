"""Claims that a pod mounts and that are not there."""

from collections.abc import Iterator

from minik.diagnosis import patches, references
from minik.diagnosis.finding import ERROR, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import Maker, View
from minik.model import object as objects

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: db}
spec:
  containers: [{name: db, image: "db:1", volumeMounts: [{name: data, mountPath: /data}]}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: db-data}}]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: db-date}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
"""
CAUSE = Cause(
    "claim-missing",
    "",
    ERROR,
    "a pod mounts a PersistentVolumeClaim that is not there",
    "The scheduler does not place a pod before every claim that it mounts is there, in the namespace of the pod. Only a StatefulSet makes "
    "claims (volumeClaimTemplates), and a pod for its ephemeral volumes.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("db-date", "db-data"),
)


def findings(view: View) -> Iterator[Finding]:
    for maker in references.unstarted(view):
        namespace = maker.key.namespace
        for index, volume in enumerate(objects.spec(maker.pod).get("volumes") or ()):
            name = (volume.get("persistentVolumeClaim") or {}).get("claimName")
            if not name or references.is_there(view, "PersistentVolumeClaim", namespace, name):
                continue
            if volume.get("name") in made_claims(view, maker):
                continue
            near = references.meant(view, "PersistentVolumeClaim", namespace, name)
            others = references.elsewhere(view, "PersistentVolumeClaim", name)
            known = bool(near or others) or view.settled
            yield Finding(
                CAUSE,
                maker.key,
                references.field(maker, f"spec.volumes[{index}].persistentVolumeClaim.claimName"),
                f'there is no PersistentVolumeClaim "{name}" in namespace {namespace}'
                + (f"; there is one in {sorted(others)[0]}" if others else ""),
                patches.field("claimName", near) if near else f"a PersistentVolumeClaim {name}",
                near,
                level="" if known else WARNING,
                doubt="" if known else SUSPECT,
            )


def made_claims(view: View, maker: Maker) -> set[str]:
    """Return the volumes for which a StatefulSet makes claims, whatever the template says of them."""
    templates = objects.read(view.cluster.get(*maker.key) or {}, "spec.volumeClaimTemplates", ())
    return {objects.name(template) for template in templates}
