"""What may change of a pod, and what stays as it was made."""

from typing import Any

import pytest
from objects import build

from minik import kinds
from minik.model.object import Object, write

SPEC: Object = {
    "containers": [{"name": "web", "image": "nginx"}],
    "initContainers": [{"name": "init", "image": "busybox"}],
    "tolerations": [
        {"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 30}
    ],
}
CHANGE = (
    "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` "
    "(allow it to be set to 1 if it was previously negative)"
)
TERMS = "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"


def pod(**spec: Any) -> Object:
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    found: Object = kind.default(build("Pod", "p", "default", spec={**SPEC, **spec}))
    return found


def told(new: Object, old: Object) -> list[str]:
    kind = kinds.find_served_kind("v1", "Pod")
    assert kind is not None
    return list(map(str, kind.update_problems(new, old)))


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"containers": [{"name": "web", "image": "nginx:2"}]},
        {"initContainers": [{"name": "init", "image": "alpine"}]},
        {"activeDeadlineSeconds": 60},
        {"tolerations": [*SPEC["tolerations"], {"operator": "Exists"}]},
        {"tolerations": [{**SPEC["tolerations"][0], "tolerationSeconds": 5}]},
    ],
)
def test_these_may_change(change: Object) -> None:
    # the pull policy does not follow the image, so a manifest that leaves it out is judged with the
    # old one
    old, new = pod(), pod(**change)
    for field in ("containers", "initContainers"):
        new = write(
            new,
            f"spec.{field}",
            [{**one, "imagePullPolicy": "Always"} for one in new["spec"][field]],
        )
        old = write(
            old,
            f"spec.{field}",
            [{**one, "imagePullPolicy": "Always"} for one in old["spec"][field]],
        )
    assert told(new, old) == []


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (
            {"restartPolicy": "Never"},
            ['- "restartPolicy": "Always",', '+ "restartPolicy": "Never",'],
        ),
        ({"nodeSelector": {"a": "b"}}, ['+ "nodeSelector": {', '+  "a": "b"', "+ },"]),
        ({"nodeName": "node-1"}, ['+ "nodeName": "node-1",']),
        (
            {
                "containers": [
                    {"name": "web", "image": "nginx", "env": [{"name": "A", "value": "b"}]}
                ]
            },
            [
                '+   "env": [',
                "+    {",
                '+     "name": "A",',
                '+     "value": "b"',
                "+    }",
                "+   ],",
            ],
        ),
        (
            {"containers": [{"name": "other", "image": "nginx"}]},
            ['-   "name": "web",', '+   "name": "other",'],
        ),
    ],
)
def test_nothing_else_may_change_and_the_difference_is_shown(
    change: Object, shown: list[str]
) -> None:
    [problem] = told(pod(**change), pod())
    first, where, *lines = problem.splitlines()
    assert first == CHANGE
    assert where.startswith("@@ -")
    assert [line for line in lines if line[0] in "+-"] == shown


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"containers": [*SPEC["containers"], {"name": "b", "image": "i"}]},
            "spec.containers: Forbidden: pod updates may not add or remove containers",
        ),
        (
            {"initContainers": []},
            "spec.initContainers: Forbidden: pod updates may not add or remove containers",
        ),
        (
            {"schedulingGates": [{"name": "late"}]},
            "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'late'",
        ),
        (
            {"tolerations": []},
            "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds",
        ),
    ],
)
def test_containers_and_gates_stay(change: Object, expected: str) -> None:
    assert told(pod(**change), pod()) == [expected]


def test_a_deadline_only_comes_nearer() -> None:
    path = "spec.activeDeadlineSeconds"
    assert told(pod(activeDeadlineSeconds=5), pod(activeDeadlineSeconds=6)) == []
    assert told(pod(activeDeadlineSeconds=6), pod(activeDeadlineSeconds=5)) == [
        f"{path}: Invalid value: 6: must be less than or equal to previous value"
    ]
    assert told(pod(activeDeadlineSeconds=2**31), pod(activeDeadlineSeconds=5)) == [
        f"{path}: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive"
    ]
    assert told(pod(), pod(activeDeadlineSeconds=5))[0] == (
        f'{path}: Invalid value: "null": must not update from a positive integer to nil value'
    )


def test_a_grace_period_that_made_no_sense_may_become_one_second() -> None:
    assert told(pod(terminationGracePeriodSeconds=1), pod(terminationGracePeriodSeconds=-5)) == []
    assert told(pod(terminationGracePeriodSeconds=1), pod())[0].startswith(CHANGE)


def test_a_gated_pod_may_narrow_down_where_it_runs() -> None:
    gated = {"schedulingGates": [{"name": "a"}, {"name": "b"}]}
    old = pod(**gated, nodeSelector={"a": "b"})
    assert told(pod(schedulingGates=[{"name": "b"}], nodeSelector={"a": "b", "c": "d"}), old) == []
    assert told(pod(**gated, nodeSelector={"a": "c"}), old) == [
        'spec.nodeSelector: Invalid value: {"a":"c"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)'
    ]


def test_a_gated_pod_may_ask_more_of_its_nodes_in_each_term() -> None:
    one, two = ({"key": key, "operator": "Exists"} for key in "ab")

    def asking(*terms: list[Object]) -> Object:
        return write(
            pod(schedulingGates=[{"name": "g"}]),
            f"spec.{TERMS}",
            [{"matchExpressions": term} for term in terms],
        )

    assert told(asking([one, two]), asking([one])) == []
    assert told(asking([two]), asking([one]))[0].startswith(f"spec.{TERMS}[0]: Invalid value: ")
    assert told(asking([one], [two]), asking([one]))[0].endswith(
        "no additions/deletions to non-empty NodeSelectorTerms list are allowed"
    )


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ({}, {"": "x"}, "add"),
        ({"": "x"}, {}, "remove or update"),
        ({"": "x"}, {"": "y"}, "remove or update"),
        ({"": "x"}, {"": "x"}, ""),
    ],
)
@pytest.mark.parametrize(
    ("key", "called"),
    [
        ("container.apparmor.security.beta.kubernetes.io/web", "AppArmor annotations"),
        ("kubernetes.io/config.mirror", "mirror pod annotation"),
    ],
)
def test_some_annotations_stay(
    before: Object, after: Object, what: str, key: str, called: str
) -> None:
    old, new = (
        write(pod(), "metadata.annotations", {key + name: text for name, text in side.items()})
        for side in (before, after)
    )
    assert told(new, old) == (
        [f"metadata.annotations[{key}]: Forbidden: may not {what} {called}"] if what else []
    )


def test_a_name_stays() -> None:
    assert told(write(pod(), "metadata.name", "q"), pod()) == [
        'metadata.name: Invalid value: "q": field is immutable'
    ]
