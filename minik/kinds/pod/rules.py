"""Validation of pods and pod templates: every rule, in upstream's order.

Upstream rules: `ValidatePodCreate`, `ValidatePodTemplateSpec`, `ValidatePodSpec`.
"""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds._metadata import annotations_problems, labels_problems, metadata_problems
from minik.kinds._rules import check_name, check_name_if_set
from minik.kinds.pod import network, scheduling, windows
from minik.kinds.pod._scope import Scope, scope_of
from minik.kinds.pod.annotations import annotation_problems
from minik.kinds.pod.claims import resource_claims_problems
from minik.kinds.pod.container_rules import (
    containers_problems,
    ephemeral_problems,
    image_problems,
    init_problems,
)
from minik.kinds.pod.content import content_of, content_of_template
from minik.kinds.pod.environment import file_volume_problems
from minik.kinds.pod.resources import pod_resources_problems, requirements_problems
from minik.kinds.pod.security import pod_security_problems, profiles_match_problems
from minik.kinds.pod.volumes import volumes_problems
from minik.kinds.resource_names import container_name_problems
from minik.model import names
from minik.model.object import Object
from minik.model.problem import forbidden, invalid, not_supported, required
from minik.model.sharing import Sound

RESTART_POLICIES = ("Always", "OnFailure", "Never")
PREEMPTION_POLICIES = ("PreemptLowerPriority", "Never")
MAX_DEADLINE = 2**31 - 1


_sound, _sound_templates = Sound(), Sound()


def pod_problems(pod: Object) -> Iterator[Problem]:
    """Yield what is wrong with a pod; some rules apply to new pods only."""
    yield from metadata_problems(pod)
    content = content_of(pod)
    if content not in _sound:
        problems = list(_content_problems(pod))
        if not problems:
            _sound.add(content)
        yield from problems


def _content_problems(pod: Object) -> Iterator[Problem]:
    """Yield what is wrong with all of a pod but its metadata."""
    spec, annotations = pod["spec"], pod["metadata"].get("annotations") or {}
    yield from annotation_problems(annotations, spec, "metadata.annotations")
    yield from spec_problems(
        spec, "spec", is_pod=True, name=pod["metadata"].get("name") or "", annotations=annotations
    )
    if not spec.get("serviceAccountName"):
        yield from _token_problems(spec, "spec.volumes")
    for field in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(field) or ()):
            yield from image_problems(container, f"spec.{field}[{index}]")
    if not pod["metadata"].get("creationTimestamp"):
        yield from _new_problems(spec, annotations)


def _token_problems(spec: Object, path: str) -> Iterator[Problem]:
    for index, volume in enumerate(spec.get("volumes") or ()):
        for number, source in enumerate((volume.get("projected") or {}).get("sources") or ()):
            if source.get("serviceAccountToken") is not None:
                yield forbidden(
                    f"{path}[{index}].projected.sources[{number}].serviceAccountToken",
                    "must not be specified when serviceAccountName is not set",
                )


def _new_problems(spec: Object, annotations: Mapping[str, str]) -> Iterator[Problem]:
    if spec.get("ephemeralContainers"):
        yield forbidden("spec.ephemeralContainers", "cannot be set on create")
    if spec.get("nodeName") and spec.get("schedulingGates"):
        yield forbidden(
            "spec.nodeName", "cannot be set until all schedulingGates have been cleared"
        )
    yield from profiles_match_problems(annotations, spec, "spec")


def template_problems(template: Object, path: str) -> Iterator[Problem]:
    """Yield what is wrong with a pod template."""
    metadata, spec = template.get("metadata") or {}, template.get("spec") or {}
    annotations = metadata.get("annotations") or {}
    yield from labels_problems(metadata.get("labels"), f"{path}.labels")
    yield from annotations_problems(annotations, f"{path}.annotations")
    content = content_of_template(template)
    if content not in _sound_templates:
        problems = list(_template_content_problems(spec, annotations, path))
        if not problems:
            _sound_templates.add(content)
        yield from problems


def _template_content_problems(
    spec: Object, annotations: Mapping[str, str], path: str
) -> Iterator[Problem]:
    """Yield what is wrong with all of a template but its labels."""
    yield from annotation_problems(annotations, spec, f"{path}.annotations")
    yield from spec_problems(spec, f"{path}.spec", is_pod=False)
    yield from profiles_match_problems(annotations, spec, f"{path}.spec")
    if spec.get("ephemeralContainers"):
        yield forbidden(
            f"{path}.spec.ephemeralContainers", "ephemeral containers not allowed in pod template"
        )


def spec_problems(
    spec: Object,
    path: str,
    *,
    is_pod: bool,
    name: str = "",
    annotations: Mapping[str, str] | None = None,
) -> Iterator[Problem]:
    """Check what pods and templates share."""
    valid_volumes, wrong = volumes_problems(
        spec.get("volumes") or (), name, is_pod, f"{path}.volumes"
    )
    scope = scope_of(spec, valid_volumes, is_pod=is_pod, name=name)
    yield from wrong
    if spec.get("resourceClaims"):
        yield from resource_claims_problems(
            spec["resourceClaims"], annotations or {}, f"{path}.resourceClaims"
        )
    yield from _containers_problems(spec, scope, path)
    if spec.get("resources"):
        yield from pod_resources_problems(spec, scope, f"{path}.resources")
    yield from network.host_network_problems(spec, scope, path)
    yield from _policies_problems(spec, path)
    yield from _placement_problems(spec, path)
    yield from windows.host_process_problems(spec, path)
    yield from network.host_users_problems(spec, path)
    yield from network.override_problems(spec, path)
    yield from _names_problems(spec, scope, path)
    if spec.get("os") is not None:
        yield from windows.system_problems(spec, path)
    yield from file_volume_problems(spec, path)


def _containers_problems(spec: Object, scope: Scope, path: str) -> Iterator[Problem]:
    yield from containers_problems(scope, spec.get("containers") or (), f"{path}.containers")
    if spec.get("initContainers"):
        yield from init_problems(
            scope, spec["initContainers"], spec.get("containers") or (), f"{path}.initContainers"
        )
    if spec.get("ephemeralContainers"):
        yield from ephemeral_problems(scope, spec, f"{path}.ephemeralContainers")


def _policies_problems(spec: Object, path: str) -> Iterator[Problem]:
    if spec.get("restartPolicy") not in RESTART_POLICIES:
        yield not_supported(
            f"{path}.restartPolicy", spec.get("restartPolicy") or "", RESTART_POLICIES
        )
    yield from network.policy_problems(spec.get("dnsPolicy") or "", f"{path}.dnsPolicy")
    if spec.get("nodeSelector"):
        yield from labels_problems(spec["nodeSelector"], f"{path}.nodeSelector")
    if spec.get("securityContext"):
        yield from pod_security_problems(spec["securityContext"], spec, f"{path}.securityContext")
    elif spec.get("shareProcessNamespace") and spec.get("hostPID"):
        yield from pod_security_problems({}, spec, f"{path}.securityContext")


def _placement_problems(spec: Object, path: str) -> Iterator[Problem]:
    if spec.get("affinity"):
        yield from scheduling.affinity_problems(spec["affinity"], f"{path}.affinity")
    yield from network.dns_problems(
        spec.get("dnsConfig"), spec.get("dnsPolicy") or "", f"{path}.dnsConfig"
    )
    for index, gate in enumerate(spec.get("readinessGates") or ()):
        yield from check_name(
            f"{path}.readinessGates[{index}].conditionType",
            gate.get("conditionType") or "",
            names.qualified_name,
        )
    yield from scheduling.gates_problems(
        spec.get("schedulingGates") or (), f"{path}.schedulingGates"
    )
    yield from scheduling.spread_problems(
        spec.get("topologySpreadConstraints") or (), f"{path}.topologySpreadConstraints"
    )


def _names_problems(spec: Object, scope: Scope, path: str) -> Iterator[Problem]:
    yield from check_name_if_set(
        f"{path}.serviceAccountName", spec.get("serviceAccountName"), names.subdomain
    )
    yield from check_name_if_set(f"{path}.nodeName", spec.get("nodeName"), names.subdomain)
    deadline = spec.get("activeDeadlineSeconds")
    if deadline is not None and not 1 <= deadline <= MAX_DEADLINE:
        yield invalid(
            f"{path}.activeDeadlineSeconds",
            deadline,
            f"must be between 1 and {MAX_DEADLINE}, inclusive",
        )
    yield from check_name_if_set(f"{path}.hostname", spec.get("hostname"), names.label)
    yield from check_name_if_set(f"{path}.subdomain", spec.get("subdomain"), names.label)
    yield from scheduling.tolerations_problems(spec.get("tolerations") or (), f"{path}.tolerations")
    yield from network.aliases_problems(spec.get("hostAliases") or (), f"{path}.hostAliases")
    yield from check_name_if_set(
        f"{path}.priorityClassName", spec.get("priorityClassName"), names.subdomain
    )
    if spec.get("runtimeClassName") is not None:
        yield from check_name(f"{path}.runtimeClassName", spec["runtimeClassName"], names.subdomain)
    policy = spec.get("preemptionPolicy")
    if policy == "":
        yield required(f"{path}.preemptionPolicy")
    elif policy is not None and policy not in PREEMPTION_POLICIES:
        yield not_supported(f"{path}.preemptionPolicy", policy, PREEMPTION_POLICIES)
    if spec.get("overhead"):
        yield from requirements_problems(
            {"limits": spec["overhead"]}, container_name_problems, scope.claims, f"{path}.overhead"
        )
