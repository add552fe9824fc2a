"""Indexed jobs: which of their indexes are done, and what that means for the job."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from objects import build, pod

from minik.workloads import job_indexes
from minik.workloads.job_indexes import FAILURES
from minik.workloads.job_progress import INDEX

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def job(**spec: Any) -> dict[str, Any]:
    whole = {"completions": 3, "parallelism": 3, "completionMode": "Indexed", **spec}
    return build("Job", "once", "default", version="batch/v1", spec=whole)


def member(index: int, phase: str, failures: int = 0, code: int = 1, ago: int = 0) -> Any:
    """A pod of an index that had failed so often before, and ended so many seconds ago."""
    ended = (NOW - timedelta(seconds=ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
    state = {"terminated": {"exitCode": code, "finishedAt": ended}}
    return pod(
        f"once-{index}",
        "default",
        metadata={"annotations": {INDEX: str(index), FAILURES: str(failures)}},
        status={"phase": phase, "containerStatuses": [{"name": "main", "state": state}]},
    )


RULES: list[tuple[list[dict[str, Any]], list[int], int | None]] = [
    ([{"succeededIndexes": "0"}], [0], 0),
    ([{"succeededIndexes": "0"}], [1, 2], None),
    ([{"succeededIndexes": "0-1"}], [0], None),
    ([{"succeededIndexes": "0-2", "succeededCount": 2}], [0, 2], 0),
    ([{"succeededIndexes": "0-1", "succeededCount": 2}], [0, 2], None),
    ([{"succeededCount": 2}], [1, 2], 0),
    ([{"succeededIndexes": "0"}, {"succeededCount": 1}], [2], 1),
    ([], [0, 1, 2], None),
]


@pytest.mark.parametrize(("rules", "done", "met"), RULES)
def test_which_rule_of_a_success_policy_is_met(
    rules: list[dict[str, Any]], done: list[int], met: int | None
) -> None:
    members = [member(index, "Succeeded") for index in done]
    assert job_indexes.matched_success_rule(job(successPolicy={"rules": rules}), members) == met


FAILED: list[tuple[dict[str, Any], list[Any], set[int]]] = [
    ({}, [member(0, "Failed")], set()),
    ({"backoffLimitPerIndex": 0}, [member(0, "Failed"), member(1, "Running")], {0}),
    ({"backoffLimitPerIndex": 1}, [member(0, "Failed")], set()),
    ({"backoffLimitPerIndex": 1}, [member(0, "Failed"), member(0, "Failed", 1)], {0}),
]


@pytest.mark.parametrize(("spec", "members", "failed"), FAILED)
def test_an_index_has_failed_when_it_failed_too_often(
    spec: dict[str, Any], members: list[Any], failed: set[int]
) -> None:
    assert job_indexes.failed_indexes(job(**spec), members) == failed


@pytest.mark.parametrize(("action", "failed"), [("FailIndex", {0}), ("Ignore", set())])
def test_a_rule_may_end_an_index_or_ignore_a_failure(action: str, failed: set[int]) -> None:
    codes = {"operator": "In", "values": [7]}
    policy = {"rules": [{"action": action, "onExitCodes": codes}]}
    limit = 5 if action == "FailIndex" else 0
    its = job(backoffLimitPerIndex=limit, podFailurePolicy=policy)
    assert job_indexes.failed_indexes(its, [member(0, "Failed", code=7)]) == failed


def test_what_failed_once_stays_failed_though_its_pods_be_deleted() -> None:
    its = {**job(backoffLimitPerIndex=0), "status": {"failedIndexes": "0,2"}}
    assert job_indexes.failed_indexes(its, []) == {0, 2}
    assert list(job_indexes.free_indexes(its, [], NOW)) == [1]


def test_an_index_that_failed_waits_alone() -> None:
    its = job(backoffLimitPerIndex=3)
    members = [member(0, "Failed", ago=5), member(1, "Succeeded"), member(2, "Failed", ago=11)]
    assert list(job_indexes.free_indexes(its, members, NOW)) == [2]
    assert list(job_indexes.resume_times(its, members, NOW)) == [NOW + timedelta(seconds=5)]
    assert job_indexes.failure_counts(its, members) == {0: 1, 2: 1}
    assert job_indexes.failure_counts(job(), members) == {}


ENDS: list[tuple[dict[str, Any], list[Any], str | None]] = [
    ({}, [member(0, "Failed"), member(1, "Succeeded")], None),
    ({}, [member(0, "Failed"), member(1, "Succeeded"), member(2, "Succeeded")], "FailedIndexes"),
    ({}, [member(index, "Succeeded") for index in range(3)], None),
    ({"maxFailedIndexes": 1}, [member(0, "Failed")], None),
    ({"maxFailedIndexes": 0}, [member(0, "Failed")], "MaxFailedIndexesExceeded"),
    (
        {"maxFailedIndexes": 1},
        [member(0, "Failed"), member(2, "Failed")],
        "MaxFailedIndexesExceeded",
    ),
]


@pytest.mark.parametrize(("spec", "members", "reason"), ENDS)
def test_failed_indexes_may_end_the_job(
    spec: dict[str, Any], members: list[Any], reason: str | None
) -> None:
    found = job_indexes.why_failed(job(backoffLimitPerIndex=0, **spec), members)
    assert (found[0] if found else None) == reason
