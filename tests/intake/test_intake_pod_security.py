"""Which pods the levels of Pod Security admit, in the words of a 1.36 server."""

from typing import Any

import pytest

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
