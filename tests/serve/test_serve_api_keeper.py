"""What keeps a served cluster, when the disk or a request fails."""

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from minik_process import Process

from minik.api.exchange import Request
from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.errors import Refused
from minik.model.settings import DEFAULT
from minik.serve.api_cluster import ServedCluster
from minik.serve.api_keeper import FileKeeper
from minik.store import following, state
from minik.store.journal import Journal

MAPS = "/api/v1/namespaces/default/configmaps"
HEADERS = {"content-type": "application/json"}


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def new_keeper(folder: Path) -> FileKeeper:
    path = str(folder / "state.json")
    served = ServedCluster(settle(new_cluster.create_cluster(DEFAULT, now())), now)
    return FileKeeper(path, served, lambda text: None, following.stamp(path))


def create(name: str) -> Request:
    return Request("POST", MAPS, None, HEADERS, f'{{"metadata":{{"name":"{name}"}}}}'.encode())


def run(keeper: FileKeeper, work: Callable[[], Any]) -> Any:
    async def both() -> Any:
        running = asyncio.ensure_future(keeper.run())
        try:
            return await work()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    return asyncio.run(both())


def kept(keeper: FileKeeper) -> set[str]:
    found = state.read(keeper.path, now())
    assert found is not None
    return {obj["metadata"]["name"] for obj in found.of("ConfigMap")}


def test_a_journal_that_cannot_be_synced_is_replaced_by_a_whole_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = new_keeper(tmp_path)
    failed = []

    def fail(journal: Journal) -> None:
        failed.append(journal)
        raise OSError(5, os.strerror(5))

    monkeypatch.setattr(Journal, "sync", fail)
    answer = run(keeper, lambda: keeper.answer(create("a")))
    assert answer.status == 201 and len(failed) == 1
    assert "a" in kept(keeper) and keeper.journal is not failed[0]


def test_what_could_not_be_written_is_written_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = new_keeper(tmp_path)
    append = Journal.append
    full = [True]

    def fail(journal: Journal, *words: Any) -> None:
        if full.pop() if full else False:
            raise Refused("no space")
        append(journal, *words)

    monkeypatch.setattr(Journal, "append", fail)

    async def work() -> tuple[str, int]:
        with pytest.raises(Refused) as caught:
            await keeper.answer(create("a"))
        return str(caught.value), (await keeper.answer(create("b"))).status

    assert run(keeper, work) == ("no space", 201)
    assert {"a", "b"} <= kept(keeper)


def test_a_request_that_breaks_leaves_the_others_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = new_keeper(tmp_path)
    answer = keeper.served.answer

    def break_at(request: Request, *words: Any) -> Any:
        if b'"bad"' in request.body:
            raise ZeroDivisionError
        return answer(request, *words)

    monkeypatch.setattr(keeper.served, "answer", break_at)

    async def work() -> list[Any]:
        asked = (keeper.answer(create(name)) for name in ("a", "bad", "b"))
        return list(await asyncio.gather(*asked, return_exceptions=True))

    first, second, third = run(keeper, work)
    assert (first.status, type(second), third.status) == (201, ZeroDivisionError, 201)
    assert {"a", "b"} <= kept(keeper) and "bad" not in kept(keeper)


def test_a_second_keeper_of_one_state_is_refused(tmp_path: Path) -> None:
    keeper = new_keeper(tmp_path)
    with pytest.raises(Refused, match="is served already, by process"):
        new_keeper(tmp_path)
    keeper.close()
    new_keeper(tmp_path).close()


def test_what_is_due_is_done_on_what_others_have_written_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = new_keeper(tmp_path)
    minik = Process(tmp_path)
    due = [True]

    def tick() -> None:
        due.clear()
        keeper.served.answer(create("due"))

    async def work() -> None:
        assert minik.run("minik create cm other")[0] == 0  # nothing else runs meanwhile
        keeper.ticked -= 1
        monkeypatch.setattr(keeper.served, "is_due", lambda: bool(due))
        monkeypatch.setattr(keeper.served, "tick", tick)
        while due:
            await asyncio.sleep(0.05)

    run(keeper, work)
    keeper.close()
    assert {"due", "other"} <= kept(keeper)
