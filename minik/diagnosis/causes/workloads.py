"""How workloads make their pods: what keeps pods from starting or finding each other, or leaves a
Service without a ready pod.
"""

import re
from collections.abc import Iterator
from math import ceil

from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.mentions import texts
from minik.diagnosis.view import Maker, View, pluralize, title
from minik.kinds import pod as pods
from minik.kinds import stateful_set as stateful_sets
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Key, Object

PEERS = Cause(
    "peers-wait-for-ready",
    "F14",
    INFO,
    "peers look each other up before they are ready, and are published only when they are",
    "The names of a StatefulSet's pods appear in DNS when the pods are ready. Where they need each other to become ready, the headless "
    "Service needs publishNotReadyAddresses: true.",
    SUSPECT,
)
DOUBLE = Cause(
    "port-declared-twice",
    "F26b",
    WARNING,
    "two containers of a pod declare the same port or port name",
    "Containers of one pod share its address, so only one can listen on a port; a name that two of them use is the first one's port.",
)
LOOPBACK = Cause(
    "listens-on-loopback",
    "F31",
    INFO,
    "the application seems to listen on 127.0.0.1 only",
    "Inside a pod 127.0.0.1 is the pod itself: what listens there is reached by no Service. Listen on 0.0.0.0 or [::].",
    SUSPECT,
)
CLASH = Cause(
    "host-port-clash",
    "F37",
    WARNING,
    "pods want the same port of a node",
    "A host port is taken once on every node, and on the host network every port is a host port. The second pod that wants it stays "
    "pending, or goes elsewhere.",
)
GAP = Cause(
    "rollout-gap",
    "F76",
    WARNING,
    "while it is rolled out, the Service has moments without a ready pod",
    "With Recreate, or where maxUnavailable lets all pods go at once, old pods end before new ones are ready. A single replica without a "
    "readiness probe counts as ready before it serves.",
)
BIND = re.compile(
    r"^-{1,2}[\w.-]*(?:bind|listen|host|addr|address)[\w.-]*[= ](?:https?://)?(?:127\.0\.0\.1|localhost)(?::\d+)?$"
)
BIND_FLAG = re.compile(r"^-{1,2}(?:[\w.-]*(?:bind|listen)[\w.-]*|host|addr|address)$")
LOOPBACKS = re.compile(r"^(?:127\.0\.0\.1|localhost)(?::\d+)?$")
BIND_VARIABLE = re.compile(
    r"^(?:HOST|BIND|LISTEN|(?:[A-Z]+_)?(?:BIND|LISTEN)(?:_?(?:ADDR|ADDRESS|HOST|IP))?)$"
)
PERCENT = re.compile(r"[0-9]{1,3}%")


def findings(view: View) -> Iterator[Finding]:
    served: dict[Key, Object] = {}
    for service in view.selector_services:
        for key in view.makers_behind(service):
            served.setdefault(key, service)
    for maker in view.makers.values():
        yield from duplicate_ports(maker)
        if maker.key in served:
            yield from loopback(maker, served[maker.key])
    yield from (
        finding
        for stateful_set in view.cluster.of("StatefulSet")
        for finding in peers(view, stateful_set)
    )
    yield from clashes(view)
    for deployment in view.cluster.of("Deployment"):
        if objects.key(deployment) in served:
            yield from rollout_gap(deployment, served[objects.key(deployment)])


def peers(view: View, stateful_set: Object) -> Iterator[Finding]:
    """Yield StatefulSets whose pods have readiness probes and mention each other's names."""
    key, name = objects.key(stateful_set), stateful_sets.service_name(stateful_set)
    service = view.cluster.get("Service", key.namespace, name) if name else None
    maker = view.makers.get(key)
    if (
        service is None
        or maker is None
        or not services.is_headless(service)
        or services.publishes_not_ready(service)
    ):
        return
    probes = any(container.get("readinessProbe") for container in pods.containers(maker.pod))
    mention = re.compile(
        rf"(?<![-\w]){re.escape(key.name)}-(?:\d+|\$\w*)\.{re.escape(name)}\b|[)}}]\.{re.escape(name)}\b"
    )
    mentioning = next((text for text in texts(maker.pod) if mention.search(text.value)), None)
    if probes and mentioning:
        yield Finding(
            PEERS,
            objects.key(service),
            "spec.publishNotReadyAddresses",
            f"the pods of {title(key)} call each other by {name} ({mentioning.value[:40]}), and have a readiness probe",
            "publishNotReadyAddresses: true",
            title(key),
        )


def duplicate_ports(maker: Maker) -> Iterator[Finding]:
    """Yield a port, or a port name, that two containers of a pod declare."""
    numbers: dict[tuple[int, str], str] = {}
    names: dict[tuple[str, str], str] = {}
    for index, container in enumerate(pods.containers(maker.pod)):
        for position, port in enumerate(container.get("ports") or ()):
            protocol = port.get("protocol") or "TCP"
            path = f"{maker.path}.spec.containers[{index}].ports[{position}]".removeprefix(".")
            port_owner = numbers.setdefault((port["containerPort"], protocol), container["name"])
            name_owner = (
                names.setdefault((port["name"], protocol), container["name"])
                if port.get("name")
                else container["name"]
            )
            if container["name"] not in (port_owner, name_owner) or port_owner != container["name"]:
                yield Finding(
                    DOUBLE,
                    maker.key,
                    path,
                    f"containers {port_owner} and {container['name']} both declare "
                    f"{port['containerPort']}/{protocol}",
                    "another port for one of them",
                )
            elif name_owner != container["name"]:
                yield Finding(
                    DOUBLE,
                    maker.key,
                    path,
                    f'containers {name_owner} and {container["name"]} both call a port "{port["name"]}"; '
                    f"the one of {name_owner} counts",
                    "another name for one of them",
                )


def loopback(maker: Maker, service: Object) -> Iterator[Finding]:
    """Yield arguments or variables that make a server listen on 127.0.0.1."""
    previous = ""
    for text in texts(maker.pod):
        flag = BIND.match(text.value) or BIND_FLAG.match(previous) and LOOPBACKS.match(text.value)
        if flag or BIND_VARIABLE.match(text.variable) and LOOPBACKS.match(text.value):
            yield Finding(
                LOOPBACK,
                maker.key,
                f"{maker.path}.{text.path}".removeprefix("."),
                f"{text.variable or previous if not BIND.match(text.value) else ''} {text.value}".strip()
                + f", behind Service {objects.name(service)}",
                re.sub(r"localhost|127\.0\.0\.1", "0.0.0.0", text.value),
            )
            return
        previous = text.value


def clashes(view: View) -> Iterator[Finding]:
    """Yield host ports that a DaemonSet takes on every node and another workload wants."""
    taken: dict[tuple[int, str], list[Maker]] = {}
    for maker in view.makers.values():
        spec = objects.spec(maker.pod)
        if spec.get("nodeSelector") or spec.get("affinity") or maker.key.kind in ("Job", "CronJob"):
            continue
        for port in {
            (
                port.get("hostPort")
                or (port["containerPort"] if pods.uses_host_network(maker.pod) else 0),
                port.get("protocol") or "TCP",
            )
            for port in pods.ports(maker.pod)
        }:
            if port[0]:
                taken.setdefault(port, []).append(maker)
    for (number, protocol), makers in taken.items():
        everywhere = next((maker for maker in makers if maker.key.kind == "DaemonSet"), None)
        for maker in makers if everywhere else ():
            if maker is not everywhere and everywhere:
                yield Finding(
                    CLASH,
                    maker.key,
                    f"{maker.path}.spec.containers".removeprefix("."),
                    f"it wants port {number}/{protocol} of a node, which {everywhere.title} takes on all",
                    "another hostPort",
                    everywhere.title,
                )


def rollout_gap(deployment: Object, service: Object) -> Iterator[Finding]:
    """Yield Deployments all of whose pods may be missing during a rollout."""
    replicas, key = objects.read(deployment, "spec.replicas", 1), objects.key(deployment)
    strategy = objects.spec(deployment).get("strategy") or {}
    name = objects.name(service)
    if replicas and strategy.get("type") == "Recreate":
        yield Finding(
            GAP,
            key,
            "spec.strategy.type",
            f"Recreate: all pods of Service {name} end before new ones start",
            "type: RollingUpdate",
            level=INFO if replicas == 1 else "",
        )
        return
    rolling = strategy.get("rollingUpdate") or {}
    unavailable = pod_count(rolling.get("maxUnavailable", "25%"), replicas, up=False)
    if unavailable == 0 and pod_count(rolling.get("maxSurge", "25%"), replicas, up=True) == 0:
        unavailable = 1
    if replicas and unavailable >= replicas:
        yield Finding(
            GAP,
            key,
            "spec.strategy.rollingUpdate.maxUnavailable",
            f"maxUnavailable {rolling.get('maxUnavailable', '25%')} of {pluralize(replicas, 'replica')}: all pods of {name} may be "
            "away at once",
            "maxUnavailable: 0, with maxSurge: 1",
        )
    elif replicas == 1 and not any(
        container.get("readinessProbe")
        for container in pods.containers(
            {"spec": objects.read(deployment, "spec.template.spec", {})}
        )
    ):
        yield Finding(
            GAP,
            key,
            "spec.template.spec.containers",
            f"one replica without a readiness probe: behind Service {name} a new pod "
            "counts as ready before it serves",
            "a readinessProbe",
            level=INFO,
        )


def pod_count(value: int | str, replicas: int, *, up: bool) -> int:
    """Return how many pods a number or a percentage is."""
    if isinstance(value, int):
        return value
    share = int(value.rstrip("%")) * replicas / 100 if PERCENT.fullmatch(value) else 0
    return ceil(share) if up else int(share)
