"""The sizes of a deployment's replica sets: pure arithmetic.

Upstream rules: `deployment_util.NewRSNewReplicas`, `rolling.go`, `recreate.go` and `sync.go`
(`scale`). A size is the spec.replicas of a set; the new set is apart from the old ones, which come
oldest first. Each function returns the next step; steps follow until nothing changes.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil, floor

from minik.light_typing import NamedTuple


class SetState(NamedTuple):
    """One replica set: desired size, available and existing pods.

    `most` is the maximum (replicas plus surge) when the deployment last sized it.
    """

    size: int
    available: int = 0
    present: int = 0
    most: int = 0


class Plan(NamedTuple):
    """What a deployment asks for: replicas, maxSurge, maxUnavailable; `at_once`: Recreate."""

    replicas: int
    surge: int = 0
    unavailable: int = 0
    at_once: bool = False


class Sizes(NamedTuple):
    """The next desired sizes of the new set and of the old sets."""

    new: int
    old: tuple[int, ...] = ()


def resolve_fenceposts(replicas: int, surge: int | str, unavailable: int | str) -> tuple[int, int]:
    """Return maxSurge (rounded up) and maxUnavailable (rounded down) as numbers.

    If both are 0, one pod may be unavailable.
    """
    more, fewer = (
        resolve_share(surge, replicas, up=True),
        resolve_share(unavailable, replicas, up=False),
    )
    return (more, fewer) if more or fewer else (0, 1)


@lru_cache(maxsize=1024)
def resolve_share(value: int | str, whole: int, *, up: bool) -> int:
    """Return a number, or a percentage of the whole, rounded up or down."""
    if isinstance(value, int):
        return value
    number = value.removesuffix("%")
    part = int(number) * whole / 100 if number.isdecimal() else 0
    return ceil(part) if up else floor(part)


def rolling_sizes(plan: Plan, new: SetState, old: Sequence[SetState]) -> Sizes:
    """Return the next step of a rollout."""
    if plan.at_once:
        return _recreate_sizes(plan, new, old)
    total = new.size + sum(old_set.size for old_set in old)
    if new.size > plan.replicas:
        return Sizes(plan.replicas, tuple(old_set.size for old_set in old))
    headroom = plan.replicas + plan.surge - total
    if new.size < plan.replicas and headroom > 0:
        return Sizes(
            new.size + min(headroom, plan.replicas - new.size),
            tuple(old_set.size for old_set in old),
        )
    return Sizes(new.size, shrink_old_sets(plan, new, old))


def _recreate_sizes(plan: Plan, new: SetState, old: Sequence[SetState]) -> Sizes:
    """Return sizes for Recreate: all old pods go before the first new one is created."""
    waiting = any(old_set.size or old_set.present for old_set in old)
    return Sizes(new.size if waiting else plan.replicas, (0,) * len(old))


def shrink_old_sets(plan: Plan, new: SetState, old: Sequence[SetState]) -> tuple[int, ...]:
    """Return the old sets' next sizes: unavailable pods go first, then as many as allowed."""
    least = plan.replicas - plan.unavailable
    total = new.size + sum(old_set.size for old_set in old)
    spare = total - least - (new.size - new.available)
    sizes = []
    for old_set in old:
        cut = min(max(spare, 0), max(old_set.size - old_set.available, 0))
        spare -= cut
        sizes.append(old_set.size - cut)
    headroom = new.available + sum(old_set.available for old_set in old) - least
    for index, size in enumerate(sizes):
        cut = min(max(headroom, 0), size) if total - least > new.size - new.available else 0
        headroom -= cut
        sizes[index] = size - cut
    return tuple(sizes)


def scale_sizes(plan: Plan, new: SetState | None, old: Sequence[SetState]) -> Sizes:
    """Return the sizes after spec.replicas changed while paused or in a rollout.

    A single active set takes the whole change; several share it in proportion.
    """
    sets = [*old, *([new] if new else [])]
    active = [index for index, replica_set in enumerate(sets) if replica_set.size]
    if len(active) <= 1:
        return _to_sizes(_scale_single(plan, sets, active, new), new)
    if new and new.size == new.available == plan.replicas:
        return _to_sizes([0] * len(old) + [new.size], new)
    return _to_sizes(
        _scale_in_proportion(plan, sets, active)
        if not plan.at_once
        else [replica_set.size for replica_set in sets],
        new,
    )


def _to_sizes(sizes: Sequence[int], new: SetState | None) -> Sizes:
    return Sizes(sizes[-1], tuple(sizes[:-1])) if new else Sizes(0, tuple(sizes))


def _scale_single(
    plan: Plan, sets: Sequence[SetState], active: Sequence[int], new: SetState | None
) -> list[int]:
    sizes = [replica_set.size for replica_set in sets]
    if sets:
        sizes[active[0] if active else len(sets) - 1] = plan.replicas
    return sizes


def _scale_in_proportion(plan: Plan, sets: Sequence[SetState], active: Sequence[int]) -> list[int]:
    """Return sizes in proportion to the present ones; the largest set takes the rounding error."""
    sizes = [replica_set.size for replica_set in sets]
    missing = (plan.replicas + plan.surge if plan.replicas else 0) - sum(sizes)
    if not missing:
        return sizes
    newest_first = sorted(
        active, key=lambda index: (-sets[index].size, -index if missing > 0 else index)
    )
    added = 0
    for index in newest_first:
        desired, remaining = _proportional_change(plan, sets[index]), missing - added
        change = min(desired, remaining) if missing > 0 else max(desired, remaining)
        sizes[index] += change
        added += change
    sizes[newest_first[0]] = max(sizes[newest_first[0]] + missing - added, 0)
    return sizes


def _proportional_change(plan: Plan, replica_set: SetState) -> int:
    if not plan.replicas:
        return -replica_set.size
    return (
        floor(replica_set.size * (plan.replicas + plan.surge) / replica_set.most + 0.5)
        - replica_set.size
        if replica_set.most
        else 0
    )
