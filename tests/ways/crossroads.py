"""A cluster with the kinds of Gateway API, what is asked of it, and what was recorded of others."""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import stage
import yaml

from minik.bootstrap import new_cluster
from minik.bootstrap.init_options import parse_settings
from minik.controllers import settle
from minik.diagnosis import way_resolution
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.render import way_document
from minik.ways import request

DATA = Path(__file__).parents[1] / "data" / "ways"
GROUP = "gateway.networking.k8s.io"
CLASS = {
    "apiVersion": f"{GROUP}/v1",
    "kind": "GatewayClass",
    "metadata": {"name": "edge"},
    "spec": {"controllerName": "example.com/edge"},
}


@cache
def new(pool: str = "") -> Cluster:
    """A cluster in which nobody has done anything yet."""
    made = new_cluster.create_cluster(
        parse_settings(pool=pool, disable_admission_plugins="ServiceAccount"),
        stage.NOW,
        addons=(new_cluster.GATEWAY_API,),
    )
    return stage.saved(settle(made))


def applied(documents: str | Sequence[Object], cluster: Cluster | None = None) -> Cluster:
    """A cluster with these documents, a minute later."""
    before = cluster or new()
    found = list(yaml.safe_load_all(documents)) if isinstance(documents, str) else list(documents)
    made = stage.applied(before, found)
    return stage.saved(made, made.now + timedelta(minutes=1))


def object_of(cluster: Cluster, kind: str, name: str, namespace: str = "default") -> Object:
    """An object by the kind as people type it in small letters."""
    names = {one.partition(".")[0].lower(): one for one in cluster.kinds()}
    found = cluster.get(names[kind], namespace, name)
    assert found is not None, f"{kind}/{name}"
    return found


def asked(cluster: Cluster, url: str, *headers: str, method: str = "") -> dict[str, Any]:
    """Where a URL leads, as programs read it."""
    resolution = way_resolution.resolve(cluster, request.parse(url, headers, method))
    made: dict[str, Any] = json.loads(way_document.render(resolution, "json"))
    return made


def answer(got: dict[str, Any]) -> Any:
    """What was asked: the redirect, the backends with their percentages, or the status."""
    if got.get("redirect"):
        return got["redirect"]
    shares: dict[str, float] = {}
    for one in got["backends"]:
        name = (
            f"{one['namespace']}/{one['service']}:{one['port']}"
            if "service" in one
            else one["status"]
        )
        shares[str(name)] = shares.get(str(name), 0) + one["weight"]
    return shares if any("/" in name for name in shares) else got.get("status")


def condition(obj: Object, where: dict[str, Any], kind: str) -> str:
    """A condition of an object, of one of its listeners or parents: `True Accepted`."""
    for holder in holders(obj, where):
        for one in holder.get("conditions") or ():
            if one["type"] == kind:
                assert one["observedGeneration"] == obj["metadata"]["generation"]
                return f"{one['status']} {one['reason']}"
    return "none"


def holders(obj: Object, where: dict[str, Any]) -> Iterator[Any]:
    """Where conditions stand that are meant."""
    status = objects.status(obj)
    if "listener" in where:
        yield from (one for one in status["listeners"] if one["name"] == where["listener"])
        return
    entries = [*status.get("parents", ()), *status.get("ancestors", ())]
    if not entries:
        yield status
    for one in entries:
        reference = one.get("parentRef") or one["ancestorRef"]
        section = where.get("section") in (None, reference.get("sectionName"))
        if section and where.get("parent") in (None, reference["name"]):
            yield one


def recorded(family: str) -> list[str]:
    """The names of the recorded cases of a family."""
    found = sorted((DATA / family).glob("*.yaml"))
    return [f"{family}/{path.stem}" for path in found]


def steps(name: str) -> Iterator[tuple[Cluster, dict[str, Any]]]:
    """The steps of a recorded case: the cluster, and what is true of it."""
    cluster = applied((DATA / f"{name}.yaml").read_text())
    for step in json.loads((DATA / f"{name}.expected.json").read_text())["steps"]:
        if step.get("apply"):
            cluster = applied(step["apply"], cluster)
        yield cluster, step
