"""preStop hooks that take longer than the pod is given to end."""

from collections.abc import Iterator

from minik.diagnosis import shell_lines
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.programs import Program, programs, shell_line
from minik.diagnosis.view import View
from minik.model import object as objects

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  terminationGracePeriodSeconds: 30
  containers: [{name: web, image: "web:1", lifecycle: {preStop: {exec: {command: [sleep, "LENGTH"]}}}}]
"""
CAUSE = Cause(
    "stop-cut-short",
    "",
    WARNING,
    "a preStop hook takes longer than the pod is given to end",
    "terminationGracePeriodSeconds (30 by default) counts for the preStop hook and the program's own end together. When it is over, the "
    "program is killed, in the middle of its requests.",
    example=EXAMPLE.replace("LENGTH", "60"),
    sound=EXAMPLE.replace("LENGTH", "10"),
)


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(programs):
        if not program.container.get("lifecycle"):
            continue
        grace = objects.spec(program.maker.pod).get("terminationGracePeriodSeconds")
        grace = 30 if grace is None else grace
        length = waiting(program)
        if length > grace > 0:
            path = "spec.terminationGracePeriodSeconds"
            field = f"{program.maker.path}.{path}" if program.maker.path else path
            text = f"preStop of {program.title} waits {length:.15g} seconds, and the pod is killed after {grace}"
            fix = f"terminationGracePeriodSeconds: {int(length) + 30}"
            yield Finding(CAUSE, program.maker.key, field, text, fix)


def waiting(program: Program) -> float:
    """Return how long a preStop hook waits at least, in seconds."""
    hook = (program.container.get("lifecycle") or {}).get("preStop") or {}
    if hook.get("sleep"):
        return int(hook["sleep"].get("seconds") or 0)
    words = [str(word) for word in (hook.get("exec") or {}).get("command") or ()]
    line = shell_line(words) or " ".join(words)
    told = shell_lines.commands(line) or ()
    lengths = [shell_lines.seconds(command) for command in told]
    return 0 if shell_lines.branches(line) or float("inf") in lengths else sum(lengths)
