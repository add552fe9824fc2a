"""Names that clients call and that no Service has."""

from collections.abc import Iterator, Sequence

from minik.diagnosis import patches, references
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.mentions import Call, Mentions
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import Maker, View, first_few
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.ip import is_address
from minik.model.object import Key

EXAMPLE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: catalog}
spec:
  selector: {matchLabels: {app: catalog}}
  template:
    metadata: {labels: {app: catalog}}
    spec: {containers: [{name: catalog, image: "catalog:1", ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: checkout}
spec: {containers: [{name: checkout, image: "checkout:1", env: [{name: CATALOG_ADDR, value: "catalog:8080"}]}]}
"""
SERVICE = """---
apiVersion: v1
kind: Service
metadata: {name: catalog}
spec: {selector: {app: catalog}, ports: [{port: 8080}]}
"""
CAUSE = Cause(
    "name-without-service",
    "",
    ERROR,
    "a client calls a name that no Service has",
    "In a cluster a name is looked up among the Services: NAME in the client's own namespace, NAME.NAMESPACE elsewhere. Pods and "
    "Deployments have no names of their own there. A name that no Service has does not resolve.",
    example=EXAMPLE,
    sound=EXAMPLE + SERVICE,
)
API_SERVER = ("kubernetes", "default")  # a Service that every cluster has
LOCAL = frozenset(
    (
        "localhost",
        "host",
        "kubernetes",
        "metadata",
        "docker",
        "none",
        "null",
        "auto",
        "true",
        "false",
        "all",
        "any",
        "self",
    )
)


def findings(view: View) -> Iterator[Finding]:
    told: set[tuple[Key, str]] = set()
    for call in view.index(Mentions).calls:
        target = service_name(view, call)
        if target is None or (call.maker.key, call.host) in told or is_known(view, call, *target):
            continue
        told.add((call.maker.key, call.host))
        finding = judge(view, call, *target)
        if finding:
            yield finding


def service_name(view: View, call: Call) -> tuple[str, str] | None:
    """Return the name and namespace of the Service that a host means; None if it may be a host
    outside of the cluster.
    """
    domain = view.cluster.settings.cluster_domain
    labels = call.host.removesuffix(f".{domain}").split(".")
    if is_address(call.host) or not any(letter.isalpha() for letter in call.host):
        return None
    if labels[-1] == "svc" and len(labels) in (3, 4):
        return labels[-3], labels[-2]
    if len(labels) == 1 and call.host == labels[0]:
        return labels[0], call.maker.key.namespace
    if len(labels) == 2 and labels[1] in view.index(namespaces):
        return labels[0], labels[1]
    return None


def namespaces(view: View) -> frozenset[str]:
    """Return the namespaces that are there, or that an object is in."""
    named = {objects.name(namespace) for namespace in view.cluster.of("Namespace")}
    kinds = ("Service", "Pod")
    return frozenset(
        named | {objects.namespace(obj) for kind in kinds for obj in view.cluster.of(kind)}
    )


def is_known(view: View, call: Call, name: str, namespace: str) -> bool:
    """Return whether a name leads somewhere: a Service, the pod itself, or an alias of its hosts file.
    A short name that is a Service elsewhere is a cause of its own.
    """
    if view.cluster.held.hides(namespace) or (name, namespace) == API_SERVER:
        return True
    pod = call.maker.pod
    aliases = objects.read(pod, "spec.hostAliases", ())
    own = {call.maker.key.name, pods.hostname(pod), objects.name(pod), *LOCAL}
    if view.cluster.get("Service", namespace, name) or call.host in own:
        return True
    if any(call.host in (alias.get("hostnames") or ()) for alias in aliases):
        return True
    if name in {container.get("name") for container in pods.containers(pod)} and not call.port:
        return True
    return "." not in call.host and name in view.index(service_names)


def service_names(view: View) -> frozenset[str]:
    """Return the names of all Services."""
    return frozenset(objects.name(service) for service in view.cluster.of("Service"))


def judge(view: View, call: Call, name: str, namespace: str) -> Finding | None:
    """Return the finding for a name without a Service; None if the text may mean no host at all."""
    elsewhere = sorted(references.elsewhere(view, "Service", name))
    kinds = ("Deployment", "StatefulSet", "DaemonSet", "Pod", "ReplicaSet")
    candidates = (Key(kind, namespace, name) for kind in kinds)
    maker = next((view.makers[key] for key in candidates if key in view.makers), None)
    near, workload = likely(view, call, name, namespace, maker), maker.title if maker else ""
    if not (near or workload or elsewhere or call.strong):
        return None
    text = f'{call.text}: there is no Service "{name}" in namespace {namespace}'
    if near:
        text += f"; there is {near}"
    elif elsewhere:
        text += f"; there is one in {first_few(elsewhere)}"
    elif workload:
        text += f"; {workload} is no name that a client can call"
    fix = correction(call, name, near, elsewhere, workload)
    known = bool(near or workload or is_placed(view, name, elsewhere))
    sure = known or view.settled
    return Finding(
        CAUSE,
        call.maker.key,
        call.field,
        text,
        fix,
        near,
        level="" if known else WARNING if view.settled or is_awaited(call) else INFO,
        doubt="" if sure else SUSPECT,
    )


def likely(view: View, call: Call, name: str, namespace: str, maker: Maker | None) -> str:
    """Return the Service that was probably meant; "" if there is none. It does not lead to the caller
    itself, and where a workload is called exactly so, it leads there.
    """
    here = references.names(view, "Service", namespace)
    found = kin(name, here) if len(here) <= references.MOST else ""
    service = view.cluster.get("Service", namespace, found) if found else None
    selector = (services.selector(service) if service else {}).items()
    if not selector:
        return found
    is_own = selector <= objects.labels(call.maker.pod).items()
    is_another = maker is not None and not selector <= objects.labels(maker.pod).items()
    return "" if is_own or is_another else found


def is_awaited(call: Call) -> bool:
    """Return whether an init container calls the name: the pod does not start before it answers."""
    return call.path.startswith("spec.initContainers")


def is_placed(view: View, name: str, elsewhere: Sequence[str]) -> bool:
    """Return whether the Services of a name elsewhere are there for certain: files that name no
    namespace may be meant for any.
    """
    services = [view.cluster.get("Service", namespace, name) or {} for namespace in elsewhere]
    return bool(services) and (
        view.settled
        or all(
            objects.read(view.user_document(service) or {}, "metadata.namespace")
            for service in services
        )
    )


def correction(call: Call, name: str, near: str, elsewhere: Sequence[str], workload: str) -> str:
    """Return the name that was meant, or the Service that is missing."""
    if near:
        return call.host.replace(name, near, 1)
    if elsewhere:
        return f"{name}.{elsewhere[0]}"
    port = call.port or 80
    if workload:
        kind, _, path = workload.partition(" ")
        namespace = path.partition("/")[0]
        return patches.command("expose", Key(kind, namespace, name), f"--port={port}")
    return f"a Service {name}"


def kin(name: str, others: Sequence[str]) -> str:
    """Return the Service that was probably meant: misspelt, or with a word more or less."""
    near = nearest(name, others)
    if near:
        return near
    longer = [other for other in others if shares_words(name, other)]
    return longer[0] if len(longer) == 1 else ""


def shares_words(name: str, other: str) -> bool:
    """Return whether one name is the other with words before or behind it: db, db-service."""
    short, long = sorted((name, other), key=len)
    return long.startswith(f"{short}-") or long.endswith(f"-{short}")
