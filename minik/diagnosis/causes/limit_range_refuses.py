"""Pods and claims that a LimitRange of their namespace refuses."""

from collections.abc import Iterator

from minik.diagnosis import references
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.view import View
from minik.intake import limits as limit_rules
from minik.intake import pod_limits
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: LimitRange
metadata: {name: limits}
spec: {limits: [{type: Container, max: {memory: 512Mi}, default: {memory: 256Mi}}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1", resources: {limits: {memory: SIZE}}}]}
"""
CAUSE = Cause(
    "limit-range-refuses",
    "",
    ERROR,
    "a LimitRange of the namespace refuses the pods, or a claim",
    "A LimitRange fills in missing requests and limits with its defaults; then every container, pod and claim must lie between its minimum "
    "and maximum, and a limit may not be more than maxLimitRequestRatio times the request. A workload's pods are refused when they are made "
    "(FailedCreate).",
    example=EXAMPLE.replace("SIZE", "1Gi"),
    sound=EXAMPLE.replace("SIZE", "512Mi"),
)
CLAIM = "PersistentVolumeClaim"


def findings(view: View) -> Iterator[Finding]:
    if not view.cluster.of("LimitRange"):
        return
    for maker in references.unstarted(view):
        ranges = view.cluster.within("LimitRange", maker.key.namespace)
        pod = maker.pod
        for limit_range in ranges:
            pod = pod_limits.with_defaults(pod, limit_range)
        for limit_range in ranges:
            found = list(pod_limits.violations(objects.spec(pod), limit_range))
            if found:
                words = limit_rules.join_messages(found)
                text = f"LimitRange {objects.name(limit_range)} refuses its pods: {words}"
                path = references.field(maker, "spec.containers")
                fix = "requests and limits as the LimitRange has them"
                about = (objects.key(limit_range), objects.key(maker.pod))
                yield Finding(CAUSE, maker.key, path, text, fix, about=about)
                break
    for claim in view.of(CLAIM):
        if not objects.status(claim).get("phase"):
            yield from of_claim(view, claim)


def of_claim(view: View, claim: Object) -> Iterator[Finding]:
    """Yield the finding for a claim that is too small or too large."""
    requests = objects.read(claim, "spec.resources.requests", {})
    for limit_range in view.cluster.within("LimitRange", objects.namespace(claim)):
        for limit in limit_rules.limits_of_type(limit_range, CLAIM):
            for message in limit_rules.claim_problems(limit, requests):
                text = f"LimitRange {objects.name(limit_range)} refuses it: {message}"
                path = "spec.resources.requests.storage"
                yield Finding(CAUSE, objects.key(claim), path, text, "requests: {storage: ...}")
                return
