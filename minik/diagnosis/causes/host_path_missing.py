"""Folders and files of the node that must be there already, and hardly are."""

from collections.abc import Iterator

from minik.diagnosis import references
from minik.diagnosis.absent_names import says_it_is_absent
from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: web, image: "web:1", volumeMounts: [{name: data, mountPath: /data}]}]
  volumes: [{name: data, hostPath: {path: /data/nonexistent, type: TYPE}}]
"""
CAUSE = Cause(
    "host-path-missing",
    "",
    WARNING,
    "a pod mounts a folder or file of its node that must be there already, and hardly is",
    "With type Directory, File, Socket or a device the kubelet looks whether the path is there, and mounts nothing if it is not: the pod "
    "waits in ContainerCreating (FailedMount, hostPath type check failed). DirectoryOrCreate and FileOrCreate make it.",
    SUSPECT,
    example=EXAMPLE.replace("TYPE", "Directory"),
    sound=EXAMPLE.replace("TYPE", "DirectoryOrCreate"),
)
ASKED = ("Directory", "File", "Socket", "CharDevice", "BlockDevice")
# Folders that nodes have.
USUAL = ("/var/", "/etc/", "/run/", "/dev", "/sys", "/proc", "/usr/", "/lib/", "/opt/cni", "/tmp")


def findings(view: View) -> Iterator[Finding]:
    for maker in references.unstarted(view):
        for index, volume in enumerate(objects.spec(maker.pod).get("volumes") or ()):
            source = volume.get("hostPath") or {}
            path, kind = str(source.get("path") or ""), source.get("type")
            if kind in ASKED and path != "/" and not f"{path}/".startswith(USUAL):
                yield Finding(
                    CAUSE,
                    maker.key,
                    references.field(maker, f"spec.volumes[{index}].hostPath"),
                    f"{path} must be a {kind} on the node already: nothing makes it there",
                    f"type: {kind}OrCreate" if kind in ASKED[:2] else "a path that the node has",
                    level="" if says_it_is_absent(path.replace("/", "-")) else INFO,
                )
