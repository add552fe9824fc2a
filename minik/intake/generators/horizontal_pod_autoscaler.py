"""An autoscaler over a workload, as `autoscale` makes it."""
from typing import NamedTuple

from minik.errors import ClientError
from minik.intake.scaling import SCALABLE
from minik.model import object as objects
from minik.model.object import Object
from minik.model.quantity import QuantityError, parse

GROUPLESS = "could not find scale subresource for {}, Resource={} in discovery information"


class Wish(NamedTuple):
    """What was asked for; -1 and nothing leave it to the server."""

    name: str = ""
    least: int = -1
    most: int = -1
    cpu: str = ""
    memory: str = ""


def check(wish: Wish) -> None:
    """Which numbers make sense."""
    if wish.most < 1:
        raise ClientError(f"--max=MAXPODS is required and must be at least 1, max: {wish.most}")
    if wish.most < wish.least:
        raise ClientError(f"--max=MAXPODS must be larger or equal to --min=MINPODS, max: {wish.most}, min: {wish.least}")


def autoscaler(scaled: Object, resource: str, wish: Wish) -> Object:
    """The autoscaler that keeps a workload's number of pods within bounds."""
    if scaled["kind"] not in SCALABLE:
        version = scaled["apiVersion"] if "/" in scaled["apiVersion"] else f"/{scaled['apiVersion']}"
        raise ClientError(f"cannot autoscale a {scaled['kind']}: {GROUPLESS.format(version, resource)}")
    metrics = [metric(name, text) for name, text in (("cpu", wish.cpu), ("memory", wish.memory)) if text]
    reference = {"apiVersion": scaled["apiVersion"], "kind": scaled["kind"], "name": objects.name(scaled)}
    return {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": wish.name or objects.name(scaled)},
            "spec": {"maxReplicas": wish.most, **({"minReplicas": wish.least} if wish.least > 0 else {}),
                     **({"metrics": metrics} if metrics else {}), "scaleTargetRef": reference}}


def metric(name: str, text: str) -> Object:
    """How much of a resource is right: a share of what was requested (`70%`), or an amount for each pod."""
    share = text.removesuffix("%")
    if share != text:
        if not share.isdecimal() or int(share) < 1:
            raise ClientError(f"invalid value for --{name}: invalid percentage value: {text}")
        target: Object = {"type": "Utilization", "averageUtilization": int(share)}
    else:
        target = {"type": "AverageValue", "averageValue": amount(name, text)}
    return {"type": "Resource", "resource": {"name": name, "target": target}}


def amount(name: str, text: str) -> str:
    """A quantity, as it was written."""
    try:
        parse(text)
    except QuantityError:
        raise ClientError(f"invalid value for --{name}: invalid quantity: {text}") from None
    return text
