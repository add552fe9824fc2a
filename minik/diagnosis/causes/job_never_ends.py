"""Jobs one of whose containers runs for ever, so that the Job is never complete."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis import shell_lines
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.programs import Program, spoken
from minik.diagnosis.view import View
from minik.model import object as objects

EXAMPLE = """
apiVersion: batch/v1
kind: Job
metadata: {name: report}
spec:
  template:
    spec:
      restartPolicy: Never
      KIND:
      - {name: logs, image: "busybox:1.37", restartPolicy: Always, command: [sh, -c, "tail -F /logs/report.log"]}
      containers:
      - {name: report, image: "report:1"}
"""
CAUSE = Cause(
    "job-never-ends",
    "",
    WARNING,
    "a container of a Job runs for ever, so the Job is never complete",
    "A Job is complete when all containers of its pod have ended; one that only waits keeps the pod Running, and with concurrencyPolicy Forbid "
    "a CronJob never runs again. What should run beside the work is an init container with restartPolicy: Always (a sidecar): it is stopped "
    "when the others are done.",
    example=EXAMPLE.replace("      KIND:\n", "      containers:\n")
    .replace("restartPolicy: Always, ", "")
    .replace("      containers:\n      - {name: report,", "      - {name: report,"),
    sound=EXAMPLE.replace("KIND", "initContainers"),
)
LEAVES = re.compile(r"\b(?:break|exit|return|timeout)\b")
# A loop at the end of a line that only waits, whatever comes before it.
LOOP = re.compile(
    r"while\s+(?:true|:)\s*;?\s*do\s+(?:sleep|echo|date|:)[^;&|]*(?:;\s*sleep[^;&|]*)?;?\s*done\s*$"
)
JOBS = ("Job", "CronJob")


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(spoken):
        if program.maker.key.kind in JOBS and program.role == "container" and is_endless(program):
            yield Finding(
                CAUSE,
                program.maker.key,
                program.words_field,
                f"{program.title} never ends, so the Job is never complete",
                "an init container with restartPolicy: Always, or a command that ends",
            )


def is_endless(program: Program) -> bool:
    """Return whether a program surely runs until it is killed, and nothing bounds its Job."""
    if objects.spec(program.maker.pod).get("activeDeadlineSeconds"):
        return False
    line = program.line or " ".join(program.words)
    told = shell_lines.commands(line) or ()
    waits = bool(told) and all(one.name in WAITS for one in told)
    waits = waits and bool(shell_lines.ENDLESS.search(line))
    return (waits or bool(LOOP.search(line))) and not LEAVES.search(line)


WAITS = (*shell_lines.BRIEF, "tail", "wait")
