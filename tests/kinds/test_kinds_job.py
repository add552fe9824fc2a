"""Jobs: pods that come to an end."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

import pytest

from minik.kinds import job as jobs
from minik.kinds.job.policies import BadIndexes, count_indexes
from minik.model.object import Object, drop, read, write

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
NOW = datetime(2026, 11, 23, 8, 20, tzinfo=UTC)
INDEXED: dict[str, Any] = {"spec__completionMode": "Indexed", "spec__completions": 3}
RULE = "spec.podFailurePolicy.rules[0]"


def job(**changes: Any) -> Object:
    made: Object = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "once"},
        "spec": {
            "template": {
                "spec": {
                    "restartPolicy": "Never",
                    "containers": [{"name": "c", "image": "registry.example/c:1"}],
                }
            }
        },
    }
    for path, value in changes.items():
        made = write(made, path.replace("__", "."), value)
    return made


def test_what_the_server_fills_in(admit: Admit) -> None:
    spec = admit(job())[0]["spec"]
    assert {
        name: value for name, value in spec.items() if name not in ("selector", "template")
    } == {
        "parallelism": 1,
        "completions": 1,
        "completionMode": "NonIndexed",
        "backoffLimit": 6,
        "suspend": False,
        "manualSelector": False,
        "podReplacementPolicy": "TerminatingOrFailed",
    }
    assert "completions" not in admit(job(spec__parallelism=2))[0]["spec"]
    assert (
        admit(job(**INDEXED, spec__backoffLimitPerIndex=1))[0]["spec"]["backoffLimit"] == 2**31 - 1
    )


def test_it_finds_its_pods_by_its_own_uid(admit: Admit) -> None:
    stored = admit(job())[0]
    uid = stored["metadata"]["uid"]
    labels = {
        "controller-uid": uid,
        "batch.kubernetes.io/controller-uid": uid,
        "job-name": "once",
        "batch.kubernetes.io/job-name": "once",
    }
    assert read(stored, "spec.selector") == {
        "matchLabels": {"batch.kubernetes.io/controller-uid": uid}
    }
    assert (
        stored["metadata"]["labels"] == stored["spec"]["template"]["metadata"]["labels"] == labels
    )


def test_unless_it_insists_on_a_selector_of_its_own(admit: Admit, refusals: Refusals) -> None:
    own = {
        "spec__manualSelector": True,
        "spec__template__metadata__labels": {"a": "b"},
        "metadata__labels": {"c": "d"},
    }
    stored = admit(job(**own, spec__selector={"matchLabels": {"a": "b"}}))[0]
    assert (stored["metadata"]["labels"], stored["spec"]["template"]["metadata"]["labels"]) == (
        {"c": "d"},
        {"a": "b"},
    )
    assert refusals(job(**own)) == [
        "spec.selector: Required value",
        'spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`',
    ]


def test_what_was_generated_cannot_be_forged(refusals: Refusals) -> None:
    forged = refusals(job(spec__template__metadata__labels={"job-name": "other"}))
    assert [reason.partition(": Invalid value:")[0] for reason in forged] == [
        "spec.template.metadata.labels[job-name]"
    ]
    assert forged[0].endswith(": must be 'once'")
    selecting = refusals(job(spec__selector={"matchLabels": {"a": "b"}}))
    assert [reason.rpartition(": ")[2] for reason in selecting] == [
        "`selector` not auto-generated",
        "`selector` does not match template `labels`",
    ]


CASES: list[tuple[dict[str, Any], list[str]]] = [
    (
        {"spec__template__spec__restartPolicy": "Always"},
        ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ),
    (
        {"spec__parallelism": -1},
        ["spec.parallelism: Invalid value: -1: must be greater than or equal to 0"],
    ),
    (
        {"spec__backoffLimit": -1},
        ["spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0"],
    ),
    (
        {"spec__ttlSecondsAfterFinished": -1},
        ["spec.ttlSecondsAfterFinished: Invalid value: -1: must be greater than or equal to 0"],
    ),
    (
        {"spec__completionMode": "Odd"},
        [
            'spec.completionMode: Unsupported value: "Odd": supported values: "NonIndexed", "Indexed"'
        ],
    ),
    (
        {"spec__completionMode": "Indexed", "spec__parallelism": 2},
        ["spec.completions: Required value: when completion mode is Indexed"],
    ),
    (
        {**INDEXED, "spec__parallelism": 100001},
        [
            "spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed"
        ],
    ),
    (
        {"spec__backoffLimitPerIndex": 1},
        ["spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode"],
    ),
    (
        {**INDEXED, "spec__maxFailedIndexes": 2},
        ["spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified"],
    ),
    (
        {**INDEXED, "spec__maxFailedIndexes": 9, "spec__backoffLimitPerIndex": 1},
        ["spec.maxFailedIndexes: Invalid value: 9: must be less than or equal to completions"],
    ),
    (
        {**INDEXED, "spec__completions": 100001, "spec__backoffLimitPerIndex": 1},
        [
            "spec.maxFailedIndexes: Required value: must be specified when completions is above 100000"
        ],
    ),
    (
        {"spec__managedBy": "me"},
        [
            'spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")'
        ],
    ),
    ({"spec__managedBy": "example.com/me"}, []),
    (
        {"spec__podReplacementPolicy": "Never"},
        [
            'spec.podReplacementPolicy: Unsupported value: "Never": supported values: "Failed", "TerminatingOrFailed"'
        ],
    ),
    (
        {"spec__podFailurePolicy__rules": [{"action": "Ignore"}]},
        [f"{RULE}: Invalid value: specifying one of OnExitCodes and OnPodConditions is required"],
    ),
    (
        {"spec__podFailurePolicy__rules": [{"onPodConditions": [{"type": "DisruptionTarget"}]}]},
        [f'{RULE}.action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]'],
    ),
    (
        {
            "spec__podFailurePolicy__rules": [
                {"action": "FailIndex", "onPodConditions": [{"type": "DisruptionTarget"}]}
            ]
        },
        [f'{RULE}.action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set'],
    ),
    (
        {
            "spec__podFailurePolicy__rules": [
                {
                    "action": "FailJob",
                    "onExitCodes": {"operator": "In", "values": [3, 0, 3], "containerName": "x"},
                }
            ]
        },
        [
            f'{RULE}.onExitCodes.containerName: Invalid value: "x": must be one of the container or initContainer names in the pod template',
            f"{RULE}.onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator",
            f"{RULE}.onExitCodes.values[2]: Duplicate value: 3",
            f"{RULE}.onExitCodes.values: Invalid value: [3,0,3]: must be ordered",
        ],
    ),
    (
        {
            "spec__podFailurePolicy__rules": [
                {"action": "FailJob", "onExitCodes": {"operator": "Is", "values": []}}
            ]
        },
        [
            f'{RULE}.onExitCodes.operator: Unsupported value: "Is": supported values: "In", "NotIn"',
            f"{RULE}.onExitCodes.values: Invalid value: []: at least one value is required",
        ],
    ),
    (
        {"spec__podFailurePolicy__rules": [], "spec__template__spec__restartPolicy": "OnFailure"},
        [
            'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified'
        ],
    ),
    (
        {"spec__podFailurePolicy__rules": [], "spec__podReplacementPolicy": "TerminatingOrFailed"},
        [
            'spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"'
        ],
    ),
    (
        {"spec__successPolicy": {"rules": []}},
        ['spec.successPolicy: Invalid value: {"Rules":[]}: requires indexed completion mode'],
    ),
    (
        {**INDEXED, "spec__successPolicy": {"rules": []}},
        [
            "spec.successPolicy.rules: Required value: at least one rules must be specified when the successPolicy is specified"
        ],
    ),
    (
        {**INDEXED, "spec__successPolicy": {"rules": [{"succeededIndexes": "0-3"}]}},
        [
            'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "0-3": error parsing succeededIndexes: too large index: "3"'
        ],
    ),
    (
        {
            **INDEXED,
            "spec__successPolicy": {"rules": [{"succeededIndexes": "0,2", "succeededCount": 3}]},
        },
        [
            "spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 "
            "(the number of indexes in the specified succeededIndexes field)"
        ],
    ),
    (
        {**INDEXED, "metadata__name": "x" * 62},
        [
            f'metadata.name: Invalid value: "{"x" * 62}": will not able to create pod with invalid DNS label: {"x" * 62}-2'
        ],
    ),
]


@pytest.mark.parametrize(("changes", "reasons"), CASES)
def test_refusals(refusals: Refusals, changes: dict[str, Any], reasons: list[str]) -> None:
    assert refusals(job(**changes)) == reasons


@pytest.mark.parametrize(("text", "total"), [("", 0), ("1", 1), ("1,3-5", 4), ("0-9", 10)])
def test_lists_of_indexes(text: str, total: int) -> None:
    assert count_indexes(text, 10) == total


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "1-2-3",
            "the fragment \"1-2-3\" violates the requirement that an index interval can have at most two parts separated by '-'",
        ),
        ("a", 'cannot convert string to integer for index: "a"'),
        ("10", 'too large index: "10"'),
        ("3-3", "non-increasing order, previous: 3, current: 3"),
        ("3,1", "non-increasing order, previous: 3, current: 1"),
    ],
)
def test_lists_of_indexes_that_are_none(text: str, message: str) -> None:
    with pytest.raises(BadIndexes, match="^.*$") as wrong:
        count_indexes(text, 10)
    assert str(wrong.value) == message


def changed(admit: Admit, refusals: Refusals, old: Object, **changes: Any) -> list[str]:
    """What is said to a change of a job that was read back first."""
    document = admit(old)[0]
    for path, value in changes.items():
        document = write(document, path.replace("__", "."), value)
    return refusals(drop(document, "metadata.uid"), old)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"spec__completions": 2}, ["completions"]),
        ({"spec__parallelism": 2}, []),
        ({"spec__backoffLimit": 2}, []),
        ({"spec__completionMode": "Indexed"}, ["completionMode"]),
        (
            {"spec__template__spec__containers": [{"name": "c", "image": "registry.example/c:2"}]},
            ["template"],
        ),
        ({"spec__template__spec__nodeSelector": {"a": "b"}}, ["template"]),
        ({"spec__managedBy": "example.com/me"}, ["managedBy"]),
    ],
)
def test_a_job_is_what_it_was_made_to_be(
    admit: Admit, refusals: Refusals, changes: dict[str, Any], fields: list[str]
) -> None:
    reasons = changed(admit, refusals, job(), **changes)
    assert [reason.partition(":")[0] for reason in reasons] == [f"spec.{field}" for field in fields]
    assert all(reason.endswith("field is immutable") for reason in reasons)


def test_where_a_suspended_job_may_run_is_still_open(admit: Admit, refusals: Refusals) -> None:
    assert (
        changed(
            admit, refusals, job(spec__suspend=True), spec__template__spec__nodeSelector={"a": "b"}
        )
        == []
    )


def test_an_indexed_job_grows_as_a_whole(admit: Admit, refusals: Refusals) -> None:
    old = job(**INDEXED, spec__parallelism=3)
    assert changed(admit, refusals, old, spec__completions=5, spec__parallelism=5) == []
    assert changed(admit, refusals, old, spec__completions=5) == [
        "spec.completions: Invalid value: 5: can only be modified in tandem with spec.parallelism"
    ]


@pytest.mark.parametrize(
    ("status", "cells"),
    [
        ({}, ["Running", "0/1", ""]),
        ({"startTime": "2026-11-23T08:15:00Z", "succeeded": 0}, ["Running", "0/1", "5m"]),
        (
            {
                "startTime": "2026-11-23T08:15:00Z",
                "completionTime": "2026-11-23T08:15:45Z",
                "succeeded": 1,
                "conditions": [
                    {"type": "SuccessCriteriaMet", "status": "True"},
                    {"type": "Complete", "status": "True"},
                ],
            },
            ["Complete", "1/1", "45s"],
        ),
        ({"conditions": [{"type": "Failed", "status": "True"}]}, ["Failed", "0/1", ""]),
        ({"conditions": [{"type": "Suspended", "status": "True"}]}, ["Suspended", "0/1", ""]),
    ],
)
def test_columns(admit: Admit, status: Object, cells: list[str]) -> None:
    found = {**admit(job())[0], "status": status}
    assert [column.cell(found, NOW) for column in jobs.KIND.columns if not column.wide] == cells


def test_completions_of_a_job_that_ends_with_its_first_pod(admit: Admit) -> None:
    assert [
        jobs.completions_column(admit(job(spec__parallelism=count))[0], NOW) for count in (1, 3)
    ] == ["0/1", "0/1 of 3"]
