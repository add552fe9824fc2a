"""A short soak; `soak.py` runs ten minutes."""

from pathlib import Path

import pytest
import soak

pytest.importorskip("uvicorn")


def test_nothing_is_lost_and_no_watcher_misses_a_change(tmp_path: Path) -> None:
    found = soak.soak(tmp_path, 4, watchers=10, writers=4)
    assert found.troubles == []
    assert found.writes
    assert found.events
    assert found.kills
    assert found.commands
