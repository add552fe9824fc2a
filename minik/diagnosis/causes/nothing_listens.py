"""Probes and Services that ask a container which only waits: nothing in it listens."""

from collections.abc import Iterator

from minik.diagnosis import shell_lines
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.programs import Program, running
from minik.diagnosis.view import View

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: busybox:1.37
    command: [sh, -c, "COMMAND"]
    readinessProbe: {httpGet: {path: /healthz, port: 8080}}
"""
CAUSE = Cause(
    "nothing-listens",
    "",
    WARNING,
    "a probe asks a port of a container that only waits",
    "A shell line that only writes, touches files and sleeps listens at no port, so a probe by HTTP, TCP or gRPC never passes: the pod is "
    "never ready, or is killed again and again. Start the server in the line, or probe by exec.",
    example=EXAMPLE.replace("COMMAND", "echo up; sleep 3600"),
    sound=EXAMPLE.replace("COMMAND", "echo up; httpd -f -p 8080"),
)
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
HANDLERS = ("httpGet", "tcpSocket", "grpc")


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(running):
        if is_idle(program):
            yield from probed(program)


def is_idle(program: Program) -> bool:
    """Return whether a program listens nowhere."""
    words = program.words
    if program.line:
        return shell_lines.only_waits(program.line)
    return bool(words) and words[0].rpartition("/")[2] == "sleep"


def probed(program: Program) -> Iterator[Finding]:
    """Yield the first probe that asks a port of the container itself."""
    for probe in PROBES:
        for handler in HANDLERS:
            asked = (program.container.get(probe) or {}).get(handler) or {}
            if asked.get("port") is not None and not asked.get("host"):
                yield Finding(
                    CAUSE,
                    program.maker.key,
                    program.field(f"{probe}.{handler}.port"),
                    f"{probe} asks port {asked['port']}, and {program.title} only waits: nothing listens there",
                    "a command that serves this port, or exec: {command: [...]} as probe",
                )
                return
