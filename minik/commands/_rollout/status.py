"""Follow a rollout to its end"""
from functools import partial

import click

from minik.commands import _options, _session
from minik.commands._changes import Request
from minik.commands._rollout import _chosen
from minik.controllers import _moments, _steps
from minik.errors import ClientError, Unanswered
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object
from minik.render import _rollout


@click.command(cls=_options.Verb)
@partial(_chosen.options, more=())
@_options.flag("-w", "--watch", default=True, help="Go on with the rollout, and tell every step of the way, until it is over")
@_options.number("--revision", default=0, help="Only if this revision is the one that rolls")
@_options.needless("--timeout", metavar="DURATION", check=_options.duration, why="a rollout goes on at once, or never")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], watch: bool, revision: int, request: Request) -> None:
    """Tell how far a rollout is. One that was left in the middle (apply --step) is followed, step by step, to its end.

    \b
    Examples:
      minik rollout status deployment/web
      minik rollout status deployment/web --watch=false
    """
    if revision < 0:
        raise ClientError(f"revision must be a positive integer: {revision}")
    cluster = _session.reading()
    if not watch or not cluster.settings.underway:
        tell(cluster, words, request, revision, watch=watch)
        return
    with _session.changing() as session:
        session.keep(follow(session.cluster, words, request, revision))


def tell(cluster: Cluster, words: tuple[str, ...], request: Request, revision: int, *, watch: bool) -> None:
    """How far each rollout is, in a cluster in which nothing moves: what is not over by now will never be."""
    workloads, errors = _chosen.found(cluster, words, request)
    if not workloads and not errors:
        _chosen.nobody(request.namespace)
    for kind, obj in workloads:
        found = _rollout.progress(kind, obj, revision)
        _session.say(found.text)
        if watch and not found.done:
            raise Unanswered("error: timed out waiting for the condition")
    _session.report(errors)


def follow(cluster: Cluster, words: tuple[str, ...], request: Request, revision: int) -> Cluster:
    """Every step of each rollout until it is over; gives the cluster as it is then."""
    workloads, errors = _chosen.found(cluster, words, request)
    _session.report(errors)
    for kind, obj in workloads:
        cluster = followed(cluster, kind, obj, revision)
    return _steps.marked(cluster)


def followed(cluster: Cluster, kind: Kind, obj: Object, revision: int) -> Cluster:
    """One rollout, step by step: what changed, then how far it is."""
    was, found = _moments.moment(cluster, obj), _rollout.progress(kind, obj, revision)
    _session.say(found.text)
    later = _steps.steps(cluster)
    while not found.done:
        cluster, before = next(later, cluster), cluster
        if cluster is before:
            raise Unanswered("error: timed out waiting for the condition")
        obj = cluster.get(*objects.key(obj)) or obj
        said, now, found = found.text, _moments.moment(cluster, obj), _rollout.progress(kind, obj, revision)
        if now != was or found.text != said:
            _session.say(_rollout.step(was, now) + found.text)
        was = now
    return cluster
