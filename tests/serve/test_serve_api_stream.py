"""The streams of watches: what several watchers of one change get."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from minik.api.exchange import Request
from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.model.settings import DEFAULT
from minik.serve import api_stream
from minik.serve.api_cluster import ServedCluster
from minik.serve.api_stream import Stream

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MAPS = "/api/v1/namespaces/default/configmaps"


def begun(served: ServedCluster, query: str, accept: str = "application/json") -> Stream:
    answer = served.answer(Request("GET", f"{MAPS}?watch=1&{query}", None, {"accept": accept}))
    assert answer.watch is not None
    caller: Any = None
    return Stream(served, answer.watch, answer.form, caller)


def seen(stream: Stream) -> list[tuple[str, Any]]:
    lines = [json.loads(line) for line in stream.lines if isinstance(line, bytes)]
    return [(line["type"], line["object"]) for line in lines]


async def changes() -> None:
    served = ServedCluster(
        settle(new_cluster.create_cluster(DEFAULT, NOW)).as_baseline(), lambda: NOW
    )
    version = f"resourceVersion={served.cluster.version}"
    first, second = begun(served, version), begun(served, version)
    chosen = begun(served, f"{version}&labelSelector=l")
    table = begun(served, version, "application/json;as=Table;v=v1;g=meta.k8s.io")
    for method, path, body in (
        ("POST", MAPS, {"metadata": {"name": "a"}}),
        ("PATCH", f"{MAPS}/a", {"metadata": {"labels": {"l": "1"}}}),
        ("PATCH", f"{MAPS}/a", {"metadata": {"labels": None}}),
        ("DELETE", f"{MAPS}/a", None),
    ):
        sent = {"content-type": "application/merge-patch+json" if method == "PATCH" else ""}
        data = json.dumps(body).encode() if body else b""
        assert served.answer(Request(method, path, None, sent, data)).status < 300
    assert [what for what, _ in seen(first)] == ["ADDED", "MODIFIED", "MODIFIED", "DELETED"]
    assert first.lines == second.lines
    assert all(one is other for one, other in zip(first.lines, second.lines, strict=True))
    assert [what for what, _ in seen(chosen)] == ["ADDED", "DELETED"]
    assert seen(chosen)[0][1]["metadata"]["labels"] == {"l": "1"}
    shown = [obj["columnDefinitions"] is not None for _, obj in seen(table)]
    assert shown == [True, False, False, False]
    for stream in (first, second, chosen, table):
        stream.close()


def test_a_line_is_made_once_for_all_who_want_the_same() -> None:
    asyncio.run(changes())


async def silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_stream, "BOOKMARK_EVERY", 0.05)
    served = ServedCluster(
        settle(new_cluster.create_cluster(DEFAULT, NOW)).as_baseline(), lambda: NOW
    )
    version = f"resourceVersion={served.cluster.version}&timeoutSeconds=1"
    marked, silent = begun(served, f"{version}&allowWatchBookmarks=true"), begun(served, version)
    sent: dict[Stream, bytes] = {marked: b"", silent: b""}

    async def follow(stream: Stream) -> None:
        async def send(message: Any) -> None:
            sent[stream] += message["body"]

        await stream.run(send, ())
        stream.close()

    async def write() -> None:
        await asyncio.sleep(0.2)
        served.answer(Request("POST", MAPS, None, {}, b'{"metadata": {"name": "a"}}'))

    await asyncio.gather(follow(marked), follow(silent), write())
    told = [json.loads(line)["type"] for line in sent[marked].splitlines()]
    assert told.count("ADDED") == 1
    assert told.index("ADDED") > 1
    assert told.count("BOOKMARK") > 5
    assert [json.loads(line)["type"] for line in sent[silent].splitlines()] == ["ADDED"]


def test_bookmarks_come_when_nothing_else_does_until_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asyncio.run(silence(monkeypatch))
