"""A HorizontalPodAutoscaler for a workload, as `autoscale` makes it."""

from minik.errors import ClientError
from minik.intake.scaling import SCALABLE
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.object import Object
from minik.model.quantity import QuantityError, parse

GROUPLESS = "could not find scale subresource for {}, Resource={} in discovery information"


class AutoscaleOptions(NamedTuple):
    """The flags of `autoscale`; -1 and "" are left to the server."""

    name: str = ""
    min_replicas: int = -1
    max_replicas: int = -1
    cpu: str = ""
    memory: str = ""


def check_bounds(options: AutoscaleOptions) -> None:
    """Raise ClientError unless --max is at least 1 and at least --min."""
    if options.max_replicas < 1:
        raise ClientError(
            f"--max=MAXPODS is required and must be at least 1, max: {options.max_replicas}"
        )
    if options.max_replicas < options.min_replicas:
        raise ClientError(
            f"--max=MAXPODS must be larger or equal to --min=MINPODS, max: {options.max_replicas}, min: {options.min_replicas}"
        )


def build_autoscaler(scaled: Object, resource: str, options: AutoscaleOptions) -> Object:
    """Build the HorizontalPodAutoscaler; raise ClientError if the workload cannot be scaled."""
    if scaled["kind"] not in SCALABLE:
        version = (
            scaled["apiVersion"] if "/" in scaled["apiVersion"] else f"/{scaled['apiVersion']}"
        )
        raise ClientError(
            f"cannot autoscale a {scaled['kind']}: {GROUPLESS.format(version, resource)}"
        )
    metrics = [
        resource_metric(name, text)
        for name, text in (("cpu", options.cpu), ("memory", options.memory))
        if text
    ]
    reference = {
        "apiVersion": scaled["apiVersion"],
        "kind": scaled["kind"],
        "name": objects.name(scaled),
    }
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": options.name or objects.name(scaled)},
        "spec": {
            "maxReplicas": options.max_replicas,
            **({"minReplicas": options.min_replicas} if options.min_replicas > 0 else {}),
            **({"metrics": metrics} if metrics else {}),
            "scaleTargetRef": reference,
        },
    }


def resource_metric(name: str, text: str) -> Object:
    """Build a resource metric: a utilization (`70%` of requests) or an average value per pod."""
    percentage = text.removesuffix("%")
    if percentage != text:
        if not percentage.isdecimal() or int(percentage) < 1:
            raise ClientError(f"invalid value for --{name}: invalid percentage value: {text}")
        target: Object = {"type": "Utilization", "averageUtilization": int(percentage)}
    else:
        target = {"type": "AverageValue", "averageValue": check_quantity(name, text)}
    return {"type": "Resource", "resource": {"name": name, "target": target}}


def check_quantity(name: str, text: str) -> str:
    """Return the text if it is a quantity; raise ClientError otherwise."""
    try:
        parse(text)
    except QuantityError:
        raise ClientError(f"invalid value for --{name}: invalid quantity: {text}") from None
    return text
