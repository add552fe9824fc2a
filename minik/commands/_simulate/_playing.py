"""What the verbs of `simulate` share: something happens, time passes, and what changed is told and kept."""
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from minik.commands import _progress, _session
from minik.controllers import _clock, _steps, _timeline
from minik.errors import NotFound
from minik.kinds import of_key
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object
from minik.render import _timeline as words

Act: TypeAlias = Callable[[Draft], None]
End: TypeAlias = Callable[[Cluster], datetime | None]


def named(draft: Draft, kind: str, name: str, namespace: str = "") -> Object:
    """The object that is meant."""
    found = draft.get(kind, namespace, name.rpartition("/")[2])
    if found is None:
        raise NotFound(f'{of_key(kind).resource} "{name.rpartition("/")[2]}" not found')
    return found


def acted(cluster: Cluster, act: Act) -> Cluster:
    """The cluster after something has happened, at rest at the same moment."""
    draft = cluster.draft()
    act(draft)
    with _progress.shown("settling"):
        return _clock.rung(_steps.finished(draft.cluster(), {key.kind for key in draft.changes}))


def passed(cluster: Cluster, until: datetime) -> list[Cluster]:
    """The cluster at every moment until then, its own clock moved."""
    return list(_progress.counted(_clock.passed(cluster, until), "letting time pass"))


def kept(session: _session.Session, moments: Sequence[Cluster]) -> None:
    """The cluster as it is at the end, by its own clock."""
    first, last = session.cluster, moments[-1]
    moved = int((last.now - first.now).total_seconds())
    session.keep(last.with_settings(last.settings._replace(clock=last.settings.clock + moved)))


def tell(moments: Sequence[Cluster]) -> None:
    """What changed, moment by moment."""
    steps = [_timeline.step(was, now) for was, now in zip(moments, moments[1:])]
    text = words.written(steps, *_timeline.gaps(moments), moments[0].now)
    _session.say(text or "  nothing changed\n", nl=False)
