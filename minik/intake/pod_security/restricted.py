"""The checks that the level restricted adds to baseline, or sets in place of some of its checks."""

from collections.abc import Iterator, Mapping

from minik.intake.pod_security import baseline
from minik.intake.pod_security.baseline import PROFILES, Check, profile, unconfined
from minik.intake.pod_security.words import (
    Subject,
    Violation,
    containers,
    context,
    has_own_users,
    is_windows,
    named,
    plural,
    quoted,
    setters,
)

VOLUMES = frozenset(
    [
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    ]
)
WINDOWS_SINCE = 25  # what Windows does not know is not asked of its pods
USERS_SINCE = 35


def for_linux(subject: Subject) -> bool:
    """Return whether a pod is asked for what only Linux knows."""
    return not (is_windows(subject.spec) and subject.version >= WINDOWS_SINCE)


def may_be_root(subject: Subject) -> bool:
    """Return whether root in the pod is nobody on the node."""
    return has_own_users(subject.spec) and subject.version >= USERS_SINCE


def privilege_escalation(subject: Subject) -> Iterator[Violation]:
    """Yield containers that may gain rights."""
    names = [
        container["name"]
        for container in containers(subject.spec)
        if context(container).get("allowPrivilegeEscalation") is not False
    ]
    if names and subject.version >= 8 and for_linux(subject):
        text = f"{named(names)} must set securityContext.allowPrivilegeEscalation=false"
        yield Violation("allowPrivilegeEscalation != false", text)


def capabilities(subject: Subject) -> Iterator[Violation]:
    """Yield capabilities beyond those that are allowed."""
    keeping, adding = [], []
    forbidden: set[str] = set()
    for container in containers(subject.spec):
        found = context(container).get("capabilities") or {}
        if "ALL" not in (found.get("drop") or ()):
            keeping.append(container["name"])
        added = set(found.get("add") or ()) - {"NET_BIND_SERVICE"}
        if added:
            adding.append(container["name"])
            forbidden |= added
    told = []
    if keeping:
        told.append(f'{named(keeping)} must set securityContext.capabilities.drop=["ALL"]')
    if adding:
        words = quoted(sorted(forbidden))
        told.append(f"{named(adding)} must not include {words} in securityContext.capabilities.add")
    if told and for_linux(subject):
        yield Violation("unrestricted capabilities", "; ".join(told))


def volume_types(subject: Subject) -> Iterator[Violation]:
    """Yield volumes of other kinds than those that are allowed."""
    found = {
        volume["name"]: next((key for key in volume if key != "name" and key not in VOLUMES), "")
        for volume in subject.spec.get("volumes") or ()
    }
    names = [name for name, kind in found.items() if kind]
    if names:
        kinds = sorted({found[name] for name in names})
        text = (
            f"{plural('volume', 'volumes', len(names))} {quoted(names)} "
            f"{plural('uses', 'use', len(names))} restricted volume "
            f"{plural('type', 'types', len(kinds))} {quoted(kinds)}"
        )
        yield Violation("restricted volume types", text)


def non_root(subject: Subject) -> Iterator[Violation]:
    """Yield who does not say that it is not root."""
    shared = context(subject.spec).get("runAsNonRoot")
    found = {c["name"]: context(c).get("runAsNonRoot") for c in containers(subject.spec)}
    explicit = [name for name, value in found.items() if value is False]
    implicit = [name for name, value in found.items() if value is None and not shared]
    if may_be_root(subject):
        return
    if shared is False or explicit:
        who = setters(shared is False, explicit)
        text = f"{who} must not set securityContext.runAsNonRoot=false"
    elif implicit:
        text = f"pod or {named(implicit)} must set securityContext.runAsNonRoot=true"
    else:
        return
    yield Violation("runAsNonRoot != true", text)


def root_user(subject: Subject) -> Iterator[Violation]:
    """Yield who is root."""
    pod = context(subject.spec).get("runAsUser") == 0
    names = [c["name"] for c in containers(subject.spec) if context(c).get("runAsUser") == 0]
    if (pod or names) and subject.version >= 23 and not may_be_root(subject):
        yield Violation("runAsUser=0", f"{setters(pod, names)} must not set runAsUser=0")


def seccomp(subject: Subject) -> Iterator[Violation]:
    """Yield seccomp profiles that are not allowed."""
    shared = profile(subject.spec)
    found = {container["name"]: profile(container) for container in containers(subject.spec)}
    wrong = [name for name, kind in found.items() if kind is not None and kind not in PROFILES]
    pod = shared is not None and shared not in PROFILES
    lacking = [name for name, kind in found.items() if kind is None and shared not in PROFILES]
    if not for_linux(subject):
        return
    if pod or wrong:
        kinds = {str(found[name]) for name in wrong} | ({str(shared)} if pod else set())
        yield Violation("seccompProfile", unconfined(setters(pod, wrong), kinds))
    elif lacking:
        text = f'pod or {named(lacking)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
        yield Violation("seccompProfile", text)


# Checks of baseline that another one replaces here, from the version on in which that one came.
REPLACED: Mapping[Check, int] = {
    baseline.capabilities: 22,
    baseline.host_paths: 0,
    baseline.proc_mount: USERS_SINCE,
    baseline.seccomp: 19,
}
SINCE: Mapping[Check, int] = {capabilities: 22, baseline.unmasked: USERS_SINCE, seccomp: 19}
CHECKS: tuple[Check, ...] = (
    *(privilege_escalation, capabilities, baseline.unmasked, volume_types, non_root, root_user),
    seccomp,
)
