"""Validation of containers, init containers (sidecars included) and ephemeral containers.

Upstream rules: `validateContainerCommon`, `validateContainers`, `validateInitContainers`,
`validateEphemeralContainers`.
"""

from collections.abc import Iterable, Iterator, Sequence

from minik.errors import Problem
from minik.kinds._rules import check_name
from minik.kinds.pod._scope import Scope
from minik.kinds.pod.environment import environment_from_problems, environment_problems
from minik.kinds.pod.mounts import device_problems, mount_problems
from minik.kinds.pod.probes import lifecycle_problems, probes_problems
from minik.kinds.pod.resources import requirements_problems
from minik.kinds.pod.security import security_problems
from minik.kinds.resource_names import container_name_problems
from minik.model import names
from minik.model.object import Object
from minik.model.problem import (
    duplicate,
    forbidden,
    invalid,
    not_found,
    not_supported,
    required,
    too_many,
)

PROTOCOLS = frozenset(("SCTP", "TCP", "UDP"))
PULL_POLICIES = frozenset(("Always", "IfNotPresent", "Never"))
MESSAGE_POLICIES = ("File", "FallbackToLogsOnError")
RESIZABLE = frozenset(("cpu", "memory"))
RESIZE_POLICIES = frozenset(("NotRequired", "RestartContainer"))
RESTART_POLICIES = frozenset(("Always", "Never", "OnFailure"))
RESTART_ACTIONS = frozenset(("Restart", "RestartAllContainers"))
EXIT_CODE_OPERATORS = frozenset(("In", "NotIn"))
SIDECAR_ONLY = ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")
NOT_EPHEMERAL = (
    "ports",
    "resources",
    "resizePolicy",
    "restartPolicy",
    "restartPolicyRules",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
)


def containers_problems(scope: Scope, containers: Sequence[Object], path: str) -> Iterator[Problem]:
    """Check the regular containers: at least one, with unique names and host ports."""
    if not containers:
        yield required(path)
        return
    seen: set[str] = set()
    for index, container in enumerate(containers):
        container_path, name = f"{path}[{index}]", container.get("name") or ""
        yield from common_problems(scope, container, container_path)
        if name in seen:
            yield duplicate(f"{container_path}.name", name)
        seen.add(name)
        if container.get("lifecycle") is not None:
            yield from lifecycle_problems(
                scope, container["lifecycle"], f"{container_path}.lifecycle"
            )
        yield from probes_problems(scope, container, container_path)
        yield from restart_problems(container, container_path)
    yield from host_port_problems(enumerate(containers), path)


def init_problems(
    scope: Scope, containers: Sequence[Object], others: Iterable[Object], path: str
) -> Iterator[Problem]:
    """Check the init containers; only sidecars may have lifecycle hooks and probes. They run one by
    one, so two may use the same host port.
    """
    seen = {other.get("name") or "" for other in others}
    for index, container in enumerate(containers):
        container_path, name, sidecar = (
            f"{path}[{index}]",
            container.get("name") or "",
            container.get("restartPolicy") == "Always",
        )
        yield from common_problems(scope, container, container_path)
        yield from restart_problems(container, container_path, init=True)
        if name in seen:
            yield duplicate(f"{container_path}.name", name)
        elif name:
            seen.add(name)
        yield from host_port_problems([(0, container)], path)
        if not sidecar:
            yield from _plain_init_problems(container, container_path)
            continue
        if container.get("lifecycle") is not None:
            yield from lifecycle_problems(
                scope, container["lifecycle"], f"{container_path}.lifecycle"
            )
        yield from probes_problems(scope, container, container_path)


def _plain_init_problems(container: Object, path: str) -> Iterator[Problem]:
    for field in SIDECAR_ONLY:
        if container.get(field) is not None:
            yield forbidden(
                f"{path}.{field}", "may not be set for init containers without restartPolicy=Always"
            )
    for index, policy in enumerate(container.get("resizePolicy") or ()):
        if policy.get("restartPolicy") == "RestartContainer":
            yield invalid(
                f"{path}.resizePolicy[{index}].restartPolicy",
                "RestartContainer",
                "must not be set to 'RestartContainer' for non-sidecar initContainers",
            )


def ephemeral_problems(scope: Scope, spec: Object, path: str) -> Iterator[Problem]:
    """Check the ephemeral containers, which may not have ports, probes, resources or the like."""
    others = {
        container.get("name") or ""
        for field in ("containers", "initContainers")
        for container in spec.get(field) or ()
    }
    seen = set(others)
    for index, container in enumerate(spec["ephemeralContainers"]):
        container_path, name, target = (
            f"{path}[{index}]",
            container.get("name") or "",
            container.get("targetContainerName") or "",
        )
        yield from common_problems(scope, container, container_path)
        yield from image_problems(container, container_path)
        if name in seen:
            yield duplicate(f"{container_path}.name", name)
        seen.add(name)
        if target and target not in others:
            yield not_found(f"{container_path}.targetContainerName", target)
        yield from _unset_problems(container, NOT_EPHEMERAL, container_path)
        for number, mount in enumerate(container.get("volumeMounts") or ()):
            yield from _unset_problems(
                mount, ("subPath", "subPathExpr"), f"{container_path}.volumeMounts[{number}]"
            )


def _unset_problems(part: Object, fields: Iterable[str], path: str) -> Iterator[Problem]:
    return (
        forbidden(f"{path}.{field}", "cannot be set for an Ephemeral Container")
        for field in fields
        if part.get(field)
    )


def image_problems(container: Object, path: str) -> Iterator[Problem]:
    """Check that an image has no surrounding whitespace (in pods only, not in templates)."""
    image = container.get("image") or ""
    if image.strip() != image:
        yield invalid(f"{path}.image", image, "must not have leading or trailing whitespace")


def common_problems(scope: Scope, container: Object, path: str) -> Iterator[Problem]:
    """Check what holds for containers of every kind."""
    yield from _identity_problems(container, path)
    if container.get("ports"):
        yield from ports_problems(container["ports"], f"{path}.ports")
    if container.get("env"):
        yield from environment_problems(container["env"], f"{path}.env")
    if container.get("envFrom"):
        yield from environment_from_problems(container["envFrom"], f"{path}.envFrom")
    if container.get("volumeMounts"):
        yield from mount_problems(scope, container, f"{path}.volumeMounts")
    if container.get("volumeDevices"):
        yield from device_problems(scope, container, f"{path}.volumeDevices")
    yield from pull_problems(container.get("imagePullPolicy") or "", f"{path}.imagePullPolicy")
    if container.get("resources"):
        yield from requirements_problems(
            container["resources"], container_name_problems, scope.claims, f"{path}.resources"
        )
    if container.get("resizePolicy"):
        yield from resize_problems(scope, container["resizePolicy"], f"{path}.resizePolicy")
    if container.get("securityContext"):
        yield from security_problems(
            container["securityContext"], f"{path}.securityContext", scope.host_users
        )


def _identity_problems(container: Object, path: str) -> Iterator[Problem]:
    if not container.get("name"):
        yield required(f"{path}.name")
    else:
        yield from check_name(f"{path}.name", container["name"], names.label)
    if not container.get("image"):
        yield required(f"{path}.image")
    if container.get("terminationMessagePolicy") not in MESSAGE_POLICIES:
        yield not_supported(
            f"{path}.terminationMessagePolicy",
            container.get("terminationMessagePolicy") or "",
            MESSAGE_POLICIES,
        )


def pull_problems(policy: str, path: str) -> Iterator[Problem]:
    """Check an image pull policy."""
    if not policy:
        yield required(path)
    elif policy not in PULL_POLICIES:
        yield not_supported(path, policy, PULL_POLICIES)


def ports_problems(ports: Sequence[Object], path: str) -> Iterator[Problem]:
    """Check a container's ports: valid numbers, unique names."""
    seen: set[str] = set()
    for index, port in enumerate(ports):
        port_path, name, protocol = (
            f"{path}[{index}]",
            port.get("name") or "",
            port.get("protocol") or "",
        )
        wrong = list(check_name(f"{port_path}.name", name, names.port_name)) if name else []
        yield from wrong
        if name in seen and not wrong:
            yield duplicate(f"{port_path}.name", name)
        elif name and not wrong:
            seen.add(name)
        if not port.get("containerPort"):
            yield required(f"{port_path}.containerPort")
        for field in ("containerPort", "hostPort"):
            if port.get(field):
                yield from (
                    invalid(f"{port_path}.{field}", port[field], message)
                    for message in names.port_number(port[field])
                )
        if protocol not in PROTOCOLS:
            yield not_supported(f"{port_path}.protocol", protocol, PROTOCOLS)


def host_port_problems(containers: Iterable[tuple[int, Object]], path: str) -> Iterator[Problem]:
    """Check that no host port is used twice."""
    seen: set[str] = set()
    for index, container in containers:
        for number, port in enumerate(container.get("ports") or ()):
            if port.get("hostPort"):
                host_port = (
                    f"{port.get('protocol') or ''}/{port.get('hostIP') or ''}/{port['hostPort']}"
                )
                if host_port in seen:
                    yield duplicate(f"{path}[{index}].ports[{number}].hostPort", host_port)
                seen.add(host_port)


def resize_problems(scope: Scope, policies: Sequence[Object], path: str) -> Iterator[Problem]:
    """Check the resize policies."""
    seen: set[str] = set()
    for index, policy in enumerate(policies):
        name, restart = policy.get("resourceName") or "", policy.get("restartPolicy") or ""
        if name in seen:
            yield duplicate(f"{path}[{index}]", name)
        seen.add(name)
        for word, choices in ((name, RESIZABLE), (restart, RESIZE_POLICIES)):
            if not word:
                yield required(path)
            elif word not in choices:
                yield not_supported(path, word, choices)
        if scope.restart_policy == "Never" and restart != "NotRequired":
            yield invalid(
                path, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"
            )


def restart_problems(container: Object, path: str, *, init: bool = False) -> Iterator[Problem]:
    """Check a container's own restart policy and restart rules."""
    policy, rules = container.get("restartPolicy"), container.get("restartPolicyRules") or ()
    if policy is None and rules:
        yield required(
            f"{path}.restartPolicy", "must specify restartPolicy when restart rules are used"
        )
        rules = () if init else rules
    elif policy is not None and policy not in RESTART_POLICIES:
        yield not_supported(f"{path}.restartPolicy", policy, RESTART_POLICIES)
    if len(rules) > 20:
        yield too_many(f"{path}.restartPolicyRules", len(rules), 20)
    for index, rule in enumerate(rules):
        yield from _restart_rule_problems(rule, f"{path}.restartPolicyRules[{index}]")


def _restart_rule_problems(rule: Object, path: str) -> Iterator[Problem]:
    if rule.get("action") not in RESTART_ACTIONS:
        yield not_supported(f"{path}.action", rule.get("action") or "", RESTART_ACTIONS)
    codes = rule.get("exitCodes")
    if codes is None:
        yield required(f"{path}.exitCodes", "must be specified")
        return
    if codes.get("operator") not in EXIT_CODE_OPERATORS:
        yield not_supported(
            f"{path}.exitCodes.operator", codes.get("operator") or "", EXIT_CODE_OPERATORS
        )
    if len(codes.get("values") or ()) > 255:
        yield too_many(f"{path}.exitCodes.values", len(codes["values"]), 255)
