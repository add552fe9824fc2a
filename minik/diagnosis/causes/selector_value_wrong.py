"""Selectors that name other pods than those that are probably meant."""

from collections.abc import Iterator

from minik.diagnosis import given_labels, patches
from minik.diagnosis.finding import ERROR, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.likely_pods import Likely, likely_pods
from minik.diagnosis.view import View, title
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: backend-app, labels: {app: LABEL, tier: api}}
spec: {containers: [{name: c, image: "backend:1", ports: [{containerPort: 5678}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: backend}
spec: {selector: {app: frontend, tier: api}, ports: [{port: 80, targetPort: 5678}]}
"""
CAUSE = Cause(
    "selector-value-wrong",
    "",
    ERROR,
    "the selector has another value than the pods that the Service is probably meant for",
    "No pod has these labels. One workload whose pods no Service has fits otherwise: it declares the Service's port, or is called like it, "
    "or has the other labels. Write the selector as its pods' labels are.",
    example=EXAMPLE.replace("LABEL", "backend"),
    sound=EXAMPLE.replace("LABEL", "frontend"),
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        if not view.selected_pods(service) and not given_labels.selects_by_given_labels(
            view, service
        ):
            likely = likely_pods(view, service)
            if likely:
                yield wrong_value(view, service, likely)


def wrong_value(view: View, service: Object, likely: Likely) -> Finding:
    """Return the finding, with what speaks for the pods that were probably meant."""
    selector, pod_labels = services.selector(service), objects.labels(likely.maker.pod)
    wrong = {name: value for name, value in selector.items() if pod_labels.get(name) != value}
    reasons = [
        *(["declares the port"] if likely.port else []),
        *(["has the other labels"] if likely.same else []),
        *(["is called nearly so"] if likely.named else []),
    ]
    asked = ",".join(f"{name}={value}" for name, value in sorted(wrong.items()))
    has = ",".join(f"{name}={value}" for name, value in sorted(likely.instead.items()))
    gone = {name: None for name in wrong if name not in likely.instead}
    fix = patches.patch(objects.key(service), {"spec": {"selector": {**gone, **likely.instead}}})
    labels = patches.pairs(dict(likely.instead)) if likely.instead else patches.pairs(wrong)
    if not likely.instead:
        fix = f"labels: {{{labels}}} on {likely.maker.title}"
    return Finding(
        CAUSE,
        objects.key(service),
        f"spec.selector[{min(wrong)}]" if wrong else "spec.selector",
        f"{asked} is on no pod; the pods of {title(likely.maker.key)} have {has or 'no labels'}, and it "
        f"{' and '.join(reasons)}",
        patches.choose_fix(view, fix, labels) if likely.instead else fix,
        likely.maker.title,
        level="" if likely.sure else WARNING,
        doubt="" if likely.sure and view.settled else SUSPECT,
    )
