"""Jobs that have failed."""

from collections.abc import Iterator

from minik.diagnosis import patches, recorded_pods
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.view import View, owners
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, namespace: default, uid: u1}
spec: {manualSelector: true, selector: {matchLabels: {job: migrate}}, template: {metadata: {labels: {job: migrate}}, spec: {restartPolicy: Never, containers: [{name: migrate, image: "web:1"}]}}}
status: {failed: 3, conditions: [{type: Failed, status: "True", reason: BackoffLimitExceeded, message: Job has reached the specified backoff limit}]}
"""
CAUSE = Cause(
    "job-failed",
    "",
    ERROR,
    "a Job has failed and is not tried again",
    "A Job gives up when more of its pods have failed than backoffLimit allows, when activeDeadlineSeconds are over, or when its pod "
    "failure policy says so. It is never tried again: delete it and make it anew when the program is mended.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("failed: 3", "succeeded: 1").replace("type: Failed", "type: Complete"),
)

OF_INDEXES = ("FailedIndexes", "MaxFailedIndexesExceeded")


def findings(view: View) -> Iterator[Finding]:
    for job in view.of("Job"):
        for condition in objects.status(job).get("conditions") or ():
            if condition.get("type") == "Failed" and condition.get("status") == "True":
                yield finding_about(
                    view, job, str(condition.get("reason")), condition.get("message") or ""
                )


def finding_about(view: View, job: Object, reason: str, words: str) -> Finding:
    """Return the finding for a failed Job, with how its pods ended."""
    key = objects.key(job)
    ends = [
        f"{container.title} ended with {recorded_pods.describe_end(container.ended)}"
        for pod in view.cluster.table("Pod").index_by(owners).get(key, ())
        for container in recorded_pods.containers(pod)
        if container.ended and container.ended.get("exitCode") != 0
    ]
    count = objects.status(job).get("failed") or 0
    pods_text = f"; {count} of its pods failed" if count else ""
    again = f"{patches.command('delete', key)}, and apply it again when its program is mended"
    fixes = {
        **dict.fromkeys(("BackoffLimitExceeded", *OF_INDEXES), again),
        "DeadlineExceeded": "a higher activeDeadlineSeconds, and apply it again",
    }
    return Finding(
        CAUSE,
        key,
        "status.conditions",
        f"{reason}: {words}{pods_text}" + (f": {ends[-1]}" if ends else ""),
        fixes.get(reason, ""),
    )
