"""The containers of a pod: regular ones, init containers (of which some stay as sidecars), and ephemeral ones.

Upstream rules: `validateContainerCommon`, `validateContainers`, `validateInitContainers`, `validateEphemeralContainers`.
"""
from collections.abc import Iterable, Iterator, Sequence

from minik.errors import Problem
from minik.kinds._resources import container_name_problems
from minik.kinds._rules import named
from minik.kinds.pod._scope import Scope
from minik.kinds.pod.environment import environment_from_problems, environment_problems
from minik.kinds.pod.mounts import device_problems, mount_problems
from minik.kinds.pod.probes import lifecycle_problems, probes_problems
from minik.kinds.pod.resources import requirements_problems
from minik.kinds.pod.security import security_problems
from minik.model import names
from minik.model.object import Object
from minik.model.problem import duplicate, forbidden, invalid, not_found, not_supported, required, too_many

PROTOCOLS = frozenset(("SCTP", "TCP", "UDP"))
PULLS = frozenset(("Always", "IfNotPresent", "Never"))
MESSAGES = ("File", "FallbackToLogsOnError")
RESIZED = frozenset(("cpu", "memory"))
RESIZES = frozenset(("NotRequired", "RestartContainer"))
RESTARTS = frozenset(("Always", "Never", "OnFailure"))
ACTIONS = frozenset(("Restart", "RestartAllContainers"))
OPERATORS = frozenset(("In", "NotIn"))
NOT_OF_INIT = ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")
NOT_EPHEMERAL = ("ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules",
                 "livenessProbe", "readinessProbe", "startupProbe", "lifecycle")


def containers_problems(scope: Scope, listed: Sequence[Object], path: str) -> Iterator[Problem]:
    """There is at least one; each is sound, and no two share a name or a port of the host."""
    if not listed:
        yield required(path)
        return
    taken: set[str] = set()
    for index, container in enumerate(listed):
        here, name = f"{path}[{index}]", container.get("name") or ""
        yield from common_problems(scope, container, here)
        if name in taken:
            yield duplicate(f"{here}.name", name)
        taken.add(name)
        if container.get("lifecycle") is not None:
            yield from lifecycle_problems(scope, container["lifecycle"], f"{here}.lifecycle")
        yield from probes_problems(scope, container, here)
        yield from restart_problems(container, here)
    yield from host_port_problems(enumerate(listed), path)


def init_problems(scope: Scope, listed: Sequence[Object], others: Iterable[Object], path: str) -> Iterator[Problem]:
    """They run one by one, so they share no more than names; only sidecars have hooks and probes."""
    taken = {other.get("name") or "" for other in others}
    for index, container in enumerate(listed):
        here, name, sidecar = f"{path}[{index}]", container.get("name") or "", container.get("restartPolicy") == "Always"
        yield from common_problems(scope, container, here)
        yield from restart_problems(container, here, init=True)
        if name in taken:
            yield duplicate(f"{here}.name", name)
        elif name:
            taken.add(name)
        yield from host_port_problems([(0, container)], path)
        if not sidecar:
            yield from _plain_init_problems(container, here)
            continue
        if container.get("lifecycle") is not None:
            yield from lifecycle_problems(scope, container["lifecycle"], f"{here}.lifecycle")
        yield from probes_problems(scope, container, here)


def _plain_init_problems(container: Object, path: str) -> Iterator[Problem]:
    for field in NOT_OF_INIT:
        if container.get(field) is not None:
            yield forbidden(f"{path}.{field}", "may not be set for init containers without restartPolicy=Always")
    for index, policy in enumerate(container.get("resizePolicy") or ()):
        if policy.get("restartPolicy") == "RestartContainer":
            yield invalid(f"{path}.resizePolicy[{index}].restartPolicy", "RestartContainer",
                          "must not be set to 'RestartContainer' for non-sidecar initContainers")


def ephemeral_problems(scope: Scope, spec: Object, path: str) -> Iterator[Problem]:
    """They look into a pod that runs, so nothing of it may depend on them."""
    others = {container.get("name") or "" for field in ("containers", "initContainers") for container in spec.get(field) or ()}
    taken = set(others)
    for index, container in enumerate(spec["ephemeralContainers"]):
        here, name, target = f"{path}[{index}]", container.get("name") or "", container.get("targetContainerName") or ""
        yield from common_problems(scope, container, here)
        yield from image_problems(container, here)
        if name in taken:
            yield duplicate(f"{here}.name", name)
        taken.add(name)
        if target and target not in others:
            yield not_found(f"{here}.targetContainerName", target)
        yield from _unset_problems(container, NOT_EPHEMERAL, here)
        for number, mount in enumerate(container.get("volumeMounts") or ()):
            yield from _unset_problems(mount, ("subPath", "subPathExpr"), f"{here}.volumeMounts[{number}]")


def _unset_problems(part: Object, fields: Iterable[str], path: str) -> Iterator[Problem]:
    return (forbidden(f"{path}.{field}", "cannot be set for an Ephemeral Container") for field in fields if part.get(field))


def image_problems(container: Object, path: str) -> Iterator[Problem]:
    """In a pod an image's name stands alone; in a template it may wait to be filled in."""
    image = container.get("image") or ""
    if image.strip() != image:
        yield invalid(f"{path}.image", image, "must not have leading or trailing whitespace")


def common_problems(scope: Scope, container: Object, path: str) -> Iterator[Problem]:
    """What holds for containers of every kind."""
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
        yield from requirements_problems(container["resources"], container_name_problems, scope.claims, f"{path}.resources")
    if container.get("resizePolicy"):
        yield from resize_problems(scope, container["resizePolicy"], f"{path}.resizePolicy")
    if container.get("securityContext"):
        yield from security_problems(container["securityContext"], f"{path}.securityContext", scope.host_users)


def _identity_problems(container: Object, path: str) -> Iterator[Problem]:
    if not container.get("name"):
        yield required(f"{path}.name")
    else:
        yield from named(f"{path}.name", container["name"], names.label)
    if not container.get("image"):
        yield required(f"{path}.image")
    if container.get("terminationMessagePolicy") not in MESSAGES:
        yield not_supported(f"{path}.terminationMessagePolicy", container.get("terminationMessagePolicy") or "", MESSAGES)


def pull_problems(policy: str, path: str) -> Iterator[Problem]:
    """When an image is pulled."""
    if not policy:
        yield required(path)
    elif policy not in PULLS:
        yield not_supported(path, policy, PULLS)


def ports_problems(ports: Sequence[Object], path: str) -> Iterator[Problem]:
    """A port is a number, maybe with a name that no other port of the container has."""
    taken: set[str] = set()
    for index, port in enumerate(ports):
        here, name, protocol = f"{path}[{index}]", port.get("name") or "", port.get("protocol") or ""
        wrong = list(named(f"{here}.name", name, names.port_name)) if name else []
        yield from wrong
        if name in taken and not wrong:
            yield duplicate(f"{here}.name", name)
        elif name and not wrong:
            taken.add(name)
        if not port.get("containerPort"):
            yield required(f"{here}.containerPort")
        for field in ("containerPort", "hostPort"):
            if port.get(field):
                yield from (invalid(f"{here}.{field}", port[field], message) for message in names.port_number(port[field]))
        if protocol not in PROTOCOLS:
            yield not_supported(f"{here}.protocol", protocol, PROTOCOLS)


def host_port_problems(listed: Iterable[tuple[int, Object]], path: str) -> Iterator[Problem]:
    """A port of the host is one container's."""
    taken: set[str] = set()
    for index, container in listed:
        for number, port in enumerate(container.get("ports") or ()):
            if port.get("hostPort"):
                word = f"{port.get('protocol') or ''}/{port.get('hostIP') or ''}/{port['hostPort']}"
                if word in taken:
                    yield duplicate(f"{path}[{index}].ports[{number}].hostPort", word)
                taken.add(word)


def resize_problems(scope: Scope, policies: Sequence[Object], path: str) -> Iterator[Problem]:
    """What a change of resources does to a running container."""
    taken: set[str] = set()
    for index, policy in enumerate(policies):
        name, restart = policy.get("resourceName") or "", policy.get("restartPolicy") or ""
        if name in taken:
            yield duplicate(f"{path}[{index}]", name)
        taken.add(name)
        for word, choices in ((name, RESIZED), (restart, RESIZES)):
            if not word:
                yield required(path)
            elif word not in choices:
                yield not_supported(path, word, choices)
        if scope.restart_policy == "Never" and restart != "NotRequired":
            yield invalid(path, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'")


def restart_problems(container: Object, path: str, *, init: bool = False) -> Iterator[Problem]:
    """When a container starts again, by a policy of its own and by rules on how it ended."""
    policy, rules = container.get("restartPolicy"), container.get("restartPolicyRules") or ()
    if policy is None and rules:
        yield required(f"{path}.restartPolicy", "must specify restartPolicy when restart rules are used")
        rules = () if init else rules
    elif policy is not None and policy not in RESTARTS:
        yield not_supported(f"{path}.restartPolicy", policy, RESTARTS)
    if len(rules) > 20:
        yield too_many(f"{path}.restartPolicyRules", len(rules), 20)
    for index, rule in enumerate(rules):
        yield from _restart_rule_problems(rule, f"{path}.restartPolicyRules[{index}]")


def _restart_rule_problems(rule: Object, path: str) -> Iterator[Problem]:
    if rule.get("action") not in ACTIONS:
        yield not_supported(f"{path}.action", rule.get("action") or "", ACTIONS)
    codes = rule.get("exitCodes")
    if codes is None:
        yield required(f"{path}.exitCodes", "must be specified")
        return
    if codes.get("operator") not in OPERATORS:
        yield not_supported(f"{path}.exitCodes.operator", codes.get("operator") or "", OPERATORS)
    if len(codes.get("values") or ()) > 255:
        yield too_many(f"{path}.exitCodes.values", len(codes["values"]), 255)
