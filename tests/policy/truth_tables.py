"""Cases of truth tables: pods, policies, what changes step by step, and which pairs are cut off."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_network
from typing import Any

import objects

from minik.kinds import network_policy
from minik.model.cluster import Cluster
from minik.model.object import Object, key, namespace
from minik.model.source import Objects
from minik.policy.matrix import Matrix, matrix


def pod(number: int, said: Mapping[str, Any]) -> Object:
    """A running pod, with an address and the ports of a case."""
    where, _, name = said["pod"].partition("/")
    doors = [
        {"name": title, "protocol": door.split("/")[0], "containerPort": int(door.split("/")[1])}
        for title, door in said["ports"].items()
    ]
    address = said.get("address") or f"10.{number}.0.7"
    return objects.build(
        "Pod",
        name,
        where,
        metadata={"labels": said["labels"]},
        spec={"containers": [{**objects.CONTAINER, "ports": doors}]},
        status={"phase": "Running", "podIP": address, "podIPs": [{"ip": address}]},
    )


def cluster(found: Sequence[Object]) -> Cluster:
    by_kind: dict[str, dict[str, Object]] = {}
    for one in found:
        whole = network_policy.default(one) if one["kind"] == "NetworkPolicy" else one
        by_kind.setdefault(key(whole).kind, {})[key(whole).path] = whole
    return Cluster(Objects(by_kind))


def steps(case: Mapping[str, Any]) -> Iterator[tuple[Cluster, Mapping[str, Sequence[str]]]]:
    """Yield the cluster of each step, and the pairs that are cut off there, by protocol and port."""
    found = [*(pod(*one) for one in enumerate(case["pods"])), *case["objects"]]
    for step in case["steps"]:
        for words in step.get("run", ()):
            found = list(ran(found, words))
        applied = json.loads(addressed(json.dumps(step.get("apply", [])), found))
        keys = [key(one) for one in applied]
        found = [*(one for one in found if key(one) not in keys), *applied]
        yield cluster(found), step["denied"]


def ran(found: Sequence[Object], words: Sequence[str]) -> Iterator[Object]:
    """Yield what `delete KIND NAME -n NAMESPACE` or `label KIND NAME LABEL=VALUE` or `LABEL-` leaves."""
    verb, kind, name, *rest = words
    for one in found:
        meant = one["kind"].lower() == kind and one["metadata"]["name"] == name
        if not meant or "-n" in rest and namespace(one) != rest[-1]:
            yield one
        elif verb == "label":
            label, equals, value = rest[0].partition("=")
            labels = {**one["metadata"].get("labels", {}), label: value}
            labels = labels if equals else {k: v for k, v in labels.items() if f"{k}-" != label}
            yield {**one, "metadata": {**one["metadata"], "labels": labels}}


def addressed(text: str, found: Sequence[Object]) -> str:
    """Return a text in which `$IP(x/a)` is a pod's address and `$NET4(x/a)` the /4 around it."""
    known = {key(one).path: one["status"]["podIP"] for one in found if one["kind"] == "Pod"}
    text = re.sub(r"\$IP\((.*?)\)", lambda match: known[match[1]], text)
    return re.sub(
        r"\$NET4\((.*?)\)", lambda m: str(ip_network(f"{known[m[1]]}/4", strict=False)), text
    )


def wrong(found: Cluster, denied: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the pairs of which the table says something else."""
    table: Matrix = matrix(found)
    said = {
        (f"{cell.door[0]}/{cell.door[1]}", f"{cell.client} > {cell.server}"): cell.verdict.allowed
        for cell in table.cells()
        if cell.client != cell.server
    }
    return [
        f"{door} {pair} is {allowed}"
        for (door, pair), allowed in said.items()
        if door in denied and allowed is (pair in denied[door])
    ]
