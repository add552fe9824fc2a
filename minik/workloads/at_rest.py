"""Owners at rest: those of which a controller wanted no change, and so wants none until something of
them changes or a time comes. A CronJob's runs are then looked at when they change, not at each run.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.object import Object


class Rest(NamedTuple):
    """The very objects that were looked at, and from when until when nothing is to be done."""

    owner: Object
    members: Sequence[Object]
    since: datetime
    until: datetime


class AtRest:
    """What one controller knows of its owners, by UID. Objects never change, so the same objects want
    the same changes, whatever cluster they are in.
    """

    def __init__(self) -> None:
        self._rests: dict[str, Rest] = {}

    def has(self, owner: Object, members: Sequence[Object], now: datetime) -> bool:
        """Whether no change was wanted of these very objects, and no time has come since."""
        rest = self._rests.get(objects.uid(owner))
        return (
            rest is not None
            and rest.owner is owner
            and rest.since <= now < rest.until
            and len(rest.members) == len(members)
            and all(old is new for old, new in zip(rest.members, members))
        )

    def add(
        self, owner: Object, members: Sequence[Object], now: datetime, times: Iterable[datetime]
    ) -> None:
        """Note that no change is wanted now, nor before the next of the times."""
        until = min((time for time in times if time > now), default=datetime.max)
        self._rests[objects.uid(owner)] = Rest(
            owner, members, now, until.replace(tzinfo=now.tzinfo)
        )

    def shrink(self, owners: int) -> None:
        """Keep no more than there are owners, and as many again."""
        if len(self._rests) > 2 * owners + 16:
            self._rests.clear()
