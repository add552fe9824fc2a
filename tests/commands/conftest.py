"""A terminal in a folder of its own, at a state of its own."""

from pathlib import Path

import pytest
from typing_in import Terminal


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """Where the tests of commands type."""
    monkeypatch.setenv("MINIK_STATE", str(tmp_path / "state.json"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("MINIK_DEBUG", "1")
    monkeypatch.delenv("MINIK_NOW", raising=False)
    monkeypatch.chdir(tmp_path)
    return Terminal(capsys, monkeypatch)
