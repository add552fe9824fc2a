"""The checks of the level baseline: what lets a pod take over its node."""

from collections.abc import Callable, Iterator, Mapping

from minik.intake.pod_security.words import (
    Subject,
    Violation,
    containers,
    context,
    has_own_users,
    named,
    plural,
    quoted,
    setters,
)
from minik.kinds.pod.security import SECCOMP_CONTAINER, SECCOMP_POD
from minik.light_typing import Any
from minik.model.object import Object

APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
CAPABILITIES = frozenset(
    [
        "AUDIT_WRITE",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "KILL",
        "MKNOD",
        "NET_BIND_SERVICE",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYS_CHROOT",
    ]
)
# Sysctls that a pod may set, by the version from which on.
SYSCTLS = {
    "kernel.shm_rmid_forced": 0,
    "net.ipv4.ip_local_port_range": 0,
    "net.ipv4.tcp_syncookies": 0,
    "net.ipv4.ping_group_range": 0,
    "net.ipv4.ip_unprivileged_port_start": 0,
    "net.ipv4.ip_local_reserved_ports": 27,
    "net.ipv4.tcp_keepalive_time": 29,
    "net.ipv4.tcp_fin_timeout": 29,
    "net.ipv4.tcp_keepalive_intvl": 29,
    "net.ipv4.tcp_keepalive_probes": 29,
    "net.ipv4.tcp_rmem": 32,
    "net.ipv4.tcp_wmem": 32,
    "net.ipv4.tcp_slow_start_after_idle": 37,
    "net.ipv4.tcp_notsent_lowat": 37,
}
SELINUX = {"": 0, "container_t": 0, "container_init_t": 0, "container_kvm_t": 0}
NEW_SELINUX = {**SELINUX, "container_engine_t": 31}
PROFILES = ("RuntimeDefault", "Localhost")
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
HOOKS = ("postStart", "preStop")
FIELDS_SINCE, PROBE_HOSTS_SINCE, USERS_SINCE = 19, 34, 35


def apparmor(subject: Subject) -> Iterator[Violation]:
    """Yield AppArmor profiles other than the default or a local one."""
    forbidden: set[str] = set()
    kind = (context(subject.spec).get("appArmorProfile") or {}).get("type")
    pod = kind is not None and kind not in PROFILES
    forbidden |= {str(kind)} if pod else set()
    names = []
    for container in containers(subject.spec):
        kind = (context(container).get("appArmorProfile") or {}).get("type")
        if kind is not None and kind not in PROFILES:
            names.append(container["name"])
            forbidden.add(kind)
    notes = [
        f'{key}="{value}"'
        for key, value in sorted(subject.annotations.items())
        if key.startswith(APPARMOR) and not is_profile(value, ("runtime/default", ""))
    ]
    if forbidden or notes:
        who = [setters(pod, names)] if pod or names else []
        who += [plural("annotation", "annotations", len(notes))] if notes else []
        values = sorted({*forbidden, *notes})
        reason = plural("forbidden AppArmor profile", "forbidden AppArmor profiles", len(values))
        text = f"{' and '.join(who)} must not set AppArmor profile type to {quoted(values)}"
        yield Violation(reason, text)


def is_profile(value: str, known: tuple[str, ...]) -> bool:
    """Return whether an annotation names a profile that is allowed."""
    return value in known or value.startswith("localhost/")


def capabilities(subject: Subject) -> Iterator[Violation]:
    """Yield capabilities beyond those that are allowed."""
    added = {
        container["name"]: set((context(container).get("capabilities") or {}).get("add") or ())
        - CAPABILITIES
        for container in containers(subject.spec)
    }
    names = [name for name, forbidden in added.items() if forbidden]
    if names:
        words = quoted(sorted(set().union(*added.values())))
        text = f"{named(names)} must not include {words} in securityContext.capabilities.add"
        yield Violation("non-default capabilities", text)


def host_namespaces(subject: Subject) -> Iterator[Violation]:
    """Yield the namespaces of the node that a pod shares."""
    shared = [
        f"{name}=true" for name in ("hostNetwork", "hostPID", "hostIPC") if subject.spec.get(name)
    ]
    if shared:
        yield Violation("host namespaces", ", ".join(shared))


def host_paths(subject: Subject) -> Iterator[Violation]:
    """Yield volumes that are folders of the node."""
    names = [
        volume["name"] for volume in subject.spec.get("volumes") or () if volume.get("hostPath")
    ]
    if names:
        text = f"{plural('volume', 'volumes', len(names))} {quoted(names)}"
        yield Violation("hostPath volumes", text)


def host_ports(subject: Subject) -> Iterator[Violation]:
    """Yield ports of the node."""
    ports = {
        container["name"]: {
            str(port["hostPort"]) for port in container.get("ports") or () if port.get("hostPort")
        }
        for container in containers(subject.spec)
    }
    names = [name for name, numbers in ports.items() if numbers]
    if names:
        numbers = sorted(set().union(*ports.values()))
        word = plural("hostPort", "hostPorts", len(numbers))
        text = f"{named(names)} {plural('uses', 'use', len(names))} {word} {', '.join(numbers)}"
        yield Violation("hostPort", text)


def probe_hosts(subject: Subject) -> Iterator[Violation]:
    """Yield probes and hooks that ask another host than the pod."""
    hosts = {
        container["name"]: set(asked_hosts(container)) for container in containers(subject.spec)
    }
    names = [name for name, found in hosts.items() if found]
    if names and subject.version >= PROBE_HOSTS_SINCE:
        words = sorted(set().union(*hosts.values()))
        what = plural("probe or lifecycle host", "probe or lifecycle hosts", len(words))
        text = f"{named(names)} {plural('uses', 'use', len(names))} {what} {quoted(words)}"
        yield Violation("probe or lifecycle host", text)


def asked_hosts(container: Object) -> Iterator[str]:
    """Yield the hosts that a container's probes and hooks ask instead of the pod."""
    handlers: list[Mapping[str, Any]] = [container.get(probe) or {} for probe in PROBES]
    handlers += [(container.get("lifecycle") or {}).get(hook) or {} for hook in HOOKS]
    for handler in handlers:
        for how in ("httpGet", "tcpSocket"):
            host = (handler.get(how) or {}).get("host")
            if host:
                yield str(host)


def privileged(subject: Subject) -> Iterator[Violation]:
    """Yield containers that may do everything."""
    names = [
        container["name"]
        for container in containers(subject.spec)
        if context(container).get("privileged")
    ]
    if names:
        text = f"{named(names)} must not set securityContext.privileged=true"
        yield Violation("privileged", text)


def proc_mount(subject: Subject) -> Iterator[Violation]:
    """Yield an unmasked /proc, unless root in the pod is nobody on the node."""
    if not (has_own_users(subject.spec) and subject.version >= USERS_SINCE):
        yield from unmasked(subject)


def unmasked(subject: Subject) -> Iterator[Violation]:
    """Yield the containers that see more of /proc than a container should."""
    found = {
        container["name"]: context(container).get("procMount")
        for container in containers(subject.spec)
    }
    names = [name for name, kind in found.items() if kind not in (None, "Default")]
    if names:
        kinds = quoted(sorted({str(found[name]) for name in names}))
        text = f"{named(names)} must not set securityContext.procMount to {kinds}"
        yield Violation("procMount", text)


def selinux(subject: Subject) -> Iterator[Violation]:
    """Yield SELinux options that are not allowed."""
    types: set[str] = set()
    user = role = pod = False
    names = []
    holders = [("", subject.spec), *((c["name"], c) for c in containers(subject.spec))]
    for name, holder in holders:
        options = context(holder).get("seLinuxOptions") or {}
        kind = options.get("type") or ""
        wrong = NEW_SELINUX.get(kind, 10**9) > subject.version
        types |= {kind} if wrong else set()
        user, role = user or bool(options.get("user")), role or bool(options.get("role"))
        if wrong or options.get("user") or options.get("role"):
            pod = pod or not name
            names += [name] if name else []
    if pod or names:
        told = [f"{plural('type', 'types', len(types))} {quoted(sorted(types))}"] if types else []
        told += ["user may not be set"] * user + ["role may not be set"] * role
        text = (
            f"{setters(pod, names)} set forbidden securityContext.seLinuxOptions: {'; '.join(told)}"
        )
        yield Violation("seLinuxOptions", text)


def seccomp(subject: Subject) -> Iterator[Violation]:
    """Yield seccomp profiles that are not allowed."""
    if subject.version < FIELDS_SINCE:
        yield from seccomp_annotations(subject)
        return
    pod_kind = profile(subject.spec)
    found = {container["name"]: profile(container) for container in containers(subject.spec)}
    names = [name for name, kind in found.items() if kind is not None and kind not in PROFILES]
    pod = pod_kind is not None and pod_kind not in PROFILES
    if pod or names:
        kinds = {str(found[name]) for name in names} | ({str(pod_kind)} if pod else set())
        yield Violation("seccompProfile", unconfined(setters(pod, names), kinds))


def profile(holder: Object) -> str | None:
    """Return the type of a seccomp profile; None if none is set."""
    kind: str | None = (context(holder).get("seccompProfile") or {}).get("type")
    return kind


def unconfined(who: str, kinds: set[str]) -> str:
    words = quoted(sorted(kinds))
    return f"{who} must not set securityContext.seccompProfile.type to {words}"


def seccomp_annotations(subject: Subject) -> Iterator[Violation]:
    """Yield seccomp profiles in annotations, as they were set before there were fields."""
    known = ("runtime/default", "docker/default", "")
    wrong = [
        f'{key}="{value}"'
        for key, value in sorted(subject.annotations.items())
        if (key == SECCOMP_POD or key.startswith(SECCOMP_CONTAINER))
        and not is_profile(value, known)
    ]
    if wrong:
        word = plural("forbidden annotation", "forbidden annotations", len(wrong))
        yield Violation("seccompProfile", f"{word} {', '.join(wrong)}")


def sysctls(subject: Subject) -> Iterator[Violation]:
    """Yield kernel settings that reach beyond the pod."""
    names = [entry["name"] for entry in context(subject.spec).get("sysctls") or ()]
    wrong = [name for name in names if SYSCTLS.get(name, 10**9) > subject.version]
    if wrong:
        yield Violation("forbidden sysctls", ", ".join(wrong))


def host_process(subject: Subject) -> Iterator[Violation]:
    """Yield containers that are processes of a Windows node."""

    def asks(holder: Object) -> bool:
        return bool((context(holder).get("windowsOptions") or {}).get("hostProcess"))

    pod = asks(subject.spec)
    names = [container["name"] for container in containers(subject.spec) if asks(container)]
    if pod or names:
        text = f"{setters(pod, names)} must not set securityContext.windowsOptions.hostProcess=true"
        yield Violation("hostProcess", text)


Check = Callable[[Subject], Iterator[Violation]]
# In the order in which the server tells of them.
CHECKS: tuple[Check, ...] = (
    *(apparmor, capabilities, host_namespaces, host_paths, host_ports, probe_hosts, privileged),
    *(proc_mount, selinux, seccomp, sysctls, host_process),
)
