"""PodDisruptionBudgets that cannot be computed, so that no pod of theirs may be evicted."""

from collections.abc import Iterator

from minik.diagnosis import recorded_pods
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects

EXAMPLE = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: default, uid: u1}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
status:
  disruptionsAllowed: 0
  currentHealthy: 0
  desiredHealthy: 0
  expectedPods: 0
  conditions: [{type: DisruptionAllowed, status: "False", reason: SyncFailed, message: "found no controllers for pod web"}]
"""
CAUSE = Cause(
    "disruption-budget-broken",
    "",
    WARNING,
    "a PodDisruptionBudget cannot be computed, so nothing that it selects may be evicted",
    "With maxUnavailable or a percentage the controller has to know how many pods are wanted; pods that no workload made do not tell. "
    "Until it can be computed, drains wait for ever.",
    example=EXAMPLE,
    sound=EXAMPLE.replace('"False", reason: SyncFailed', '"True", reason: SufficientPods'),
)


def findings(view: View) -> Iterator[Finding]:
    for budget in view.of("PodDisruptionBudget"):
        for condition in objects.status(budget).get("conditions") or ():
            if condition.get("reason") == "SyncFailed":
                yield Finding(
                    CAUSE,
                    objects.key(budget),
                    "status.conditions",
                    f"SyncFailed: {recorded_pods.clean(condition.get('message') or '')}",
                    "minAvailable: 1 (a number) instead of maxUnavailable or a percentage",
                )
