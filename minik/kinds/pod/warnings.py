"""Warnings for an accepted pod or pod template.

Upstream rules: `pkg/api/pod/warnings.go` and the pod strategy.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.kinds._node_selector import DEPRECATED
from minik.kinds.pod import apparmor
from minik.kinds.pod._scope import located_containers
from minik.kinds.pod.content import content_of, content_of_template
from minik.kinds.pod.network import canonical_address
from minik.kinds.pod.overlaps import overlap_warnings
from minik.kinds.pod.port_warnings import port_name_warnings, port_warnings
from minik.kinds.pod.scheduling import PREFERRED, REQUIRED
from minik.kinds.pod.security import SECCOMP_CONTAINER, SECCOMP_POD
from minik.light_typing import Any
from minik.model import names, quantity
from minik.model.object import Object
from minik.model.problem import quote
from minik.model.sharing import Sound

ANNOTATIONS = {
    "scheduler.alpha.kubernetes.io/critical-pod": 'non-functional in v1.16+; use the "priorityClassName" field instead',
    "security.alpha.kubernetes.io/sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
    "security.alpha.kubernetes.io/unsafe-sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
}
# source → how it is called, and since when it is no more
REMOVED_SOURCES = {
    "photonPersistentDisk": (
        "photonPersistentDisk",
        "deprecated in v1.11, non-functional in v1.16+",
    ),
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
NULL_SELECTOR = "a null labelSelector results in matching no pod"


_quiet, _quiet_templates = Sound(), Sound()


def pod_warnings(pod: Object, old: Object | None = None) -> Iterator[str]:
    """Yield the warnings for a new pod; an update has none."""
    if old is not None:
        return
    content = content_of(pod)
    texts = None if content in _quiet else _content_warnings(pod)
    if texts and not any(texts):
        _quiet.add(content)
    yield from texts[0] if texts else ()
    wrong = list(names.label(pod["metadata"].get("name") or ""))
    if wrong:
        yield (
            f"metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; "
            f"a DNS label is recommended: [{' '.join(wrong)}]"
        )
    yield from texts[1] if texts else ()


def _content_warnings(pod: Object) -> tuple[list[str], list[str]]:
    """Return the warnings that stand before the one about the pod's name, and those after it."""
    spec, annotations = pod["spec"], pod["metadata"].get("annotations") or {}
    located = located_containers(spec, "") if annotations else ()
    return [
        text
        for container, _ in located
        for text in _apparmor_warnings(container, annotations, spec)
    ], list(spec_warnings(spec, annotations, ""))


def _apparmor_warnings(
    container: Object, annotations: Mapping[str, str], spec: Object
) -> Iterator[str]:
    """Warn of an AppArmor annotation that was turned into a field, or is invalid."""
    key, profile = (
        apparmor.ANNOTATION + (container.get("name") or ""),
        apparmor.own_profile(container),
    )
    invalid_annotation = (
        profile is None
        and key in annotations
        and apparmor.parse_annotation(annotations[key]) is None
    )
    if isinstance(profile, apparmor.DerivedProfile) or (
        invalid_annotation and (spec.get("os") or {}).get("name") != "windows"
    ):
        yield f"metadata.annotations[{key}]: {APPARMOR}"


def template_warnings(template: Object, path: str) -> Iterator[str]:
    """Yield the warnings for a template, at a path such as `spec.template`."""
    content = content_of_template(template)
    if content not in _quiet_templates:
        texts = list(_template_content_warnings(template, path))
        if not texts:
            _quiet_templates.add(content)
        yield from texts


def _template_content_warnings(template: Object, path: str) -> Iterator[str]:
    spec, annotations = (
        template.get("spec") or {},
        (template.get("metadata") or {}).get("annotations") or {},
    )
    yield from spec_warnings(spec, annotations, f"{path}.")
    pod_profile = (spec.get("securityContext") or {}).get("appArmorProfile")
    for container, _ in located_containers(spec, "") if annotations and pod_profile is None else ():
        key = apparmor.ANNOTATION + (container.get("name") or "")
        if key in annotations and apparmor.own_profile(container) is None:
            yield f"{path}.metadata.annotations[{key}]: {APPARMOR}"


def spec_warnings(spec: Object, annotations: Mapping[str, str], path: str) -> Iterator[str]:
    """Yield what pods and templates share; `path` ends in a dot, or is empty."""
    spec_path, annotations_path = f"{path}spec", f"{path}metadata.annotations"
    located = list(located_containers(spec, spec_path))
    yield from _node_warnings(spec, spec_path)
    yield from (
        f"{annotations_path}[{key}]: {text}"
        for key, text in ANNOTATIONS.items()
        if key in annotations
    )
    yield from volume_warnings(spec.get("volumes") or (), f"{spec_path}.volumes")
    yield from overlap_warnings(spec.get("volumes") or ())
    yield from _duplicate_warnings(spec.get("hostAliases") or (), "ip", f"{spec_path}.hostAliases")
    yield from _duplicate_warnings(
        spec.get("imagePullSecrets") or (), "name", f"{spec_path}.imagePullSecrets"
    )
    for index, secret in enumerate(spec.get("imagePullSecrets") or ()):
        if not secret.get("name"):
            yield f'{spec_path}.imagePullSecrets[{index}].name: invalid empty name ""'
    yield from _fraction_warnings(spec.get("overhead"), f"{spec_path}.overhead")
    yield from _seccomp_warnings(SECCOMP_POD, spec, annotations, annotations_path)
    for container, container_path in located:
        yield from container_warnings(container, annotations, annotations_path, container_path)
    yield from port_warnings(located)
    yield from port_name_warnings(located)
    if (spec.get("terminationGracePeriodSeconds") or 0) < 0:
        yield f"{spec_path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"
    yield from _affinity_warnings(spec.get("affinity") or {}, f"{spec_path}.affinity")
    yield from _address_warnings(spec, spec_path)


def _node_warnings(spec: Object, path: str) -> Iterator[str]:
    """Warn of deprecated node labels, and of spread constraints that match no pod."""
    yield from (
        f"{path}.nodeSelector[{key}]: {DEPRECATED[key]}"
        for key in sorted(spec.get("nodeSelector") or ())
        if key in DEPRECATED
    )
    affinity, affinity_path = (
        (spec.get("affinity") or {}).get("nodeAffinity") or {},
        f"{path}.affinity.nodeAffinity",
    )
    for index, term in enumerate((affinity.get(REQUIRED) or {}).get("nodeSelectorTerms") or ()):
        yield from _term_warnings(term, f"{affinity_path}.{REQUIRED}.nodeSelectorTerms[{index}]")
    for index, weighted in enumerate(affinity.get(PREFERRED) or ()):
        yield from _term_warnings(
            weighted.get("preference") or {},
            f"{affinity_path}.{PREFERRED}[{index}].preference",
            preferred=True,
        )
    for index, constraint in enumerate(spec.get("topologySpreadConstraints") or ()):
        key = constraint.get("topologyKey") or ""
        if key in DEPRECATED:
            yield f"{path}.topologySpreadConstraints[{index}].topologyKey: {key} is {DEPRECATED[key]}"
        if constraint.get("labelSelector") is None:
            yield f"{path}.topologySpreadConstraints[{index}].labelSelector: {NULL_SELECTOR}"


def _term_warnings(term: Object, path: str, *, preferred: bool = False) -> Iterator[str]:
    for index, requirement in enumerate(term.get("matchExpressions") or ()):
        key, expression_path = requirement.get("key") or "", f"{path}.matchExpressions[{index}]"
        if key in DEPRECATED:
            yield f"{expression_path}.key: {key} is {DEPRECATED[key]}"
        for number, value in enumerate((requirement.get("values") or ()) if preferred else ()):
            yield from (
                f"{expression_path}.values[{number}]: {value} is invalid, {text}"
                for text in names.label_value(value)
            )


def volume_warnings(volumes: Sequence[Object], path: str) -> Iterator[str]:
    """Warn of deprecated volume sources, and of fractional storage requests."""
    for index, volume in enumerate(volumes):
        yield from (
            f"{path}[{index}].{title}: {since}"
            for kind, (title, since) in REMOVED_SOURCES.items()
            if volume.get(kind) is not None
        )
        claim = ((volume.get("ephemeral") or {}).get("volumeClaimTemplate") or {}).get("spec") or {}
        storage = ((claim.get("resources") or {}).get("requests") or {}).get("storage")
        if storage is not None and is_fraction(storage):
            yield (
                f"{path}[{index}].ephemeral.volumeClaimTemplate.spec.resources.requests[storage]: "
                f"fractional byte value {quote(quantity.canonical(storage))} is invalid, must be an integer"
            )


def is_fraction(text: Any) -> bool:
    """Return whether an amount of bytes is not an integer."""
    return quantity.milli(quantity.parse(text)) % 1000 != 0


def _fraction_warnings(amounts: Mapping[str, Any] | None, path: str) -> Iterator[str]:
    for name in ("memory", "ephemeral-storage"):
        if amounts and name in amounts and is_fraction(amounts[name]):
            yield f"{path}[{name}]: fractional byte value {quote(quantity.canonical(amounts[name]))} is invalid, must be an integer"


def _duplicate_warnings(entries: Sequence[Object], field: str, path: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        value = entry.get(field) or ""
        if value in seen:
            yield f"{path}[{index}].{field}: duplicate {field} {quote(value)}"
        seen.add(value)


def _seccomp_warnings(
    key: str, holder: Object, annotations: Mapping[str, str], path: str
) -> Iterator[str]:
    if key in annotations and (holder.get("securityContext") or {}).get("seccompProfile") is None:
        yield f"{path}[{key}]: {SECCOMP}"


def container_warnings(
    container: Object, annotations: Mapping[str, str], annotations_path: str, path: str
) -> Iterator[str]:
    """Yield the warnings for a container."""
    yield from _seccomp_warnings(
        SECCOMP_CONTAINER + (container.get("name") or ""), container, annotations, annotations_path
    )
    resources = container.get("resources") or {}
    yield from _fraction_warnings(resources.get("limits"), f"{path}.resources.limits")
    yield from _fraction_warnings(resources.get("requests"), f"{path}.resources.requests")
    seen: set[str] = set()
    for index, variable in enumerate(container.get("env") or ()):
        name, value = variable.get("name") or "", variable.get("value") or ""
        reference = f"$({name})"
        if name in seen and (
            variable.get("valueFrom") is not None or value == reference or reference not in value
        ):
            yield f"{path}.env[{index}]: hides previous definition of {quote(name)}, which may be dropped when using apply"
        seen.add(name)


def _affinity_warnings(affinity: Object, path: str) -> Iterator[str]:
    for kind in ("podAffinity", "podAntiAffinity"):
        terms = affinity.get(kind) or {}
        for index, term in enumerate(terms.get(REQUIRED) or ()):
            if term.get("labelSelector") is None:
                yield f"{path}.{kind}.{REQUIRED}[{index}].labelSelector: {NULL_SELECTOR}"
        for index, weighted in enumerate(terms.get(PREFERRED) or ()):
            if (weighted.get("podAffinityTerm") or {}).get("labelSelector") is None:
                yield f"{path}.{kind}.{PREFERRED}[{index}].podAffinityTerm.labelSelector: {NULL_SELECTOR}"


def _address_warnings(spec: Object, path: str) -> Iterator[str]:
    """Warn of IPv6 addresses in a non-canonical form."""
    servers = (spec.get("dnsConfig") or {}).get("nameservers") or ()
    addresses = [
        (server, f"{path}.dnsConfig.nameservers[{index}]") for index, server in enumerate(servers)
    ]
    addresses += [
        (alias.get("ip") or "", f"{path}.hostAliases[{index}].ip")
        for index, alias in enumerate(spec.get("hostAliases") or ())
    ]
    for address, address_path in addresses:
        if canonical_address(address) != address:
            yield f"{address_path}: IPv6 address {quote(address)} should be in RFC 5952 canonical format ({quote(canonical_address(address))})"
