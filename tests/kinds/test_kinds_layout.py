"""The layout of descriptions, held against what kubectl prints."""

from datetime import UTC, datetime

import pytest

from minik.kinds import layout
from minik.model.object import Object

NOW = datetime(2026, 11, 23, 8, 12, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([""], "\n"),
        (["Name:\tweb", "Namespace:\tdefault"], "Name:       web\nNamespace:  default\n"),
        (["a\tb\tc", "long\tx"], "a     b  c\nlong  x\n"),
        (["a\tb", "no cell at all", "longer\tb"], "a  b\nno cell at all\nlonger  b\n"),
        (
            ["IP:\t10.0.0.1", "IPs:", "  IP:\t10.0.0.1", "Controlled By:\tReplicaSet/web"],
            "IP:  10.0.0.1\nIPs:\n  IP:           10.0.0.1\nControlled By:  ReplicaSet/web\n",
        ),
        (["Image ID:\t", "Port:\t80/TCP"], "Image ID:  \nPort:      80/TCP\n"),
        (["x:\tone\ntwo\tthree"], "x:   one\ntwo  three\n"),
        (["ä:\tb", "cc:\td"], "ä:   b\ncc:  d\n"),
        (["a\tb\tc", "a\tbbbb\tc", "a", "a\tb\tc"], "a  b     c\na  bbbb  c\na\na  b  c\n"),
    ],
)
def test_cells_stand_under_each_other_over_lines_that_follow_each_other(
    lines: list[str], text: str
) -> None:
    assert layout.align(lines) == text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred", "^[[31mred"),
        ("a\rb", "a\\rb"),
        ("bell\x07", "bell^G"),
        ("\x9b2J", "\\x9b2J"),
        ("\x7f", "^?"),
    ],
)
def test_control_characters_never_reach_the_terminal(raw: str, shown: str) -> None:
    assert layout.align([raw]) == shown + "\n"


def test_the_head_of_most_descriptions() -> None:
    obj: Object = {
        "metadata": {
            "name": "web",
            "namespace": "blue",
            "labels": {"b": "2", "a": "1"},
            "annotations": {
                "kubectl.kubernetes.io/last-applied-configuration": "{}",
                "note": "x" * 150,
                "lines": "one\ntwo\n",
                "short": "s",
            },
        }
    }
    assert layout.align(layout.header(obj)) == (
        "Name:         web\n"
        "Namespace:    blue\n"
        "Labels:       a=1\n"
        "              b=2\n"
        "Annotations:  lines:\n"
        "                one\n"
        "                two\n"
        "              note:\n"
        f"                {'x' * 138}...\n"
        "              short: s\n"
    )


def test_nothing_is_shown_as_none() -> None:
    obj: Object = {"metadata": {"name": "node-1", "annotations": {layout.LAST_APPLIED: "{}"}}}
    assert (
        layout.align(layout.header(obj))
        == "Name:         node-1\nLabels:       <none>\nAnnotations:  <none>\n"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-11-23T08:12:11Z", "Mon, 23 Nov 2026 08:12:11 +0000"),
        ("2027-02-01T00:00:00Z", "Mon, 01 Feb 2027 00:00:00 +0000"),
        ("2026-11-29T23:59:59.999999Z", "Sun, 29 Nov 2026 23:59:59 +0000"),
        (None, "Mon, 01 Jan 0001 00:00:00 +0000"),
    ],
)
def test_times(text: str | None, shown: str) -> None:
    assert layout.format_date(text) == shown


@pytest.mark.parametrize(
    ("selector", "shown"),
    [
        (None, "<none>"),
        ({}, "<none>"),
        ({"matchLabels": {"tier": "front", "app": "web"}}, "app=web,tier=front"),
        (
            {
                "matchLabels": {"b": "1"},
                "matchExpressions": [
                    {"key": "c", "operator": "In", "values": ["z", "y"]},
                    {"key": "a", "operator": "DoesNotExist"},
                ],
            },
            "!a,b=1,c in (y,z)",
        ),
        (
            {
                "matchExpressions": [
                    {"key": "x", "operator": "Exists"},
                    {"key": "y", "operator": "NotIn", "values": ["1"]},
                ]
            },
            "x,y notin (1)",
        ),
    ],
)
def test_label_selectors(selector: Object | None, shown: str) -> None:
    assert layout.format_selector(selector) == shown


def test_controlled_by() -> None:
    owner = {"kind": "ReplicaSet", "name": "web-1", "controller": True}
    other = {"kind": "X", "name": "y"}
    assert list(layout.controller_line({"metadata": {"ownerReferences": [other, owner]}})) == [
        "Controlled By:\tReplicaSet/web-1"
    ]
    assert list(layout.controller_line({"metadata": {"ownerReferences": [other]}})) == []


def test_an_event_tells_the_part_of_the_object_that_it_is_about() -> None:
    pulled: Object = {
        "type": "Normal",
        "reason": "Pulled",
        "message": "here already",
        "firstTimestamp": "2026-11-23T08:12:11Z",
        "source": {"component": "kubelet"},
        "involvedObject": {"fieldPath": "spec.containers{web}"},
    }
    assert layout.align(layout.event_lines([pulled], NOW)).endswith(
        "kubelet  spec.containers{web}: here already\n"
    )


def test_events() -> None:
    scaled: Object = {
        "type": "Normal",
        "reason": "ScalingReplicaSet",
        "message": "Scaled up\n",
        "firstTimestamp": "2026-11-23T08:12:11Z",
        "lastTimestamp": "2026-11-23T08:12:11Z",
        "count": 1,
        "source": {"component": "deployment-controller"},
    }
    pulled: Object = {
        "type": "Warning",
        "reason": "BackOff",
        "message": "again",
        "firstTimestamp": "2026-11-23T08:10:18Z",
        "lastTimestamp": "2026-11-23T08:12:13Z",
        "count": 4,
        "source": {"component": "kubelet"},
    }
    scheduled: Object = {
        "type": "Normal",
        "reason": "Scheduled",
        "message": "here",
        "eventTime": "2026-11-23T08:12:15.5Z",
        "reportingComponent": "default-scheduler",
    }
    assert layout.align(["Name:\tweb", *layout.event_lines([pulled, scaled, scheduled], NOW)]) == (
        "Name:  web\n"
        "Events:\n"
        "  Type     Reason             Age              From                   Message\n"
        "  ----     ------             ----             ----                   -------\n"
        "  Normal   Scheduled          2s               default-scheduler      here\n"
        "  Normal   ScalingReplicaSet  7s               deployment-controller  Scaled up\n"
        "  Warning  BackOff            5s (x4 over 2m)  kubelet                again\n"
    )
    assert (
        layout.align(["Name:\tweb", *layout.event_lines([], NOW)])
        == "Name:    web\nEvents:  <none>\n"
    )
