"""What the server fills in in a pod and in a pod template.

Upstream rules: core/v1 `SetDefaults_Pod`, `SetDefaults_PodSpec`, `SetDefaults_Container`..., and the conversions between v1 and the
server's own form. Some defaults are for pods alone, so that the templates of old workloads stay as they are.
"""
from collections.abc import Callable
from typing import Any

from minik.kinds._resources import is_huge_page
from minik.kinds.pod import demand
from minik.kinds.pod.image import pull_policy
from minik.kinds.pod.volume_defaults import default_volume, field_ref_filled
from minik.model import quantity
from minik.model.object import Object

SPEC = {"restartPolicy": "Always", "dnsPolicy": "ClusterFirst", "schedulerName": "default-scheduler"}
CONTAINER = {"terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File"}
PROBE = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
HOOKS = ("postStart", "preStop")
CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
# alpha fields, which a server drops unless it is told to serve them
UNSERVED = {"evictionResponders", "schedulingGroup"}
# What init containers were before they had a field; the server drops it from whatever it reads.
FORGOTTEN = tuple(f"pod.{stage}.kubernetes.io/init-container{what}" for stage in ("beta", "alpha") for what in ("s", "-statuses"))


def default_pod(pod: Object) -> Object:
    """A pod with every field that the server fills in."""
    spec = with_requests(default_spec(pod.get("spec") or {}))
    spec = with_pod_resources(spec) if spec.get("resources") else spec
    if spec.get("enableServiceLinks") is None:
        spec = {**spec, "enableServiceLinks": True}
    return {**pod, "metadata": remembered(pod["metadata"]), "spec": with_host_ports(spec) if spec.get("hostNetwork") else spec}


def default_template(template: Object) -> Object:
    """A template with every field that the server fills in there."""
    metadata = remembered(template.get("metadata") or {})
    return {**template, "metadata": metadata, "spec": default_spec(template.get("spec") or {})}


def remembered(metadata: Object) -> Object:
    """Metadata without the annotations that once stood for init containers."""
    annotations = metadata.get("annotations")
    if not annotations or annotations.keys().isdisjoint(FORGOTTEN):
        return metadata
    return {**metadata, "annotations": {name: text for name, text in annotations.items() if name not in FORGOTTEN}}


def default_spec(spec: Object) -> Object:
    """What pods and templates share."""
    filled = {**spec, **{name: value for name, value in SPEC.items() if not spec.get(name)}}
    if spec.get("terminationGracePeriodSeconds") is None:
        filled["terminationGracePeriodSeconds"] = 30
    if spec.get("securityContext") is None:
        filled["securityContext"] = {}
    account = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if account:
        filled["serviceAccountName"] = filled["serviceAccount"] = account
    for field in UNSERVED & spec.keys():
        del filled[field]
    for field in CONTAINERS:
        if spec.get(field):
            filled[field] = [default_container(container or {}) for container in spec[field]]
    if spec.get("volumes"):
        filled["volumes"] = [default_volume(volume or {}) for volume in spec["volumes"]]
    if spec.get("overhead"):
        filled["overhead"] = rounded(spec["overhead"])
    return {**filled, "resources": rounded_resources(spec["resources"])} if spec.get("resources") else filled


def default_container(container: Object) -> Object:
    """A container pulls its image if need be, ends in a log, and answers probes of the usual patience."""
    filled = {**container, **{name: value for name, value in CONTAINER.items() if not container.get(name)}}
    filled["resources"] = rounded_resources(container.get("resources") or {})
    if not container.get("imagePullPolicy"):
        filled["imagePullPolicy"] = pull_policy(container.get("image") or "")
    if container.get("ports"):
        filled["ports"] = [port if port.get("protocol") else {**port, "protocol": "TCP"} for port in container["ports"]]
    if container.get("env"):
        filled["env"] = [default_variable(variable or {}) for variable in container["env"]]
    for name in PROBES:
        if container.get(name) is not None:
            filled[name] = default_probe(container[name])
    if container.get("lifecycle"):
        filled["lifecycle"] = default_lifecycle(container["lifecycle"])
    return filled if filled.get("lifecycle", True) else {name: value for name, value in filled.items() if name != "lifecycle"}


def default_variable(variable: Object) -> Object:
    """A variable that is read from the pod itself reads v1 fields."""
    source = variable.get("valueFrom")
    return {**variable, "valueFrom": field_ref_filled(source)} if source else variable


def default_probe(probe: Object) -> Object:
    """A probe asks every ten seconds and believes the third refusal."""
    return default_handler({**probe, **{name: value for name, value in PROBE.items() if not probe.get(name)}})


def default_lifecycle(lifecycle: Object) -> Object:
    """The hooks; a stop signal is alpha, so the server drops it, and a lifecycle that was nothing else with it."""
    hooks = {name: default_handler(lifecycle[name]) for name in HOOKS if lifecycle.get(name) is not None}
    return hooks if lifecycle.get("stopSignal") is not None else {**lifecycle, **hooks}


def default_handler(handler: Object) -> Object:
    """A probe or a hook: an HTTP request asks for `/` over HTTP, a gRPC check for no service in particular."""
    request, check = handler.get("httpGet"), handler.get("grpc")
    if request is not None:
        handler = {**handler, "httpGet": {**request, "path": request.get("path") or "/", "scheme": request.get("scheme") or "HTTP"}}
    if check is not None and check.get("service") is None:
        handler = {**handler, "grpc": {**check, "service": ""}}
    return handler


def rounded_resources(resources: Object) -> Object:
    """Amounts no finer than a thousandth."""
    sides = {side: rounded(resources[side]) for side in ("limits", "requests") if resources.get(side)}
    return {**resources, **sides} if sides else resources


def rounded(listed: Object) -> Object:
    """A resource list holds thousandths at the finest."""
    return {name: quantity.in_milli(amount) for name, amount in listed.items()}


def with_requests(spec: Object) -> Object:
    """A container asks for what it may take, where it does not say what it asks for."""
    return _each(spec, _requesting, lambda container: bool(demand.part(container, "limits")))


def _requesting(container: Object) -> Object:
    resources = container["resources"]
    return {**container, "resources": {**resources, "requests": {**resources["limits"], **(resources.get("requests") or {})}}}


def with_host_ports(spec: Object) -> Object:
    """On the host's network a container's port is the host's."""
    return _each(spec, _exposed, lambda container: bool(container.get("ports")))


def _exposed(container: Object) -> Object:
    return {**container, "ports": [port if port.get("hostPort") or not port.get("containerPort")
                                   else {**port, "hostPort": port["containerPort"]} for port in container["ports"]]}


def _each(spec: Object, change: Callable[[Object], Object], concerned: Callable[[Object], bool]) -> Object:
    """A change to those containers and init containers that it concerns."""
    changed: dict[str, Any] = {}
    for field in ("containers", "initContainers"):
        if any(map(concerned, spec.get(field) or ())):
            changed[field] = [change(container) if concerned(container) else container for container in spec[field]]
    return {**spec, **changed} if changed else spec


def with_pod_resources(spec: Object) -> Object:
    """What a pod asks for as a whole, filled up from what its containers ask for: huge page limits, then requests, then limits."""
    for step in (_huge_page_limits, _pod_requests, _pod_limits):
        found = {name: quantity.written(amount) if isinstance(amount, quantity.Quantity) else amount for name, amount in step(spec).items()}
        side = "requests" if step is _pod_requests else "limits"
        resources = spec["resources"]
        if found.keys() - (resources.get(side) or {}).keys():
            spec = {**spec, "resources": {**resources, side: {**found, **(resources.get(side) or {})}}}
    return spec


def _huge_page_limits(spec: Object) -> dict[str, Any]:
    own = spec["resources"]
    if not own.get("limits") and not own.get("requests"):
        return {}
    total = demand.containers_total(spec, "limits")
    return {name: amount for name, amount in total.items() if is_huge_page(name) and name not in (own.get("requests") or {})}


def _pod_requests(spec: Object) -> dict[str, Any]:
    limits = spec["resources"].get("limits")
    if not limits:
        return {}
    total = {name: amount for name, amount in demand.containers_total(spec, "requests").items() if name in demand.COMPUTE}
    return {**{name: amount for name, amount in limits.items() if demand.is_pod_level(name)}, **total}


def _pod_limits(spec: Object) -> dict[str, Any]:
    if not spec["resources"].get("requests") or any(map(demand.is_pod_level, spec["resources"].get("limits") or ())):
        return {}
    everyone = [*(spec.get("containers") or ()), *(container for container in spec.get("initContainers") or ())]
    return {name: amount for name, amount in demand.containers_total(spec, "limits").items()
            if name in demand.COMPUTE and all(name in demand.part(container, "limits") for container in everyone)}
