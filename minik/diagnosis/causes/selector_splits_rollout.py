"""Selectors that match the pods of only one ReplicaSet of a Deployment."""

from collections.abc import Iterator

from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.selector_matches import format_selector
from minik.diagnosis.view import (
    View,
    first_few,
    owners,
    plain_labels,
    pod_template,
    title,
)
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "selector-splits-rollout",
    "F4",
    WARNING,
    "pods of one ReplicaSet of a Deployment match, those of another do not",
    "The template's labels were changed, and pods of the old and of the new ReplicaSet live side by side; the Service selects only one "
    "sort of them. Select by labels that both have, or finish the rollout.",
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        yield from split_rollout(view, service)


def split_rollout(view: View, service: Object) -> Iterator[Finding]:
    """Yield Deployments of which only some ReplicaSets have the labels."""
    selector = services.selector(service)
    for key in view.makers_behind(service):
        if key.kind != "Deployment":
            continue
        sets = (
            view.cluster.table("ReplicaSet")
            .index_by(owners)
            .get((key.kind, key.namespace, key.name), ())
        )
        alive = [
            replica_set for replica_set in sets if objects.read(replica_set, "spec.replicas", 1)
        ]
        outside = [
            replica_set
            for replica_set in alive
            if not selector.items() <= pods.template_labels(pod_template(replica_set)).items()
        ]
        if outside and len(outside) < len(alive):
            inside = [
                objects.name(replica_set) for replica_set in alive if replica_set not in outside
            ]
            others = first_few(list(map(objects.name, outside)))
            yield Finding(
                CAUSE,
                objects.key(service),
                "spec.selector",
                f"of {title(key)} it selects the pods of {first_few(inside)}, not those of {others}, "
                f"which have {format_selector(plain_labels(pods.template_labels(pod_template(outside[0]))))}",
                near=title(key),
            )
