"""Mutated inputs at every door: a sample with a fixed seed; `doors.py` tries 200,000."""

import os
from pathlib import Path

import doors
import pytest


@pytest.mark.parametrize("door", doors.DOORS)
def test_whatever_comes_in_is_read_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    for name in ("MINIK_STATE", "MINIK_NOW", "MINIK_FSYNC", "MINIK_DEBUG", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    number = int(os.environ.get("MINIK_FUZZ") or 60)
    found = list(doors.troubles(number, 7, [door], tmp_path))
    assert not found, "\n".join(f"{one.door} {one.number}: {one.what}" for one in found[:3])
