"""Shell lines that write where the container may only read."""

from collections.abc import Iterator, Mapping

from minik import light_re as re
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.programs import Program, spoken
from minik.diagnosis.view import View
from minik.light_typing import Any
from minik.model import object as objects

EXAMPLE = """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {app.properties: "mode=dev"}
---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web:1
    command: [sh, -c, 'echo "port=80" >> PLACE/app.properties; exec server']
    volumeMounts: [{name: settings, mountPath: /etc/app}]
  volumes: [{name: settings, configMap: {name: settings}}]
"""
CAUSE = Cause(
    "write-to-read-only",
    "",
    WARNING,
    "a container writes to a folder that it may only read",
    "Volumes of ConfigMaps, Secrets and the downward API are read-only, and so is a mount with readOnly: true and, with "
    "readOnlyRootFilesystem, all that no volume covers. Copy the file into an emptyDir, and write there.",
    example=EXAMPLE.replace("PLACE", "/etc/app"),
    sound=EXAMPLE.replace("PLACE", "/tmp"),
)
READ_ONLY = ("configMap", "secret", "downwardAPI", "projected")
WRITES = (
    re.compile(r"(?<![\d&<])>>?\s*\"?(/[\w./-]+)"),
    re.compile(r"\b(?:touch|mkdir(?:\s+-p)?|tee(?:\s+-a)?|sed\s+-i\S*\s+\S+)\s+\"?(/[\w./-]+)"),
)
DEVICES = ("/dev/", "/proc/", "/sys/")


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(spoken):
        for path in written(program.line):
            why = read_only(program, path)
            if why:
                yield Finding(
                    CAUSE,
                    program.maker.key,
                    program.words_field,
                    f"{program.title} writes {path}, and {why}",
                    "an emptyDir volume, and a path in it",
                )
                break


def written(line: str) -> Iterator[str]:
    """Yield the files that a shell line writes, by their whole path."""
    for pattern in WRITES:
        yield from (match[1] for match in pattern.finditer(line))


def read_only(program: Program, path: str) -> str:
    """Return why a container may not write a path; "" if it may."""
    mount = holder(program, path)
    if mount is None:
        context = program.container.get("securityContext") or {}
        locked = context.get("readOnlyRootFilesystem") and not path.startswith(DEVICES)
        return "readOnlyRootFilesystem is on, and no volume is there" if locked else ""
    name, place = mount.get("name"), mount.get("mountPath")
    if mount.get("readOnly"):
        return f"volume {name} is mounted at {place} with readOnly: true"
    volumes = objects.spec(program.maker.pod).get("volumes") or ()
    volume: Mapping[str, Any] = next((one for one in volumes if one.get("name") == name), {})
    kind = next((kind for kind in READ_ONLY if kind in volume), "")
    return f"volume {name} at {place} is a {kind}, which nobody can write" if kind else ""


def holder(program: Program, path: str) -> Mapping[str, Any] | None:
    """Return the deepest mount that holds a path; None if none does."""
    mounts = [
        mount
        for mount in program.container.get("volumeMounts") or ()
        if f"{path}/".startswith(str(mount.get("mountPath")).rstrip("/") + "/")
    ]
    return max(mounts, key=lambda mount: len(str(mount.get("mountPath"))), default=None)
