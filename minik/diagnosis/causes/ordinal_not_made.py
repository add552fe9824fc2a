"""Services for one pod of a StatefulSet that does not make so many."""

from collections.abc import Iterator

from minik.diagnosis import given_labels, patches
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View, title
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object
from minik.model.wording import pluralize

EXAMPLE = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: kafka}
spec:
  replicas: 2
  serviceName: kafka
  selector: {matchLabels: {app: kafka}}
  template:
    metadata: {labels: {app: kafka}}
    spec: {containers: [{name: kafka, image: "kafka:1", ports: [{containerPort: 9092}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: kafka}
spec: {clusterIP: None, selector: {app: kafka}, ports: [{port: 9092}]}
---
apiVersion: v1
kind: Service
metadata: {name: kafka-ordinal}
spec: {selector: {statefulset.kubernetes.io/pod-name: kafka-ORDINAL}, ports: [{port: 9092}]}
"""
CAUSE = Cause(
    "ordinal-not-made",
    "",
    WARNING,
    "a Service selects one pod of a StatefulSet, which does not make so many",
    "The pods of a StatefulSet are numbered from 0 (or spec.ordinals.start) up to its replicas. A Service that selects one by its name or "
    "number has no endpoint while there are fewer.",
    example=EXAMPLE.replace("ORDINAL", "2"),
    sound=EXAMPLE.replace("ORDINAL", "1"),
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        given = given_labels.given_pairs(services.selector(service))
        wanted = given.get(given_labels.POD_NAME) or given.get(given_labels.POD_INDEX)
        if not wanted or view.selected_pods(service):
            continue
        sets = [
            workload
            for workload in given_labels.makers(view, service, given)
            if objects.key(workload).kind == "StatefulSet" and is_meant(workload, wanted)
        ]
        if sets and not any(is_made(stateful_set, wanted) for stateful_set in sets):
            yield missing(view, service, sets[0], wanted)


def is_meant(stateful_set: Object, wanted: str) -> bool:
    """Return whether a pod name is one of a StatefulSet's; a number may be any's."""
    return wanted.isdecimal() or wanted.rpartition("-")[0] == objects.name(stateful_set)


def is_made(stateful_set: Object, wanted: str) -> bool:
    """Return whether a StatefulSet makes the pod of this name or number."""
    ordinal = wanted.rpartition("-")[2]
    start = objects.read(stateful_set, "spec.ordinals.start", 0)
    replicas = objects.read(stateful_set, "spec.replicas", 1)
    return ordinal.isdecimal() and start <= int(ordinal) < start + replicas


def missing(view: View, service: Object, stateful_set: Object, wanted: str) -> Finding:
    """Return the finding for a pod that is not made."""
    key = objects.key(stateful_set)
    replicas, ordinal = objects.read(stateful_set, "spec.replicas", 1), wanted.rpartition("-")[2]
    more = int(ordinal) + 1 if ordinal.isdecimal() else 0
    fix = patches.command("scale", key, f"--replicas={more}")
    return Finding(
        CAUSE,
        objects.key(service),
        "spec.selector",
        f"{title(key)} has {pluralize(replicas, 'replica')}, {key.name}-{ordinal} is not there",
        patches.choose_fix(view, fix, f"replicas: {more}") if more else "",
        title(key),
    )
