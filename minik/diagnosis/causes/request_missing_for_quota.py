"""Containers without the requests or limits that the quota of their namespace makes necessary."""

from collections.abc import Iterator, Mapping

from minik.diagnosis import references
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.view import Maker, View, first_few, has_status
from minik.kinds import pod as pods
from minik.kinds.pod import demand
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1", resources: RESOURCES}]}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: compute}
spec: {hard: {requests.cpu: "4", limits.memory: 8Gi}}
"""
CAUSE = Cause(
    "request-missing-for-quota",
    "",
    ERROR,
    "a quota counts a resource that the containers do not ask for, so their pods are refused",
    "Where a ResourceQuota limits requests or limits of cpu or memory, every container has to say how much it wants, or a LimitRange has to "
    "say it for them. The server refuses other pods (must specify ...), and the workload makes none.",
    example=EXAMPLE.replace("RESOURCES", "{}"),
    sound=EXAMPLE.replace("RESOURCES", "{requests: {cpu: 100m}, limits: {memory: 64Mi}}"),
)
COUNTED = {
    "cpu": ("requests", "cpu"),
    "memory": ("requests", "memory"),
    **{
        f"{side}.{name}": (side, name)
        for side in ("requests", "limits")
        for name in ("cpu", "memory")
    },
}


def findings(view: View) -> Iterator[Finding]:
    for maker in view.makers.values():
        for quota in view.cluster.within("ResourceQuota", maker.key.namespace):
            if has_status(maker.pod) or objects.spec(quota).get("scopes"):
                continue
            missing = list(unspecified(view, maker, quota))
            if missing:
                yield Finding(
                    CAUSE,
                    maker.key,
                    references.field(maker, "spec.containers"),
                    f"ResourceQuota {objects.name(quota)} counts {first_few(missing)}, and not every container says how much",
                    resources(missing),
                )


def unspecified(view: View, maker: Maker, quota: Object) -> Iterator[str]:
    """Yield the counted resources that a container neither has nor is given."""
    given = defaults(view, maker.key.namespace)
    for name in objects.spec(quota).get("hard") or ():
        side, resource = COUNTED.get(name, ("", ""))
        holders = [objects.spec(maker.pod), *pods.containers(maker.pod)] if side else []
        if (
            holders
            and resource not in given[side]
            and resource not in demand.resource_list(holders[0], side)
            and any(resource not in demand.resource_list(held, side) for held in holders[1:])
        ):
            yield name


def defaults(view: View, namespace: str) -> Mapping[str, set[str]]:
    """Return the resources that LimitRanges give to containers, by side."""
    given: dict[str, set[str]] = {"requests": set(), "limits": set()}
    for limit_range in view.cluster.within("LimitRange", namespace):
        for limit in objects.spec(limit_range).get("limits") or ():
            if limit.get("type") == "Container":
                given["limits"] |= {*(limit.get("default") or ())}
                given["requests"] |= {
                    *(limit.get("defaultRequest") or ()),
                    *(limit.get("default") or ()),
                }
    return given


def resources(missing: list[str]) -> str:
    """Return the fields to write: `resources: {requests: {cpu: 100m}}`."""
    sides: dict[str, list[str]] = {}
    for name in missing:
        side, resource = COUNTED[name]
        sides.setdefault(side, []).append(f"{resource}: {'100m' if resource == 'cpu' else '128Mi'}")
    parts = ", ".join(
        f"{side}: {{{', '.join(dict.fromkeys(texts))}}}" for side, texts in sides.items()
    )
    return f"resources: {{{parts}}}"
