"""What people type at kubectl to look at a cluster, typed at minik: the same exit status, the same
words.

Recorded at a real cluster. What happened to an object (Events) depends on who runs it, and is told
by other tests.
"""

import json
import re
import shutil
from pathlib import Path

import pytest
from typing_in import Terminal, differing, masked

DATA = Path(__file__).parent.parent / "data" / "transcripts"
DIFFERING = {
    "kubectl get svc two -o jsonpath='{.spec.ports[5]}'": "the message shows the whole object, with who wrote which field: minik keeps no such record",
    "kubectl describe pod db-0": "which node a pod comes to is the scheduler's choice",
}


def told(text: str) -> list[str]:
    """An output, less what happened to the objects, and when."""
    dated = re.sub(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \S+", "TIME", text)
    return masked(re.sub(r"\nEvents:.*?(?=\n\n\nName:|\Z)", "", dated, flags=re.DOTALL))


@pytest.mark.parametrize("name", ["get", "describe"])
def test_a_session_goes_as_it_went_with_kubectl(
    terminal: Terminal, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(DATA / "files", tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    terminal("minik init --control-planes 0 --workers 2 --disable-admission-plugins ServiceAccount")
    assert not differing(terminal, json.loads((DATA / f"{name}.json").read_text()), told, DIFFERING)


def test_a_table_is_spaced_as_kubectl_spaces_it(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(DATA / "files", tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    steps = {step["cmd"]: step for step in json.loads((DATA / "get.json").read_text())}
    for moment, line in (
        ("08:22:08", "kubectl init"),
        ("08:22:09", "kubectl apply -f services.yaml"),
        ("08:22:13", "kubectl get svc"),
    ):
        monkeypatch.setenv("MINIK_NOW", f"2026-11-23T{moment}Z")
        assert terminal(line).exit == 0
    for line in (
        "get svc",
        "get services -o wide",
        "get svc --no-headers",
        "get svc -L kind -L nope",
        "get svc --show-labels",
    ):
        assert terminal(f"kubectl {line}").out == steps[f"kubectl {line}"]["stdout"]


@pytest.mark.parametrize("output", ["jsonpath={.spec.ports", "go-template={{.a"])
def test_a_template_that_cannot_be_read_is_refused_in_one_line(
    terminal: Terminal, output: str
) -> None:
    err = terminal(f"kubectl get svc kubernetes -o '{output}'").err
    assert err.startswith("error: error parsing") and err.endswith("unclosed action\n")
    assert err.count("\n") == 1
