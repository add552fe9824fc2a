"""StatefulSets whose headless Service selects other pods."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.selector_matches import format_selector
from minik.diagnosis.view import View, plain_labels, pod_template, title
from minik.kinds import pod as pods
from minik.kinds import stateful_set as stateful_sets
from minik.kinds.service import fields as services
from minik.model import object as objects

EXAMPLE = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "db:1", ports: [{containerPort: 5432}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: SELECTED}, ports: [{port: 5432}]}
---
apiVersion: v1
kind: Pod
metadata: {name: cache, labels: {app: cache}}
spec: {containers: [{name: cache, image: "cache:1", ports: [{containerPort: 5432}]}]}
"""
CAUSE = Cause(
    "stateful-set-service-elsewhere",
    "",
    ERROR,
    "the headless Service of a StatefulSet does not select its pods",
    "The pods of a StatefulSet are known as POD.SERVICE because the headless Service that serviceName names selects them. One that selects "
    "other pods gives them no name.",
    example=EXAMPLE.replace("SELECTED", "cache"),
    sound=EXAMPLE.replace("SELECTED", "db"),
)


def findings(view: View) -> Iterator[Finding]:
    for stateful_set in view.of("StatefulSet"):
        name, namespace = stateful_sets.service_name(stateful_set), objects.namespace(stateful_set)
        service = view.cluster.get("Service", namespace, name) if name else None
        labels = pods.template_labels(pod_template(stateful_set))
        if service is None or not services.selector(service) or not view.selected_pods(service):
            continue  # no Service and no pods are causes of their own
        if not services.selector(service).items() <= labels.items():
            wanted = plain_labels(labels)
            patch = {"spec": {"selector": wanted}}
            yield Finding(
                CAUSE,
                objects.key(service),
                "spec.selector",
                f"{format_selector(services.selector(service))} selects no pod of {title(objects.key(stateful_set))}, which has "
                f"{format_selector(wanted)}: its pods have no names below {name}",
                patches.choose_fix(
                    view,
                    patches.patch(objects.key(service), patch),
                    f"selector: {{{patches.pairs(wanted)}}}",
                ),
                title(objects.key(stateful_set)),
                about=(objects.key(stateful_set),),
            )
