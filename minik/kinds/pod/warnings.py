"""What the sender of a pod, or of a template, is told though it is taken.

Upstream rules: `pkg/api/pod/warnings.go` and the pod strategy.
"""
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from minik.kinds._node_selector import DEPRECATED
from minik.kinds.pod import apparmor
from minik.kinds.pod._scope import located_containers
from minik.kinds.pod.network import canonical_address
from minik.kinds.pod.overlaps import overlap_warnings
from minik.kinds.pod.scheduling import PREFERRED, REQUIRED
from minik.kinds.pod.security import SECCOMP_CONTAINER, SECCOMP_POD
from minik.model import names, quantity
from minik.model.object import Object
from minik.model.problem import quoted

ANNOTATIONS = {
    "scheduler.alpha.kubernetes.io/critical-pod": 'non-functional in v1.16+; use the "priorityClassName" field instead',
    "security.alpha.kubernetes.io/sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
    "security.alpha.kubernetes.io/unsafe-sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
}
# source → how it is called, and since when it is no more
GONE = {
    "photonPersistentDisk": ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
    "gitRepo": ("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
    "scaleIO": ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    "flocker": ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
    "storageos": ("storageOS", "deprecated in v1.22, non-functional in v1.25+"),
    "quobyte": ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
    "glusterfs": ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    "cephfs": ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    "rbd": ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
}
SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead'
APPARMOR = 'deprecated since v1.30; use the "appArmorProfile" field instead'
NO_POD = "a null labelSelector results in matching no pod"


def pod_warnings(pod: Object, old: Object | None = None) -> Iterator[str]:
    """Those of a new pod; nobody is told anything when a pod is updated."""
    if old is not None:
        return
    annotations = pod["metadata"].get("annotations") or {}
    for container, _ in located_containers(pod["spec"], "") if annotations else ():
        yield from _rewritten_warnings(container, annotations, pod["spec"])
    wrong = list(names.label(pod["metadata"].get("name") or ""))
    if wrong:
        yield (f"metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; "
               f"a DNS label is recommended: [{' '.join(wrong)}]")
    yield from spec_warnings(pod["spec"], annotations, "")


def _rewritten_warnings(container: Object, annotations: Mapping[str, str], spec: Object) -> Iterator[str]:
    """An AppArmor annotation that the server had to turn into a field, or could not."""
    key, own = apparmor.ANNOTATION + (container.get("name") or ""), apparmor.own_profile(container)
    lost = own is None and key in annotations and apparmor.profile_of(annotations[key]) is None
    if isinstance(own, apparmor.Derived) or (lost and (spec.get("os") or {}).get("name") != "windows"):
        yield f"metadata.annotations[{key}]: {APPARMOR}"


def template_warnings(template: Object, path: str) -> Iterator[str]:
    """Those of a template, at a path such as `spec.template`."""
    spec, annotations = template.get("spec") or {}, (template.get("metadata") or {}).get("annotations") or {}
    yield from spec_warnings(spec, annotations, f"{path}.")
    whole = (spec.get("securityContext") or {}).get("appArmorProfile")
    for container, _ in located_containers(spec, "") if annotations and whole is None else ():
        key = apparmor.ANNOTATION + (container.get("name") or "")
        if key in annotations and apparmor.own_profile(container) is None:
            yield f"{path}.metadata.annotations[{key}]: {APPARMOR}"


def spec_warnings(spec: Object, annotations: Mapping[str, str], path: str) -> Iterator[str]:
    """What pods and templates have in common; `path` ends in a dot, or is empty."""
    here, noted = f"{path}spec", f"{path}metadata.annotations"
    located = list(located_containers(spec, here))
    yield from _node_warnings(spec, here)
    yield from (f"{noted}[{key}]: {text}" for key, text in ANNOTATIONS.items() if key in annotations)
    yield from volume_warnings(spec.get("volumes") or (), f"{here}.volumes")
    yield from overlap_warnings(spec.get("volumes") or ())
    yield from _twice_warnings(spec.get("hostAliases") or (), "ip", f"{here}.hostAliases")
    yield from _twice_warnings(spec.get("imagePullSecrets") or (), "name", f"{here}.imagePullSecrets")
    for index, secret in enumerate(spec.get("imagePullSecrets") or ()):
        if not secret.get("name"):
            yield f'{here}.imagePullSecrets[{index}].name: invalid empty name ""'
    yield from _fraction_warnings(spec.get("overhead"), f"{here}.overhead")
    yield from _seccomp_warnings(SECCOMP_POD, spec, annotations, noted)
    for container, where in located:
        yield from container_warnings(container, annotations, noted, where)
    yield from port_warnings(located)
    yield from port_name_warnings(located)
    if (spec.get("terminationGracePeriodSeconds") or 0) < 0:
        yield f"{here}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"
    yield from _affinity_warnings(spec.get("affinity") or {}, f"{here}.affinity")
    yield from _address_warnings(spec, here)


def _node_warnings(spec: Object, path: str) -> Iterator[str]:
    """Labels that nodes will not carry for ever, and constraints that match no pod."""
    yield from (f"{path}.nodeSelector[{key}]: {DEPRECATED[key]}" for key in sorted(spec.get("nodeSelector") or ()) if key in DEPRECATED)
    affinity, here = (spec.get("affinity") or {}).get("nodeAffinity") or {}, f"{path}.affinity.nodeAffinity"
    for index, term in enumerate((affinity.get(REQUIRED) or {}).get("nodeSelectorTerms") or ()):
        yield from _term_warnings(term, f"{here}.{REQUIRED}.nodeSelectorTerms[{index}]")
    for index, weighted in enumerate(affinity.get(PREFERRED) or ()):
        yield from _term_warnings(weighted.get("preference") or {}, f"{here}.{PREFERRED}[{index}].preference", soft=True)
    for index, constraint in enumerate(spec.get("topologySpreadConstraints") or ()):
        key = constraint.get("topologyKey") or ""
        if key in DEPRECATED:
            yield f"{path}.topologySpreadConstraints[{index}].topologyKey: {key} is {DEPRECATED[key]}"
        if constraint.get("labelSelector") is None:
            yield f"{path}.topologySpreadConstraints[{index}].labelSelector: {NO_POD}"


def _term_warnings(term: Object, path: str, *, soft: bool = False) -> Iterator[str]:
    for index, requirement in enumerate(term.get("matchExpressions") or ()):
        key, here = requirement.get("key") or "", f"{path}.matchExpressions[{index}]"
        if key in DEPRECATED:
            yield f"{here}.key: {key} is {DEPRECATED[key]}"
        for number, value in enumerate((requirement.get("values") or ()) if soft else ()):
            yield from (f"{here}.values[{number}]: {value} is invalid, {text}" for text in names.label_value(value))


def volume_warnings(volumes: Sequence[Object], path: str) -> Iterator[str]:
    """Sources that Kubernetes no longer knows, and storage that comes in pieces."""
    for index, volume in enumerate(volumes):
        yield from (f"{path}[{index}].{called}: {since}" for kind, (called, since) in GONE.items() if volume.get(kind) is not None)
        claim = ((volume.get("ephemeral") or {}).get("volumeClaimTemplate") or {}).get("spec") or {}
        storage = ((claim.get("resources") or {}).get("requests") or {}).get("storage")
        if storage is not None and is_fraction(storage):
            yield (f"{path}[{index}].ephemeral.volumeClaimTemplate.spec.resources.requests[storage]: "
                   f"fractional byte value {quoted(quantity.canonical(storage))} is invalid, must be an integer")


def is_fraction(text: Any) -> bool:
    """An amount of bytes that is not whole."""
    return quantity.milli(quantity.parse(text)) % 1000 != 0


def _fraction_warnings(listed: Mapping[str, Any] | None, path: str) -> Iterator[str]:
    for name in ("memory", "ephemeral-storage"):
        if listed and name in listed and is_fraction(listed[name]):
            yield f"{path}[{name}]: fractional byte value {quoted(quantity.canonical(listed[name]))} is invalid, must be an integer"


def _twice_warnings(listed: Sequence[Object], field: str, path: str) -> Iterator[str]:
    taken: set[str] = set()
    for index, entry in enumerate(listed):
        value = entry.get(field) or ""
        if value in taken:
            yield f"{path}[{index}].{field}: duplicate {field} {quoted(value)}"
        taken.add(value)


def _seccomp_warnings(key: str, holder: Object, annotations: Mapping[str, str], path: str) -> Iterator[str]:
    if key in annotations and (holder.get("securityContext") or {}).get("seccompProfile") is None:
        yield f"{path}[{key}]: {SECCOMP}"


def container_warnings(container: Object, annotations: Mapping[str, str], noted: str, path: str) -> Iterator[str]:
    """What one container is told."""
    yield from _seccomp_warnings(SECCOMP_CONTAINER + (container.get("name") or ""), container, annotations, noted)
    resources = container.get("resources") or {}
    yield from _fraction_warnings(resources.get("limits"), f"{path}.resources.limits")
    yield from _fraction_warnings(resources.get("requests"), f"{path}.resources.requests")
    taken: set[str] = set()
    for index, variable in enumerate(container.get("env") or ()):
        name, value = variable.get("name") or "", variable.get("value") or ""
        reference = f"$({name})"
        if name in taken and (variable.get("valueFrom") is not None or value == reference or reference not in value):
            yield f"{path}.env[{index}]: hides previous definition of {quoted(name)}, which may be dropped when using apply"
        taken.add(name)


def port_warnings(located: Sequence[tuple[Object, str]]) -> Iterator[str]:
    """Ports of any two containers that are one and the same, or might be."""
    taken: dict[tuple[int, str], list[tuple[str, int, str]]] = {}
    for container, path in located:
        for index, port in enumerate(container.get("ports") or ()):
            here, host, number = f"{path}.ports[{index}]", port.get("hostIP") or "", port.get("hostPort") or 0
            if host and not number:
                yield f"{here}: hostIP set without hostPort: {_internal(port)}"
            others = taken.setdefault((port.get("containerPort") or 0, port.get("protocol") or ""), [])
            yield from (f"{here}: {how} port definition with {other}" for other_host, other_number, other in others
                        if (how := _clash(host, number, other_host, other_number)))
            others.append((host, number, here))


def _clash(host: str, number: int, other_host: str, other_number: int) -> str:
    if (host, number) == (other_host, other_number):
        return "duplicate"
    if not number or not other_number:
        return "overlapping"
    return "dangerously ambiguous" if number == other_number and bool(host) != bool(other_host) else ""


def _internal(port: Object) -> str:
    """A port as the server's own form of it prints."""
    fields = (("Name", "name", ""), ("HostPort", "hostPort", 0), ("ContainerPort", "containerPort", 0), ("Protocol", "protocol", ""),
              ("HostIP", "hostIP", ""))
    return "{" + " ".join(f"{called}:{port.get(field) or empty}" for called, field, empty in fields) + "}"


def port_name_warnings(located: Sequence[tuple[Object, str]]) -> Iterator[str]:
    """A name by which two containers call ports is the first one's."""
    taken: dict[str, str] = {}
    for container, path in located:
        for index, port in enumerate(container.get("ports") or ()):
            name, here = port.get("name") or "", f"{path}.ports[{index}]"
            if name in taken:
                yield (f"{here}: duplicate port name {quoted(name)} with {taken[name]}, "
                       f"services and probes that select ports by name will use {taken[name]}")
            elif name:
                taken[name] = here


def _affinity_warnings(affinity: Object, path: str) -> Iterator[str]:
    for kind in ("podAffinity", "podAntiAffinity"):
        terms = affinity.get(kind) or {}
        for index, term in enumerate(terms.get(REQUIRED) or ()):
            if term.get("labelSelector") is None:
                yield f"{path}.{kind}.{REQUIRED}[{index}].labelSelector: {NO_POD}"
        for index, weighted in enumerate(terms.get(PREFERRED) or ()):
            if (weighted.get("podAffinityTerm") or {}).get("labelSelector") is None:
                yield f"{path}.{kind}.{PREFERRED}[{index}].podAffinityTerm.labelSelector: {NO_POD}"


def _address_warnings(spec: Object, path: str) -> Iterator[str]:
    """IPv6 addresses that are not written in the one way in which they should be."""
    servers = (spec.get("dnsConfig") or {}).get("nameservers") or ()
    found = [(server, f"{path}.dnsConfig.nameservers[{index}]") for index, server in enumerate(servers)]
    found += [(alias.get("ip") or "", f"{path}.hostAliases[{index}].ip") for index, alias in enumerate(spec.get("hostAliases") or ())]
    for address, here in found:
        if canonical_address(address) != address:
            yield f"{here}: IPv6 address {quoted(address)} should be in RFC 5952 canonical format ({quoted(canonical_address(address))})"
