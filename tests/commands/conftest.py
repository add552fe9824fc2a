"""A terminal in a folder of its own, at a state of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typing_in import Terminal

from minik.command_line import invocation


class Clock:
    """Time that passes only where somebody sleeps; then others do what they are to do."""

    def __init__(self) -> None:
        self.now = 0.0
        self.others: Iterator[Callable[[], object]] = iter(())

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        next(self.others, lambda: None)()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of those who follow what other processes do."""
    time = Clock()
    monkeypatch.setattr("minik.command_line.watch.time", time)
    return time


@pytest.fixture
def terminal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    clock: Clock,
) -> Terminal:
    """Where the tests of commands type."""
    monkeypatch.setenv("MINIK_STATE", str(tmp_path / "state.json"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBECTL_KUBERC", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("MINIK_DEBUG", "1")
    monkeypatch.delenv("MINIK_NOW", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(invocation, "_running", [invocation.Invocation()])
    return Terminal(capsys, monkeypatch)
