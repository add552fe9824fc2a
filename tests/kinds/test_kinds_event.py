"""Events, of both groups: where they may be, and their table."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.kinds.event import KIND
from minik.model.object import Object

Refusals: TypeAlias = Callable[..., list[str]]


def event(**fields: Any) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": "web.1", "namespace": "default"},
        "involvedObject": {"kind": "Pod", "namespace": "default", "name": "web"},
        **fields,
    }


CASES: dict[str, tuple[Object, list[str]]] = {
    "beside what it is about": (event(), []),
    "not elsewhere": (
        event(involvedObject={"namespace": "other"}),
        ['involvedObject.namespace: Invalid value: "other": does not match event.namespace'],
    ),
    "what is nowhere is told in the default namespace": (
        event(involvedObject={"kind": "Node", "name": "n1"}),
        [],
    ),
    "of the newer group": (
        {**event(), "involvedObject": None, "regarding": {"namespace": "other"}},
        ['regarding.namespace: Invalid value: "other": does not match event.namespace'],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_it_is_refused_for_what_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    document = {name: value for name, value in document.items() if value is not None}
    newer = {
        "apiVersion": "events.k8s.io/v1",
        "action": "a",
        "reason": "r",
        "type": "Normal",
        "reportingController": "example.com/x",
        "reportingInstance": "x",
        "eventTime": "2026-11-23T08:00:00.000000Z",
    }
    assert refusals({**document, **newer} if "regarding" in document else document) == reasons


OLD = event(
    type="Warning",
    reason="BackOff",
    message="again\n",
    count=7,
    source={"component": "kubelet", "host": "n1"},
    firstTimestamp="2026-11-23T07:12:11Z",
    lastTimestamp="2026-11-23T08:10:11Z",
    involvedObject={
        "kind": "Pod",
        "name": "web",
        "namespace": "default",
        "fieldPath": "spec.containers{c}",
    },
)
NEW = event(
    type="Normal",
    reason="Scheduled",
    note="there",
    reportingController="scheduler",
    involvedObject=None,
    regarding={"kind": "Pod", "name": "web"},
    eventTime="2026-11-23T08:02:11Z",
    series={"count": 3, "lastObservedTime": "2026-11-23T08:11:11Z"},
)
ROWS: dict[str, tuple[Object, list[str]]] = {
    "an old one": (
        OLD,
        [
            "2m",
            "Warning",
            "BackOff",
            "pod/web",
            "spec.containers{c}",
            "kubelet, n1",
            "again",
            "60m",
            "7",
            "web.1",
        ],
    ),
    "a new one": (
        NEW,
        ["60s", "Normal", "Scheduled", "pod/web", "", "scheduler", "there", "10m", "3", "web.1"],
    ),
    "a bare one": (
        event(),
        ["<unknown>", "", "", "pod/web", "", "", "", "<unknown>", "1", "web.1"],
    ),
}


@pytest.mark.parametrize(("given", "row"), ROWS.values(), ids=ROWS)
def test_its_table(cells: Callable[[Object], list[str]], given: Object, row: list[str]) -> None:
    assert cells(given) == row


def test_it_is_found_by_what_it_is_about() -> None:
    assert {label: value(OLD) for label, value in KIND.selectable.items() if value(OLD)} == {
        "type": "Warning",
        "reason": "BackOff",
        "source": "kubelet",
        "involvedObject.kind": "Pod",
        "involvedObject.name": "web",
        "involvedObject.namespace": "default",
        "involvedObject.fieldPath": "spec.containers{c}",
    }
