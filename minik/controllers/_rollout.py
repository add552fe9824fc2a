"""How many pods of which replica set: the arithmetic of a deployment, apart from everything else.

Upstream rules: `deployment_util.NewRSNewReplicas`, `rolling.go`, `recreate.go` and `sync.go` (`scale`). Sizes are what each set is asked
for, the new set apart from the old ones, which come oldest first. Every function gives the next step; steps follow until nothing changes.
"""
from collections.abc import Sequence
from functools import lru_cache
from math import ceil, floor
from typing import NamedTuple


class Set(NamedTuple):
    """One replica set: how many pods it is asked for, how many are available, how many it has; `most` is what its deployment allowed
    itself when it last set this size."""

    size: int
    available: int = 0
    present: int = 0
    most: int = 0


class Plan(NamedTuple):
    """What a deployment asks for: how many, how many beside them and how many fewer while it rolls; `at_once`: Recreate."""

    replicas: int
    surge: int = 0
    unavailable: int = 0
    at_once: bool = False


class Sizes(NamedTuple):
    """What the sets are asked for next."""

    new: int
    old: tuple[int, ...] = ()


def fenceposts(replicas: int, surge: int | str, unavailable: int | str) -> tuple[int, int]:
    """Shares as numbers: surge is rounded up, unavailable down; where both are nothing, one may be unavailable."""
    more, fewer = share(surge, replicas, up=True), share(unavailable, replicas, up=False)
    return (more, fewer) if more or fewer else (0, 1)


@lru_cache(maxsize=1024)
def share(value: int | str, whole: int, *, up: bool) -> int:
    """A number, or so many percent of the whole, rounded up or down."""
    if isinstance(value, int):
        return value
    number = value.removesuffix("%")
    part = int(number) * whole / 100 if number.isdecimal() else 0
    return ceil(part) if up else floor(part)


def rolled(plan: Plan, new: Set, old: Sequence[Set]) -> Sizes:
    """The next step from the old sets to the new one."""
    if plan.at_once:
        return _recreated(plan, new, old)
    total = new.size + sum(one.size for one in old)
    if new.size > plan.replicas:
        return Sizes(plan.replicas, tuple(one.size for one in old))
    room = plan.replicas + plan.surge - total
    if new.size < plan.replicas and room > 0:
        return Sizes(new.size + min(room, plan.replicas - new.size), tuple(one.size for one in old))
    return Sizes(new.size, shrunk(plan, new, old))


def _recreated(plan: Plan, new: Set, old: Sequence[Set]) -> Sizes:
    """All old pods go before the first new one comes."""
    waiting = any(one.size or one.present for one in old)
    return Sizes(new.size if waiting else plan.replicas, (0,) * len(old))


def shrunk(plan: Plan, new: Set, old: Sequence[Set]) -> tuple[int, ...]:
    """The old sets' sizes: first those pods go that are not available anyway, then as many others as may be missing."""
    least = plan.replicas - plan.unavailable
    total = new.size + sum(one.size for one in old)
    spare = total - least - (new.size - new.available)
    sizes = []
    for one in old:
        cut = min(max(spare, 0), max(one.size - one.available, 0))
        spare -= cut
        sizes.append(one.size - cut)
    room = new.available + sum(one.available for one in old) - least
    for index, size in enumerate(sizes):
        cut = min(max(room, 0), size) if total - least > new.size - new.available else 0
        room -= cut
        sizes[index] = size - cut
    return tuple(sizes)


def scaled(plan: Plan, new: Set | None, old: Sequence[Set]) -> Sizes:
    """What a change of the number itself does, in the middle of a rollout or paused: one set alone takes it all, several share it."""
    sets = [*old, *([new] if new else [])]
    active = [index for index, one in enumerate(sets) if one.size]
    if len(active) <= 1:
        return _split(_single(plan, sets, active, new), new)
    if new and new.size == new.available == plan.replicas:
        return _split([0] * len(old) + [new.size], new)
    return _split(_shared(plan, sets, active) if not plan.at_once else [one.size for one in sets], new)


def _split(sizes: Sequence[int], new: Set | None) -> Sizes:
    return Sizes(sizes[-1], tuple(sizes[:-1])) if new else Sizes(0, tuple(sizes))


def _single(plan: Plan, sets: Sequence[Set], active: Sequence[int], new: Set | None) -> list[int]:
    sizes = [one.size for one in sets]
    if sets:
        sizes[active[0] if active else len(sets) - 1] = plan.replicas
    return sizes


def _shared(plan: Plan, sets: Sequence[Set], active: Sequence[int]) -> list[int]:
    """Each set in proportion to its size; what rounding leaves goes to the largest one."""
    sizes = [one.size for one in sets]
    missing = (plan.replicas + plan.surge if plan.replicas else 0) - sum(sizes)
    if not missing:
        return sizes
    newest_first = sorted(active, key=lambda index: (-sets[index].size, -index if missing > 0 else index))
    added = 0
    for index in newest_first:
        wish, left = _proportion(plan, sets[index]), missing - added
        part = min(wish, left) if missing > 0 else max(wish, left)
        sizes[index] += part
        added += part
    sizes[newest_first[0]] = max(sizes[newest_first[0]] + missing - added, 0)
    return sizes


def _proportion(plan: Plan, one: Set) -> int:
    if not plan.replicas:
        return -one.size
    return floor(one.size * (plan.replicas + plan.surge) / one.most + 0.5) - one.size if one.most else 0
