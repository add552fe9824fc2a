"""Defaults of pods and pod templates.

Upstream rules: core/v1 `SetDefaults_Pod`, `SetDefaults_PodSpec`, `SetDefaults_Container`..., and
the conversions between v1 and the internal version. Some defaults apply to pods only, so that the
templates of existing workloads stay as they are.
"""

from collections.abc import Callable

from minik.kinds.pod import demand
from minik.kinds.pod.image import pull_policy
from minik.kinds.pod.volume_defaults import default_field_ref, default_volume
from minik.kinds.resource_names import is_huge_page
from minik.light_typing import Any
from minik.model import quantity
from minik.model.object import Object
from minik.model.sharing import by_identity

SPEC = {
    "restartPolicy": "Always",
    "dnsPolicy": "ClusterFirst",
    "schedulerName": "default-scheduler",
}
CONTAINER = {"terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File"}
PROBE = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
HOOKS = ("postStart", "preStop")
CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
# alpha fields, which a server drops unless it is told to serve them
ALPHA_FIELDS = {"evictionResponders", "schedulingGroup"}
# What init containers were before they had a field; the server drops it from whatever it reads.
INIT_ANNOTATIONS = tuple(
    f"pod.{stage}.kubernetes.io/init-container{what}"
    for stage in ("beta", "alpha")
    for what in ("s", "-statuses")
)


def default_pod(pod: Object) -> Object:
    """Fill in every default of a pod."""
    return {
        **pod,
        "metadata": without_init_annotations(pod["metadata"]),
        "spec": default_pod_spec(pod.get("spec") or {}),
    }


def _default_pod_spec(stated: Object) -> Object:
    """Fill in every default of a pod's spec."""
    spec = with_requests(default_spec(stated))
    spec = with_pod_resources(spec) if spec.get("resources") else spec
    if spec.get("enableServiceLinks") is None:
        spec = {**spec, "enableServiceLinks": True}
    return with_host_ports(spec) if spec.get("hostNetwork") else spec


default_pod_spec = by_identity(_default_pod_spec)


def default_template(template: Object) -> Object:
    """Fill in every default of a pod template."""
    metadata = without_init_annotations(template.get("metadata") or {})
    return {**template, "metadata": metadata, "spec": default_spec(template.get("spec") or {})}


def without_init_annotations(metadata: Object) -> Object:
    """Drop the legacy init container annotations."""
    annotations = metadata.get("annotations")
    if not annotations or annotations.keys().isdisjoint(INIT_ANNOTATIONS):
        return metadata
    return {
        **metadata,
        "annotations": {
            name: text for name, text in annotations.items() if name not in INIT_ANNOTATIONS
        },
    }


@by_identity
def default_spec(spec: Object) -> Object:
    """Fill in the defaults that pods and templates share."""
    filled = {**spec, **{name: value for name, value in SPEC.items() if not spec.get(name)}}
    if spec.get("terminationGracePeriodSeconds") is None:
        filled["terminationGracePeriodSeconds"] = 30
    if spec.get("securityContext") is None:
        filled["securityContext"] = {}
    account = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if account:
        filled["serviceAccountName"] = filled["serviceAccount"] = account
    for field in ALPHA_FIELDS & spec.keys():
        del filled[field]
    for field in CONTAINERS:
        if spec.get(field):
            filled[field] = [default_container(container or {}) for container in spec[field]]
    if spec.get("volumes"):
        filled["volumes"] = [default_volume(volume or {}) for volume in spec["volumes"]]
    if spec.get("overhead"):
        filled["overhead"] = round_amounts(spec["overhead"])
    return (
        {**filled, "resources": round_resources(spec["resources"])}
        if spec.get("resources")
        else filled
    )


def default_container(container: Object) -> Object:
    """Fill in the defaults of a container."""
    filled = {
        **container,
        **{name: value for name, value in CONTAINER.items() if not container.get(name)},
    }
    filled["resources"] = round_resources(container.get("resources") or {})
    if not container.get("imagePullPolicy"):
        filled["imagePullPolicy"] = pull_policy(container.get("image") or "")
    if container.get("ports"):
        filled["ports"] = [
            port if port.get("protocol") else {**port, "protocol": "TCP"}
            for port in container["ports"]
        ]
    if container.get("env"):
        filled["env"] = [default_variable(variable or {}) for variable in container["env"]]
    for name in PROBES:
        if container.get(name) is not None:
            filled[name] = default_probe(container[name])
    if container.get("lifecycle"):
        filled["lifecycle"] = default_lifecycle(container["lifecycle"])
    return (
        filled
        if filled.get("lifecycle", True)
        else {name: value for name, value in filled.items() if name != "lifecycle"}
    )


def default_variable(variable: Object) -> Object:
    """Fill in the defaults of an environment variable's source."""
    source = variable.get("valueFrom")
    return {**variable, "valueFrom": default_field_ref(source)} if source else variable


def default_probe(probe: Object) -> Object:
    """Fill in the defaults of a probe: every 10 s, failed after 3 failures."""
    return default_handler(
        {**probe, **{name: value for name, value in PROBE.items() if not probe.get(name)}}
    )


def default_lifecycle(lifecycle: Object) -> Object:
    """Fill in the defaults of the hooks and drop the alpha field stopSignal; {} if nothing else was
    set.
    """
    hooks = {
        name: default_handler(lifecycle[name]) for name in HOOKS if lifecycle.get(name) is not None
    }
    return hooks if lifecycle.get("stopSignal") is not None else {**lifecycle, **hooks}


def default_handler(handler: Object) -> Object:
    """Fill in the defaults of a probe's or hook's HTTP request (GET / over HTTP) or gRPC check."""
    request, check = handler.get("httpGet"), handler.get("grpc")
    if request is not None:
        handler = {
            **handler,
            "httpGet": {
                **request,
                "path": request.get("path") or "/",
                "scheme": request.get("scheme") or "HTTP",
            },
        }
    if check is not None and check.get("service") is None:
        handler = {**handler, "grpc": {**check, "service": ""}}
    return handler


def round_resources(resources: Object) -> Object:
    """Round limits and requests to thousandths."""
    sides = {
        side: round_amounts(resources[side])
        for side in ("limits", "requests")
        if resources.get(side)
    }
    return {**resources, **sides} if sides else resources


def round_amounts(amounts: Object) -> Object:
    """Round the amounts of a resource list to thousandths."""
    return {name: quantity.in_milli(amount) for name, amount in amounts.items()}


def with_requests(spec: Object) -> Object:
    """Set missing requests to the limits."""
    return _change_containers(
        spec,
        _requests_from_limits,
        lambda container: bool(demand.resource_list(container, "limits")),
    )


def _requests_from_limits(container: Object) -> Object:
    resources = container["resources"]
    return {
        **container,
        "resources": {
            **resources,
            "requests": {**resources["limits"], **(resources.get("requests") or {})},
        },
    }


def with_host_ports(spec: Object) -> Object:
    """Set missing host ports to the container ports (for hostNetwork)."""
    return _change_containers(
        spec, _host_ports_from_ports, lambda container: bool(container.get("ports"))
    )


def _host_ports_from_ports(container: Object) -> Object:
    return {
        **container,
        "ports": [
            port
            if port.get("hostPort") or not port.get("containerPort")
            else {**port, "hostPort": port["containerPort"]}
            for port in container["ports"]
        ],
    }


def _change_containers(
    spec: Object, change: Callable[[Object], Object], applies: Callable[[Object], bool]
) -> Object:
    """Change those containers and init containers to which the change applies."""
    changed: dict[str, Any] = {}
    for field in ("containers", "initContainers"):
        if any(map(applies, spec.get(field) or ())):
            changed[field] = [
                change(container) if applies(container) else container for container in spec[field]
            ]
    return {**spec, **changed} if changed else spec


def with_pod_resources(spec: Object) -> Object:
    """Fill in pod-level resources from the containers': huge page limits, then requests, then
    limits.
    """
    for step in (_huge_page_limits, _pod_requests, _pod_limits):
        amounts = {
            name: quantity.format_quantity(amount)
            if isinstance(amount, quantity.Quantity)
            else amount
            for name, amount in step(spec).items()
        }
        side = "requests" if step is _pod_requests else "limits"
        resources = spec["resources"]
        if amounts.keys() - (resources.get(side) or {}).keys():
            spec = {
                **spec,
                "resources": {**resources, side: {**amounts, **(resources.get(side) or {})}},
            }
    return spec


def _huge_page_limits(spec: Object) -> dict[str, Any]:
    own = spec["resources"]
    if not own.get("limits") and not own.get("requests"):
        return {}
    total = demand.containers_total(spec, "limits")
    return {
        name: amount
        for name, amount in total.items()
        if is_huge_page(name) and name not in (own.get("requests") or {})
    }


def _pod_requests(spec: Object) -> dict[str, Any]:
    limits = spec["resources"].get("limits")
    if not limits:
        return {}
    total = {
        name: amount
        for name, amount in demand.containers_total(spec, "requests").items()
        if name in demand.COMPUTE
    }
    return {
        **{name: amount for name, amount in limits.items() if demand.is_pod_level(name)},
        **total,
    }


def _pod_limits(spec: Object) -> dict[str, Any]:
    if not spec["resources"].get("requests") or any(
        map(demand.is_pod_level, spec["resources"].get("limits") or ())
    ):
        return {}
    everyone = [*(spec.get("containers") or ()), *(spec.get("initContainers") or ())]
    return {
        name: amount
        for name, amount in demand.containers_total(spec, "limits").items()
        if name in demand.COMPUTE
        and all(name in demand.resource_list(container, "limits") for container in everyone)
    }
