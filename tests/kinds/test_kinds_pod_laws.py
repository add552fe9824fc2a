"""Laws of pods, held against pods made at random: filling in twice is filling in once, and what is
filled in is sound.
"""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from objects import build

from minik import kinds
from minik.kinds.pod.template import default_template, template_problems
from minik.model.object import Object

NAMES = st.sampled_from(("a", "b", "web", "data", "x-1"))
PORTS = st.integers(1, 65535)
MISSING = object()


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Object]:
    """An object of which every field may be missing."""
    optional = {name: st.one_of(st.just(MISSING), field) for name, field in fields.items()}
    return st.fixed_dictionaries(optional).map(
        lambda found: {name: value for name, value in found.items() if value is not MISSING}
    )


def whole(
    needed: dict[str, st.SearchStrategy[Any]], **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[Object]:
    """An object of which some fields are needed."""
    return st.builds(
        lambda one, other: {**one, **other}, st.fixed_dictionaries(needed), some(**fields)
    )


HANDLERS = st.one_of(
    st.builds(lambda port: {"tcpSocket": {"port": port}}, PORTS),
    st.builds(lambda port: {"grpc": {"port": port}}, PORTS),
    st.builds(
        lambda rest: {"httpGet": {"port": 80, **rest}},
        some(path=st.just("/x"), scheme=st.sampled_from(("HTTP", "HTTPS"))),
    ),
)
PROBES = st.builds(
    lambda handler, rest: {**handler, **rest},
    HANDLERS,
    some(
        periodSeconds=st.integers(0, 60),
        timeoutSeconds=st.integers(0, 9),
        failureThreshold=st.integers(0, 5),
    ),
)
AMOUNTS = st.fixed_dictionaries(
    {},
    optional={
        "cpu": st.sampled_from(("1", "100m", "0.0005")),
        "memory": st.sampled_from(("1Gi", "128Mi", "1e9")),
    },
)
RESOURCES = st.one_of(
    st.builds(lambda limits: {"limits": limits}, AMOUNTS),
    st.builds(lambda requests: {"requests": requests}, AMOUNTS),
)
VARIABLES = whole(
    {"name": st.sampled_from(("A", "B_C"))},
    valueFrom=st.sampled_from(
        (
            {"fieldRef": {"fieldPath": "metadata.name"}},
            {"resourceFieldRef": {"resource": "limits.cpu"}},
            {"configMapKeyRef": {"name": "c", "key": "k"}},
        )
    ),
)
SOURCES: st.SearchStrategy[Object] = st.sampled_from(
    (
        {},
        {"emptyDir": {}},
        {"configMap": {"name": "c"}},
        {"secret": {"secretName": "s"}},
        {"hostPath": {"path": "/a"}},
        {"downwardAPI": {"items": [{"path": "p", "fieldRef": {"fieldPath": "metadata.labels"}}]}},
        {
            "projected": {
                "sources": [{"serviceAccountToken": {"path": "t"}}, {"configMap": {"name": "c"}}]
            }
        },
        {
            "ephemeral": {
                "volumeClaimTemplate": {
                    "spec": {
                        "accessModes": ["ReadWriteOnce"],
                        "resources": {"requests": {"storage": "1Gi"}},
                    }
                }
            }
        },
        {"csi": {"driver": "d.example.com"}},
        {"image": {"reference": "i"}},
        {"nfs": {"server": "s", "path": "/"}},
    )
)
CONTAINERS = whole(
    {"image": st.sampled_from(("nginx", "nginx:1", "a/b@sha256:" + "0" * 64))},
    imagePullPolicy=st.sampled_from(("Always", "Never")),
    ports=st.lists(
        whole({"containerPort": PORTS}, protocol=st.sampled_from(("UDP", "TCP"))), max_size=3
    ),
    env=st.lists(VARIABLES, max_size=2),
    livenessProbe=PROBES,
    readinessProbe=PROBES,
    resources=RESOURCES,
    lifecycle=st.just({"preStop": {"exec": {"command": ["true"]}}}),
    securityContext=st.just({"runAsUser": 1000}),
)
LISTED = st.lists(CONTAINERS, min_size=1, max_size=3).map(
    lambda found: [{**one, "name": f"c{index}"} for index, one in enumerate(found)]
)
VOLUMES = st.lists(SOURCES, max_size=3).map(
    lambda found: [{**one, "name": f"v{index}"} for index, one in enumerate(found)]
)
EFFECTS = st.sampled_from(("NoSchedule", "NoExecute"))
TOLERATIONS = st.lists(
    whole({"key": NAMES, "operator": st.just("Exists")}, effect=EFFECTS), max_size=2
)
SPECS = whole(
    {"containers": LISTED, "serviceAccountName": st.just("default")},
    volumes=VOLUMES,
    restartPolicy=st.sampled_from(("Always", "Never")),
    dnsPolicy=st.sampled_from(("Default", "ClusterFirst")),
    hostname=NAMES,
    subdomain=NAMES,
    tolerations=TOLERATIONS,
    terminationGracePeriodSeconds=st.integers(0, 60),
    nodeSelector=st.dictionaries(NAMES, NAMES),
    hostAliases=st.just([{"ip": "10.0.0.1"}]),
    initContainers=LISTED.map(
        lambda found: [
            {
                name: value
                for name, value in {**one, "name": f"i{index}"}.items()
                if "Probe" not in name and name != "lifecycle"
            }
            for index, one in enumerate(found)
        ]
    ),
)


def pod(spec: Object) -> Object:
    return build("Pod", "p", "default", spec=spec)


def defaulted(spec: Object) -> Object:
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    found: Object = kind.default(pod(spec))
    return found


@settings(max_examples=60, deadline=None)
@given(SPECS)
def test_filling_in_twice_is_filling_in_once(spec: Object) -> None:
    once = defaulted(spec)
    assert defaulted(once["spec"]) == once
    template = default_template({"spec": spec})
    assert default_template(template) == template


@settings(max_examples=60, deadline=None)
@given(SPECS)
def test_filling_in_adds_and_takes_nothing_away(spec: Object) -> None:
    found = defaulted(spec)["spec"]
    assert {**found, **spec}.keys() == found.keys()
    assert [one["image"] for one in found["containers"]] == [
        one["image"] for one in spec["containers"]
    ]
    for given_container, container in zip(spec["containers"], found["containers"]):
        for name in given_container.keys() - {
            "resources",
            "env",
            "ports",
            "livenessProbe",
            "readinessProbe",
        }:
            assert container[name] == given_container[name]


@settings(max_examples=60, deadline=None)
@given(SPECS)
def test_what_is_filled_in_is_sound_in_pods_and_templates_alike(spec: Object) -> None:
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    assert list(kind.problems(defaulted(spec))) == []
    assert list(template_problems(default_template({"spec": spec}), "spec.template")) == []


@settings(max_examples=60, deadline=None)
@given(SPECS)
def test_the_spec_of_a_template_becomes_that_of_its_pods(spec: Object) -> None:
    assert defaulted(default_template({"spec": spec})["spec"]) == defaulted(spec)


@settings(max_examples=60, deadline=None)
@given(SPECS)
def test_a_pod_that_does_not_change_may_be_sent_again(spec: Object) -> None:
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    assert list(kind.update_problems(defaulted(spec), defaulted(spec))) == []
