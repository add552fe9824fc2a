"""R18: what a look costs is counted in bytes, not in seconds: one object among a hundred thousand
is found without reading the others.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from injured import Place, needs_strace

from minik.bootstrap import new_cluster
from minik.controllers import settle
from minik.model.settings import DEFAULT
from minik.store import committing, history

pytest_plugins = ["placing"]
BUDGET = 64 << 10
FEW, MANY = 1_000, 20_000


def filled(path: Path, number: int) -> int:
    """A state with so many settings; gives its size."""
    path.unlink(missing_ok=True)
    draft = (
        settle(new_cluster.create_cluster(DEFAULT, datetime(2026, 1, 1, tzinfo=UTC)))
        .as_baseline()
        .draft()
    )
    for index in range(number):
        draft.put(
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": f"c{index:06}", "namespace": "default"},
                "data": {"some": "x" * (index % 2500)},
            }
        )
    cluster = draft.cluster()
    committing.write(str(path), None, cluster, history.make_entry(cluster, cluster, "test"))
    return path.stat().st_size


def bytes_read(place: Place, line: str) -> int:
    return sum(map(int, re.findall(r"(?m)^p?read(?:64)?\(.* = (\d+)$", place.traced(line))))


@pytest.mark.parametrize("number", [FEW, MANY])
def test_one_object_is_found_within_64_kib(
    place: Place, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_strace()
    monkeypatch.setenv("MINIK_FSYNC", "0")
    place.put_back({})
    size = filled(place.state, number)
    assert size > 8 * BUDGET
    for line in (
        "get configmap c000777",
        "get service kubernetes",
        f"get configmap c{number - 1:06} -o yaml",
    ):
        assert 0 < bytes_read(place, line) <= BUDGET, line


def test_a_change_of_one_object_reads_no_more_and_copies_the_rest_in_the_kernel(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_strace()
    monkeypatch.setenv("MINIK_FSYNC", "0")
    place.put_back({})
    size = filled(place.state, FEW)
    trace = place.traced("label configmap c000777 a=b")
    copied = sum(map(int, re.findall(r"(?m)^copy_file_range\(.* = (\d+)$", trace)))
    written = sum(map(int, re.findall(r"(?m)^write\(.* = (\d+)$", trace)))
    assert copied > size * 0.9 and written < BUDGET
    assert trace.count("fsync(") == 3 and trace.count("rename(") == 1
