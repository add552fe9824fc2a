"""Owners at rest: the same objects are not looked at twice, and any difference wakes them."""

from datetime import timedelta

import pytest
import stage

from minik.model.object import Object
from minik.workloads.at_rest import AtRest

OWNER: Object = {"kind": "Job", "metadata": {"name": "a", "uid": "1"}}
POD: Object = {"kind": "Pod", "metadata": {"name": "a-1", "uid": "2"}}
DUE = stage.NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("owner", "members", "seconds", "rests"),
    [
        (OWNER, [POD], 0, True),
        (OWNER, [POD], 59, True),
        (OWNER, [POD], 60, False),
        (OWNER, [POD], -1, False),
        (OWNER, [], 0, False),
        (OWNER, [POD, POD], 0, False),
        (OWNER, [dict(POD)], 0, False),
        (dict(OWNER), [POD], 0, False),
        ({"kind": "Job", "metadata": {"name": "b", "uid": "3"}}, [POD], 0, False),
    ],
)
def test_the_very_objects_rest_until_their_time(
    owner: Object, members: list[Object], seconds: int, rests: bool
) -> None:
    known = AtRest()
    known.add(OWNER, [POD], stage.NOW, [stage.NOW, DUE, DUE + timedelta(hours=1)])
    assert known.has(owner, members, stage.NOW + timedelta(seconds=seconds)) is rests


def test_without_a_time_they_rest_for_good() -> None:
    known = AtRest()
    known.add(OWNER, [], stage.NOW, [])
    assert known.has(OWNER, [], stage.NOW + timedelta(days=3000))


@pytest.mark.parametrize(("others", "kept"), [(16, True), (17, False)])
def test_what_is_known_does_not_grow_beyond_the_owners(others: int, kept: bool) -> None:
    known = AtRest()
    for number in range(others):
        known.add({"metadata": {"uid": f"o{number}"}}, [], stage.NOW, [])
    known.add(OWNER, [], stage.NOW, [])
    known.add({"metadata": {"uid": "z"}}, [], stage.NOW, [])
    known.shrink(1)
    assert known.has(OWNER, [], stage.NOW) is kept
