"""R14: clocks go back, forward, to 1970 and past 2038. The order of commands is their serial; no
age is negative; nothing is lost.
"""

import json

import pytest
from injured import Place

pytest_plugins = ["placing"]
TIMES = (
    "2026-01-01T00:00:00Z",
    "2025-12-31T00:00:00Z",
    "2026-01-02T00:00:00Z",
    "1970-01-01T00:00:00Z",
    "2106-02-07T06:28:16Z",
    "2026-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "1970-01-01T00:00:01Z",
)


def test_whatever_the_clock_says_commands_stand_in_the_order_in_which_they_came(
    place: Place,
) -> None:
    place.put_back({})
    for number, time in enumerate(TIMES):
        assert place(f"create deployment d{number} --image=a", MINIK_NOW=time).status == 0
        header = json.loads(place.state.read_text())["minik"]
        assert header["serial"] == number + 1
        assert place("state check", MINIK_NOW=time).out.startswith(f"{place.state} is whole")
    assert [line.split()[0] for line in place("log").out.splitlines()[1:]] == [
        str(number + 1) for number in range(len(TIMES))
    ]
    for time in TIMES:
        undone = place("undo", MINIK_NOW=time)
        assert undone.status == 0, undone
    assert place("get deployments -o name").out == ""


@pytest.mark.parametrize("time", TIMES)
def test_no_age_is_negative_and_every_look_answers(place: Place, time: str) -> None:
    place.put_back({})
    for number, made in enumerate(TIMES):
        assert place(f"create deployment d{number} --image=a", MINIK_NOW=made).status == 0
    ages = [
        line.split()[-1]
        for line in place(
            "get deployments,pods,nodes,services --no-headers", MINIK_NOW=time
        ).out.splitlines()
        if line
    ]
    assert len(ages) > 20 and not [age for age in ages if age.startswith("-")]
    for line in (
        "describe deployments",
        "events -A",
        "log",
        "check",
        "get all -A",
        "resolve kubernetes",
    ):
        ended = place(line, MINIK_NOW=time)
        assert (
            ended.status in (0, 1) and "defect" not in ended.err and "Traceback" not in ended.err
        ), (line, ended)


@pytest.mark.parametrize(
    "time", ["yesterday", "2026-13-01T00:00:00Z", "99999-01-01T00:00:00Z", "-1"]
)
def test_a_time_that_is_none_is_refused(place: Place, time: str) -> None:
    ended = place("create configmap x --from-literal=a=b", MINIK_NOW=time)
    assert ended.status == 1 and ended.err.startswith("error: MINIK_NOW=")
