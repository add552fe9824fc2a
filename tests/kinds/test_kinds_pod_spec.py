"""What is wrong with a pod as a whole: where it runs, how it is named, and as whom it runs."""

import json
from typing import Any

import pytest
from objects import build

from minik import kinds
from minik.kinds.pod.template import default_template, template_problems
from minik.model.object import Object

NO_ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with "
    "an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
LABEL = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
    "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
KEY = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  "
    "or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
MANY, LONG = (
    json.dumps(searches, separators=(",", ":")) for searches in (["a"] * 33, ["a" * 253] * 9)
)
TERMS = "requiredDuringSchedulingIgnoredDuringExecution"
WISHES = "preferredDuringSchedulingIgnoredDuringExecution"
Case = tuple[Object, list[str]]

POLICIES: list[Case] = [
    (
        {"restartPolicy": "Maybe"},
        [
            '.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never"'
        ],
    ),
    (
        {"dnsPolicy": "Maybe"},
        [
            '.dnsPolicy: Unsupported value: "Maybe": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"'
        ],
    ),
    (
        {"activeDeadlineSeconds": 0},
        [".activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"],
    ),
    ({"terminationGracePeriodSeconds": -1}, []),
    (
        {"preemptionPolicy": "Maybe"},
        [
            '.preemptionPolicy: Unsupported value: "Maybe": supported values: "PreemptLowerPriority", "Never"'
        ],
    ),
    (
        {"os": {"name": "beos"}},
        ['.os: Unsupported value: "beos": supported values: "linux", "windows"'],
    ),
    ({"os": {}}, [".os.name: Required value"]),
    ({"preemptionPolicy": ""}, [".preemptionPolicy: Required value"]),
    (
        {"overhead": {"cpu": "-1"}},
        ['.overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0'],
    ),
    ({"nodeSelector": {"-": "a"}}, [f'.nodeSelector: Invalid value: "-": name part {KEY}']),
]
NAMES: list[Case] = [
    ({"hostname": "Web"}, [f'.hostname: Invalid value: "Web": {LABEL}']),
    ({"subdomain": "a.b"}, ['.subdomain: Invalid value: "a.b": must not contain dots']),
    ({"serviceAccountName": "A"}, [f'.serviceAccountName: Invalid value: "A": {SUBDOMAIN}']),
    ({"nodeName": "A"}, [f'.nodeName: Invalid value: "A": {SUBDOMAIN}']),
    ({"priorityClassName": "A"}, [f'.priorityClassName: Invalid value: "A": {SUBDOMAIN}']),
    (
        {"hostnameOverride": "a", "setHostnameAsFQDN": True},
        [".hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true"],
    ),
    ({"runtimeClassName": "A"}, [f'.runtimeClassName: Invalid value: "A": {SUBDOMAIN}']),
    (
        {"hostnameOverride": "a", "hostNetwork": True},
        [".hostnameOverride: Forbidden: may not be specified when hostNetwork is true"],
    ),
    ({"hostnameOverride": "A"}, [f'.hostnameOverride: Invalid value: "A": {SUBDOMAIN}']),
    (
        {"hostnameOverride": "a" * 65},
        [".hostnameOverride: Too long: may not be more than 64 bytes"],
    ),
    (
        {"readinessGates": [{"conditionType": "a/b/c"}]},
        [
            ".readinessGates[0].conditionType: Invalid value: \"a/b/c\": a valid label key must consist of alphanumeric characters, '-', '_' "
            "or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
            "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' "
            "(e.g. 'example.com/MyName')"
        ],
    ),
]
NETWORK: list[Case] = [
    (
        {"dnsPolicy": "None"},
        [".dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"],
    ),
    (
        {"dnsPolicy": "None", "dnsConfig": {"searches": ["a"]}},
        [
            ".dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None"
        ],
    ),
    (
        {"dnsConfig": {"nameservers": ["1.1.1.1"] * 4}},
        [
            '.dnsConfig.nameservers: Invalid value: ["1.1.1.1","1.1.1.1","1.1.1.1","1.1.1.1"]: must not have more than 3 nameservers'
        ],
    ),
    (
        {"dnsConfig": {"nameservers": ["1.1.1.256"]}},
        [f'.dnsConfig.nameservers[0]: Invalid value: "1.1.1.256": {NO_ADDRESS}'],
    ),
    (
        {"dnsConfig": {"searches": ["."], "options": [{"value": "2"}]}},
        [".dnsConfig.options[0]: Required value: must not be empty"],
    ),
    (
        {"dnsConfig": {"nameservers": ["01.1.1.1", "::ffff:1.2.3.4", "x"]}},
        [
            '.dnsConfig.nameservers[0]: Invalid value: "01.1.1.1": must not have leading 0s',
            '.dnsConfig.nameservers[1]: Invalid value: "::ffff:1.2.3.4": must not be an IPv4-mapped IPv6 address',
            f'.dnsConfig.nameservers[2]: Invalid value: "x": {NO_ADDRESS}',
        ],
    ),
    (
        {"dnsConfig": {"searches": ["a" * 254]}},
        [
            f'.dnsConfig.searches[0]: Invalid value: "{"a" * 254}": must be no more than 253 characters'
        ],
    ),
    (
        {"dnsConfig": {"searches": ["a"] * 33}},
        [f".dnsConfig.searches: Invalid value: {MANY}: must not have more than 32 search paths"],
    ),
    (
        {"dnsConfig": {"searches": ["a" * 253] * 9}},
        [
            f".dnsConfig.searches: Invalid value: {LONG}: must not have more than 2048 characters (including "
            "spaces) in the search list"
        ],
    ),
    (
        {"dnsConfig": {"searches": ["_a.b.", "A"]}},
        [
            '.dnsConfig.searches[1]: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '
            "'_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            "'_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')"
        ],
    ),
    (
        {"hostAliases": [{"ip": "10.0.0.300", "hostnames": ["A"]}]},
        [
            f'.hostAliases[0].ip: Invalid value: "10.0.0.300": {NO_ADDRESS}',
            f'.hostAliases[0].hostnames[0]: Invalid value: "A": {SUBDOMAIN}',
        ],
    ),
    (
        {
            "hostNetwork": True,
            "containers": [
                {"name": "c", "image": "i", "ports": [{"containerPort": 80, "hostPort": 81}]}
            ],
        },
        [
            ".containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true"
        ],
    ),
    (
        {"hostUsers": False, "hostNetwork": True},
        [".hostNetwork: Forbidden: when `hostUsers` is false"],
    ),
    (
        {
            "hostUsers": False,
            "volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "v"}}],
            "containers": [
                {
                    "name": "c",
                    "image": "i",
                    "volumeDevices": [{"name": "v", "devicePath": "/dev/a"}],
                }
            ],
        },
        [".containers[0].volumeDevices: Forbidden: when `hostUsers` is false"],
    ),
    ({"hostUsers": False, "hostPID": True}, [".HostPID: Forbidden: when `hostUsers` is false"]),
]
TOLERATIONS: list[Case] = [
    (
        {"tolerations": [{"key": "-", "operator": "Exists"}]},
        [f'.tolerations[0].key: Invalid value: "-": name part {KEY}'],
    ),
    (
        {"tolerations": [{"key": "a", "value": "b" * 64}]},
        [f'.tolerations[0].operator: Invalid value: "{"b" * 64}": must be no more than 63 bytes'],
    ),
    (
        {"tolerations": [{"operator": "Equal"}]},
        [
            '.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and '
            'all keys"'
        ],
    ),
    (
        {"tolerations": [{"key": "a", "operator": "Exists", "value": "b"}]},
        [
            ".tolerations[0].operator: Invalid value: \"b\": value must be empty when `operator` is 'Exists'"
        ],
    ),
    (
        {"tolerations": [{"key": "a", "operator": "Near"}]},
        [
            '.tolerations[0].operator: Unsupported value: "Near": supported values: "Equal", "Exists"'
        ],
    ),
    (
        {"tolerations": [{"key": "a", "operator": "Exists", "effect": "Never"}]},
        [
            '.tolerations[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"'
        ],
    ),
    (
        {"tolerations": [{"key": "a", "effect": "NoSchedule", "tolerationSeconds": 5}]},
        [
            ".tolerations[0].effect: Invalid value: \"NoSchedule\": effect must be 'NoExecute' when `tolerationSeconds` is set"
        ],
    ),
]
AFFINITY: list[Case] = [
    (
        {"affinity": {"nodeAffinity": {TERMS: {"nodeSelectorTerms": []}}}},
        [
            f".affinity.nodeAffinity.{TERMS}.nodeSelectorTerms: Required value: must have at least one node selector term"
        ],
    ),
    (
        {
            "affinity": {
                "nodeAffinity": {
                    TERMS: {
                        "nodeSelectorTerms": [
                            {"matchExpressions": [{"key": "a", "operator": "In"}]}
                        ]
                    }
                }
            }
        },
        [
            f".affinity.nodeAffinity.{TERMS}.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when "
            "`operator` is 'In' or 'NotIn'"
        ],
    ),
    (
        {"affinity": {"nodeAffinity": {WISHES: [{"weight": 101, "preference": {}}]}}},
        [
            f".affinity.nodeAffinity.{WISHES}[0].weight: Invalid value: 101: must be in the range 1-100"
        ],
    ),
    (
        {
            "affinity": {
                "nodeAffinity": {
                    WISHES: [
                        {
                            "weight": 1,
                            "preference": {
                                "matchExpressions": [
                                    {"key": "a", "operator": "In", "values": ["-"]}
                                ]
                            },
                        }
                    ]
                }
            }
        },
        [],
    ),
    (
        {"affinity": {"podAffinity": {TERMS: [{"labelSelector": {}}]}}},
        [
            f".affinity.podAffinity.{TERMS}[0].topologyKey: Required value: can not be empty",
            f'.affinity.podAffinity.{TERMS}[0].topologyKey: Invalid value: "": name part must be non-empty',
            f".affinity.podAffinity.{TERMS}[0].topologyKey: Invalid value: \"\": name part must consist of alphanumeric characters, '-', '_' "
            "or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
            "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        ],
    ),
    (
        {
            "affinity": {
                "nodeAffinity": {
                    WISHES: [
                        {
                            "weight": 1,
                            "preference": {"matchExpressions": [{"key": "a", "operator": "Near"}]},
                        }
                    ]
                }
            }
        },
        [
            f'.affinity.nodeAffinity.{WISHES}[0].preference.matchExpressions[0].operator: Invalid value: "Near": not a valid selector operator'
        ],
    ),
    (
        {
            "affinity": {
                "podAffinity": {
                    WISHES: [{"podAffinityTerm": {"topologyKey": "zone", "namespaces": ["a.b"]}}]
                }
            }
        },
        [
            f".affinity.podAffinity.{WISHES}[0].weight: Invalid value: 0: must be in the range 1-100",
            f'.affinity.podAffinity.{WISHES}[0].podAffinityTerm.namespace: Invalid value: "a.b": must not contain dots',
        ],
    ),
    (
        {
            "affinity": {
                "podAffinity": {
                    TERMS: [
                        {
                            "topologyKey": "zone",
                            "labelSelector": {"matchExpressions": [{"key": "a"}]},
                        }
                    ]
                }
            }
        },
        [
            f'.affinity.podAffinity.{TERMS}[0].labelSelector.matchExpressions[0].operator: Invalid value: "": not a valid selector operator'
        ],
    ),
    (
        {
            "affinity": {
                "podAffinity": {
                    TERMS: [{"topologyKey": "zone", "labelSelector": {}, "matchLabelKeys": ["-"]}]
                }
            }
        },
        [
            f'.affinity.podAffinity.{TERMS}[0].matchLabelKeys[0]: Invalid value: "-": name part {KEY}'
        ],
    ),
    (
        {
            "affinity": {
                "podAntiAffinity": {TERMS: [{"topologyKey": "zone", "matchLabelKeys": ["a"]}]}
            }
        },
        [
            f".affinity.podAntiAffinity.{TERMS}[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set"
        ],
    ),
    (
        {
            "affinity": {
                "podAntiAffinity": {
                    TERMS: [
                        {
                            "topologyKey": "zone",
                            "labelSelector": {},
                            "matchLabelKeys": ["a"],
                            "mismatchLabelKeys": ["a"],
                        }
                    ]
                }
            }
        },
        [
            f'.affinity.podAntiAffinity.{TERMS}[0].matchLabelKeys[0]: Invalid value: "a": exists in both matchLabelKeys and mismatchLabelKeys'
        ],
    ),
]
SPREAD: list[Case] = [
    (
        {
            "topologySpreadConstraints": [
                {
                    "maxSkew": 1,
                    "topologyKey": "zone",
                    "whenUnsatisfiable": "DoNotSchedule",
                    "minDomains": 0,
                    "nodeAffinityPolicy": "Maybe",
                    "matchLabelKeys": ["a"],
                }
            ]
        },
        [
            ".topologySpreadConstraints[0].minDomains: Invalid value: 0: must be greater than zero",
            '.topologySpreadConstraints[0].nodeAffinityPolicy: Unsupported value: "Maybe": supported values: "Honor", "Ignore"',
            ".topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set",
        ],
    ),
    (
        {
            "topologySpreadConstraints": [
                {
                    "maxSkew": 1,
                    "topologyKey": "zone",
                    "whenUnsatisfiable": "DoNotSchedule",
                    "labelSelector": {"matchLabels": {"a": "-"}},
                }
            ]
        },
        [
            '.topologySpreadConstraints[0].labelSelector.matchLabels: Invalid value: "-": a valid label must be an empty string or consist of '
            "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  "
            "or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
        ],
    ),
    (
        {
            "topologySpreadConstraints": [
                {"maxSkew": 0, "topologyKey": "", "whenUnsatisfiable": "Cry"}
            ]
        },
        [
            ".topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
            ".topologySpreadConstraints[0].topologyKey: Required value: can not be empty",
            '.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Cry": supported values: "DoNotSchedule", "ScheduleAnyway"',
        ],
    ),
    (
        {
            "topologySpreadConstraints": [
                {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}
            ]
            * 2
        },
        [
            '.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, ScheduleAnyway}"'
        ],
    ),
    (
        {
            "topologySpreadConstraints": [
                {
                    "maxSkew": 1,
                    "topologyKey": "zone",
                    "whenUnsatisfiable": "ScheduleAnyway",
                    "minDomains": 2,
                }
            ]
        },
        [
            ".topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, "
            "not ScheduleAnyway"
        ],
    ),
    (
        {
            "topologySpreadConstraints": [
                {
                    "maxSkew": 1,
                    "topologyKey": "zone",
                    "whenUnsatisfiable": "DoNotSchedule",
                    "minDomains": 2,
                    "labelSelector": {"matchLabels": {"a": "b"}},
                }
            ]
        },
        [],
    ),
]
PODS: list[Case] = [
    (
        {
            "resources": {"limits": {"cpu": "1", "hugepages-2Mi": "2Mi"}},
            "containers": [
                {
                    "name": "c",
                    "image": "i",
                    "resources": {
                        "limits": {"cpu": "2", "hugepages-2Mi": "4Mi"},
                        "requests": {"cpu": "1"},
                    },
                }
            ],
        },
        [
            '.resources.requests[hugepages-2Mi]: Invalid value: "2Mi": must be greater than or equal to aggregate container requests of 4Mi',
            '.resources.limits[hugepages-2Mi]: Invalid value: "2Mi": must be greater than or equal to aggregate container limits of 4Mi',
            '.resources.containers[0][cpu].limits: Invalid value: "2": must be less than or equal to pod limits of 1',
            '.resources.containers[0][hugepages-2Mi].limits: Invalid value: "4Mi": must be less than or equal to pod limits of 2Mi',
        ],
    ),
    (
        {"resourceClaims": [{"name": "gpu"}]},
        [
            '.resourceClaims[0]: Invalid value: {"Name":"gpu","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: '
            "`resourceClaimName`, `resourceClaimTemplateName`"
        ],
    ),
    (
        {"schedulingGates": [{"name": "a"}, {"name": "a"}]},
        ['.schedulingGates[1]: Duplicate value: "a"'],
    ),
    (
        {"schedulingGates": [{"name": "-"}]},
        [f'.schedulingGates[0]: Invalid value: "-": name part {KEY}'],
    ),
    (
        {
            "affinity": {
                "podAffinity": {
                    TERMS: [
                        {
                            "topologyKey": "zone",
                            "matchLabelKeys": ["a"],
                            "labelSelector": {
                                "matchLabels": {"a": "b"},
                                "matchExpressions": [
                                    {"key": "a", "operator": "In", "values": ["b"]}
                                ],
                            },
                        }
                    ]
                }
            }
        },
        [
            f'.affinity.podAffinity.{TERMS}[0][0]: Invalid value: "a": exists in both matchLabelKeys and labelSelector'
        ],
    ),
    (
        {"schedulingGates": [{"name": "a"}], "nodeName": "node-1"},
        [".nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"],
    ),
]
WHOLE_RESOURCES: list[Case] = [
    (
        {"resources": {"requests": {"ephemeral-storage": "1Gi"}}},
        [
            '.resources.requests[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"'
        ],
    ),
    (
        {
            "resources": {"requests": {"cpu": "1"}},
            "containers": [{"name": "c", "image": "i", "resources": {"requests": {"cpu": "2"}}}],
        },
        [
            '.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2'
        ],
    ),
    (
        {
            "resources": {"limits": {"cpu": "1"}},
            "containers": [{"name": "c", "image": "i", "resources": {"limits": {"cpu": "1"}}}],
        },
        [],
    ),
    (
        {
            "resourceClaims": [
                {"name": "gpu", "resourceClaimName": "a"},
                {"name": "gpu", "resourceClaimName": "b"},
            ]
        },
        ['.resourceClaims[1].name: Duplicate value: "gpu"'],
    ),
    (
        {"resourceClaims": [{"resourceClaimName": "A", "resourceClaimTemplateName": "b"}]},
        [
            ".resourceClaims[0].name: Required value",
            '.resourceClaims[0]: Invalid value: {"Name":"","ResourceClaimName":"A","ResourceClaimTemplateName":"b"}: at most one of '
            "`resourceClaimName` or `resourceClaimTemplateName` may be specified",
            f'.resourceClaims[0].resourceClaimName: Invalid value: "A": {SUBDOMAIN}',
        ],
    ),
    (
        {"resourceClaims": [{"name": "a.b", "resourceClaimName": "a"}]},
        ['.resourceClaims[0].name: Invalid value: "a.b": must not contain dots'],
    ),
    (
        {"os": {"name": "windows"}, "resources": {"limits": {"cpu": "1"}}},
        [".resources: Forbidden: may not be set for a windows pod"],
    ),
    (
        {
            "resources": {"limits": {"cpu": "1"}, "claims": [{"name": "gpu"}]},
            "resourceClaims": [{"name": "gpu", "resourceClaimName": "a"}],
        },
        [".resources.claims: Forbidden: claims may not be set for Resources at pod-level"],
    ),
]
SHARED = [*POLICIES, *NAMES, *NETWORK, *TOLERATIONS, *AFFINITY, *SPREAD, *WHOLE_RESOURCES]


def filled(spec: Object) -> Object:
    return {"containers": [{"name": "web", "image": "nginx"}], **spec}


def problems(spec: Object, **metadata: Any) -> list[str]:
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    pod = build("Pod", "p", "default", metadata=metadata, spec=filled(spec))
    return list(map(str, kind.problems(kind.default(pod))))


@pytest.mark.parametrize(("spec", "expected"), [*SHARED, *PODS])
def test_what_is_wrong_with_a_pod_is_told(spec: Object, expected: list[str]) -> None:
    assert problems(spec) == [f"spec{told}" for told in expected]


@pytest.mark.parametrize(("spec", "expected"), SHARED)
def test_a_template_is_judged_as_the_pods_that_it_makes(spec: Object, expected: list[str]) -> None:
    found = template_problems(default_template({"spec": filled(spec)}), "spec.template")
    assert list(map(str, found)) == [f"spec.template.spec{told}" for told in expected]


def test_a_template_may_leave_open_which_host_port_its_pods_take() -> None:
    spec = filled(
        {
            "hostNetwork": True,
            "containers": [{"name": "c", "image": "i", "ports": [{"containerPort": 80}]}],
        }
    )
    assert list(template_problems(default_template({"spec": spec}), "spec.template")) == []
    assert problems(spec) == []


@pytest.mark.parametrize(
    ("annotations", "expected"),
    [
        (
            {"kubernetes.io/config.mirror": "x"},
            [
                'metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set'
            ],
        ),
        (
            {"controller.kubernetes.io/pod-deletion-cost": "+5"},
            [
                'metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "+5": must be a 32bit integer'
            ],
        ),
        ({"controller.kubernetes.io/pod-deletion-cost": "-5"}, []),
        (
            {"controller.kubernetes.io/pod-deletion-cost": "9" * 5000},
            [
                f'metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "{"9" * 5000}": must be a 32bit integer'
            ],
        ),
        (
            {"scheduler.alpha.kubernetes.io/tolerations": '[{"key": "a", "operator": "Near"}]'},
            [
                'metadata.annotations.scheduler.alpha.kubernetes.io/tolerations[0].operator: Unsupported value: "Near": supported values: "Equal", '
                '"Exists"'
            ],
        ),
        (
            {"scheduler.alpha.kubernetes.io/tolerations": '[{"key": 5}]'},
            [
                'metadata.annotations: Invalid value: "scheduler.alpha.kubernetes.io/tolerations": json: cannot unmarshal value into Go value of '
                "type []core.Toleration"
            ],
        ),
        (
            {"seccomp.security.alpha.kubernetes.io/pod": "localhost/../a"},
            [
                ".metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: \"../a\": must not contain '..'"[
                    1:
                ]
            ],
        ),
        (
            {"seccomp.security.alpha.kubernetes.io/pod": "strict"},
            [
                'metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: "strict": must be a valid seccomp profile'
            ],
        ),
        (
            {"container.apparmor.security.beta.kubernetes.io/who": "runtime/default"},
            [
                'metadata.annotations[container.apparmor.security.beta.kubernetes.io/who]: Invalid value: "who": container not found'
            ],
        ),
        (
            {"container.apparmor.security.beta.kubernetes.io/web": "strict"},
            [
                'metadata.annotations[container.apparmor.security.beta.kubernetes.io/web]: Invalid value: "strict": invalid AppArmor profile name: '
                '"strict"'
            ],
        ),
    ],
)
def test_annotations_that_mean_something_are_judged(
    annotations: dict[str, str], expected: list[str]
) -> None:
    assert problems({}, annotations=annotations) == expected


def test_annotations_of_templates_are_judged_too() -> None:
    annotations = {"controller.kubernetes.io/pod-deletion-cost": "x", "-": "y"}
    metadata = {"annotations": annotations, "labels": {"-": "z"}}
    found = template_problems(
        default_template({"metadata": metadata, "spec": filled({})}), "spec.template"
    )
    assert list(map(str, found)) == [
        f'spec.template.labels: Invalid value: "-": name part {KEY}',
        f'spec.template.annotations: Invalid value: "-": name part {KEY}',
        'spec.template.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "x": must be a 32bit integer',
    ]


def test_a_template_has_no_ephemeral_containers() -> None:
    spec = filled({"ephemeralContainers": [{"name": "d", "image": "i"}]})
    assert list(map(str, template_problems(default_template({"spec": spec}), "spec.template"))) == [
        "spec.template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template"
    ]


def test_metadata_is_judged_first() -> None:
    assert problems({"hostname": "A"}, name="B", labels={"-": "z"})[:2] == [
        f'metadata.name: Invalid value: "B": {SUBDOMAIN}',
        f'metadata.labels: Invalid value: "-": name part {KEY}',
    ]


def test_a_static_pod_claims_no_device() -> None:
    claims = [{"name": "gpu", "resourceClaimName": "a"}]
    assert problems(
        {"resourceClaims": claims, "nodeName": "n"},
        annotations={"kubernetes.io/config.mirror": "x"},
    ) == [": Forbidden: static pods do not support resource claims"]
