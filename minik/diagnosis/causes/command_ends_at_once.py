"""Containers that should run for ever and whose command is done at once."""

from collections.abc import Iterator

from minik.diagnosis import shell_lines
from minik.diagnosis.finding import INFO, WARNING, Cause, Finding
from minik.diagnosis.programs import Program, running
from minik.diagnosis.view import View

EXAMPLE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: tools}
spec:
  selector: {matchLabels: {app: tools}}
  template:
    metadata: {labels: {app: tools}}
    spec: {containers: [{name: tools, image: "busybox:1.37"WORDS}]}
"""
CAUSE = Cause(
    "command-ends-at-once",
    "",
    WARNING,
    "a container that should keep running has nothing to do, or is done at once",
    "The pods of a Deployment, a StatefulSet or a DaemonSet are restarted whenever they end, even well (Completed, then CrashLoopBackOff). "
    "Images such as busybox, alpine or ubuntu start a shell, which ends at once without a terminal. Give it a command that keeps running; "
    "what should run once is a Job.",
    example=EXAMPLE.replace("WORDS", ""),
    sound=EXAMPLE.replace("WORDS", ', command: [sleep, "3600"]'),
)
# Images whose own command is a shell or a prompt, which ends without a terminal, or a usage message.
PROMPTS = (
    *("busybox", "alpine", "ubuntu", "debian", "centos", "fedora", "amazonlinux", "rockylinux"),
    *("almalinux", "oraclelinux", "bash", "python", "node", "golang", "openjdk", "eclipse-temurin"),
    *("amazoncorretto", "ruby", "perl", "hello-world", "buildpack-deps", "gcc", "rust", "julia"),
)
LONG = 120  # seconds: what runs longer is waited for on purpose


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(running):
        text = done(program)
        if text:
            yield Finding(
                CAUSE,
                program.maker.key,
                program.words_field,
                f"{program.title} {text}, and is restarted for ever",
                'command: ["sleep", "infinity"], the program that should run, or kind: Job',
                level="" if program.words or program.maker.path else INFO,
            )


def done(program: Program) -> str:
    """Return why a program is done soon; "" if it may go on."""
    container = program.container
    if not program.words:
        if program.image not in PROMPTS or container.get("stdin") or container.get("tty"):
            return ""
        return (
            f"has no command, and the image {program.image} only starts a prompt that ends at once"
        )
    if program.line:
        length = shell_lines.lifetime(program.line)
        if length is None or length >= LONG or shell_lines.exit_code(program.line):
            return ""
        return f"is done after {length:.15g} seconds" if length else "is done at once"
    name = program.words[0].rpartition("/")[2]
    if name in shell_lines.SHELLS and len(program.words) == 1 and not container.get("stdin"):
        return "" if container.get("tty") else f"only starts {name}, which ends at once"
    brief = name in shell_lines.BRIEF and name not in ("sleep", "cat", "tee", "false", "test", "[")
    return f"only runs {name}, which is done at once" if brief else ""
