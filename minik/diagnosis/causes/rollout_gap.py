"""Deployments all of whose pods may be missing during a rollout."""

from collections.abc import Iterator, Mapping
from math import ceil

from minik import light_re as re
from minik.diagnosis.finding import INFO, WARNING, Cause, Finding
from minik.diagnosis.relations import served_makers
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object
from minik.model.wording import pluralize

CAUSE = Cause(
    "rollout-gap",
    "F76",
    WARNING,
    "while it is rolled out, the Service has moments without a ready pod",
    "With Recreate, or where maxUnavailable lets all pods go at once, old pods end before new ones are ready. A single replica without a "
    "readiness probe counts as ready before it serves.",
)
PERCENT = re.compile(r"[0-9]{1,3}%")


def findings(view: View) -> Iterator[Finding]:
    for key, service in view.index(served_makers).items():
        deployment = view.cluster.get(*key) if key.kind == "Deployment" else None
        if deployment is not None:
            yield from rollout_gap(deployment, service)


def rollout_gap(deployment: Object, service: Object) -> Iterator[Finding]:
    """Yield Deployments all of whose pods may be missing during a rollout."""
    replicas, key = objects.read(deployment, "spec.replicas", 1), objects.key(deployment)
    strategy = objects.spec(deployment).get("strategy") or {}
    rolling, name = strategy.get("rollingUpdate") or {}, objects.name(service)
    if replicas and strategy.get("type") == "Recreate":
        text = f"Recreate: all pods of Service {name} end before new ones start"
        level = INFO if replicas == 1 else ""
        yield Finding(CAUSE, key, "spec.strategy.type", text, "type: RollingUpdate", level=level)
    elif replicas and unavailable_pods(rolling, replicas) >= replicas:
        share = rolling.get("maxUnavailable", "25%")
        yield Finding(
            CAUSE,
            key,
            "spec.strategy.rollingUpdate.maxUnavailable",
            f"maxUnavailable {share} of {pluralize(replicas, 'replica')}: all pods of {name} may be away at once",
            "maxUnavailable: 0, with maxSurge: 1",
            level=INFO if replicas == 1 else "",
        )
    elif replicas == 1 and not has_readiness_probe(deployment):
        yield Finding(
            CAUSE,
            key,
            "spec.template.spec.containers",
            f"one replica without a readiness probe: behind Service {name} a new pod "
            "counts as ready before it serves",
            "a readinessProbe",
            level=INFO,
        )


def has_readiness_probe(deployment: Object) -> bool:
    """Return whether a container of the template has a readiness probe."""
    pod = {"spec": objects.read(deployment, "spec.template.spec", {})}
    return any(container.get("readinessProbe") for container in pods.containers(pod))


def unavailable_pods(rolling: Mapping[str, Any], replicas: int) -> int:
    """Return how many pods may be away during a rollout; at least one if none may be added."""
    unavailable = pod_count(rolling.get("maxUnavailable", "25%"), replicas, up=False)
    surge = pod_count(rolling.get("maxSurge", "25%"), replicas, up=True)
    return unavailable or int(surge == 0)


def pod_count(value: int | str, replicas: int, *, up: bool) -> int:
    """Return how many pods a number or a percentage is."""
    if isinstance(value, int):
        return value
    share = int(value.rstrip("%")) * replicas / 100 if PERCENT.fullmatch(value) else 0
    return ceil(share) if up else int(share)
