"""What the sender of a pod or of a template is told though it is taken."""

import re
from typing import Any

import pytest
from objects import build

from minik import kinds
from minik.kinds.pod.template import default_template, template_warnings
from minik.model.object import Object

TERMS = "requiredDuringSchedulingIgnoredDuringExecution"
WISHES = "preferredDuringSchedulingIgnoredDuringExecution"
NULL = "a null labelSelector results in matching no pod"
WEB: Object = {"name": "web", "image": "nginx"}
ZONE = "failure-domain.beta.kubernetes.io/zone"
Case = tuple[Object, list[str]]


def claimed(storage: str) -> Object:
    return {
        "volumeClaimTemplate": {
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "resources": {"requests": {"storage": storage}},
            }
        }
    }


CASES: list[Case] = [
    ({}, []),
    (
        {"nodeSelector": {"beta.kubernetes.io/os": "linux"}},
        [
            'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead'
        ],
    ),
    (
        {
            "affinity": {
                "nodeAffinity": {
                    TERMS: {
                        "nodeSelectorTerms": [
                            {"matchExpressions": [{"key": ZONE, "operator": "Exists"}]}
                        ]
                    }
                }
            }
        },
        [
            f"spec.affinity.nodeAffinity.{TERMS}.nodeSelectorTerms[0].matchExpressions[0].key: {ZONE} is deprecated since v1.17; use "
            '"topology.kubernetes.io/zone" instead'
        ],
    ),
    (
        {
            "topologySpreadConstraints": [
                {"maxSkew": 1, "topologyKey": ZONE, "whenUnsatisfiable": "ScheduleAnyway"}
            ]
        },
        [
            f'spec.topologySpreadConstraints[0].topologyKey: {ZONE} is deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
            f"spec.topologySpreadConstraints[0].labelSelector: {NULL}",
        ],
    ),
    (
        {
            "affinity": {
                "podAffinity": {TERMS: [{"topologyKey": "zone"}]},
                "podAntiAffinity": {
                    WISHES: [{"weight": 1, "podAffinityTerm": {"topologyKey": "zone"}}]
                },
            }
        },
        [
            f"spec.affinity.podAffinity.{TERMS}[0].labelSelector: {NULL}",
            f"spec.affinity.podAntiAffinity.{WISHES}[0].podAffinityTerm.labelSelector: {NULL}",
        ],
    ),
    (
        {
            "volumes": [
                {"name": "a", "gitRepo": {"repository": "r"}},
                {"name": "b", "glusterfs": {"endpoints": "e", "path": "p"}},
            ]
        },
        [
            "spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+",
            "spec.volumes[1].glusterfs: deprecated in v1.25, non-functional in v1.26+",
        ],
    ),
    (
        {"volumes": [{"name": "a", "ephemeral": claimed("100m")}]},
        [
            'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources.requests[storage]: fractional byte value "100m" is invalid, must be an '
            "integer"
        ],
    ),
    (
        {
            "volumes": [
                {
                    "name": "a",
                    "configMap": {
                        "name": "c",
                        "items": [{"key": "k", "path": "p"}, {"key": "l", "path": "p/q"}],
                    },
                }
            ]
        },
        ['volume "a" (ConfigMap "c"): overlapping paths: "p/q" with "p"'],
    ),
    (
        {
            "volumes": [
                {
                    "name": "a",
                    "projected": {
                        "sources": [
                            {"secret": {"name": "s", "items": [{"key": "k", "path": "token"}]}},
                            {"serviceAccountToken": {"path": "token"}},
                        ]
                    },
                }
            ]
        },
        [
            'volume "a" (Projected): overlapping paths: "token" (ServiceAccountToken) with "token" (Secret "s")'
        ],
    ),
    (
        {"volumes": [{"name": "a", "projected": {"sources": [{}]}}]},
        ['volume "a" (Projected) has no sources provided'],
    ),
    (
        {"hostAliases": [{"ip": "10.0.0.1"}, {"ip": "10.0.0.1"}]},
        ['spec.hostAliases[1].ip: duplicate ip "10.0.0.1"'],
    ),
    (
        {"hostAliases": [{"ip": "2001:DB8::1"}]},
        [
            'spec.hostAliases[0].ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")'
        ],
    ),
    (
        {"dnsConfig": {"nameservers": ["2001:db8:0::1"]}},
        [
            'spec.dnsConfig.nameservers[0]: IPv6 address "2001:db8:0::1" should be in RFC 5952 canonical format ("2001:db8::1")'
        ],
    ),
    (
        {"imagePullSecrets": [{"name": "a"}, {"name": "a"}, {}]},
        [
            'spec.imagePullSecrets[1].name: duplicate name "a"',
            'spec.imagePullSecrets[2].name: invalid empty name ""',
        ],
    ),
    (
        {"terminationGracePeriodSeconds": -1},
        [
            "spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"
        ],
    ),
    (
        {"containers": [{**WEB, "resources": {"requests": {"memory": "100m"}}}]},
        [
            'spec.containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer'
        ],
    ),
    (
        {
            "containers": [
                {**WEB, "env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]}
            ]
        },
        [
            'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply'
        ],
    ),
    (
        {
            "containers": [
                {**WEB, "env": [{"name": "A", "value": "1"}, {"name": "A", "value": "$(A)2"}]}
            ]
        },
        [],
    ),
]
PORTS: list[Case] = [
    (
        {"containers": [{**WEB, "ports": [{"containerPort": 80}, {"containerPort": 80}]}]},
        ["spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]"],
    ),
    (
        {
            "containers": [
                {**WEB, "ports": [{"containerPort": 80}]},
                {**WEB, "name": "b", "ports": [{"containerPort": 80}]},
            ]
        },
        ["spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]"],
    ),
    (
        {
            "containers": [
                {**WEB, "ports": [{"containerPort": 80}, {"containerPort": 80, "hostPort": 80}]}
            ]
        },
        [
            "spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]"
        ],
    ),
    (
        {
            "containers": [
                {
                    **WEB,
                    "ports": [
                        {"containerPort": 80, "hostPort": 80},
                        {"containerPort": 80, "hostPort": 80, "hostIP": "10.0.0.1"},
                    ],
                }
            ]
        },
        [
            "spec.containers[0].ports[1]: dangerously ambiguous port definition with spec.containers[0].ports[0]"
        ],
    ),
    (
        {
            "containers": [
                {**WEB, "ports": [{"containerPort": 53}, {"containerPort": 53, "protocol": "UDP"}]}
            ]
        },
        [],
    ),
    (
        {
            "containers": [
                {**WEB, "ports": [{"containerPort": 80, "name": "web", "hostIP": "10.0.0.1"}]}
            ]
        },
        [
            "spec.containers[0].ports[0]: hostIP set without hostPort: {Name:web HostPort:0 ContainerPort:80 Protocol:TCP HostIP:10.0.0.1}"
        ],
    ),
    (
        {
            "containers": [
                {**WEB, "ports": [{"containerPort": 80, "name": "web"}]},
                {**WEB, "name": "b", "ports": [{"containerPort": 81, "name": "web"}]},
            ]
        },
        [
            'spec.containers[1].ports[0]: duplicate port name "web" with spec.containers[0].ports[0], services and probes that select ports by '
            "name will use spec.containers[0].ports[0]"
        ],
    ),
]


def filled(spec: Object) -> Object:
    return {"containers": [WEB], "serviceAccountName": "default", **spec}


def warnings(spec: Object, **metadata: Any) -> list[str]:
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    pod: Object = build("Pod", "p", "default", metadata=metadata, spec=filled(spec))
    pod = kind.default(pod)
    assert list(kind.problems(pod)) == []
    return list(kind.warnings(pod, None))


@pytest.mark.parametrize(("spec", "expected"), CASES)
def test_a_pod_that_is_taken_may_be_warned_of(spec: Object, expected: list[str]) -> None:
    assert warnings(spec) == expected


@pytest.mark.proves("F26b")
@pytest.mark.parametrize(("spec", "expected"), PORTS)
def test_two_containers_that_claim_the_same_port_are_told_so_and_taken(
    spec: Object, expected: list[str]
) -> None:
    assert warnings(spec) == expected


@pytest.mark.parametrize(("spec", "expected"), [*CASES, *PORTS])
def test_a_template_is_warned_of_as_its_pods_are(spec: Object, expected: list[str]) -> None:
    told = template_warnings(default_template({"spec": filled(spec)}), "spec.template")
    assert list(told) == [
        re.sub(r"(?<![.\w])spec\.", "spec.template.spec.", text) for text in expected
    ]


@pytest.mark.parametrize(
    ("annotations", "expected"),
    [
        (
            {"scheduler.alpha.kubernetes.io/critical-pod": ""},
            [
                'metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field '
                "instead"
            ],
        ),
        (
            {"seccomp.security.alpha.kubernetes.io/pod": "unconfined"},
            [
                'metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the "seccompProfile" field instead'
            ],
        ),
        (
            {"container.seccomp.security.alpha.kubernetes.io/web": "unconfined"},
            [
                'metadata.annotations[container.seccomp.security.alpha.kubernetes.io/web]: non-functional in v1.27+; use the "seccompProfile" field '
                "instead"
            ],
        ),
        ({"note": "fine"}, []),
    ],
)
def test_annotations_that_mean_nothing_any_more_are_told(
    annotations: dict[str, str], expected: list[str]
) -> None:
    assert warnings({}, annotations=annotations) == expected


def test_an_apparmor_annotation_is_told_where_it_still_counts() -> None:
    annotations = {"container.apparmor.security.beta.kubernetes.io/web": "unconfined"}
    told = 'deprecated since v1.30; use the "appArmorProfile" field instead'
    template = default_template({"metadata": {"annotations": annotations}, "spec": filled({})})
    assert list(template_warnings(template, "spec.template")) == [
        f"spec.template.metadata.annotations[container.apparmor.security.beta.kubernetes.io/web]: {told}"
    ]
    profiled = filled({"securityContext": {"appArmorProfile": {"type": "Unconfined"}}})
    assert (
        list(
            template_warnings(
                default_template({"metadata": {"annotations": annotations}, "spec": profiled}),
                "spec.template",
            )
        )
        == []
    )


def test_a_pod_whose_name_is_no_host_name_is_warned_of() -> None:
    assert warnings({}, name="a.b") == [
        "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: "
        "[must not contain dots]"
    ]


def test_nobody_is_told_twice() -> None:
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    pod: Object = kind.default(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "a.b"},
            "spec": {"containers": [WEB]},
        }
    )
    assert list(kind.warnings(pod, None))
    assert list(kind.warnings(pod, pod)) == []
