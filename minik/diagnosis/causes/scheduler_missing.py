"""Pods that name a scheduler of their own which nothing runs."""

from collections.abc import Iterator

from minik.diagnosis import references
from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.nearness import is_near
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.model import object as objects

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {schedulerName: NAME, containers: [{name: web, image: "web:1"}]}
"""
CAUSE = Cause(
    "scheduler-missing",
    "",
    WARNING,
    "a pod names a scheduler that is not known here",
    "Only the scheduler that schedulerName names looks at a pod; the cluster's own is called default-scheduler. If none of that name runs, "
    "the pod stays Pending without any event.",
    SUSPECT,
    example=EXAMPLE.replace("NAME", "default-schedular"),
    sound=EXAMPLE.replace("NAME", "default-scheduler"),
)
OWN = "default-scheduler"


def findings(view: View) -> Iterator[Finding]:
    running = view.index(names)
    for maker in references.unstarted(view):
        name = pods.scheduler(maker.pod)
        if name not in ("", OWN) and name not in running:
            yield Finding(
                CAUSE,
                maker.key,
                references.field(maker, "spec.schedulerName"),
                f'schedulerName is "{name}", and nothing here runs a scheduler of that name',
                f"schedulerName: {OWN}",
                OWN if is_near(name, OWN) else "",
                level="" if is_near(name, OWN) or view.settled else INFO,
            )


def names(view: View) -> frozenset[str]:
    """Return the names of all workloads, one of which may be a scheduler."""
    return frozenset({objects.name(workload) for workload in view.workloads})
