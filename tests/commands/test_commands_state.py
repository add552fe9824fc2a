"""Which file am I on, is it whole, and bring it back."""

from pathlib import Path

import pytest
from typing_in import Terminal


def test_which_file_am_i_on(terminal: Terminal) -> None:
    state = Path("state.json").absolute()
    assert (
        terminal("minik state").out
        == f"File:     {state}  (MINIK_STATE)\nHolds:    nothing yet: the first change makes it\n"
    )
    terminal("minik create configmap a --from-literal=a=b")
    terminal("minik create configmap b --from-literal=a=b")
    lines = dict(line.split(":", 1) for line in terminal("minik state").out.splitlines())
    assert "2  (minik create configmap" in lines["Serial"] and "6 ConfigMap" in lines["Objects"]
    assert (
        lines["Whole"].strip() == "yes"
        and lines["History"].strip() == "2 commands: minik log, minik undo"
    )
    assert f"{state}.previous  (before the last command: serial 1" in lines["Kept"]
    assert "(--state)" in terminal("minik state --state other.json").out


def test_it_is_proven_whole_or_not(terminal: Terminal) -> None:
    terminal("minik create configmap a --from-literal=a=b")
    answer = terminal("minik state check")
    assert answer.exit == 0 and answer.out.startswith(
        f"{Path('state.json').absolute()} is whole: serial 1, "
    )
    Path("copy.json").write_bytes(Path("state.json").read_bytes()[:-20])
    answer = terminal("minik state check copy.json")
    assert (
        answer.exit == 1
        and "copy.json:" in answer.out
        and "    fix: minik state restore" in answer.out
    )
    assert "copy.json is not whole: 1 error in" in answer.out
    assert terminal("minik state check missing").err.startswith("error: there is no state file")


def test_what_was_deleted_or_broken_comes_back(terminal: Terminal) -> None:
    terminal("minik create configmap a --from-literal=a=b")
    terminal("minik create configmap b --from-literal=a=b")
    whole = Path("state.json").read_bytes()
    Path("state.json").unlink()
    assert "it is gone: minik state restore" in terminal("minik state").out
    assert "serial 2" in terminal("minik state restore").out
    assert terminal(
        "minik get configmaps -o name --field-selector=metadata.name!=kube-root-ca.crt"
    ).out.split() == ["configmap/a", "configmap/b"]
    Path("state.json").write_bytes(whole[:500])
    refused = terminal("minik get configmaps")
    assert refused.exit == 1 and "minik state restore" in refused.err
    restored = terminal("minik state restore")
    assert "from" in restored.out and f"{Path('state.json').absolute()}.broken" in restored.err
    assert terminal("minik undo").exit == 0
    assert terminal(
        "minik get configmaps -o name --field-selector=metadata.name!=kube-root-ca.crt"
    ).out.split() == ["configmap/a"]


def test_a_cluster_that_was_reset_or_replaced_comes_back(terminal: Terminal) -> None:
    for hour, line in enumerate(
        ("minik reset --yes", "minik init --force --workers 5", "minik import --force -f dump.yaml")
    ):
        terminal.monkeypatch.setenv("MINIK_NOW", f"2026-01-01T{hour:02}:00:00Z")
        terminal("minik init --force")
        terminal("minik create configmap precious --from-literal=a=b")
        Path("dump.yaml").write_text(terminal("minik get nodes -o yaml").out)
        terminal.monkeypatch.setenv("MINIK_NOW", f"2026-01-01T{hour:02}:30:00Z")
        assert terminal(line).exit == 0
        assert "minik state" in terminal("minik undo").err
        terminal("minik create configmap later --from-literal=a=b")
        assert terminal("minik state restore").exit == 1
        assert terminal("minik state restore --force").exit == 0
        assert terminal("minik get configmaps precious later --ignore-not-found -o name").out == (
            "configmap/precious\n"
        )


def test_a_state_that_is_gone_is_not_forgotten(terminal: Terminal) -> None:
    terminal("minik create configmap a --from-literal=a=b")
    terminal("minik create configmap b --from-literal=a=b")
    Path("state.json").unlink()
    terminal.monkeypatch.setenv("MINIK_NOW", "2038-01-19T03:14:08Z")
    assert "was gone" in terminal("minik create configmap c --from-literal=a=b").err
    terminal("minik state restore --force")
    assert terminal(
        "minik get configmaps -o name --field-selector=metadata.name!=kube-root-ca.crt"
    ).out.split() == ["configmap/a", "configmap/b"]


def test_without_its_history_the_last_command_can_be_taken_back_all_the_same(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "MINIK_NOW", "2026-11-23T12:00:00Z"
    )  # the bytes hold the time at which they were written
    terminal("minik create configmap a --from-literal=a=b")
    before = Path("state.json").read_bytes()
    terminal("minik create configmap b --from-literal=a=b")
    Path("state.json.history").unlink()
    refused = terminal("minik undo")
    assert refused.exit == 1 and "the history ends at serial 0, the state is at 2" in refused.err
    way_out = refused.err.splitlines()[1].partition(": ")[2]
    assert terminal(way_out).exit == 0 and Path("state.json").read_bytes() == before
