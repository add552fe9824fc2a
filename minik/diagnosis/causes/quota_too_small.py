"""Quotas that are too small for all pods that the workloads of their namespace want."""

from collections.abc import Iterator, Sequence

from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import Maker, View, first_few, has_status
from minik.kinds.pod import demand
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model import quantity
from minik.model.object import Object

EXAMPLE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 5
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1", resources: {requests: {cpu: 500m}}}]}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: small}
spec: {hard: {requests.cpu: SIZE}}
"""
CAUSE = Cause(
    "quota-too-small",
    "",
    WARNING,
    "a ResourceQuota is too small for all pods that the workloads of its namespace want",
    "What is over the quota is refused when a controller makes it (FailedCreate, exceeded quota): fewer pods run than replicas say, and a "
    "rollout waits for room. Count every replica of every workload, and one more while a Deployment is rolled out.",
    example=EXAMPLE.replace("SIZE", '"1"'),
    sound=EXAMPLE.replace("SIZE", '"4"'),
)
ONCE = ("Job", "CronJob", "DaemonSet")


class Wish(NamedTuple):
    """What a workload wants of a resource in all, in nanos, for its number of pods."""

    maker: Maker
    number: int
    nano: int


def findings(view: View) -> Iterator[Finding]:
    quotas = view.of("ResourceQuota")
    wanted = view.index(makers) if quotas else {}
    for quota in quotas:
        spec = objects.spec(quota)
        if spec.get("scopes") or spec.get("scopeSelector"):
            continue
        for resource, hard in (spec.get("hard") or {}).items():
            finding = judge(view, quota, resource, str(hard), wanted)
            if finding:
                yield finding


def makers(view: View) -> dict[str, list[Maker]]:
    """Return the makers whose pods nobody has recorded yet, by namespace."""
    found: dict[str, list[Maker]] = {}
    for maker in view.makers.values():
        if not has_status(maker.pod) and maker.key.kind not in ONCE:
            found.setdefault(maker.key.namespace, []).append(maker)
    return found


def judge(
    view: View, quota: Object, resource: str, hard: str, wanted: dict[str, list[Maker]]
) -> Finding | None:
    """Return the finding for one resource of a quota; None if there is room."""
    here = wanted.get(objects.namespace(quota), [])
    wishes = [wish for maker in here if (wish := wish_of(view, maker, resource)) and wish.nano]
    total = sum(wish.nano for wish in wishes)
    most = quantity.parse(hard).nano
    alone = len(wishes) == 1 and wishes[0].number == 1
    if total <= most or alone and resource != "pods":
        return None  # one pod that is larger than the quota is another cause's
    amount = quantity.format_quantity(quantity.parse(hard)._replace(nano=total, text=""))
    text = f"{resource}: {hard}, and {describe(wishes)} want {amount} in all"
    return Finding(
        CAUSE,
        objects.key(quota),
        f"spec.hard[{resource}]",
        text,
        f"hard: {{{resource}: {amount}}}, or fewer replicas",
        about=tuple(wish.maker.key for wish in wishes),
    )


def describe(wishes: Sequence[Wish]) -> str:
    """Return workloads with their numbers of pods."""
    return first_few([f"{wish.number} pods of {wish.maker.title}" for wish in wishes])


def wish_of(view: View, maker: Maker, resource: str) -> Wish | None:
    """Return what a workload wants of a resource; None for a resource that is not of pods."""
    workload = view.cluster.get(*maker.key)
    number = int(objects.read(workload, "spec.replicas", 1)) if workload else maker.number
    if resource in ("pods", "count/pods"):
        return Wish(maker, number, number * quantity.NANOS)
    side, _, name = resource.partition(".")
    if not name:
        side, name = "requests", resource
    if side not in ("requests", "limits"):
        return None
    amount = demand.pod_total(objects.spec(maker.pod), side).get(name)
    return Wish(maker, number, number * amount.nano) if amount else None
