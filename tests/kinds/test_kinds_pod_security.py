"""As whom a pod may run and what it may do on its node: security contexts, profiles, and what is
Windows' own.
"""

from typing import Any

import pytest
from objects import build

from minik import kinds
from minik.kinds.pod.template import default_template, template_problems
from minik.model.object import Object

USER = ".securityContext.windowsOptions.runAsUserName: Invalid value: "
SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with "
    "an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
CONTEXT = (
    '"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,'
    '"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}'
)
Case = tuple[Object, list[str]]


def context(**fields: Any) -> Object:
    """The spec of a pod whose only container has this security context."""
    return {"containers": [{"name": "web", "image": "i", "securityContext": fields}]}


def windows(**options: Any) -> Object:
    return {"securityContext": {"windowsOptions": options}}


SECURITY: list[Case] = [
    (
        {"securityContext": {"runAsUser": -1, "supplementalGroups": [2**31]}},
        [
            ".securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive",
            ".securityContext.supplementalGroups[0]: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive",
        ],
    ),
    (
        {"securityContext": {"fsGroupChangePolicy": "Maybe"}},
        [
            '.securityContext.fsGroupChangePolicy: Unsupported value: "Maybe": supported values: "Always", "OnRootMismatch"'
        ],
    ),
    (
        {"shareProcessNamespace": True, "hostPID": True},
        [
            ".securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled"
        ],
    ),
    (
        {
            "hostIPC": True,
            "securityContext": {"sysctls": [{"name": "kernel.shmmax", "value": "1"}]},
        },
        [
            ".securityContext.sysctls[0].name: Invalid value: \"kernel.shmmax\": may not be specified when 'hostIPC' is true"
        ],
    ),
    (
        {
            "securityContext": {
                "sysctls": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]
            }
        },
        ['.securityContext.sysctls[1].name: Duplicate value: "a"'],
    ),
    (
        {"securityContext": {"seccompProfile": {"type": "Localhost"}}},
        [
            ".securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost"
        ],
    ),
    (
        {"securityContext": {"seccompProfile": {}}},
        [
            ".securityContext.seccompProfile.type: Required value: type is required when seccompProfile is set"
        ],
    ),
    (
        {"securityContext": {"seccompProfile": {"type": "Unconfined", "localhostProfile": "a"}}},
        [
            '.securityContext.seccompProfile.localhostProfile: Invalid value: {"Type":"Unconfined","LocalhostProfile":"a"}: can only be set '
            "when seccomp type is Localhost"
        ],
    ),
    (
        {"securityContext": {"appArmorProfile": {"type": "Localhost", "localhostProfile": " a"}}},
        [
            '.securityContext.appArmorProfile.localhostProfile: Invalid value: " a": must not be padded with whitespace'
        ],
    ),
    (
        {"containers": [{"name": "c", "image": "i", "securityContext": {"procMount": "Unmasked"}}]},
        [
            '.containers[0].securityContext.procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`'
        ],
    ),
    (
        {
            "hostUsers": False,
            "containers": [
                {"name": "c", "image": "i", "securityContext": {"procMount": "Unmasked"}}
            ],
        },
        [],
    ),
]
WINDOWS: list[Case] = [
    (
        {"os": {"name": "linux"}, "securityContext": {"windowsOptions": {"runAsUserName": "me"}}},
        [
            ".securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod"
        ],
    ),
    (
        {"os": {"name": "windows"}, "hostPID": True, "securityContext": {"runAsUser": 1}},
        [
            ".hostPID: Forbidden: cannot be set for a windows pod",
            ".securityContext.runAsUser: Forbidden: cannot be set for a windows pod",
        ],
    ),
    (
        {"os": {"name": "windows"}, "securityContext": {"windowsOptions": {"hostProcess": True}}},
        [
            ".hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers"
        ],
    ),
    (
        {"securityContext": {"windowsOptions": {"runAsUserName": "a\\b\\c"}}},
        [
            '.securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": runAsUserName cannot contain more than one backslash'
        ],
    ),
    (
        {"securityContext": {"windowsOptions": {"runAsUserName": "NT AUTHORITY\\NETWORK SERVICE"}}},
        [],
    ),
    (
        {"securityContext": {"windowsOptions": {"runAsUserName": "..."}}},
        [
            '.securityContext.windowsOptions.runAsUserName: Invalid value: "...": runAsUserName\'s User cannot contain only periods or spaces'
        ],
    ),
]
CONTAINERS: list[Case] = [
    (
        context(runAsUser=-1, runAsGroup=2**31),
        [
            ".containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive",
            ".containers[0].securityContext.runAsGroup: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive",
        ],
    ),
    (
        context(procMount="Half"),
        [
            '.containers[0].securityContext.procMount: Unsupported value: "Half": supported values: "Default", "Unmasked"'
        ],
    ),
    (
        context(seccompProfile={"type": "Strict"}),
        [
            '.containers[0].securityContext.seccompProfile.type: Unsupported value: "Strict": supported values: "Localhost", "RuntimeDefault", '
            '"Unconfined"'
        ],
    ),
    (
        context(seccompProfile={"type": "Localhost", "localhostProfile": "/a"}),
        [
            '.containers[0].securityContext.seccompProfile.localhostProfile: Invalid value: "/a": must be a relative path'
        ],
    ),
    (
        context(privileged=True, allowPrivilegeEscalation=False),
        [
            '.containers[0].securityContext: Invalid value: {"Capabilities":null,"Privileged":true,'
            + CONTEXT
            + ": cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
        ],
    ),
    (
        context(capabilities={"add": ["CAP_SYS_ADMIN"]}, allowPrivilegeEscalation=False),
        [
            '.containers[0].securityContext: Invalid value: {"Capabilities":{"Add":["CAP_SYS_ADMIN"],"Drop":null},"Privileged":null,'
            + CONTEXT
            + ": cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"
        ],
    ),
    (
        context(windowsOptions={"runAsUserName": ""}),
        [f'.containers[0]{USER}"": runAsUserName cannot be an empty string'],
    ),
    (
        context(appArmorProfile={}),
        [
            ".containers[0].securityContext.appArmorProfile.type: Required value: type is required when appArmorProfile is set"
        ],
    ),
    (
        context(appArmorProfile={"type": "Strict"}),
        [
            '.containers[0].securityContext.appArmorProfile.type: Unsupported value: "Strict": supported values: "Localhost", "RuntimeDefault", '
            '"Unconfined"'
        ],
    ),
    (
        context(appArmorProfile={"type": "Unconfined", "localhostProfile": "a"}),
        [
            '.containers[0].securityContext.appArmorProfile.localhostProfile: Invalid value: "a": can only be set when AppArmor type is '
            "Localhost"
        ],
    ),
    (
        context(appArmorProfile={"type": "Localhost"}),
        [
            ".containers[0].securityContext.appArmorProfile.localhostProfile: Required value: must be set when AppArmor type is Localhost"
        ],
    ),
    (
        context(appArmorProfile={"type": "Localhost", "localhostProfile": "a" * 4096}),
        [
            ".containers[0].securityContext.appArmorProfile.localhostProfile: Too long: may not be more than 4095 bytes"
        ],
    ),
]
POD: list[Case] = [
    (
        {"securityContext": {"supplementalGroupsPolicy": "Both", "seLinuxChangePolicy": "Never"}},
        [
            '.securityContext.supplementalGroupsPolicy: Unsupported value: "Both": supported values: "Merge", "Strict"',
            '.securityContext.seLinuxChangePolicy: Unsupported value: "Never": supported values: "MountOption", "Recursive"',
        ],
    ),
    (
        {
            "securityContext": {"sysctls": [{"name": ""}, {"name": "A"}, {"name": "net.core"}]},
            "hostNetwork": True,
        },
        [
            ".securityContext.sysctls[0].name: Required value",
            '.securityContext.sysctls[1].name: Invalid value: "A": must have at most 253 characters and match regex '
            "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$",
            ".securityContext.sysctls[2].name: Invalid value: \"net.core\": may not be specified when 'hostNetwork' is true",
        ],
    ),
]
USERS: list[Case] = [
    (
        windows(runAsUserName="\x07"),
        [USER + '"\\a": runAsUserName cannot contain control characters'],
    ),
    (windows(runAsUserName="a\\"), [USER + '"a\\\\": runAsUserName\'s User cannot be empty']),
    (
        windows(runAsUserName="u" * 105),
        [
            f'{USER}"{"u" * 105}": runAsUserName\'s User length must not be longer than 104 characters'
        ],
    ),
    (
        windows(runAsUserName="a:b"),
        [
            USER
            + '"a:b": runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]'
        ],
    ),
    (
        windows(runAsUserName=".a\\u"),
        [USER + "\".a\\\\u\": runAsUserName's Domain doesn't match the NetBios nor the DNS format"],
    ),
    (
        windows(runAsUserName=".".join(["d" * 63] * 4) + ".d\\u"),
        [
            f'{USER}"{".".join(["d" * 63] * 4)}.d\\\\u": runAsUserName\'s Domain length must be under 256 characters'
        ],
    ),
    (
        windows(gmsaCredentialSpecName="A"),
        [
            f'.securityContext.windowsOptions.gmsaCredentialSpecName: Invalid value: "A": {SUBDOMAIN}'
        ],
    ),
    (
        windows(gmsaCredentialSpec=""),
        [
            '.securityContext.windowsOptions.gmsaCredentialSpec: Invalid value: "": gmsaCredentialSpec cannot be an empty string'
        ],
    ),
    (
        windows(gmsaCredentialSpec="x" * 65537),
        [
            f'.securityContext.windowsOptions.gmsaCredentialSpec: Invalid value: "{"x" * 65537}": gmsaCredentialSpec size must be under 64 KiB'
        ],
    ),
]
HOSTS: list[Case] = [
    (
        {
            **context(windowsOptions={"hostProcess": False}),
            **windows(hostProcess=True),
            "hostNetwork": True,
        },
        [
            ".containers[0].securityContext.windowsOptions.hostProcess: Invalid value: false: pod hostProcess value must be identical if both "
            "are specified, was true"
        ],
    ),
    (
        {
            "hostNetwork": True,
            "containers": [
                *context(windowsOptions={"hostProcess": True})["containers"],
                {"name": "b", "image": "i"},
            ],
        },
        [
            ': Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers'
        ],
    ),
    (
        {**context(privileged=True), "os": {"name": "windows"}},
        [".containers[0].securityContext.privileged: Forbidden: cannot be set for a windows pod"],
    ),
]


def filled(spec: Object) -> Object:
    return {"containers": [{"name": "web", "image": "nginx"}], **spec}


def problems(spec: Object, **metadata: Any) -> list[str]:
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    pod = build("Pod", "p", "default", metadata=metadata, spec=filled(spec))
    return list(map(str, kind.problems(kind.default(pod))))


@pytest.mark.parametrize(
    ("spec", "expected"), [*SECURITY, *CONTAINERS, *POD, *WINDOWS, *USERS, *HOSTS]
)
def test_what_a_pod_may_not_do_is_told(spec: Object, expected: list[str]) -> None:
    assert problems(spec) == [f"spec{told}" for told in expected]
    found = template_problems(default_template({"spec": filled(spec)}), "spec.template")
    assert list(map(str, found)) == [f"spec.template.spec{told}" for told in expected]


def test_an_annotation_and_the_field_that_took_its_place_agree() -> None:
    spec = {"securityContext": {"seccompProfile": {"type": "Unconfined"}}}
    assert (
        problems(spec, annotations={"seccomp.security.alpha.kubernetes.io/pod": "unconfined"}) == []
    )
    other = {"seccomp.security.alpha.kubernetes.io/pod": "runtime/default"}
    template = default_template({"metadata": {"annotations": other}, "spec": filled(spec)})
    assert list(map(str, template_problems(template, "spec.template"))) == [
        "spec.template.spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match"
    ]
    assert problems(spec, annotations=other) == [
        "spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match"
    ]


@pytest.mark.parametrize(
    ("profile", "annotation", "expected"),
    [
        ({"type": "Localhost", "localhostProfile": "a"}, "localhost/a", []),
        (
            {"type": "Localhost", "localhostProfile": "a"},
            "localhost/b",
            [".localhostProfile: Forbidden: apparmor profile in annotation and field must match"],
        ),
        (
            {"type": "RuntimeDefault"},
            "unconfined",
            [".type: Forbidden: apparmor type in annotation and field must match"],
        ),
        ({"type": "RuntimeDefault"}, "runtime/default", []),
    ],
)
def test_an_apparmor_annotation_says_what_the_field_says(
    profile: Object, annotation: str, expected: list[str]
) -> None:
    here = "spec.containers[0].securityContext.appArmorProfile"
    annotations = {"container.apparmor.security.beta.kubernetes.io/web": annotation}
    assert problems(context(appArmorProfile=profile), annotations=annotations) == [
        here + told for told in expected
    ]


def test_a_local_seccomp_profile_is_the_same_in_both_places() -> None:
    spec = context(seccompProfile={"type": "Localhost", "localhostProfile": "a"})
    assert problems(
        spec, annotations={"container.seccomp.security.alpha.kubernetes.io/web": "localhost/b"}
    ) == [
        "spec.containers[0].securityContext.seccompProfile.localhostProfile: Forbidden: seccomp profile in annotation and field must match"
    ]
