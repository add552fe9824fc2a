"""The status of ValidatingAdmissionPolicies: what is wrong with the types in their expressions.

Upstream rule: `pkg/controller/validatingadmissionpolicystatus`.
"""

from collections.abc import Iterable

from minik.light_typing import Any
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase

KIND = "ValidatingAdmissionPolicy"


def reconcile(cluster: Cluster) -> Iterable[Change]:
    """Yield the policies that have changed since their expressions were checked."""
    for policy in cluster.of(KIND):
        generation = policy["metadata"].get("generation", 0)
        status = policy.get("status") or {}
        if objects.read(policy, "status.observedGeneration", 0) >= generation:
            continue
        from minik.intake.policies import type_checking  # noqa: PLC0415 few clusters have policies

        custom = cluster.of("CustomResourceDefinition")
        warnings = type_checking.expression_warnings(policy, custom)
        checked: dict[str, Any] = {"expressionWarnings": warnings} if warnings else {}
        seen = {**status, "observedGeneration": generation, "typeChecking": checked}
        yield Put({**policy, "status": seen})


CONTROLLER = Controller(
    "validatingadmissionpolicy-status-controller", (KIND,), Phase.NODES, reconcile
)
