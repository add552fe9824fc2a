"""Where names and addresses of one cluster lead, asked by everybody in every proxy mode.

The cluster is that of tests/data/asked_answers.yaml: Services of every type, some of them broken. What
`resolve` and `trace` answer stands in tests/data/asked_answers.txt, each answer once, below those
who get it. `PYTHONPATH=tests/controllers:tests/shared python tests/diagnosis/asked_answers.py` writes the
file anew; look at what `git diff` shows.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import stage

from minik.diagnosis import journey
from minik.diagnosis.resolution import Viewpoint, resolve
from minik.discovery import names
from minik.errors import MinikError
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy import clients
from minik.proxy import mode as modes
from minik.render import resolution as rendered
from minik.render import trace

DATA = Path(__file__).parents[1] / "data"
FILE = DATA / "asked_answers.txt"
NAMESPACE = "shop"
ASKERS = [
    "guest",
    "default/stranger",
    "loner",
    "agent",
    "node-1",
    "node/node-2",
    "outside",
    "198.51.100.9",
    "10.244.1.2",
]
AT_NODE = "node-1"  # as its proxy sees it, whoever asks
ADDRESSES = [
    "192.168.0.11:30080",
    "192.168.0.12:30081",
    "192.168.0.11:30082",
    "192.168.0.12:30083",
    "192.168.0.11:30090",
    "192.168.0.12:30090",
    "192.168.0.11:9100",
    "192.168.0.12:9100",
    "192.168.0.11:31999",
    "127.0.0.1:30080",
    "192.0.2.80:80",
    "203.0.113.1:80",
    "10.96.7.53:53",
    "10.96.200.1:80",
    "10.244.1.2:8080",
    "10.244.9.9",
    "192.0.2.200",
]
NAMES = [
    "plain:http",
    "plain:81",
    "plain:8080",
    "headless:8080",
    "plian",
    "web.shop",
    "kube-dns.kube-system",
    "alias:81",
    "done.headless",
    "shop/plain",
]

MARKS = {mark: None for mark in range(0xFD40, 0xFE00)}  # where a terminal changes colour


@cache
def cluster() -> Cluster:
    """Return the cluster in which a pod has done its work."""
    empty = stage.new(workers=2, pool="203.0.113.0/28")
    made = stage.applied(stage.saved(empty), (DATA / "asked_answers.yaml").read_text())
    done = stage.one(made, "Pod", "done", NAMESPACE)
    return stage.with_put(made, objects.write(done, "status.phase", "Succeeded"))


def targets() -> list[str]:
    """Return what is asked for: each Service of the namespace, and some names and addresses."""
    own = [objects.name(one) for one in cluster().within("Service", NAMESPACE)]
    return [*own, *NAMES, *ADDRESSES]


def text(target: str) -> str:
    """Return what is answered of a name or an address."""
    port = first_port(target)
    packet = target if ":" in target or not port else f"{target}:{port}"
    return f"==== {target}\n" + "".join(
        f"{word}, asked by {', '.join(who)}:\n{answer.rstrip()}\n"
        for word, ask, asked in (("resolve", resolved, target), ("trace", traced, packet))
        for answer, who in grouped(ask, asked).items()
    )


def first_port(target: str) -> int:
    """Return the first port of the Service that is meant; 0 if there is none."""
    service: Object = cluster().get("Service", NAMESPACE, target) or {}
    return next((port["port"] for port in services.ports(service)), 0) if service else 0


def grouped(ask: Callable[[str, Viewpoint], str], target: str) -> dict[str, list[str]]:
    """Return each answer with those who get it, each asker with the modes where they differ."""
    answers: dict[str, dict[str, list[str]]] = {}
    for asker, view in viewpoints():
        given = answers.setdefault(said(ask, target, view), {})
        given.setdefault(asker, []).append(view.mode.name)
    every = len(list(modes.all_modes()))
    return {
        answer: [
            asker if len(told) == every else f"{asker} ({' '.join(told)})"
            for asker, told in given.items()
        ]
        for answer, given in answers.items()
    }


def viewpoints() -> Iterator[tuple[str, Viewpoint]]:
    """Yield who asks, with the view from there, in each mode; and somebody who is not known."""
    node = stage.one(cluster(), "Node", AT_NODE, "")
    for mode in modes.all_modes():
        yield "nobody in particular", Viewpoint(mode)
        yield AT_NODE + "'s proxy", Viewpoint(mode, node)
        for asker in ASKERS:
            client = clients.find(cluster(), asker, NAMESPACE)
            yield asker, Viewpoint(mode, client.node, client)


def said(ask: Callable[[str, Viewpoint], str], target: str, view: Viewpoint) -> str:
    """Return an answer, or why there is none."""
    try:
        return ask(target, view)
    except MinikError as error:
        return f"{type(error).__name__}: {error} ({error.hint})"


def resolved(target: str, view: Viewpoint) -> str:
    """Return what `resolve` says, less the line of who asks."""
    lines = rendered.text(resolve(cluster(), named(target), view)).splitlines()
    own = [line for line in lines if line.strip() and not line.startswith("  asked by ")]
    return "\n".join(own).translate(MARKS).replace(f"{view.mode.name} mode", "its mode")


def traced(target: str, view: Viewpoint) -> str:
    """Return which nodes a packet meets, and its end; the steps are those of tests/data/proxy."""
    found = journey.follow(cluster(), named(target), view)
    places = [objects.name(hop.node) if hop.node else "no node" for hop in found.hops]
    starts = [trace.start(hop.packet) for hop in found.hops] or [trace.start(found.packet)]
    return f"  {'; '.join(dict.fromkeys(starts))} at {', '.join(places)}: {trace.end(found, view.mode)}"


def named(target: str) -> names.Name:
    return names.parse(target, NAMESPACE, cluster().settings.cluster_domain)


def written() -> dict[str, str]:
    """Return what is written of each target."""
    parts = FILE.read_text(encoding="utf-8").split("==== ")[1:]
    return {part.partition("\n")[0]: f"==== {part}" for part in parts}


if __name__ == "__main__":
    FILE.write_text("".join(map(text, targets())), encoding="utf-8")
