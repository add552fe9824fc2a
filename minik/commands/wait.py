"""Wait until objects are as they should be"""

from collections.abc import Iterator, Sequence
from functools import partial

from minik.client import waiting
from minik.client.requests import Outcome
from minik.client.waiting import IsMet
from minik.command_line import (
    change_requests,
    flags,
    lookup,
    printing,
    resource_arguments,
    selection,
    state_access,
    streams,
)
from minik.command_line.change_requests import Request
from minik.errors import ClientError, MinikError, NotFound
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import BadDuration, after, parse_duration
from minik.model.kind import Kind
from minik.simulation import clock, rounds

WEEK = 7 * 24 * 3600.0
NOT_CREATED = "timed out waiting for the condition"
TIMED_OUT = "timed out waiting for the condition on {plural}/{name}"
NOT_MET = "condition not met for {plural}/{name}"


class WaitTarget(NamedTuple):
    """The object that `wait` waits for."""

    kind: Kind
    namespace: str
    name: str


@flags.command(
    usage="([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) "
    "[--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]"
)
@flags.repeatable(
    "--for",
    "wishes",
    metavar="CONDITION",
    help="delete, create, condition=NAME[=VALUE] or jsonpath={PATH}[=VALUE]; several: all of them",
)
@flags.text(
    "--timeout",
    default="30s",
    metavar="DURATION",
    help="How long to wait; 0: only look, negative: a week",
)
@flags.filename
@flags.all_namespaces
@flags.selector
@flags.field_selector
@flags.flag("--all", "every", help="All objects of the kinds that are named")
@printing.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...], wishes: tuple[str, ...], timeout: str, every: bool, **others: Any
) -> None:
    """Wait until objects fulfil a condition: first by the cluster's own clock, which goes on at
    once, then for what other processes do with the cluster.

    \b
    Examples:
      minik wait --for=condition=Available deployment/web
      minik wait --for=jsonpath='{.status.readyReplicas}'=3 deployment/web --timeout=60s
      minik wait --for=delete pod/web-0
    """
    if not wishes:
        raise ClientError("unrecognized condition: []")
    conditions = [waiting.parse_condition(wish) for wish in wishes]
    limit = parse_timeout(timeout)
    request = lookup.Request(
        words,
        state_access.namespace(),
        others["filenames"],
        others["recursive"],
        bool(state_access.option("namespace")),
        others["all_namespaces"],
        others["selector"],
        others["field_selector"],
    )
    check_words(request, every)
    cluster = state_access.read_cluster()
    awaited, errors = find_targets(
        cluster,
        request,
        gone="delete" in map(str.lower, wishes),
        comes="create" in map(str.lower, wishes),
    )
    if not awaited and not errors and not (words and "delete" in map(str.lower, wishes)):
        raise ClientError("no matching resources found")
    errors += report_targets(cluster, awaited, conditions, Request.from_options(others), limit)
    state_access.report(errors)


def check_words(request: lookup.Request, every: bool) -> None:
    """Raise ClientError unless words, files or selectors say which objects."""
    words = request.words
    if not words and not request.filenames:
        raise ClientError(selection.NO_RESOURCES)
    selecting = every or request.selector or request.field_selector
    if len(words) == 1 and "/" not in words[0] and not selecting:
        raise ClientError(selection.NO_NAME)


def parse_timeout(timeout: str) -> float:
    """Return --timeout in seconds; a negative one means a week, as in kubectl."""
    try:
        duration = parse_duration(timeout)
    except BadDuration as wrong:
        raise ClientError(
            f'invalid argument "{timeout}" for "--timeout" flag: {wrong}\nSee \'minik wait --help\' for usage.'
        ) from None
    return WEEK if duration < 0 else duration


def find_targets(
    cluster: Cluster, request: lookup.Request, *, gone: bool, comes: bool
) -> tuple[list[WaitTarget], list[MinikError]]:
    """Return the objects to wait for, and the errors.

    A missing object is no error when its deletion or creation is waited for.
    """
    answer = lookup.find(cluster, request)
    awaited = [
        WaitTarget(section.kind, objects.namespace(obj), objects.name(obj))
        for section in answer.sections
        for obj in section.objects
    ]
    errors = [
        error for error in answer.errors if not (isinstance(error, NotFound) and (gone or comes))
    ]
    if comes and not request.filenames:
        present = {(waited.kind.key, waited.name) for waited in awaited}
        named = (
            target
            for target in resource_arguments.parse_targets(request.words, cluster)
            if target.name
        )
        awaited += [
            WaitTarget(
                target.kind, request.namespace if target.kind.namespaced else "", target.name
            )
            for target in named
            if (target.kind.key, target.name) not in present
        ]
    return awaited, errors


def report_targets(
    cluster: Cluster,
    awaited: Sequence[WaitTarget],
    conditions: Sequence[IsMet],
    request: Request,
    limit: float,
) -> Iterator[MinikError]:
    """Print every object that meets the conditions; yield an error for each one that does not."""
    cluster = advance_until_met(cluster, awaited, conditions, limit)
    cluster = follow_until_met(cluster, awaited, conditions, limit)
    if limit and not are_met(cluster, awaited=missing_in(cluster, awaited), conditions=conditions):
        yield ClientError(NOT_CREATED)
        return
    for target in awaited:
        obj = cluster.get(target.kind.key, target.namespace, target.name)
        try:
            fulfilled = all(is_met(obj) for is_met in conditions)
        except ClientError as error:
            yield error
            continue
        if fulfilled:
            shown = obj or {
                "apiVersion": target.kind.api_version,
                "kind": target.kind.name,
                "metadata": {"name": target.name},
            }
            outcome = Outcome(target.kind, shown, "condition met")
            streams.echo(
                change_requests.result_text(
                    change_requests.Result([outcome], (), cluster), request
                ),
                nl=False,
            )
        else:
            yield ClientError(
                (TIMED_OUT if limit else NOT_MET).format(
                    plural=target.kind.plural, name=target.name
                )
            )


def missing_in(cluster: Cluster, awaited: Sequence[WaitTarget]) -> list[WaitTarget]:
    """Return the objects that are not there."""
    return [
        target
        for target in awaited
        if cluster.get(target.kind.key, target.namespace, target.name) is None
    ]


def are_met(
    cluster: Cluster, *, awaited: Sequence[WaitTarget], conditions: Sequence[IsMet]
) -> bool:
    """Return whether every object meets all conditions."""
    stored = (cluster.get(target.kind.key, target.namespace, target.name) for target in awaited)
    return all(is_met(obj) for obj in stored for is_met in conditions)


def follow_until_met(
    cluster: Cluster, awaited: Sequence[WaitTarget], conditions: Sequence[IsMet], limit: float
) -> Cluster:
    """Return the cluster once other processes have made it meet all conditions, or as it is after so
    many seconds.
    """
    if not limit or are_met(cluster, awaited=awaited, conditions=conditions):
        return cluster
    from minik.command_line import watch  # noqa: PLC0415 few wait for others

    for changed in watch.clusters(limit):
        cluster = changed
        if are_met(cluster, awaited=awaited, conditions=conditions):
            break
    return cluster


def advance_until_met(
    cluster: Cluster, awaited: Sequence[WaitTarget], conditions: Sequence[IsMet], limit: float
) -> Cluster:
    """Return the cluster once all conditions are met, or at the end of the timeout.

    The cluster's clock advances only if something is due before then.
    """
    is_over = partial(are_met, awaited=awaited, conditions=conditions)
    if not limit or is_over(cluster):
        return cluster
    until = after(cluster.now, int(limit))
    if not cluster.settings.underway and not any(
        cluster.now < moment <= until for moment in clock.due_times(cluster)
    ):
        return cluster
    with state_access.begin_change() as session:
        first = session.cluster
        present = rounds.run_to_end(first, ())
        until = after(first.now, int(limit))
        if not is_over(present):
            for present in clock.advance(present, until):  # noqa: B020 the last one counts
                if is_over(present):
                    break
        moved = int((present.now - first.now).total_seconds())
        session.keep(
            present.with_settings(present.settings._replace(clock=present.settings.clock + moved))
        )
    return present
