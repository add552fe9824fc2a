"""Wait until objects are as they should be"""
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import click

from minik.commands import _changes, _chosen, _options, _printing, _reading, _session, _targets
from minik.commands._changes import Request
from minik.controllers import _clock, _steps
from minik.errors import ClientError, MinikError, NotFound
from minik.intake import waiting
from minik.intake.requests import Outcome
from minik.intake.waiting import Met
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import BadDuration, seconds
from minik.model.kind import Kind

WEEK = 7 * 24 * 3600.0
TIMED_OUT = "timed out waiting for the condition on {plural}/{name}"
NOT_MET = "condition not met for {plural}/{name}"


class Awaited(NamedTuple):
    """One object that is waited for."""

    kind: Kind
    namespace: str
    name: str


@click.command(cls=_options.Verb)
@_options.repeated("--for", "wishes", metavar="CONDITION",
                   help="delete, create, condition=NAME[=VALUE] or jsonpath={PATH}[=VALUE]; several: all of them")
@_options.text("--timeout", default="30s", metavar="DURATION", help="How long to wait, by the cluster's own clock")
@_options.filename
@_options.all_namespaces
@_options.selector
@_options.field_selector
@_options.flag("--all", "every", help="All objects of the kinds that are named")
@_printing.options
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], wishes: tuple[str, ...], timeout: str, every: bool, **others: Any) -> None:
    """Wait until objects fulfil a condition, by the cluster's own clock: what has not come after that time never does.

    \b
    Examples:
      minik wait --for=condition=Available deployment/web
      minik wait --for=jsonpath='{.status.readyReplicas}'=3 deployment/web --timeout=60s
      minik wait --for=delete pod/web-0
    """
    if not wishes:
        raise ClientError("unrecognized condition: []")
    met = [waiting.condition(wish) for wish in wishes]
    limit = lasting(timeout)
    request = _reading.Request(words, _session.namespace(), others["filenames"], others["recursive"], bool(_session.option("namespace")),
                               others["all_namespaces"], others["selector"], others["field_selector"])
    if not words and not request.filenames:
        raise ClientError(_chosen.NOTHING)
    if len(words) == 1 and "/" not in words[0] and not (every or request.selector or request.field_selector):
        raise ClientError("resource(s) were provided, but no name was specified")
    cluster = _session.reading()
    awaited, errors = found(cluster, request, gone="delete" in map(str.lower, wishes), comes="create" in map(str.lower, wishes))
    if not awaited and not errors and not (words and "delete" in map(str.lower, wishes)):
        raise ClientError("no matching resources found")
    errors += answered(cluster, awaited, met, Request.taken(others), limit)
    _session.report(errors)


def lasting(timeout: str) -> float:
    """How many seconds to wait."""
    try:
        found = seconds(timeout)
    except BadDuration as wrong:
        raise ClientError(f'invalid argument "{timeout}" for "--timeout" flag: {wrong}\nSee \'minik wait --help\' for usage.') from None
    return WEEK if found < 0 else found


def found(cluster: Cluster, request: _reading.Request, *, gone: bool, comes: bool) -> tuple[list[Awaited], list[MinikError]]:
    """The objects that are meant, and those that are not there; where they shall be gone or come, that is no error."""
    answer = _reading.found(cluster, request)
    awaited = [Awaited(section.kind, objects.namespace(obj), objects.name(obj)) for section in answer.sections for obj in section.objects]
    errors = [error for error in answer.errors if not (isinstance(error, NotFound) and (gone or comes))]
    if comes and not request.filenames:
        there = {(one.kind.key, one.name) for one in awaited}
        named = (target for target in _targets.targets(request.words, cluster) if target.name)
        awaited += [Awaited(target.kind, request.namespace if target.kind.namespaced else "", target.name) for target in named
                    if (target.kind.key, target.name) not in there]
    return awaited, errors


def answered(cluster: Cluster, awaited: Sequence[Awaited], met: Sequence[Met], asked: Request, limit: float) -> Iterator[MinikError]:
    """Tell of every object that it is so; gives those that are not."""
    cluster = later(cluster, awaited, met, limit)
    for one in awaited:
        obj = cluster.get(one.kind.key, one.namespace, one.name)
        try:
            fulfilled = all(is_met(obj) for is_met in met)
        except ClientError as error:
            yield error
            continue
        if fulfilled:
            shown = obj or {"apiVersion": one.kind.api_version, "kind": one.kind.name, "metadata": {"name": one.name}}
            outcome = Outcome(one.kind, shown, "condition met")
            click.echo(_changes.shown(_changes.Result([outcome], (), cluster), asked), nl=False)
        else:
            yield ClientError((TIMED_OUT if limit else NOT_MET).format(plural=one.kind.plural, name=one.name))


def later(cluster: Cluster, awaited: Sequence[Awaited], met: Sequence[Met], limit: float) -> Cluster:
    """The cluster when all is so, or when the time is over; where something is due until then its own clock goes on, else it stays."""
    def is_over(present: Cluster) -> bool:
        found = (present.get(one.kind.key, one.namespace, one.name) for one in awaited)
        return all(is_met(obj) for obj in found for is_met in met)

    if not limit or is_over(cluster):
        return cluster
    until = cluster.now + timedelta(seconds=int(limit))
    if not cluster.settings.underway and not any(cluster.now < moment <= until for moment in _clock.alarms(cluster)):
        return cluster
    with _session.changing() as session:
        first = session.cluster
        present = _steps.finished(first, ())
        until = first.now + timedelta(seconds=int(limit))
        if not is_over(present):
            for present in _clock.passed(present, until):  # noqa: B020 the last one counts
                if is_over(present):
                    break
        moved = int((present.now - first.now).total_seconds())
        session.keep(present.with_settings(present.settings._replace(clock=present.settings.clock + moved)))
    return present
