"""Volumes mounted over folders without which no program starts."""

from collections.abc import Iterator, Mapping

from minik.diagnosis.finding import SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.known_images import KNOWN
from minik.diagnosis.programs import Program, programs
from minik.diagnosis.view import View
from minik.light_typing import Any
from minik.model import object as objects

EXAMPLE = """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {nginx.conf: "events {}"}
---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: web, image: "nginx:1.29", volumeMounts: [MOUNT]}]
  volumes: [{name: settings, configMap: {name: settings}}]
"""
CAUSE = Cause(
    "mount-hides-program",
    "",
    WARNING,
    "a volume is mounted over a folder that the program needs",
    "A mounted volume hides what the image has in that folder. Over /, /bin, /usr, /lib or /etc hardly a program starts; over the folder of "
    "a well-known image's configuration only the mounted files are there. A single file is mounted with subPath.",
    SUSPECT,
    example=EXAMPLE.replace("MOUNT", "{name: settings, mountPath: /etc}"),
    sound=EXAMPLE.replace(
        "MOUNT", "{name: settings, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf}"
    ),
)
NEEDED = ("/", "/bin", "/sbin", "/usr", "/usr/bin", "/usr/local/bin", "/lib", "/lib64", "/etc")
SMALL = ("configMap", "secret", "emptyDir", "persistentVolumeClaim", "downwardAPI")
# The file that a well-known image reads in its folder.
MAIN = {"nginx": "nginx.conf", "httpd": "httpd.conf"}


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(programs):
        if not program.container.get("volumeMounts"):
            continue
        volumes = {
            one.get("name"): one for one in objects.spec(program.maker.pod).get("volumes") or ()
        }
        for index, mount in enumerate(program.container.get("volumeMounts") or ()):
            volume = volumes.get(mount.get("name")) or {}
            text = hidden(view, program, mount, volume)
            if text:
                path = program.field(f"volumeMounts[{index}].mountPath")
                fix = "subPath: FILE and mountPath: FOLDER/FILE, or a folder of its own"
                yield Finding(CAUSE, program.maker.key, path, text, fix)


def hidden(
    view: View, program: Program, mount: Mapping[str, Any], volume: Mapping[str, Any]
) -> str:
    """Return what a mount hides from its program; "" if nothing that is known."""
    path = str(mount.get("mountPath")).rstrip("/") or "/"
    if mount.get("subPath") or mount.get("subPathExpr") or not set(SMALL) & volume.keys():
        return ""
    if path in NEEDED:
        return f"volume {volume.get('name')} hides {path} of the image of {program.title}"
    known, main = KNOWN.get(program.image), MAIN.get(program.image, "")
    source = (volume.get("configMap") or {}).get("name")
    config = source and view.cluster.get("ConfigMap", program.maker.key.namespace, source)
    if not known or path != known.folder or not config or not main:
        return ""
    files = {*(config.get("data") or {}), *(config.get("binaryData") or {})}
    items = {item.get("path") for item in (volume.get("configMap") or {}).get("items") or ()}
    if main in (items or files):
        return ""
    return f"volume {volume.get('name')} hides {path} of {program.image}, and has no {main}"
