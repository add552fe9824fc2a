"""What is wrong with a container: one table row a rule, worded as the API server words it."""

from typing import Any

import pytest
from objects import build

from minik import kinds
from minik.kinds.pod import template
from minik.model.object import Object

LABEL = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
    "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with "
    "an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
NOT_NEGATIVE = "must be greater than or equal to 0"
PORT = "must be between 1 and 65535, inclusive"
HERE = "spec.containers[0]"

IDENTITY: list[tuple[Object, list[str]]] = [
    ({"name": "Web"}, [f'.name: Invalid value: "Web": {LABEL}']),
    (
        {"name": "w" * 64},
        [f'.name: Invalid value: "{"w" * 64}": must be no more than 63 characters'],
    ),
    ({"name": "a.b"}, ['.name: Invalid value: "a.b": must not contain dots']),
    ({"name": None}, [".name: Required value"]),
    ({"image": None}, [".image: Required value"]),
    (
        {"image": " nginx"},
        ['.image: Invalid value: " nginx": must not have leading or trailing whitespace'],
    ),
    (
        {"imagePullPolicy": "Maybe"},
        [
            '.imagePullPolicy: Unsupported value: "Maybe": supported values: "Always", "IfNotPresent", "Never"'
        ],
    ),
    (
        {"terminationMessagePolicy": "Tell"},
        [
            '.terminationMessagePolicy: Unsupported value: "Tell": supported values: "File", "FallbackToLogsOnError"'
        ],
    ),
    (
        {"restartPolicy": "Sometimes"},
        [
            '.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"'
        ],
    ),
    (
        {
            "restartPolicyRules": [
                {"action": "Restart", "exitCodes": {"operator": "In", "values": [1]}}
            ]
        },
        [".restartPolicy: Required value: must specify restartPolicy when restart rules are used"],
    ),
    (
        {"restartPolicy": "Never", "restartPolicyRules": [{"action": "Dance"}]},
        [
            '.restartPolicyRules[0].action: Unsupported value: "Dance": supported values: "Restart", "RestartAllContainers"',
            ".restartPolicyRules[0].exitCodes: Required value: must be specified",
        ],
    ),
    (
        {
            "restartPolicy": "Never",
            "restartPolicyRules": [
                {"action": "Restart", "exitCodes": {"operator": "Near", "values": [1]}}
            ]
            * 21,
        },
        [".restartPolicyRules: Too many: 21: must have at most 20 items"]
        + [
            f'.restartPolicyRules[{index}].exitCodes.operator: Unsupported value: "Near": supported values: "In", "NotIn"'
            for index in range(21)
        ],
    ),
    (
        {
            "restartPolicy": "Never",
            "restartPolicyRules": [
                {"action": "Restart", "exitCodes": {"operator": "In", "values": [1] * 256}}
            ],
        },
        [".restartPolicyRules[0].exitCodes.values: Too many: 256: must have at most 255 items"],
    ),
]
PORTS: list[tuple[Object, list[str]]] = [
    ({"ports": [{"containerPort": 0}]}, [".ports[0].containerPort: Required value"]),
    (
        {"ports": [{"containerPort": 65536, "hostPort": -1}]},
        [
            f".ports[0].containerPort: Invalid value: 65536: {PORT}",
            f".ports[0].hostPort: Invalid value: -1: {PORT}",
        ],
    ),
    (
        {"ports": [{"containerPort": 80, "name": "a-port-that-is-long"}]},
        [
            '.ports[0].name: Invalid value: "a-port-that-is-long": must be no more than 15 characters'
        ],
    ),
    (
        {"ports": [{"containerPort": 80, "name": "80"}]},
        ['.ports[0].name: Invalid value: "80": must contain at least one letter (a-z)'],
    ),
    (
        {"ports": [{"containerPort": 80, "name": "web"}, {"containerPort": 81, "name": "web"}]},
        ['.ports[1].name: Duplicate value: "web"'],
    ),
    (
        {"ports": [{"containerPort": 80, "protocol": "tcp"}]},
        ['.ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"'],
    ),
    (
        {"ports": [{"containerPort": 80, "hostPort": 80}, {"containerPort": 81, "hostPort": 80}]},
        ['.ports[1].hostPort: Duplicate value: "TCP//80"'],
    ),
    (
        {
            "ports": [
                {"containerPort": 80, "hostPort": 80},
                {"containerPort": 80, "hostPort": 80, "protocol": "UDP"},
                {"containerPort": 80, "hostPort": 80, "hostIP": "10.0.0.1"},
            ]
        },
        [],
    ),
]
PROBES: list[tuple[Object, list[str]]] = [
    ({"livenessProbe": {}}, [".livenessProbe: Required value: must specify a handler type"]),
    ({"livenessProbe": {"exec": {"command": []}}}, [".livenessProbe.exec.command: Required value"]),
    (
        {"livenessProbe": {"tcpSocket": {"port": 80}, "httpGet": {"port": 80}}},
        [".livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type"],
    ),
    (
        {"livenessProbe": {"httpGet": {"port": "no_such"}}},
        [
            '.livenessProbe.httpGet.port: Invalid value: "no_such": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'
        ],
    ),
    (
        {"livenessProbe": {"httpGet": {"port": 0}}},
        [f".livenessProbe.httpGet.port: Invalid value: 0: {PORT}"],
    ),
    (
        {"livenessProbe": {"httpGet": {"port": 80, "scheme": "FTP"}}},
        [
            '.livenessProbe.httpGet.scheme: Unsupported value: "FTP": supported values: "HTTP", "HTTPS"'
        ],
    ),
    (
        {"livenessProbe": {"grpc": {"port": 70000}}},
        [f".livenessProbe.grpc.port: Invalid value: 70000: {PORT}"],
    ),
    (
        {
            "livenessProbe": {
                "tcpSocket": {"port": 80},
                "initialDelaySeconds": -1,
                "periodSeconds": -2,
            }
        },
        [
            f".livenessProbe.initialDelaySeconds: Invalid value: -1: {NOT_NEGATIVE}",
            f".livenessProbe.periodSeconds: Invalid value: -2: {NOT_NEGATIVE}",
        ],
    ),
    (
        {"livenessProbe": {"tcpSocket": {"port": 80}, "successThreshold": 2}},
        [".livenessProbe.successThreshold: Invalid value: 2: must be 1"],
    ),
    (
        {"startupProbe": {"tcpSocket": {"port": 80}, "successThreshold": 2}},
        [".startupProbe.successThreshold: Invalid value: 2: must be 1"],
    ),
    ({"readinessProbe": {"tcpSocket": {"port": 80}, "successThreshold": 2}}, []),
    (
        {"readinessProbe": {"tcpSocket": {"port": 80}, "terminationGracePeriodSeconds": 5}},
        [
            ".readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes"
        ],
    ),
    (
        {"livenessProbe": {"tcpSocket": {"port": 80}, "terminationGracePeriodSeconds": 0}},
        [".livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0"],
    ),
    (
        {"livenessProbe": {"tcpSocket": {"port": 0}}},
        [f".livenessProbe.tcpSocket.port: Invalid value: 0: {PORT}"],
    ),
    (
        {"readinessProbe": {"exec": {}, "timeoutSeconds": -1}},
        [
            ".readinessProbe.exec.command: Required value",
            f".readinessProbe.timeoutSeconds: Invalid value: -1: {NOT_NEGATIVE}",
        ],
    ),
    ({"startupProbe": {"exec": {}}}, [".startupProbe.exec.command: Required value"]),
    (
        {
            "livenessProbe": {
                "httpGet": {"port": 80, "httpHeaders": [{"name": "X Y", "value": "z"}]}
            }
        },
        [
            ".livenessProbe.httpGet.httpHeaders: Invalid value: \"X Y\": a valid HTTP header must consist of alphanumeric characters or '-' "
            "(e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"
        ],
    ),
    (
        {"lifecycle": {"preStop": {}}},
        [".lifecycle.preStop: Required value: must specify a handler type"],
    ),
    (
        {"lifecycle": {"preStop": {"sleep": {"seconds": 40}}}},
        [
            ".lifecycle.preStop.sleep: Invalid value: 40: must be non-negative and less than terminationGracePeriodSeconds (30)"
        ],
    ),
    (
        {
            "lifecycle": {
                "postStart": {"exec": {"command": ["true"]}},
                "preStop": {"httpGet": {"port": 80}},
            }
        },
        [],
    ),
]
RESOURCES: list[tuple[Object, list[str]]] = [
    (
        {"resources": {"limits": {"cpu": "-1"}}},
        [
            '.resources.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0',
            '.resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0',
        ],
    ),
    (
        {"resources": {"limits": {"cpu": "1"}, "requests": {"cpu": "2"}}},
        ['.resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
    ),
    (
        {"resources": {"limits": {"cabbage": "1"}}},
        [
            f'{where}: Invalid value: "cabbage": {detail}'
            for where in (".resources.limits[cabbage]", ".resources.requests[cabbage]")
            for detail in (
                "must be a standard resource type or fully qualified",
                "must be a standard resource for containers",
            )
        ],
    ),
    (
        {"resources": {"requests": {"example.com/gpu": "1"}}},
        [".resources.limits: Required value: Limit must be set for non overcommitable resources"],
    ),
    (
        {"resources": {"limits": {"example.com/gpu": "2"}, "requests": {"example.com/gpu": "1"}}},
        ['.resources.requests: Invalid value: "1": must be equal to example.com/gpu limit of 2'],
    ),
    (
        {"resources": {"limits": {"example.com/gpu": "500m"}}},
        [
            '.resources.limits[example.com/gpu]: Invalid value: "500m": must be an integer',
            '.resources.requests[example.com/gpu]: Invalid value: "500m": must be an integer',
        ],
    ),
    (
        {"resources": {"limits": {"hugepages-2Mi": "2Mi"}}},
        [".resources: Forbidden: HugePages require cpu or memory"],
    ),
    (
        {"resources": {"limits": {"hugepages-2Mi": "3Mi", "cpu": "1"}}},
        [
            '.resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi',
            '.resources.requests[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi',
        ],
    ),
    (
        {"resources": {"claims": [{"name": "gpu"}]}},
        [
            '.resources.claims[0]: Not found: "gpu": must be one of the names in pod.spec.resourceClaims: tpu'
        ],
    ),
    (
        {"resizePolicy": [{"resourceName": "disk", "restartPolicy": "NotRequired"}]},
        ['.resizePolicy: Unsupported value: "disk": supported values: "cpu", "memory"'],
    ),
    (
        {"resizePolicy": [{"resourceName": "cpu", "restartPolicy": "NotRequired"}] * 2},
        ['.resizePolicy[1]: Duplicate value: "cpu"'],
    ),
    ({"resizePolicy": [{"resourceName": "cpu"}]}, [".resizePolicy: Required value"]),
    ({"resources": {"claims": [{"name": ""}]}}, [".resources.claims[0]: Required value"]),
    (
        {"resources": {"claims": [{"name": "tpu"}, {"name": "tpu"}]}},
        ['.resources.claims[1]: Duplicate value: "tpu"'],
    ),
    (
        {
            "resources": {
                "claims": [
                    {"name": "tpu", "request": "a"},
                    {"name": "tpu", "request": "a"},
                    {"name": "tpu", "request": "b"},
                ]
            }
        },
        ['.resources.claims[1]: Duplicate value: "tpu/a"'],
    ),
    (
        {"resources": {"claims": [{"name": "tpu", "request": "a"}, {"name": "tpu"}]}},
        ['.resources.claims[1]: Duplicate value: "tpu"'],
    ),
    (
        {"resources": {"claims": [{"name": "tpu", "request": "a.b"}]}},
        ['.resources.claims[0].request: Invalid value: "a.b": must not contain dots'],
    ),
]
MOUNTS: list[tuple[Object, list[str]]] = [
    (
        {"volumeMounts": [{"name": "nothing", "mountPath": "/a"}]},
        ['.volumeMounts[0].name: Not found: "nothing"'],
    ),
    ({"volumeMounts": [{"name": "data"}]}, [".volumeMounts[0].mountPath: Required value"]),
    (
        {
            "volumeMounts": [
                {"name": "data", "mountPath": "/a"},
                {"name": "data", "mountPath": "/a"},
            ]
        },
        ['.volumeMounts[1].mountPath: Invalid value: "/a": must be unique'],
    ),
    (
        {"volumeMounts": [{"name": "data", "mountPath": "/a", "subPath": "../b"}]},
        [".volumeMounts.subPath: Invalid value: \"../b\": must not contain '..'"],
    ),
    (
        {"volumeMounts": [{"name": "data", "mountPath": "/a", "subPath": "/b"}]},
        ['.volumeMounts.subPath: Invalid value: "/b": must be a relative path'],
    ),
    (
        {"volumeMounts": [{"name": "data", "mountPath": "/a", "subPath": "b", "subPathExpr": "c"}]},
        [
            '.volumeMounts[0].subPathExpr: Invalid value: "c": subPathExpr and subPath are mutually exclusive'
        ],
    ),
    (
        {
            "volumeMounts": [
                {"name": "data", "mountPath": "/a", "mountPropagation": "Bidirectional"}
            ]
        },
        [
            ".volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers"
        ],
    ),
    (
        {
            "securityContext": {"privileged": True},
            "volumeMounts": [
                {"name": "data", "mountPath": "/a", "mountPropagation": "Bidirectional"}
            ],
        },
        [],
    ),
    (
        {"volumeMounts": [{"name": "data", "mountPath": "/a", "recursiveReadOnly": "Enabled"}]},
        [".volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true"],
    ),
    (
        {"volumeMounts": [{"name": "data", "mountPath": "/a", "recursiveReadOnly": "Sometimes"}]},
        [
            '.volumeMounts.recursiveReadOnly: Unsupported value: "Sometimes": supported values: "Disabled", "Enabled", "IfPossible"'
        ],
    ),
    (
        {
            "volumeMounts": [
                {
                    "name": "data",
                    "mountPath": "/a",
                    "readOnly": True,
                    "recursiveReadOnly": "Enabled",
                    "mountPropagation": "HostToContainer",
                }
            ]
        },
        [
            ".volumeMounts.recursiveReadOnly: Forbidden: may only be specified when mountPropagation is None or not specified"
        ],
    ),
    (
        {"volumeMounts": [{"name": "data", "mountPath": "/a", "mountPropagation": "Up"}]},
        [
            '.volumeMounts.mountPropagation: Unsupported value: "Up": supported values: "Bidirectional", "HostToContainer", "None"'
        ],
    ),
    (
        {"volumeMounts": [{"mountPath": "/a"}]},
        [".volumeMounts[0].name: Required value", '.volumeMounts[0].name: Not found: ""'],
    ),
    (
        {"volumeDevices": [{}]},
        [
            ".volumeDevices[0].name: Required value",
            '.volumeDevices[0].name: Not found: ""',
            ".volumeDevices[0].devicePath: Required value",
        ],
    ),
    (
        {"volumeDevices": [{"name": "claim", "devicePath": "/dev/a"}] * 2},
        [
            '.volumeDevices[1].name: Invalid value: "claim": must be unique',
            '.volumeDevices[1].devicePath: Invalid value: "/dev/a": must be unique',
        ],
    ),
    (
        {"volumeDevices": [{"name": "claim", "devicePath": "/dev/../a"}]},
        [
            ".volumeDevices[0].devicePath: Invalid value: \"/dev/../a\": can not contain backsteps ('..')"
        ],
    ),
    (
        {"volumeDevices": [{"name": "data", "devicePath": "/dev/a"}]},
        [
            '.volumeDevices[0].name: Invalid value: "data": can only use volume source type of PersistentVolumeClaim or Ephemeral '
            "for block mode"
        ],
    ),
    (
        {
            "volumeMounts": [{"name": "claim", "mountPath": "/a"}],
            "volumeDevices": [{"name": "claim", "devicePath": "/a"}],
        },
        [
            '.volumeMounts[0].name: Invalid value: "claim": must not already exist in volumeDevices',
            '.volumeMounts[0].mountPath: Invalid value: "/a": must not already exist as a path in volumeDevices',
            '.volumeDevices[0].name: Invalid value: "claim": must not already exist in volumeMounts',
            '.volumeDevices[0].devicePath: Invalid value: "/a": must not already exist as a path in volumeMounts',
        ],
    ),
]
ENVIRONMENT: list[tuple[Object, list[str]]] = [
    ({"env": [{"name": ""}]}, [".env[0].name: Required value"]),
    (
        {"env": [{"name": "a=b", "value": "c"}]},
        [
            '.env[0].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than '
            "'='"
        ],
    ),
    ({"env": [{"name": "1a", "value": "b"}, {"name": "a.b-c d"}]}, []),
    (
        {
            "env": [
                {
                    "name": "A",
                    "value": "b",
                    "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}},
                }
            ]
        },
        ['.env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
    ),
    (
        {
            "env": [
                {
                    "name": "A",
                    "valueFrom": {
                        "fieldRef": {"fieldPath": "metadata.name"},
                        "configMapKeyRef": {"name": "c", "key": "k"},
                    },
                }
            ]
        },
        [
            '.env[0].valueFrom: Invalid value: "": may not have more than one field specified at a time'
        ],
    ),
    (
        {"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.whatever"}}}]},
        [
            '.env[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.whatever": error converting fieldPath: field label not supported: '
            "metadata.whatever"
        ],
    ),
    (
        {"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels"}}}]},
        [
            '.env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: "metadata.name", '
            '"metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", '
            '"status.podIP", "status.podIPs"'
        ],
    ),
    (
        {
            "env": [
                {"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['app']"}}}
            ]
        },
        [],
    ),
    (
        {
            "env": [
                {
                    "name": "A",
                    "valueFrom": {"fieldRef": {"fieldPath": "metadata.name", "apiVersion": "v2"}},
                }
            ]
        },
        [
            '.env[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.name": error converting fieldPath: unsupported pod version: v2'
        ],
    ),
    (
        {"env": [{"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.disk"}}}]},
        [
            '.env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.disk": supported values: "limits.cpu", '
            '"limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"'
        ],
    ),
    (
        {
            "env": [
                {
                    "name": "A",
                    "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "2"}},
                }
            ]
        },
        [
            '.env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor\'s values 1m and 1 are supported with the '
            "cpu resource"
        ],
    ),
    (
        {"env": [{"name": "A", "valueFrom": {"fieldRef": {"apiVersion": "v1"}}}]},
        [".env[0].valueFrom.fieldRef.fieldPath: Required value"],
    ),
    (
        {
            "env": [
                {"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['a b']"}}}
            ]
        },
        [
            ".env[0].valueFrom.fieldRef: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and "
            "must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
            "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
        ],
    ),
    (
        {"env": [{"name": "A", "valueFrom": {"resourceFieldRef": {}}}]},
        [".env[0].valueFrom.resourceFieldRef.resource: Required value"],
    ),
    (
        {
            "env": [
                {
                    "name": "A",
                    "valueFrom": {
                        "resourceFieldRef": {"resource": "limits.memory", "divisor": "3"}
                    },
                }
            ]
        },
        [
            '.env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.memory": only divisor\'s values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, '
            "1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the memory resource"
        ],
    ),
    (
        {"env": [{"name": "A", "valueFrom": {"fileKeyRef": {}}}]},
        [
            ".env[0].valueFrom.fileKeyRef.key: Required value",
            ".env[0].valueFrom.fileKeyRef.volumeName: Required value",
            ".env[0].valueFrom.fileKeyRef.path: Required value",
            '.env[0].valueFrom.fileKeyRef.volumeName: Not found: ""',
        ],
    ),
    (
        {
            "env": [
                {
                    "name": "A",
                    "valueFrom": {"fileKeyRef": {"key": "K", "volumeName": "data", "path": "../a"}},
                }
            ]
        },
        [".env[0].valueFrom.fileKeyRef.path: Invalid value: \"../a\": must not contain '..'"],
    ),
    (
        {
            "env": [
                {
                    "name": "A",
                    "valueFrom": {"fileKeyRef": {"key": "K=", "volumeName": "data", "path": "a"}},
                }
            ]
        },
        [
            '.env[0].valueFrom.fileKeyRef.key: Invalid value: "K=": a valid environment variable name must consist only of printable ASCII '
            "characters other than '='"
        ],
    ),
    (
        {
            "env": [
                {
                    "name": "A",
                    "valueFrom": {"fileKeyRef": {"key": "K", "volumeName": "data", "path": "a"}},
                }
            ]
        },
        [],
    ),
    (
        {"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "c.", "key": "k"}}}]},
        [f'.env[0].valueFrom.configMapKeyRef.name: Invalid value: "c.": {SUBDOMAIN}'],
    ),
    (
        {"envFrom": [{"configMapRef": {"name": "C"}}]},
        [f'.envFrom[0].configMapRef.name: Invalid value: "C": {SUBDOMAIN}'],
    ),
    (
        {"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "c"}}}]},
        [".env[0].valueFrom.configMapKeyRef.key: Required value"],
    ),
    (
        {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "a/b"}}}]},
        [
            ".env[0].valueFrom.secretKeyRef.key: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' "
            "or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
        ],
    ),
    (
        {"envFrom": [{}]},
        ['.envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`'],
    ),
    ({"envFrom": [{"configMapRef": {}}]}, [".envFrom[0].configMapRef.name: Required value"]),
    (
        {"envFrom": [{"prefix": "a=", "secretRef": {"name": "s"}}]},
        [
            '.envFrom[0].prefix: Invalid value: "a=": a valid environment variable name must consist only of printable ASCII characters other '
            "than '='"
        ],
    ),
]


def container(**fields: Any) -> Object:
    return {
        name: value
        for name, value in {"name": "web", "image": "nginx", **fields}.items()
        if value is not None
    }


def problems(**spec: Any) -> list[str]:
    """Every problem of an otherwise sound pod."""
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    volumes = [
        {"name": "data", "emptyDir": {}},
        {"name": "claim", "persistentVolumeClaim": {"claimName": "c"}},
    ]
    pod = build(
        "Pod",
        "p",
        "default",
        spec={
            "volumes": volumes,
            "resourceClaims": [{"name": "tpu", "resourceClaimName": "t"}],
            **spec,
        },
    )
    return list(map(str, kind.problems(kind.default(pod))))


@pytest.mark.parametrize(
    ("fields", "expected"), [*IDENTITY, *PORTS, *PROBES, *RESOURCES, *MOUNTS, *ENVIRONMENT]
)
def test_what_is_wrong_with_a_container_is_told(fields: Object, expected: list[str]) -> None:
    assert problems(containers=[container(**fields)]) == [HERE + told for told in expected]


@pytest.mark.proves("B3")
def test_a_pod_has_one_container_or_more() -> None:
    assert problems(containers=[]) == ["spec.containers: Required value"]
    assert problems(containers=[container(name="a")]) == []
    assert (
        problems(containers=[container(name="a"), container(name="b"), container(name="c")]) == []
    )


@pytest.mark.proves("B1")
def test_a_container_is_nothing_without_a_pod() -> None:
    assert kinds.find_served_kind("v1", "Pod") is not None
    assert kinds.find_served_kind("v1", "Container") is None


def test_containers_do_not_share_names() -> None:
    twice = [container(name="a"), container(name="a")]
    assert problems(containers=twice) == ['spec.containers[1].name: Duplicate value: "a"']
    assert problems(containers=[container(name="a")], initContainers=[container(name="a")]) == [
        'spec.initContainers[0].name: Duplicate value: "a"'
    ]


def test_only_sidecars_among_init_containers_are_asked_how_they_are() -> None:
    probed = container(
        name="a",
        readinessProbe={"tcpSocket": {"port": 80}},
        lifecycle={"preStop": {"exec": {"command": ["x"]}}},
    )
    detail = "Forbidden: may not be set for init containers without restartPolicy=Always"
    assert problems(containers=[container()], initContainers=[probed]) == [
        f"spec.initContainers[0].lifecycle: {detail}",
        f"spec.initContainers[0].readinessProbe: {detail}",
    ]
    assert (
        problems(containers=[container()], initContainers=[{**probed, "restartPolicy": "Always"}])
        == []
    )


def test_init_containers_are_judged_as_containers() -> None:
    wrong = container(
        name="A",
        restartPolicy="Now",
        ports=[{"containerPort": 80, "hostPort": 81}, {"containerPort": 82, "hostPort": 81}],
    )
    assert problems(containers=[container()], initContainers=[wrong]) == [
        f'spec.initContainers[0].name: Invalid value: "A": {LABEL}',
        'spec.initContainers[0].restartPolicy: Unsupported value: "Now": supported values: "Always", "Never", "OnFailure"',
        'spec.initContainers[0].ports[1].hostPort: Duplicate value: "TCP//81"',
    ]
    sidecar = container(
        name="a", restartPolicy="Always", lifecycle={"preStop": {}}, livenessProbe={}
    )
    assert problems(containers=[container()], initContainers=[sidecar]) == [
        "spec.initContainers[0].lifecycle.preStop: Required value: must specify a handler type",
        "spec.initContainers[0].livenessProbe: Required value: must specify a handler type",
    ]


def test_a_resized_container_restarts_only_where_containers_do() -> None:
    restarting = container(
        resizePolicy=[{"resourceName": "cpu", "restartPolicy": "RestartContainer"}]
    )
    assert problems(containers=[restarting]) == []
    assert problems(containers=[restarting], restartPolicy="Never") == [
        "spec.containers[0].resizePolicy: Invalid value: \"RestartContainer\": must be 'NotRequired' when pod `restartPolicy` is 'Never'"
    ]
    assert problems(containers=[container()], initContainers=[{**restarting, "name": "a"}]) == [
        "spec.initContainers[0].resizePolicy[0].restartPolicy: Invalid value: \"RestartContainer\": must not be set to 'RestartContainer' "
        "for non-sidecar initContainers"
    ]


def test_a_file_of_variables_lies_in_a_directory_of_the_pods_own() -> None:
    def reading(volume: str) -> Object:
        return container(
            env=[
                {
                    "name": "A",
                    "valueFrom": {"fileKeyRef": {"key": "K", "volumeName": volume, "path": "a"}},
                }
            ]
        )

    here = "spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName"
    assert problems(containers=[reading("none")]) == [f'{here}: Not found: "none"']
    assert problems(containers=[reading("claim")]) == [
        f'{here}: Invalid value: "claim": referenced volume must be of type emptyDir'
    ]


def test_ephemeral_containers_are_judged_as_containers() -> None:
    wrong = container(
        name="web", image=" a", volumeMounts=[{"name": "data", "mountPath": "/a", "subPath": "b"}]
    )
    assert problems(containers=[container()], ephemeralContainers=[wrong, container(name="A")])[
        :-1
    ] == [
        'spec.ephemeralContainers[0].image: Invalid value: " a": must not have leading or trailing whitespace',
        'spec.ephemeralContainers[0].name: Duplicate value: "web"',
        "spec.ephemeralContainers[0].volumeMounts[0].subPath: Forbidden: cannot be set for an Ephemeral Container",
        f'spec.ephemeralContainers[1].name: Invalid value: "A": {LABEL}',
    ]


def test_ephemeral_containers_come_later_and_are_bare() -> None:
    debugger = container(
        name="d",
        ports=[{"containerPort": 80}],
        resources={"limits": {"cpu": "1"}},
        targetContainerName="who",
    )
    assert problems(containers=[container()], ephemeralContainers=[debugger]) == [
        'spec.ephemeralContainers[0].targetContainerName: Not found: "who"',
        "spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container",
        "spec.ephemeralContainers[0].resources: Forbidden: cannot be set for an Ephemeral Container",
        "spec.ephemeralContainers: Forbidden: cannot be set on create",
    ]


def test_a_container_of_a_template_may_have_a_padded_image() -> None:
    found = template.default_template({"spec": {"containers": [container(image=" nginx")]}})
    assert list(template.template_problems(found, "spec.template")) == []


def test_a_sleep_of_nothing_is_a_sleep() -> None:
    assert problems(containers=[container(lifecycle={"preStop": {"sleep": {"seconds": 0}}})]) == []
