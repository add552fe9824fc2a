"""Rollout status and history. Upstream rule: kubectl `pkg/polymorphichelpers`."""

from collections.abc import Sequence

from minik.errors import ClientError
from minik.kinds.pod_template_description import template_lines
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object, read, write
from minik.timelines.rollout_snapshots import Snapshot
from minik.workloads.rollout_history import CHANGE_CAUSE, Revision

UNSEEN = {
    "Deployment": "Waiting for deployment spec update to be observed...",
    "StatefulSet": "Waiting for statefulset spec update to be observed...",
    "DaemonSet": "Waiting for daemon set spec update to be observed...",
}


class Progress(NamedTuple):
    """What `rollout status` prints, and whether the rollout is complete."""

    text: str
    done: bool = False


def progress(kind: Kind, obj: Object, revision: int = 0) -> Progress:
    """Return the progress of a workload's rollout, as `rollout status` words it.

    Raises ClientError for kinds and update strategies without a rollout status, and for another
    than the running revision.
    """
    if kind.key not in VIEWS:
        raise ClientError(f"no status viewer has been implemented for {kind.name}")
    if kind.key != "Deployment" and read(obj, "spec.updateStrategy.type") != "RollingUpdate":
        raise ClientError("rollout status is only available for RollingUpdate strategy type")
    if kind.key == "Deployment" and revision:
        _check_revision(obj, revision)
    seen = read(obj, "status.observedGeneration", 0)
    if read(obj, "metadata.generation", 0) > seen or kind.key == "StatefulSet" and not seen:
        return Progress(UNSEEN[kind.key])
    return VIEWS[kind.key](obj)


def _check_revision(deployment: Object, revision: int) -> None:
    running = objects.annotations(deployment).get("deployment.kubernetes.io/revision", "0")
    if running != str(revision):
        raise ClientError(
            f"desired revision ({revision}) is different from the running revision ({running})"
        )


def _deployment(obj: Object) -> Progress:
    name, wanted = objects.name(obj), read(obj, "spec.replicas", 1)
    present, updated, available = (
        read(obj, f"status.{field}", 0)
        for field in ("replicas", "updatedReplicas", "availableReplicas")
    )
    if any(
        condition.get("reason") == "ProgressDeadlineExceeded"
        for condition in read(obj, "status.conditions", ())
    ):
        raise ClientError(f'deployment "{name}" exceeded its progress deadline')
    waiting = f'Waiting for deployment "{name}" rollout to finish: '
    if updated < wanted:
        return Progress(f"{waiting}{updated} out of {wanted} new replicas have been updated...")
    if present > updated:
        return Progress(f"{waiting}{present - updated} old replicas are pending termination...")
    if available < updated:
        return Progress(f"{waiting}{available} of {updated} updated replicas are available...")
    return Progress(f'deployment "{name}" successfully rolled out', done=True)


def _daemon_set(obj: Object) -> Progress:
    name, wanted = objects.name(obj), read(obj, "status.desiredNumberScheduled", 0)
    updated, available = (
        read(obj, "status.updatedNumberScheduled", 0),
        read(obj, "status.numberAvailable", 0),
    )
    waiting = f'Waiting for daemon set "{name}" rollout to finish: '
    if updated < wanted:
        return Progress(f"{waiting}{updated} out of {wanted} new pods have been updated...")
    if available < wanted:
        return Progress(f"{waiting}{available} of {wanted} updated pods are available...")
    return Progress(f'daemon set "{name}" successfully rolled out', done=True)


def _stateful_set(obj: Object) -> Progress:
    wanted, updated = read(obj, "spec.replicas", 1), read(obj, "status.updatedReplicas", 0)
    ready, rolling = (
        read(obj, "status.readyReplicas", 0),
        read(obj, "spec.updateStrategy.rollingUpdate"),
    )
    if ready < wanted:
        return Progress(f"Waiting for {wanted - ready} pods to be ready...")
    if rolling is not None:
        required = wanted - rolling.get("partition", wanted)
        if updated < required:
            return Progress(
                f"Waiting for partitioned roll out to finish: {updated} out of {required} new pods have been updated..."
            )
        return Progress(
            f"partitioned roll out complete: {updated} new pods have been updated...", done=True
        )
    revision = read(obj, "status.updateRevision", "")
    if revision != read(obj, "status.currentRevision", ""):
        return Progress(
            f"waiting for statefulset rolling update to complete {updated} pods at revision {revision}..."
        )
    current = read(obj, "status.currentReplicas", 0)
    return Progress(
        f"statefulset rolling update complete {current} pods at revision {revision}...", done=True
    )


VIEWS = {"Deployment": _deployment, "DaemonSet": _daemon_set, "StatefulSet": _stateful_set}


def history(revisions: Sequence[Revision]) -> str:
    """Return the table of revisions."""
    if not revisions:
        return "No rollout history found."
    rows = [
        ("REVISION", "CHANGE-CAUSE"),
        *((str(revision.number), revision.cause or "<none>") for revision in revisions),
    ]
    width = max(len(number) for number, _ in rows) + 2
    return "".join(f"{number.ljust(width)}{cause}\n" for number, cause in rows)


def template(revisions: Sequence[Revision], number: int) -> str:
    """Return the pod template of one revision, with its change cause among the annotations.

    Raises ClientError for an unknown revision.
    """
    revision = next((candidate for candidate in revisions if candidate.number == number), None)
    if revision is None:
        raise ClientError("unable to find the specified revision")
    template_object = revision.template
    if revision.cause:
        template_object = write(
            template_object,
            "metadata.annotations",
            {**read(template_object, "metadata.annotations", {}), CHANGE_CAUSE: revision.cause},
        )
    return template_text(template_object)


def template_text(template_object: Object) -> str:
    """Return a pod template as `rollout history --revision` prints it."""
    return "".join(f"{line}\n" for line in template_lines(template_object))


def step(before: Snapshot, after: Snapshot) -> str:
    """Return what one step of a rollout changed: pods added, removed or changed, and each Service
    whose ready pods changed.
    """
    lines = [
        f"  + pod/{name} {state}" for name, state in after.pods.items() if name not in before.pods
    ]
    lines += [
        f"  ~ pod/{name} {state}"
        for name, state in after.pods.items()
        if before.pods.get(name, state) != state
    ]
    lines += [f"  - pod/{name}" for name in before.pods if name not in after.pods]
    lines += [
        f"  service/{name} {len(ready)} ready: {', '.join(ready) or '<none>'}"
        for name, ready in after.ready.items()
        if before.ready.get(name) != ready
    ]
    return "".join(f"{line}\n" for line in lines)
