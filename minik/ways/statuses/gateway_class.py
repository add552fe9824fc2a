"""The status of a GatewayClass."""

from minik.model import object as objects
from minik.model.object import Object
from minik.ways import conditions
from minik.ways.conditions import Condition
from minik.ways.decision import Decision
from minik.ways.features import SUPPORTED
from minik.ways.vocabulary import reference


def status(decision: Decision, obj: Object, now: str) -> Object:
    """Return the status: accepted, with what is supported, unless its parameters are not there."""
    parameters = objects.read_map(obj, "spec.parametersRef")
    target = reference(parameters, "")
    lost = bool(parameters) and decision.cluster.get(*target.key) is None
    message = f'there is no {target.kind} "{target.name}"' if lost else "Accepted"
    reason = "InvalidParameters" if lost else "Accepted"
    before = objects.status(obj)
    made = [Condition("Accepted", not lost, reason, message)]
    return {
        **before,
        "conditions": conditions.merge(before.get("conditions") or (), made, obj, now),
        **({} if lost else {"supportedFeatures": [{"name": name} for name in SUPPORTED]}),
    }
