"""The arithmetic of rollouts, apart from any cluster."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.workloads.rollout_sizes import (
    Plan,
    SetState,
    Sizes,
    resolve_fenceposts,
    rolling_sizes,
    scale_sizes,
)


@pytest.mark.parametrize(
    "replicas, surge, unavailable, expected",
    [
        (3, "25%", "25%", (1, 0)),
        (10, "25%", "25%", (3, 2)),
        (1, "25%", "25%", (1, 0)),
        (4, 1, 0, (1, 0)),
        (4, 0, 0, (0, 1)),
        (4, "0%", "10%", (0, 1)),
        (4, "100%", "100%", (4, 4)),
        (0, "25%", "25%", (0, 1)),
    ],
)
def test_surge_is_rounded_up_and_unavailable_down(
    replicas: int, surge: int | str, unavailable: int | str, expected: object
) -> None:
    assert resolve_fenceposts(replicas, surge, unavailable) == expected


STEPS = {
    "the first set": (Plan(3, 1), SetState(0), (), Sizes(3)),
    "at rest": (Plan(3, 1), SetState(3, 3), (SetState(0),), Sizes(3, (0,))),
    "a new one beside the old": (Plan(3, 1), SetState(0), (SetState(3, 3),), Sizes(1, (3,))),
    "no old one goes before the new one is there": (
        Plan(3, 1),
        SetState(1, 0),
        (SetState(3, 3),),
        Sizes(1, (3,)),
    ),
    "an old one goes": (Plan(3, 1), SetState(1, 1), (SetState(3, 3),), Sizes(1, (2,))),
    "the next new one": (Plan(3, 1), SetState(1, 1), (SetState(2, 2),), Sizes(2, (2,))),
    "some may be missing": (Plan(10, 3, 2), SetState(3, 0), (SetState(10, 10),), Sizes(3, (8,))),
    "sick old ones go first": (Plan(10, 3, 2), SetState(3, 0), (SetState(10, 5),), Sizes(3, (8,))),
    "the oldest set goes first": (
        Plan(4, 1, 1),
        SetState(1, 1),
        (SetState(2, 2), SetState(2, 2)),
        Sizes(1, (0, 2)),
    ),
    "no surge": (Plan(2, 0, 1), SetState(0), (SetState(2, 2),), Sizes(0, (1,))),
    "fewer": (Plan(2, 1), SetState(3, 3), (), Sizes(2)),
    "all at once, the old first": (
        Plan(3, at_once=True),
        SetState(0),
        (SetState(3, 3, 3),),
        Sizes(0, (0,)),
    ),
    "all at once, while the old ones go": (
        Plan(3, at_once=True),
        SetState(0),
        (SetState(0, 0, 2),),
        Sizes(0, (0,)),
    ),
    "all at once, then the new": (
        Plan(3, at_once=True),
        SetState(0),
        (SetState(0),),
        Sizes(3, (0,)),
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_each_step_keeps_within_what_may_be_beside_and_missing(name: str) -> None:
    plan, new, old, expected = STEPS[name]
    assert rolling_sizes(plan, new, old) == expected


SCALES = {
    "alone": (Plan(5, 2), SetState(3, 3), (SetState(0),), Sizes(5, (0,))),
    "paused before there was a new one": (Plan(5, 2), None, (SetState(3, 3),), Sizes(0, (5,))),
    "in proportion": (
        Plan(20, 5),
        SetState(5, 5, 5, 12),
        (SetState(5, 5, 5, 12),),
        Sizes(15, (10,)),
    ),
    "the new one has it all": (Plan(3, 1), SetState(3, 3), (SetState(1, 1),), Sizes(3, (0,))),
    "to nothing": (Plan(0), SetState(2, 2, 2, 4), (SetState(1, 1, 1, 4),), Sizes(0, (0,))),
}


@pytest.mark.parametrize("name", SCALES)
def test_a_change_of_number_is_shared_by_the_sets_that_have_pods(name: str) -> None:
    plan, new, old, expected = SCALES[name]
    assert scale_sizes(plan, new, old) == expected


@given(
    replicas=st.integers(0, 30),
    surge=st.integers(0, 10),
    unavailable=st.integers(0, 10),
    start=st.integers(0, 30),
)
def test_a_rollout_comes_to_its_end_and_never_has_too_few_or_too_many(
    replicas: int, surge: int, unavailable: int, start: int
) -> None:
    unavailable = min(unavailable if surge or unavailable else 1, replicas)
    plan, new, old = Plan(replicas, surge, unavailable if surge or unavailable else 1), 0, start
    for _ in range(200):
        sizes = rolling_sizes(plan, SetState(new, new, new), (SetState(old, old, old),))
        if (sizes.new, sizes.old[0]) == (new, old):
            break
        assert sizes.new + sizes.old[0] <= max(replicas + surge, new + old)
        assert sizes.new + sizes.old[0] >= min(replicas - plan.unavailable, new + old)
        new, old = sizes.new, sizes.old[0]
    assert (new, old) == (replicas, 0)
