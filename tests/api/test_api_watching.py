"""Which events a watch gets, and where it begins."""

import json
from datetime import UTC, datetime

import pytest

from minik.api import exchange, watching
from minik.api.call import Server
from minik.api.exchange import Request
from minik.api.reply import Selection
from minik.bootstrap import new_cluster
from minik.kinds import kind_of_key
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import DEFAULT

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PATH = "/api/v1/namespaces/default/configmaps?watch=1"


def config_map(labels: dict[str, str], name: str = "a") -> Object:
    metadata = {"name": name, "namespace": "default", "labels": labels, "resourceVersion": "5"}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}


YES, NO = config_map({"w": "1"}), config_map({})


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, YES, "ADDED"),
        (NO, YES, "ADDED"),
        (YES, YES, "MODIFIED"),
        (YES, NO, "DELETED"),
        (YES, None, "DELETED"),
        (None, NO, ""),
        (NO, None, ""),
        (NO, NO, ""),
    ],
)
def test_a_change_is_seen_as_it_enters_or_leaves_the_selection(
    before: Object | None, after: Object | None, expected: str
) -> None:
    matcher = watching.matcher(kind_of_key("ConfigMap"), Selection("default", "w"))
    event = matcher.event(before, after, 9)
    assert (event.type if event else "") == expected
    if expected == "DELETED":
        assert event is not None
        assert event.object["metadata"]["resourceVersion"] == "9"
        assert event.object["metadata"]["labels"] == {"w": "1"}


def test_other_namespaces_and_names_are_none_of_its_business() -> None:
    kind = kind_of_key("ConfigMap")
    assert not watching.matcher(kind, Selection("other")).matches(YES)
    assert not watching.matcher(kind, Selection("default", name="b")).matches(YES)
    assert watching.matcher(kind, Selection("", fields="metadata.name=a")).matches(YES)


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    empty = new_cluster.create_cluster(DEFAULT, NOW)
    body = json.dumps({"metadata": {"name": "a"}}).encode()
    request = Request("POST", PATH.partition("?")[0], None, {"user-agent": "t"}, body)
    return exchange.answer(empty, request, NOW).cluster


@pytest.mark.parametrize(
    ("query", "initial", "ends"),
    [
        ("", 1, False),
        ("&allowWatchBookmarks=true", 1, True),
        ("&resourceVersion=0", 1, False),
        ("&resourceVersion=3", 0, False),
        (
            "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
            1,
            True,
        ),
        ("&sendInitialEvents=false&resourceVersionMatch=NotOlderThan", 0, False),
    ],
)
def test_where_a_watch_begins(cluster: Cluster, query: str, initial: int, ends: bool) -> None:
    answer = exchange.answer(cluster, Request("GET", PATH + query), NOW)
    assert answer.watch is not None
    assert (len(answer.watch.initial), answer.watch.ends_initial) == (initial, ends)


def test_what_is_no_longer_kept_ends_in_an_error(cluster: Cluster) -> None:
    request = Request("GET", f"{PATH}&resourceVersion=2")
    answer = exchange.answer(cluster, request, NOW, Server(oldest=10))
    assert answer.watch is not None and answer.watch.error is not None
    assert (answer.status, answer.watch.error["code"]) == (200, 410)


@pytest.mark.parametrize(
    "query",
    ["&sendInitialEvents=true", "&resourceVersionMatch=Exact&resourceVersion=3"],
)
def test_options_that_exclude_each_other(cluster: Cluster, query: str) -> None:
    assert exchange.answer(cluster, Request("GET", PATH + query), NOW).status == 422
