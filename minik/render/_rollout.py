"""Rollouts in words: how far one is, what came before. Upstream rule: kubectl `pkg/polymorphichelpers`."""
from collections.abc import Sequence
from typing import NamedTuple

from minik.controllers._moments import Moment
from minik.errors import ClientError
from minik.intake.rollouts import CAUSE, Revision
from minik.kinds._pod_template import pod_template
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object, read, write

UNSEEN = {"Deployment": "Waiting for deployment spec update to be observed...", "StatefulSet":
          "Waiting for statefulset spec update to be observed...", "DaemonSet": "Waiting for daemon set spec update to be observed..."}


class Progress(NamedTuple):
    """How far a rollout is, and whether that is its end."""

    text: str
    done: bool = False


def progress(kind: Kind, obj: Object, revision: int = 0) -> Progress:
    """What `rollout status` says of a workload at a moment."""
    if kind.key not in VIEWS:
        raise ClientError(f"no status viewer has been implemented for {kind.name}")
    if kind.key != "Deployment" and read(obj, "spec.updateStrategy.type") != "RollingUpdate":
        raise ClientError("rollout status is only available for RollingUpdate strategy type")
    if kind.key == "Deployment" and revision:
        _refuse_other(obj, revision)
    seen = read(obj, "status.observedGeneration", 0)
    if read(obj, "metadata.generation", 0) > seen or kind.key == "StatefulSet" and not seen:
        return Progress(UNSEEN[kind.key])
    return VIEWS[kind.key](obj)


def _refuse_other(deployment: Object, revision: int) -> None:
    running = objects.annotations(deployment).get("deployment.kubernetes.io/revision", "0")
    if running != str(revision):
        raise ClientError(f"desired revision ({revision}) is different from the running revision ({running})")


def _deployment(obj: Object) -> Progress:
    name, wanted = objects.name(obj), read(obj, "spec.replicas", 1)
    present, updated, available = (read(obj, f"status.{field}", 0) for field in ("replicas", "updatedReplicas", "availableReplicas"))
    if any(one.get("reason") == "ProgressDeadlineExceeded" for one in read(obj, "status.conditions", ())):
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
    updated, available = read(obj, "status.updatedNumberScheduled", 0), read(obj, "status.numberAvailable", 0)
    waiting = f'Waiting for daemon set "{name}" rollout to finish: '
    if updated < wanted:
        return Progress(f"{waiting}{updated} out of {wanted} new pods have been updated...")
    if available < wanted:
        return Progress(f"{waiting}{available} of {wanted} updated pods are available...")
    return Progress(f'daemon set "{name}" successfully rolled out', done=True)


def _stateful_set(obj: Object) -> Progress:
    wanted, updated = read(obj, "spec.replicas", 1), read(obj, "status.updatedReplicas", 0)
    ready, rolling = read(obj, "status.readyReplicas", 0), read(obj, "spec.updateStrategy.rollingUpdate")
    if ready < wanted:
        return Progress(f"Waiting for {wanted - ready} pods to be ready...")
    if rolling is not None:
        least = wanted - rolling.get("partition", wanted)
        if updated < least:
            return Progress(f"Waiting for partitioned roll out to finish: {updated} out of {least} new pods have been updated...")
        return Progress(f"partitioned roll out complete: {updated} new pods have been updated...", done=True)
    revision = read(obj, "status.updateRevision", "")
    if revision != read(obj, "status.currentRevision", ""):
        return Progress(f"waiting for statefulset rolling update to complete {updated} pods at revision {revision}...")
    current = read(obj, "status.currentReplicas", 0)
    return Progress(f"statefulset rolling update complete {current} pods at revision {revision}...", done=True)


VIEWS = {"Deployment": _deployment, "DaemonSet": _daemon_set, "StatefulSet": _stateful_set}


def history(found: Sequence[Revision]) -> str:
    """The table of revisions."""
    if not found:
        return "No rollout history found."
    rows = [("REVISION", "CHANGE-CAUSE"), *((str(one.number), one.cause or "<none>") for one in found)]
    width = max(len(number) for number, _ in rows) + 2
    return "".join(f"{number.ljust(width)}{cause}\n" for number, cause in rows)


def template(found: Sequence[Revision], number: int) -> str:
    """The template of one revision; why it came stands among its annotations."""
    chosen = next((one for one in found if one.number == number), None)
    if chosen is None:
        raise ClientError("unable to find the specified revision")
    shown = chosen.template
    if chosen.cause:
        shown = write(shown, "metadata.annotations", {**read(shown, "metadata.annotations", {}), CAUSE: chosen.cause})
    return written(shown)


def written(shown: Object) -> str:
    """A template as it is printed by itself."""
    return "".join(f"{line}\n" for line in pod_template(shown))


def step(was: Moment, now: Moment) -> str:
    """What one step of a rollout changed: pods that came, went or turned ready, and who is ready behind each Service since."""
    lines = [f"  + pod/{name} {doing}" for name, doing in now.pods.items() if name not in was.pods]
    lines += [f"  ~ pod/{name} {doing}" for name, doing in now.pods.items() if was.pods.get(name, doing) != doing]
    lines += [f"  - pod/{name}" for name in was.pods if name not in now.pods]
    lines += [f"  service/{name} {len(ready)} ready: {', '.join(ready) or '<none>'}" for name, ready in now.ready.items()
              if was.ready.get(name) != ready]
    return "".join(f"{line}\n" for line in lines)
