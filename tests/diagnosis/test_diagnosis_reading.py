"""What `check` reads of a state: no more than causes look at, and each object once."""

from collections import Counter
from pathlib import Path

import pytest
from crafting import service, workload
from sample_clusters import applied

from minik.diagnosis import causes
from minik.diagnosis.view import View
from minik.model.object import Object
from minik.store import committing, history, state
from minik.store.state_file import StateFile

WELL = 40  # Services, each with its Deployment


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many objects of each kind are parsed."""
    found: Counter[str] = Counter()
    parse = StateFile._parse

    def counting(file: StateFile, lines: bytes) -> dict[str, Object]:
        objects = parse(file, lines)
        found.update(key.partition("/")[0] for key in objects)
        return objects

    monkeypatch.setattr(StateFile, "_parse", counting)
    return found


def test_check_parses_each_object_once_and_not_what_nobody_looks_at(
    tmp_path: Path, parsed: Counter[str]
) -> None:
    made = [
        one
        for number in range(WELL)
        for one in (
            service(f"web-{number}", selector={"app": f"web-{number}"}),
            workload(name=f"web-{number}", labels={"app": f"web-{number}"}),
        )
    ]
    cluster, path = applied(made), str(tmp_path / "state.json")
    committing.write(path, None, cluster, history.make_entry(cluster, cluster, "test"))
    read = state.read(path, cluster.now)
    assert read
    assert not [one for one in causes.collect_findings(View(read)) if one.severity != "info"]
    assert not parsed["Event"] and not parsed["IPAddress"]
    assert parsed["Endpoints"] <= 3  # the API server's, which nobody manages
    for kind in ("Service", "Pod", "Deployment", "ReplicaSet"):
        assert WELL <= parsed[kind] <= WELL + 5, kind
    assert parsed["Node"] <= 30
