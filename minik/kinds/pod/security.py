"""Validation of security contexts.

Upstream rules: `ValidateSecurityContext`, `validatePodSpecSecurityContext`, `validateSysctls`, and
the seccomp rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from minik import light_re as re
from minik.errors import Problem
from minik.kinds.pod import apparmor, value_rules
from minik.kinds.pod._profiles import LOCALHOST, match_problems
from minik.kinds.pod._scope import located_containers
from minik.kinds.pod.windows import options_problems
from minik.light_typing import Any
from minik.model.object import Object
from minik.model.problem import duplicate, invalid, not_supported, required

SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod"
SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/"
SECCOMP_TYPES = ("Localhost", "RuntimeDefault", "Unconfined")
SECCOMP_TEXTS = {
    "Unconfined": ("unconfined",),
    "RuntimeDefault": ("runtime/default", "docker/default"),
}
match_seccomp = partial(match_problems, "seccomp", SECCOMP_TEXTS)
match_apparmor = partial(
    match_problems, "apparmor", {kind: (text,) for kind, text in apparmor.TEXTS.items()}
)
PROC_MOUNTS = ("Default", "Unmasked")
GROUP_CHANGE_POLICIES = frozenset(("Always", "OnRootMismatch"))
GROUP_POLICIES = frozenset(("Merge", "Strict"))
SELINUX_POLICIES = frozenset(("MountOption", "Recursive"))
SEGMENT = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
SYSCTL = rf"({SEGMENT}[\./])*{SEGMENT}"
NAMESPACES = {
    "kernel.shm": "hostIPC",
    "kernel.msg": "hostIPC",
    "fs.mqueue.": "hostIPC",
    "net.": "hostNetwork",
}
# the fields of the server's own form, as it shows a whole context
CONTEXT = {
    "capabilities": {"add": None, "drop": None},
    "privileged": None,
    "seLinuxOptions": {"user": "", "role": "", "type": "", "level": ""},
    "windowsOptions": {
        "gMSACredentialSpecName": None,
        "gMSACredentialSpec": None,
        "runAsUserName": None,
        "hostProcess": None,
    },
    "runAsUser": None,
    "runAsGroup": None,
    "runAsNonRoot": None,
    "readOnlyRootFilesystem": None,
    "allowPrivilegeEscalation": None,
    "procMount": None,
    "seccompProfile": {"type": "", "localhostProfile": None},
    "appArmorProfile": {"type": "", "localhostProfile": None},
}


def security_problems(context: Object, path: str, host_users: bool) -> Iterator[Problem]:
    """Check the security context of a container."""
    yield from value_rules.id_problems(context.get("runAsUser"), f"{path}.runAsUser")
    yield from value_rules.id_problems(context.get("runAsGroup"), f"{path}.runAsGroup")
    mount = context.get("procMount")
    if mount is not None and mount not in PROC_MOUNTS:
        yield not_supported(f"{path}.procMount", mount, PROC_MOUNTS)
    if mount == "Unmasked" and host_users:
        yield invalid(f"{path}.procMount", mount, "`hostUsers` must be false to use `Unmasked`")
    yield from seccomp_problems(context.get("seccompProfile"), f"{path}.seccompProfile")
    if context.get("allowPrivilegeEscalation") is False:
        yield from _escalation_problems(context, path)
    yield from options_problems(context.get("windowsOptions"), f"{path}.windowsOptions")
    yield from apparmor.profile_problems(context.get("appArmorProfile"), f"{path}.appArmorProfile")


def _escalation_problems(context: Object, path: str) -> Iterator[Problem]:
    if context.get("privileged"):
        yield invalid(
            path,
            internal_form(context, CONTEXT),
            "cannot set `allowPrivilegeEscalation` to false and `privileged` to true",
        )
    for capability in (context.get("capabilities") or {}).get("add") or ():
        if capability == "CAP_SYS_ADMIN":
            yield invalid(
                path,
                internal_form(context, CONTEXT),
                "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN",
            )


def internal_form(part: Mapping[str, Any] | None, fields: Mapping[str, Any]) -> Any:
    """Return a part of an object in the API server's internal form: every field, with its Go name."""
    if part is None:
        return None
    return {
        _go_field_name(name): internal_form(part.get(name), nested)
        if isinstance(nested, dict)
        else part.get(name, nested)
        for name, nested in fields.items()
    }


def _go_field_name(name: str) -> str:
    return {"seLinuxOptions": "SELinuxOptions"}.get(name, name[0].upper() + name[1:])


def pod_security_problems(context: Object, spec: Object, path: str) -> Iterator[Problem]:
    """Check the security context of a pod."""
    for field in ("fsGroup", "runAsUser", "runAsGroup"):
        yield from value_rules.id_problems(context.get(field), f"{path}.{field}")
    for index, group in enumerate(context.get("supplementalGroups") or ()):
        yield from value_rules.id_problems(group, f"{path}.supplementalGroups[{index}]")
    if spec.get("shareProcessNamespace") and spec.get("hostPID"):
        yield invalid(
            f"{path}.shareProcessNamespace",
            True,
            "ShareProcessNamespace and HostPID cannot both be enabled",
        )
    yield from sysctls_problems(context.get("sysctls") or (), spec, f"{path}.sysctls")
    yield from _choice_problems(
        context.get("fsGroupChangePolicy"), GROUP_CHANGE_POLICIES, f"{path}.fsGroupChangePolicy"
    )
    yield from seccomp_problems(context.get("seccompProfile"), f"{path}.seccompProfile")
    yield from options_problems(context.get("windowsOptions"), f"{path}.windowsOptions")
    yield from apparmor.profile_problems(context.get("appArmorProfile"), f"{path}.appArmorProfile")
    yield from _choice_problems(
        context.get("supplementalGroupsPolicy"), GROUP_POLICIES, f"{path}.supplementalGroupsPolicy"
    )
    yield from _choice_problems(
        context.get("seLinuxChangePolicy"), SELINUX_POLICIES, f"{path}.seLinuxChangePolicy"
    )


def _choice_problems(choice: str | None, choices: frozenset[str], path: str) -> Iterator[Problem]:
    if choice is not None and choice not in choices:
        yield not_supported(path, choice, choices)


def sysctls_problems(sysctls: Sequence[Object], spec: Object, path: str) -> Iterator[Problem]:
    """Check the sysctls: valid, unique, none of a namespace shared with the host."""
    seen: set[str] = set()
    for index, sysctl in enumerate(sysctls):
        name, name_path = sysctl.get("name") or "", f"{path}[{index}].name"
        if not name:
            yield required(name_path)
        elif len(name) > 253 or not re.fullmatch(SYSCTL, name):
            yield invalid(
                name_path, name, f"must have at most 253 characters and match regex ^{SYSCTL}$"
            )
        elif name in seen:
            yield duplicate(name_path, name)
        seen.add(name)
        host_field = _host_namespace_field(name)
        if host_field and spec.get(host_field):
            yield invalid(name_path, name, f"may not be specified when '{host_field}' is true")


def _host_namespace_field(name: str) -> str:
    """Return the field that makes the sysctl's namespace the host's; "" if there is none. A name
    whose first separator is a slash is written with slashes.
    """
    first = re.search("[./]", name)
    if first and first[0] == "/":
        name = name.translate(str.maketrans("./", "/."))
    if name == "kernel.sem":
        return "hostIPC"
    return next((field for prefix, field in NAMESPACES.items() if name.startswith(prefix)), "")


def seccomp_problems(profile: Object | None, path: str) -> Iterator[Problem]:
    """Check a seccomp profile: Localhost needs a localhostProfile, other types forbid it."""
    if profile is None:
        return
    kind, name = profile.get("type") or "", profile.get("localhostProfile")
    if not kind:
        yield required(f"{path}.type", "type is required when seccompProfile is set")
    elif kind not in SECCOMP_TYPES:
        yield not_supported(f"{path}.type", kind, SECCOMP_TYPES)
    if kind != "Localhost":
        if name is not None:
            shown = internal_form(profile, {"type": "", "localhostProfile": None})
            yield invalid(
                f"{path}.localhostProfile", shown, "can only be set when seccomp type is Localhost"
            )
    elif name is None:
        yield required(f"{path}.localhostProfile", "must be set when seccomp type is Localhost")
    else:
        yield from value_rules.relative_path(name, f"{path}.localhostProfile")


def seccomp_annotation_problems(annotations: Mapping[str, str], path: str) -> Iterator[Problem]:
    """Check the legacy seccomp annotations."""
    for key in sorted(annotations, key=lambda key: (key != SECCOMP_POD, key)):
        if key == SECCOMP_POD or key.startswith(SECCOMP_CONTAINER):
            text = annotations[key]
            if text.startswith(LOCALHOST):
                yield from value_rules.relative_path(text.removeprefix(LOCALHOST), f"{path}.{key}")
            elif text not in ("runtime/default", "docker/default", "unconfined"):
                yield invalid(f"{path}.{key}", text, "must be a valid seccomp profile")


def profiles_match_problems(
    annotations: Mapping[str, str], spec: Object, path: str
) -> Iterator[Problem]:
    """Check that legacy annotations agree with the fields: seccomp first, then AppArmor."""
    pod_context = spec.get("securityContext") or {}
    if annotations:
        yield from match_seccomp(
            pod_context.get("seccompProfile"),
            annotations.get(SECCOMP_POD),
            f"{path}.securityContext.seccompProfile",
        )
    for container, container_path in located_containers(spec, path) if annotations else ():
        profile = (container.get("securityContext") or {}).get("seccompProfile")
        yield from match_seccomp(
            profile,
            annotations.get(SECCOMP_CONTAINER + (container.get("name") or "")),
            f"{container_path}.securityContext.seccompProfile",
        )
    if not annotations or (spec.get("os") or {}).get("name") == "windows":
        return
    for container, container_path in located_containers(spec, path):
        profile = apparmor.own_profile(container) or pod_context.get("appArmorProfile")
        annotation = annotations.get(apparmor.ANNOTATION + (container.get("name") or ""))
        yield from match_apparmor(
            profile, annotation, f"{container_path}.securityContext.appArmorProfile"
        )
