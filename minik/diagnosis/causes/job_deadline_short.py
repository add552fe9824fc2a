"""Jobs that are ended before their own command can be done."""

from collections.abc import Iterator

from minik.diagnosis import shell_lines
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.programs import spoken
from minik.diagnosis.view import TEMPLATES, View
from minik.model import object as objects

EXAMPLE = """
apiVersion: batch/v1
kind: Job
metadata: {name: load}
spec:
  activeDeadlineSeconds: 30
  template:
    spec: {restartPolicy: Never, containers: [{name: load, image: "load:1", command: [sh, -c, "sleep LENGTH; load"]}]}
"""
CAUSE = Cause(
    "job-deadline-short",
    "",
    WARNING,
    "a Job is ended by its deadline before its own command can be done",
    "activeDeadlineSeconds counts from the start of a Job, or of a pod, over all tries. When it is over, the pods are ended and the Job has "
    "failed (DeadlineExceeded).",
    example=EXAMPLE.replace("LENGTH", "60"),
    sound=EXAMPLE.replace("LENGTH", "5"),
)


def findings(view: View) -> Iterator[Finding]:
    for program in view.index(spoken):
        kind = program.maker.key.kind
        if kind not in ("Job", "CronJob"):
            continue
        job = view.cluster.get(*program.maker.key)
        template = TEMPLATES[kind].rpartition(".")[0]
        path = f"{template}.activeDeadlineSeconds"
        deadline = objects.read(job or {}, path) or objects.spec(program.maker.pod).get(
            "activeDeadlineSeconds"
        )
        line = program.line or " ".join(program.words)
        told = () if shell_lines.branches(line) else shell_lines.commands(line) or ()
        length = sum(map(shell_lines.seconds, told))
        if deadline and deadline < length < float("inf"):
            text = f"it is ended after {deadline} seconds, and {program.title} sleeps {length:.15g}"
            fix = f"activeDeadlineSeconds: {int(length) * 2}"
            yield Finding(CAUSE, program.maker.key, path, text, fix)
