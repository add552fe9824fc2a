"""Which pods the levels of Pod Security admit, in the words of a 1.36 server."""

from typing import Any

import pytest

from minik import schemas
from minik.intake.pod_security import labels, levels
from minik.model.object import Object

HARD: Object = {
    "runAsNonRoot": True,
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}
ALL_OF_IT = (
    'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), '
    'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), '
    'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), '
    'seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")'
)


def spec(context: Object | None = None, name: str = "c", **fields: Any) -> Object:
    container = {"name": name, "image": "i", **({"securityContext": context} if context else {})}
    return {"containers": [{**container, **fields.pop("container", {})}], **fields}


def words(level: str, pod: Object, annotations: dict[str, str] | None = None) -> str:
    name, _, version = level.partition(":")
    stated = {labels.ENFORCE: name, f"{labels.ENFORCE}-version": version}
    asked = labels.asked(stated, labels.ENFORCE)
    found = list(levels.violations(asked, annotations or {}, pod))
    return levels.refusal(asked, found).partition('": ')[2] if found else ""


CASES: dict[str, tuple[str, Object, str]] = {
    "plain": ("baseline", spec(), ""),
    "plain-restricted": ("restricted", spec(), ALL_OF_IT),
    "hard": ("restricted", spec(HARD), ""),
    "privileged-admits-all": ("privileged", spec({"privileged": True}), ""),
    "privileged": (
        "baseline",
        spec({"privileged": True}),
        'privileged (container "c" must not set securityContext.privileged=true)',
    ),
    "two": (
        "baseline",
        {
            "containers": [
                *spec({"privileged": True}, "a")["containers"],
                *spec({"privileged": True}, "b")["containers"],
            ]
        },
        'privileged (containers "a", "b" must not set securityContext.privileged=true)',
    ),
    "init": (
        "baseline",
        {"initContainers": spec({"privileged": True}, "i")["containers"], **spec()},
        'privileged (container "i" must not set securityContext.privileged=true)',
    ),
    "host": (
        "baseline",
        spec(hostNetwork=True, hostPID=True),
        "host namespaces (hostNetwork=true, hostPID=true)",
    ),
    "path": (
        "baseline",
        spec(volumes=[{"name": "v", "hostPath": {"path": "/"}}]),
        'hostPath volumes (volume "v")',
    ),
    "path-restricted": (
        "restricted",
        spec(HARD, volumes=[{"name": "v", "hostPath": {"path": "/"}}, {"name": "w", "nfs": {}}]),
        'restricted volume types (volumes "v", "w" use restricted volume types "hostPath", "nfs")',
    ),
    "port": (
        "baseline",
        spec(container={"ports": [{"containerPort": 80, "hostPort": 80}]}),
        'hostPort (container "c" uses hostPort 80)',
    ),
    "capability": (
        "baseline",
        spec({"capabilities": {"add": ["SYS_TIME", "CHOWN", "NET_ADMIN"]}}),
        'non-default capabilities (container "c" must not include "NET_ADMIN", "SYS_TIME" in securityContext.capabilities.add)',
    ),
    "capability-restricted": (
        "restricted",
        spec({**HARD, "capabilities": {"drop": ["ALL"], "add": ["CHOWN", "NET_BIND_SERVICE"]}}),
        'unrestricted capabilities (container "c" must not include "CHOWN" in securityContext.capabilities.add)',
    ),
    "old-restricted": (
        "restricted:v1.18",
        spec({**HARD, "capabilities": {}, "seccompProfile": {}}),
        "",
    ),
    "oldest-restricted": (
        "restricted:v1.7",
        spec(),
        'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true)',
    ),
    "root": (
        "restricted",
        spec(HARD, securityContext={"runAsUser": 0}),
        "runAsUser=0 (pod must not set runAsUser=0)",
    ),
    "root-said": (
        "restricted",
        spec({**HARD, "runAsNonRoot": False}),
        'runAsNonRoot != true (container "c" must not set securityContext.runAsNonRoot=false)',
    ),
    "root-of-its-own": (
        "restricted",
        spec({**HARD, "runAsUser": 0, "runAsNonRoot": None}, hostUsers=False),
        "",
    ),
    "unconfined": (
        "baseline",
        spec(
            {"seccompProfile": {"type": "Unconfined"}},
            securityContext={"seccompProfile": {"type": "Unconfined"}},
        ),
        'seccompProfile (pod and container "c" must not set securityContext.seccompProfile.type to "Unconfined")',
    ),
    "sysctl": (
        "baseline:v1.28",
        spec(securityContext={"sysctls": [{"name": "net.ipv4.tcp_keepalive_time", "value": "1"}]}),
        "forbidden sysctls (net.ipv4.tcp_keepalive_time)",
    ),
    "sysctl-now": (
        "baseline",
        spec(securityContext={"sysctls": [{"name": "net.ipv4.tcp_keepalive_time", "value": "1"}]}),
        "",
    ),
    "selinux": (
        "baseline",
        spec(
            {"seLinuxOptions": {"type": "x", "role": "r"}},
            securityContext={"seLinuxOptions": {"type": "t", "user": "u"}},
        ),
        'seLinuxOptions (pod and container "c" set forbidden securityContext.seLinuxOptions: types "t", "x"; user may not be set; role may not be set)',
    ),
    "apparmor": (
        "baseline",
        spec(securityContext={"appArmorProfile": {"type": "Unconfined"}}),
        'forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined")',
    ),
    "proc": (
        "restricted",
        spec({**HARD, "procMount": "Unmasked"}, hostUsers=False),
        'procMount (container "c" must not set securityContext.procMount to "Unmasked")',
    ),
    "proc-baseline": ("baseline", spec({"procMount": "Unmasked"}, hostUsers=False), ""),
    "windows": (
        "baseline",
        spec(hostNetwork=True, securityContext={"windowsOptions": {"hostProcess": True}}),
        "host namespaces (hostNetwork=true), hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)",
    ),
    "windows-restricted": ("restricted", spec({"runAsNonRoot": True}, os={"name": "windows"}), ""),
    "probe": (
        "baseline:v1.34",
        spec(container={"livenessProbe": {"httpGet": {"host": "example.com", "port": 1}}}),
        'probe or lifecycle host (container "c" uses probe or lifecycle host "example.com")',
    ),
    "probe-then": (
        "baseline:v1.33",
        spec(container={"livenessProbe": {"httpGet": {"host": "example.com", "port": 1}}}),
        "",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_level_admits_or_says_why_not(name: str) -> None:
    level, pod, expected = CASES[name]
    assert words(level, pod) == expected


def test_old_versions_read_annotations() -> None:
    noted = {"seccomp.security.alpha.kubernetes.io/pod": "unconfined"}
    expected = 'seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined")'
    assert words("baseline:v1.18", spec(), noted) == expected
    assert words("baseline:v1.19", spec(), noted) == ""


def test_a_word_that_is_no_level_is_the_strictest_one() -> None:
    assert labels.asked({labels.ENFORCE: "strict"}, labels.ENFORCE).name == "restricted"
    assert labels.asked({}, labels.ENFORCE).name == "privileged"


@pytest.mark.parametrize(
    ("asked", "server", "admits"),
    [
        ("latest", "", False),
        ("v1.37", "", False),  # a 1.36 server knows no later standard than its own
        ("latest", "1.37", True),
        ("v1.37", "1.37", True),
        ("v1.36", "1.37", False),
    ],
)
def test_a_server_knows_the_standards_up_to_its_own(asked: str, server: str, admits: bool) -> None:
    wanted = {labels.ENFORCE: "baseline", f"{labels.ENFORCE}-version": asked}
    spec = {"securityContext": {"sysctls": [{"name": "net.ipv4.tcp_notsent_lowat", "value": "1"}]}}
    level = labels.asked(wanted, labels.ENFORCE, server)
    assert (not list(levels.violations(level, {}, spec))) is admits


def test_a_reason_stays_the_same_for_many_ports_and_hosts() -> None:
    ports = {"ports": [{"hostPort": 10}, {"hostPort": 20}]}
    assert 'hostPort (container "c" uses hostPorts 10, 20)' in words(
        "baseline", spec(container=ports)
    )
    probes = {
        name: {"httpGet": {"host": f"{name}.com"}} for name in ("livenessProbe", "startupProbe")
    }
    told = words("baseline", spec(container=probes))
    hosts = 'probe or lifecycle hosts "livenessProbe.com", "startupProbe.com"'
    assert f'probe or lifecycle host (container "c" uses {hosts})' in told


def reasons(level: str, pod: Object, annotations: dict[str, str] | None = None) -> set[str]:
    name, _, version = level.partition(":")
    stated = {labels.ENFORCE: name, f"{labels.ENFORCE}-version": version or "latest"}
    asked = labels.asked(stated, labels.ENFORCE)
    return {found.reason for found in levels.violations(asked, annotations or {}, pod)}


def since(level: str, reason: str, pod: Object) -> tuple[int | None, int | None]:
    """Return the first version of the standard, of 1.0 to 1.36, that has a reason to refuse a pod, and
    the first after it that has it no more.
    """
    found = [minor for minor in range(37) if reason in reasons(f"{level}:v1.{minor}", pod)]
    if not found:
        return None, None
    assert found == list(range(found[0], found[-1] + 1))
    return found[0], found[-1] + 1 if found[-1] < 36 else None


def sysctl(name: str) -> Object:
    return spec(securityContext={"sysctls": [{"name": name, "value": "1"}]})


def labelled(kind: str) -> Object:
    return spec({"seLinuxOptions": {"type": kind}})


UNSAFE: dict[str, Any] = {"os": {"name": "windows"}}
OWN_USERS: dict[str, Any] = {"hostUsers": False}
UNMASKED, ROOT = {"procMount": "Unmasked"}, {"runAsUser": 0}
PROBE = {"tcpSocket": {"host": "example.com", "port": 1}}
# the standard of each version: kubernetes/pod-security-admission `policy/check_*.go`
HISTORY: list[tuple[str, str, Object, int | None, int | None]] = [
    ("baseline", "privileged", spec({"privileged": True}), 0, None),
    ("baseline", "privileged", spec({"privileged": False}), None, None),
    ("baseline", "host namespaces", spec(hostIPC=True), 0, None),
    ("baseline", "forbidden sysctls", sysctl("kernel.shm_rmid_forced"), None, None),
    ("baseline", "forbidden sysctls", sysctl("net.ipv4.ip_local_port_range"), None, None),
    ("baseline", "forbidden sysctls", sysctl("net.ipv4.tcp_syncookies"), None, None),
    ("baseline", "forbidden sysctls", sysctl("net.ipv4.ping_group_range"), None, None),
    ("baseline", "forbidden sysctls", sysctl("net.ipv4.ip_unprivileged_port_start"), None, None),
    ("baseline", "forbidden sysctls", sysctl("net.ipv4.ip_local_reserved_ports"), 0, 27),
    ("baseline", "forbidden sysctls", sysctl("net.ipv4.tcp_keepalive_time"), 0, 29),
    ("baseline", "forbidden sysctls", sysctl("net.ipv4.tcp_fin_timeout"), 0, 29),
    ("baseline", "forbidden sysctls", sysctl("net.ipv4.tcp_keepalive_intvl"), 0, 29),
    ("baseline", "forbidden sysctls", sysctl("net.ipv4.tcp_keepalive_probes"), 0, 29),
    ("baseline", "forbidden sysctls", sysctl("net.ipv4.tcp_rmem"), 0, 32),
    ("baseline", "forbidden sysctls", sysctl("net.ipv4.tcp_wmem"), 0, 32),
    ("baseline", "forbidden sysctls", sysctl("kernel.msgmax"), 0, None),
    ("baseline", "seLinuxOptions", labelled(""), None, None),
    ("baseline", "seLinuxOptions", labelled("container_t"), None, None),
    ("baseline", "seLinuxOptions", labelled("container_init_t"), None, None),
    ("baseline", "seLinuxOptions", labelled("container_kvm_t"), None, None),
    ("baseline", "seLinuxOptions", labelled("container_engine_t"), 0, 31),
    ("baseline", "seLinuxOptions", labelled("spc_t"), 0, None),
    ("baseline", "probe or lifecycle host", spec(container={"startupProbe": PROBE}), 34, None),
    ("baseline", "probe or lifecycle host", spec(container={"readinessProbe": PROBE}), 34, None),
    (
        "baseline",
        "probe or lifecycle host",
        spec(container={"lifecycle": {"postStart": PROBE}}),
        34,
        None,
    ),
    (
        "baseline",
        "probe or lifecycle host",
        spec(container={"lifecycle": {"preStop": {"httpGet": {"host": "a"}}}}),
        34,
        None,
    ),
    (
        "baseline",
        "probe or lifecycle host",
        spec(container={"livenessProbe": {"httpGet": {"port": 1}}}),
        None,
        None,
    ),
    ("baseline", "procMount", spec(UNMASKED), 0, None),
    ("baseline", "procMount", spec({"procMount": "Default"}), None, None),
    ("baseline", "procMount", spec(UNMASKED, **OWN_USERS), 0, 35),
    ("restricted", "procMount", spec(UNMASKED, **OWN_USERS), 0, None),
    ("baseline", "seccompProfile", spec({"seccompProfile": {"type": "Unconfined"}}), 19, None),
    ("baseline", "seccompProfile", spec({"seccompProfile": {"type": "Localhost"}}), None, None),
    ("restricted", "seccompProfile", spec(), 19, None),
    ("restricted", "seccompProfile", spec(**UNSAFE), 19, 25),
    ("restricted", "allowPrivilegeEscalation != false", spec(), 8, None),
    ("restricted", "allowPrivilegeEscalation != false", spec(**UNSAFE), 8, 25),
    ("restricted", "unrestricted capabilities", spec(), 22, None),
    ("restricted", "unrestricted capabilities", spec(**UNSAFE), 22, 25),
    ("restricted", "non-default capabilities", spec({"capabilities": {"add": ["X"]}}), 0, 22),
    ("restricted", "runAsNonRoot != true", spec(), 0, None),
    ("restricted", "runAsNonRoot != true", spec(**OWN_USERS), 0, 35),
    ("restricted", "runAsNonRoot != true", spec(**UNSAFE), 0, None),
    ("restricted", "runAsUser=0", spec(ROOT), 23, None),
    ("restricted", "runAsUser=0", spec(ROOT, **OWN_USERS), 23, 35),
    ("restricted", "runAsUser=0", spec({"runAsUser": 1}), None, None),
    (
        "restricted",
        "restricted volume types",
        spec(volumes=[{"name": "v", "hostPath": {"path": "/"}}]),
        0,
        None,
    ),
    (
        "baseline",
        "hostPath volumes",
        spec(volumes=[{"name": "v", "hostPath": {"path": "/"}}]),
        0,
        None,
    ),
    (
        "restricted",
        "hostPath volumes",
        spec(volumes=[{"name": "v", "hostPath": {"path": "/"}}]),
        None,
        None,
    ),
]


@pytest.mark.parametrize(("level", "reason", "pod", "first", "end"), HISTORY)
def test_a_standard_has_its_history(
    level: str, reason: str, pod: Object, first: int | None, end: int | None
) -> None:
    assert since(level, reason, pod) == (first, end)


SAFE = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image",
        "persistentVolumeClaim", "projected", "secret"}  # fmt: skip


def test_every_kind_of_volume_is_allowed_or_not() -> None:
    kinds = set(schemas.definition("io.k8s.api.core.v1.Volume")["properties"]) - {"name"}
    assert kinds > SAFE
    refused = {
        kind
        for kind in kinds
        if "restricted volume types"
        in reasons("restricted", spec(HARD, volumes=[{"name": "v", kind: {"a": "b"}}]))
    }
    assert kinds - refused == SAFE


USUAL = ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD",
         "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]  # fmt: skip


@pytest.mark.parametrize("name", [*USUAL, "NET_RAW", "SYS_ADMIN", "ALL", "chown"])
def test_the_usual_capabilities_may_be_added_and_one_of_them_always(name: str) -> None:
    added = {"drop": ["ALL"], "add": [name]}
    assert (
        "non-default capabilities" not in reasons("baseline", spec({"capabilities": added}))
    ) == (name in USUAL)
    strict = reasons("restricted", spec({**HARD, "capabilities": added}))
    assert ("unrestricted capabilities" not in strict) == (name == "NET_BIND_SERVICE")


SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
SECCOMP_OF = "container.seccomp.security.alpha.kubernetes.io/c"
ARMOR = "container.apparmor.security.beta.kubernetes.io/c"


@pytest.mark.parametrize(
    ("key", "value", "seccomp", "apparmor"),
    [
        (SECCOMP, "runtime/default", False, False),
        (SECCOMP, "docker/default", False, False),
        (SECCOMP, "localhost/x", False, False),
        (SECCOMP, "", False, False),
        (SECCOMP, "unconfined", True, False),
        (SECCOMP_OF, "unconfined", True, False),
        (SECCOMP_OF, "runtime/default", False, False),
        (ARMOR, "runtime/default", False, False),
        (ARMOR, "localhost/x", False, False),
        (ARMOR, "", False, False),
        (ARMOR, "unconfined", False, True),
        (ARMOR, "docker/default", False, True),
        ("example.com/c", "unconfined", False, False),
    ],
)
def test_annotations_of_old_are_profiles(
    key: str, value: str, seccomp: bool, apparmor: bool
) -> None:
    old, now = (reasons(f"baseline:v1.{minor}", spec(), {key: value}) for minor in (18, 36))
    assert ("seccompProfile" in old) == seccomp and "seccompProfile" not in now
    assert ("forbidden AppArmor profile" in old) == apparmor
    assert ("forbidden AppArmor profile" in now) == apparmor


@pytest.mark.parametrize(
    ("pod", "notes", "told"),
    [
        (
            spec({"appArmorProfile": {"type": "Unconfined"}}),
            {ARMOR: "unconfined"},
            'forbidden AppArmor profiles (container "c" and annotation must not set AppArmor profile '
            f'type to "Unconfined", "{ARMOR}="unconfined"")',
        ),
        (
            spec(),
            {ARMOR: "a", f"{ARMOR}2": "b"},
            "forbidden AppArmor profiles (annotations must not set AppArmor profile type to "
            f'"{ARMOR}2="b"", "{ARMOR}="a"")',
        ),
        (
            spec({"windowsOptions": {"hostProcess": True}}),
            {},
            'hostProcess (container "c" must not set securityContext.windowsOptions.hostProcess=true)',
        ),
        (
            spec({"seLinuxOptions": {"type": "x"}}),
            {},
            'seLinuxOptions (container "c" set forbidden securityContext.seLinuxOptions: type "x")',
        ),
        (
            spec(volumes=[{"name": name, "hostPath": {"path": "/"}} for name in "ab"]),
            {},
            'hostPath volumes (volumes "a", "b")',
        ),
        (spec(container={"ports": [{"containerPort": 80}]}), {}, ""),
        (
            spec(securityContext={"sysctls": [{"name": "b"}, {"name": "a"}]}),
            {},
            "forbidden sysctls (b, a)",
        ),
    ],
)
def test_who_does_what_is_said(pod: Object, notes: dict[str, str], told: str) -> None:
    assert words("baseline", pod, notes) == told


SECOND = {"name": "d", "image": "i", "securityContext": HARD}


@pytest.mark.parametrize(
    ("pod", "told"),
    [
        (
            {**spec(HARD), "securityContext": {"runAsNonRoot": False}},
            "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)",
        ),
        (
            {"containers": [*spec({**HARD, "runAsNonRoot": None})["containers"], SECOND]},
            'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true)',
        ),
        (
            {
                **spec({**HARD, "runAsNonRoot": None}),
                "securityContext": {"runAsNonRoot": True},
            },
            "",
        ),
        (
            {
                **spec({**HARD, "seccompProfile": None}),
                "securityContext": {"seccompProfile": {"type": "Localhost"}},
            },
            "",
        ),
        (
            {
                **spec({**HARD, "seccompProfile": {"type": "Unconfined"}}),
                "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
            },
            'seccompProfile (container "c" must not set securityContext.seccompProfile.type to '
            '"Unconfined")',
        ),
        (
            spec({**HARD, "runAsUser": 0}, securityContext={"runAsUser": 0}),
            'runAsUser=0 (pod and container "c" must not set runAsUser=0)',
        ),
        (
            spec({**HARD, "capabilities": {"add": ["X"]}}),
            'unrestricted capabilities (container "c" must set '
            'securityContext.capabilities.drop=["ALL"]; container "c" must not include "X" in '
            "securityContext.capabilities.add)",
        ),
        (
            spec(HARD, volumes=[{"name": "v", "nfs": {}}]),
            'restricted volume types (volume "v" uses restricted volume type "nfs")',
        ),
    ],
)
def test_what_restricted_asks_of_pods_and_containers(pod: Object, told: str) -> None:
    assert words("restricted", pod) == told
