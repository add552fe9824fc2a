"""Probes by command that cannot pass, and liveness probes that kill before the start is over."""

from collections.abc import Iterator, Mapping, Sequence

from minik import light_re as re
from minik.diagnosis import shell_lines
from minik.diagnosis.absent_names import says_it_is_absent
from minik.diagnosis.finding import ERROR, WARNING, Cause, Finding
from minik.diagnosis.programs import Program, running, shell_line
from minik.diagnosis.view import View
from minik.light_typing import Any

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: busybox:1.37
    command: [sh, -c, "touch /tmp/ready; sleep 3600"]
    readinessProbe: {exec: {command: [cat, FILE]}}
"""
CAUSE = Cause(
    "probe-never-passes",
    "",
    WARNING,
    "a probe cannot pass by the container's own words, or kills it before its start is over",
    "A probe by command passes if the command ends with 0. One that always ends otherwise, or asks for a file that nothing makes or that "
    "the container itself removes, never passes; a liveness probe then restarts the container for ever. It also does where its first "
    "failureThreshold tries are over before the container's own `sleep` is.",
    example=EXAMPLE.replace("FILE", "/tmp/live"),
    sound=EXAMPLE.replace("FILE", "/tmp/ready"),
)
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
READERS = ("cat", "ls", "test", "[", "stat")
SCRATCH = re.compile(r"^(?:/tmp|/var/tmp|/run|/var/run|/dev/shm)/[\w./-]+$")
REMOVED = re.compile(r"\brm\s+(?:-\w+\s+)*(\S+)")


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(running):
        for probe in PROBES:
            settings = program.container.get(probe)
            if not settings:
                continue
            text = by_command(program, settings) or too_early(program, probe, settings)
            if text:
                yield told(program, probe, text)


def told(program: Program, probe: str, text: str) -> Finding:
    """Return the finding about one probe."""
    early = text.startswith("the first")
    return Finding(
        CAUSE,
        program.maker.key,
        program.field(f"{probe}.initialDelaySeconds" if early else f"{probe}.exec.command"),
        f"{probe} of {program.title}: {text}",
        "startupProbe, or a larger initialDelaySeconds" if early else "a command that ends with 0",
        level=ERROR if early else "",
    )


def by_command(program: Program, settings: Mapping[str, Any]) -> str:
    """Return why the command of a probe never ends with 0; "" if it may."""
    words = [str(word) for word in (settings.get("exec") or {}).get("command") or ()]
    line = shell_line(words)
    if words[:1] in (["false"], ["/bin/false"]) or line and shell_lines.exit_code(line):
        return "its command always fails"
    if len(words) == 1 and " " in words[0].strip():
        return f'there is no program "{words[0]}": no shell splits it into words'
    told_by = shell_lines.commands(line) if line else None
    asked = told_by[0].words if told_by and len(told_by) == 1 else words if not line else ()
    return missing_file(program, asked)


def missing_file(program: Program, words: Sequence[str]) -> str:
    """Return why the file that a probe reads is not there; "" if it may be."""
    if len(words) < 2 or words[0].rpartition("/")[2] not in READERS:
        return ""
    path = next((word for word in words[1:] if word.startswith("/")), "")
    if path and says_it_is_absent(path):
        return f"nothing makes {path}"
    if not SCRATCH.match(path) or is_mounted(program, path):
        return ""
    line = program.line
    if any(match[1] == path for match in REMOVED.finditer(line)):
        return f"the container removes {path} itself"
    if line and shell_lines.only_waits(line) and path not in line and "$" not in line:
        return f"nothing makes {path}: the container's command does not name it"
    return ""


def is_mounted(program: Program, path: str) -> bool:
    """Return whether a volume holds a path, so that others may write it."""
    mounts = program.container.get("volumeMounts") or ()
    return any(path.startswith(str(mount.get("mountPath")).rstrip("/") + "/") for mount in mounts)


def too_early(program: Program, probe: str, settings: Mapping[str, Any]) -> str:
    """Return that a liveness probe kills the container while it still sleeps; "" if it waits."""
    if probe != "livenessProbe" or program.container.get("startupProbe") or settings.get("exec"):
        return ""
    asleep = shell_lines.delay(program.line) if program.line else 0
    period = settings.get("periodSeconds") or 10
    tries = settings.get("failureThreshold") or 3
    patience = (settings.get("initialDelaySeconds") or 0) + period * (tries - 1)
    if asleep <= patience:
        return ""
    return f"the first {tries} tries are over after {patience} seconds, and the command sleeps {asleep:.15g} before it starts anything"
