"""Validation of Windows containers, and of spec.os.

Upstream rules: `validateWindowsSecurityContextOptions`, `validateWindowsHostProcessPod`,
`validateOS`, `validateLinux`, `validateWindows`.
"""

from collections.abc import Iterator

from minik import light_re as re
from minik.errors import Problem
from minik.kinds._rules import check_name
from minik.kinds.pod._scope import located_containers
from minik.model import names
from minik.model.object import Object
from minik.model.problem import forbidden, invalid, not_supported, required

OPERATING_SYSTEMS = frozenset(("linux", "windows"))
CREDENTIALS_KIB = 64
MAX_DOMAIN_LENGTH, MAX_USER_LENGTH = 256, 104
NET_BIOS = r'[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}'
DNS_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
DNS_NAME = rf"{DNS_LABEL}(?:\.{DNS_LABEL})*"
FORBIDDEN_IN_USER = r'["/\\:;|=,+*?<>@\[\]]'
# what a Windows pod has no such thing as: fields of its spec, of its security context, and of a
# container's, in upstream's order
LINUX_POD_FIELDS = (
    "securityContext.appArmorProfile",
    "securityContext.seLinuxOptions",
    "hostUsers",
    "hostPID",
    "hostIPC",
    "securityContext.seccompProfile",
    "securityContext.fsGroup",
    "securityContext.fsGroupChangePolicy",
    "securityContext.sysctls",
    "shareProcessNamespace",
    "securityContext.runAsUser",
    "securityContext.runAsGroup",
    "securityContext.supplementalGroups",
    "securityContext.supplementalGroupsPolicy",
    "securityContext.seLinuxChangePolicy",
)
LINUX_CONTAINER_FIELDS = (
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "capabilities",
    "readOnlyRootFilesystem",
    "privileged",
    "allowPrivilegeEscalation",
    "procMount",
    "runAsUser",
    "runAsGroup",
)
EMPTY_IS_UNSET = frozenset(("hostPID", "hostIPC", "securityContext.sysctls"))


def options_problems(options: Object | None, path: str) -> Iterator[Problem]:
    """Check the windowsOptions of a security context."""
    if not options:
        return
    if options.get("gmsaCredentialSpecName") is not None:
        yield from check_name(
            f"{path}.gmsaCredentialSpecName", options["gmsaCredentialSpecName"], names.subdomain
        )
    credentials = options.get("gmsaCredentialSpec")
    if credentials == "":
        yield invalid(
            f"{path}.gmsaCredentialSpec",
            credentials,
            "gmsaCredentialSpec cannot be an empty string",
        )
    elif credentials is not None and len(credentials.encode()) > CREDENTIALS_KIB * 1024:
        yield invalid(
            f"{path}.gmsaCredentialSpec",
            credentials,
            f"gmsaCredentialSpec size must be under {CREDENTIALS_KIB} KiB",
        )
    if options.get("runAsUserName") is not None:
        yield from check_name(f"{path}.runAsUserName", options["runAsUserName"], user_name)


def user_name(text: str) -> Iterator[str]:
    r"""`USER` or `DOMAIN\USER`."""
    parts = text.split("\\")
    if not text:
        yield "runAsUserName cannot be an empty string"
    elif re.search(r"[\x00-\x1f\x7f]", text):
        yield "runAsUserName cannot contain control characters"
    elif len(parts) > 2:
        yield "runAsUserName cannot contain more than one backslash"
    else:
        yield from _domain(parts[0]) if len(parts) == 2 else ()
        yield from _user(parts[-1])


def _domain(text: str) -> Iterator[str]:
    if len(text.encode()) >= MAX_DOMAIN_LENGTH:
        yield f"runAsUserName's Domain length must be under {MAX_DOMAIN_LENGTH} characters"
    if not re.fullmatch(NET_BIOS, text) and not re.fullmatch(DNS_NAME, text):
        yield "runAsUserName's Domain doesn't match the NetBios nor the DNS format"


def _user(text: str) -> Iterator[str]:
    if not text:
        yield "runAsUserName's User cannot be empty"
    elif len(text.encode()) > MAX_USER_LENGTH:
        yield f"runAsUserName's User length must not be longer than {MAX_USER_LENGTH} characters"
    if re.fullmatch("[. ]+", text):
        yield "runAsUserName's User cannot contain only periods or spaces"
    if re.search(FORBIDDEN_IN_USER, text):
        yield "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]"


def host_process_problems(spec: Object, path: str) -> Iterator[Problem]:
    """Check that all containers or none are HostProcess containers, on the host network."""
    pod_value = _host_process(spec)
    if not pod_value and not any(
        _host_process(container) is not None for container, _ in located_containers(spec, path)
    ):
        return
    count, host_process_count = 0, 0
    for container, container_path in located_containers(spec, path):
        container_value = _host_process(container)
        if pod_value is not None and container_value is not None and pod_value != container_value:
            detail = f"pod hostProcess value must be identical if both are specified, was {str(pod_value).lower()}"
            yield invalid(
                f"{container_path}.securityContext.windowsOptions.hostProcess",
                container_value,
                detail,
            )
        count, host_process_count = (
            count + 1,
            host_process_count + bool(pod_value if container_value is None else container_value),
        )
    if host_process_count and host_process_count != count:
        yield invalid(
            path,
            "",
            "If pod contains any hostProcess containers then all containers must be HostProcess containers",
        )
    if host_process_count and not spec.get("hostNetwork"):
        yield invalid(
            f"{path}.hostNetwork",
            False,
            "hostNetwork must be true if pod contains any hostProcess containers",
        )


def _host_process(holder: Object) -> bool | None:
    value: bool | None = ((holder.get("securityContext") or {}).get("windowsOptions") or {}).get(
        "hostProcess"
    )
    return value


def system_problems(spec: Object, path: str) -> Iterator[Problem]:
    """Check spec.os, and that no field of the other operating system is set."""
    name = spec["os"].get("name") or ""
    if not name:
        yield required(f"{path}.os.name")
    elif name not in OPERATING_SYSTEMS:
        yield not_supported(f"{path}.os", name, OPERATING_SYSTEMS)
    elif name == "linux":
        for holder, holder_path in ((spec, path), *located_containers(spec, path)):
            if (holder.get("securityContext") or {}).get("windowsOptions") is not None:
                yield forbidden(
                    f"{holder_path}.securityContext.windowsOptions",
                    "windows options cannot be set for a linux pod",
                )
    else:
        yield from _windows_problems(spec, path)


def _windows_problems(spec: Object, path: str) -> Iterator[Problem]:
    for field in LINUX_POD_FIELDS:
        holder, _, name = field.rpartition(".")
        value = ((spec.get(holder) or {}) if holder else spec).get(name)
        if value is not None and (value or field not in EMPTY_IS_UNSET):
            yield forbidden(f"{path}.{field}", "cannot be set for a windows pod")
    for container, container_path in located_containers(spec, path):
        for name in LINUX_CONTAINER_FIELDS:
            if (container.get("securityContext") or {}).get(name) is not None:
                yield forbidden(
                    f"{container_path}.securityContext.{name}", "cannot be set for a windows pod"
                )
