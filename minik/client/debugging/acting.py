"""What `debug` does to a cluster, object by object."""

from collections.abc import Callable

from minik import kinds
from minik.client import requests
from minik.client.debugging import containers
from minik.client.debugging.containers import Plan, Suffixes
from minik.client.debugging.wishes import Wishes
from minik.client.requests import Outcome
from minik.errors import ClientError
from minik.intake import registry, request_errors, subresources, system_metadata
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

Tell: TypeAlias = Callable[[Plan], None]


class Target(NamedTuple):
    """A pod or a node to debug, and the namespace in which a node's pod is made."""

    kind: Kind
    object: Object
    namespace: str


def debug(draft: Draft, target: Target, wishes: Wishes, tell: Tell) -> Outcome:
    """Make or change the pod for one object; `tell` is given the plan before the server is asked. Raises
    ClientError for an object that is no pod and no node.
    """
    kind, obj, namespace = target
    suffixes = endings(draft, obj)
    if kind.key == "Node":
        return create(draft, containers.pod_on_node(obj, namespace, wishes, suffixes), tell)
    if kind.key != "Pod":
        group = obj["apiVersion"] if kind.group else f"/{obj['apiVersion']}"
        raise ClientError(f'"{group}, Kind={kind.name}" not supported by debug')
    if wishes.copy_to:
        outcome = create(draft, containers.copy_pod(obj, wishes, suffixes), tell)
        if wishes.replace:
            requests.delete(draft, kind, objects.namespace(obj), objects.name(obj), at_once=True)
        return outcome
    current = draft.get("Pod", objects.namespace(obj), objects.name(obj))
    if current is None:
        raise request_errors.not_found(kind, objects.name(obj))
    plan = containers.add_ephemeral(current, wishes, suffixes)
    tell(plan)
    stored, warnings = subresources.update(draft, kind, current, plan.pod, "ephemeralcontainers")
    return Outcome(kind, stored, "patched", warnings)


def create(draft: Draft, plan: Plan, tell: Tell) -> Outcome:
    """Create the pod of a plan."""
    kind = kinds.kind_of_key("Pod")
    tell(plan)
    stored, warnings = registry.create(draft, kind, plan.pod)
    return Outcome(kind, stored, "created" if plan.container else "copied", warnings)


def endings(draft: Draft, obj: Object) -> Suffixes:
    """Return what gives a new ending of a name at each call, the same ones for the same cluster."""
    seed = f"{draft.base.lineage}/{draft.base.serial}/debug/{objects.namespace(obj)}/{objects.name(obj)}"
    numbers = iter(range(1_000_000))
    return lambda: system_metadata.name_suffix(f"{seed}/{next(numbers)}")
