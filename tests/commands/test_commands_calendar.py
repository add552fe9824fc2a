"""What lies beyond the calendar never comes; a clock at its end says so."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

from minik.model import setting_rules

JOB = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec: {FIELD: SECONDS, template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {nodeName: node-1, containers: [{name: c, image: i}], FIELD: SECONDS}\n"
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {FIELD: SECONDS, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}\n"
TOLERATION = (
    "tolerations: [{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: SECONDS}]"
)
LONGEST = 2**63 - 1
DOCUMENTS = {
    "deadline": JOB.replace("FIELD", "activeDeadlineSeconds"),
    "time to live": JOB.replace("FIELD", "ttlSecondsAfterFinished"),
    "grace": POD.replace("FIELD", "terminationGracePeriodSeconds"),
    "toleration": POD.replace("FIELD: SECONDS", TOLERATION),
    "pod deadline": POD.replace("FIELD", "activeDeadlineSeconds"),
    "ready for": DEPLOYMENT.replace("FIELD", "minReadySeconds"),
    "progress": DEPLOYMENT.replace("FIELD", "progressDeadlineSeconds"),
}


@pytest.mark.parametrize("seconds", [300_000_000_000, LONGEST, 2**31 - 1])
@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_what_is_due_after_the_last_year_never_comes(
    terminal: Terminal, text: str, seconds: int
) -> None:
    Path("a.yaml").write_text(text.replace("SECONDS", str(seconds)))
    taken = terminal("minik apply -f a.yaml")
    if taken.exit:  # int32, or the server's own bound
        assert "int32" in taken.err or "must be" in taken.err
        return
    for line in ("taint node node-1 a=b:NoExecute", "simulate advance 1m", "get all -o wide"):
        assert terminal(f"minik {line}").exit == 0, line
    for line in (
        "simulate node-down node-1",
        "simulate advance 10m",
        "delete pod --all --wait=false",
    ):
        assert "defect" not in (answer := terminal(f"minik {line}")).err and answer.exit == 0, line
    for line in ("describe all", "events", "check", "get pods -o yaml", "undo"):
        assert "defect" not in terminal(f"minik {line}").err, line


@pytest.mark.parametrize("seconds", ["10s", "1m", "1h", "87600h"])
def test_a_clock_at_the_end_of_the_calendar_says_so(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, seconds: str
) -> None:
    monkeypatch.setenv("MINIK_NOW", "9999-12-31T23:59:50Z")
    cron = "minik create cronjob tick --image=i --schedule='* * * * *'"
    for line in ("minik create deploy web --image=i", cron, "minik get all", "minik check"):
        assert "defect" not in terminal(line).err
    stopped = terminal(f"minik simulate advance {seconds}")
    assert (stopped.exit, "beyond the year 9999" in stopped.err) == (1, True)
    assert terminal("minik simulate advance 9s").exit == 0
    assert terminal("minik simulate advance 1s").exit == 1
    assert terminal("minik resolve kubernetes --what-if 'advance 1m'").exit == 1


def test_a_clock_is_never_further_ahead_than_a_state_may_hold(terminal: Terminal) -> None:
    state = Path("state.json")
    terminal("minik init")
    data = json.loads(state.read_text())
    data["minik"]["settings"]["clock"] = setting_rules.FARTHEST - 1
    state.write_text(json.dumps(data))
    assert terminal("minik get ns").exit == 0
    assert terminal("minik simulate advance 1s").exit == 0
    assert "1000 years ahead" in terminal("minik simulate advance 1h").err
    assert terminal("minik get ns").exit == 0


@pytest.mark.parametrize(
    "when",
    ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"]
    + ["9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59.999999Z"],
)
def test_recorded_times_at_either_end_of_the_calendar_are_borne(
    terminal: Terminal, when: str
) -> None:
    times = f"creationTimestamp: '{when}', deletionTimestamp: '{when}', deletionGracePeriodSeconds: {LONGEST}"
    ready = f"conditions: [{{type: Ready, status: 'True', lastTransitionTime: '{when}'}}]"
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: default, {times}}}\nspec: {{containers: [{{name: c, image: i}}]}}\nstatus: {{startTime: '{when}', {ready}}}\n"
    job = f"---\napiVersion: batch/v1\nkind: Job\nmetadata: {{name: j, namespace: default, creationTimestamp: '{when}'}}\nspec: {{ttlSecondsAfterFinished: 5, template: {{spec: {{restartPolicy: Never, containers: [{{name: c, image: i}}]}}}}}}\nstatus: {{startTime: '{when}', conditions: [{{type: Complete, status: 'True', lastTransitionTime: '{when}'}}]}}\n"
    Path("dump.yaml").write_text(pod + job)
    assert "defect" not in terminal("minik import -f dump.yaml").err
    for line in ("get all", "describe all", "check", "simulate advance 1h", "settle", "events"):
        assert "defect" not in terminal(f"minik {line}").err, line
