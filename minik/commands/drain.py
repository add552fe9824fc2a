"""Empty nodes before they are taken out of service"""

from collections.abc import Mapping
from functools import partial

from minik.client.draining import DrainOptions
from minik.command_line import change_requests, flags, node_selection, state_access
from minik.command_line.change_requests import Request
from minik.errors import ClientError, MinikError, Several
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.duration import BadDuration, parse_duration
from minik.simulation import draining


@flags.command(usage="NODE")
@flags.selector
@flags.flag("--force", help="Also evict pods that no controller would replace")
@flags.flag("--ignore-daemonsets", help="Ignore the pods of daemon sets")
@flags.flag(
    "--delete-emptydir-data", help="Also evict pods with emptyDir volumes, whose data are lost"
)
@flags.text("--pod-selector", metavar="LABELS", help="Only pods with these labels")
@flags.text(
    "--timeout",
    default="0s",
    metavar="DURATION",
    help="How long to wait before giving up; 0s: for ever",
)
@flags.dry_run
@flags.number(
    "--grace-period",
    help="Seconds in which each pod may end; nothing runs here, so nothing waits for it",
)
@flags.number(
    "--skip-wait-for-delete-timeout",
    default=0,
    help="Do not wait for pods terminating for longer than this",
)
@flags.flag(
    "--disable-eviction",
    help="Delete pods instead of evicting them: disruption budgets are ignored",
)
@flags.chunk_size
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    selector: str,
    dry_run: str,
    pod_selector: str,
    timeout: str,
    **others: Any,
) -> None:
    """Empty nodes: keep new pods away, then evict those that are there, as their disruption budgets
    allow it.

    \b
    Examples:
      minik drain node-1 --ignore-daemonsets --force
      minik drain -l topology.kubernetes.io/zone=zone-b --dry-run=client
    """
    drain_options = options_of(pod_selector, others)
    check_timeout(timeout)
    drain = partial(draining.drain, options=drain_options, dry_run=dry_run, timeout=timeout)
    request = Request(selector=selector, dry_run=dry_run)
    with state_access.begin_change() as session:
        nodes = node_selection.require_nodes(session.cluster, words, selector, "drain")
        if state_access.verbosity() >= node_selection.LOGGED:
            from minik.command_line import request_log  # noqa: PLC0415 hardly anybody asks for a log

            request_log.log_drain(nodes, session.cluster, pod_selector)
        cordons = node_selection.cordon_acts(nodes, request, closed=True)
        result = change_requests.carry_out(session, cordons, request)
        lines = [draining.Line(change_requests.result_text(result, request).removesuffix("\n"))]
        failures: dict[str, MinikError] = {}
        for node in nodes:
            done = drain(session.cluster, node)
            if done.cluster is not session.cluster:
                session.keep(done.cluster)
            if done.error:
                failures[objects.name(node)] = done.error
            lines += [*done.lines, last_line(objects.name(node), done.error, dry_run)]
    print_lines(lines, list(failures), [*result.errors, *failures.values()])


def options_of(pod_selector: str, others: Mapping[str, bool]) -> DrainOptions:
    """Return which pods go, how, and in whose name."""
    return DrainOptions(
        others["force"],
        others["ignore_daemonsets"],
        others["delete_emptydir_data"],
        change_requests.parse_selector(pod_selector),
        others["disable_eviction"],
        change_requests.writer_of("")._replace(name=""),
    )


def last_line(node: str, error: MinikError | None, dry_run: str) -> draining.Line:
    """Return the line that says whether a node was drained."""
    if error is None:
        return draining.Line(f"node/{node} drained{change_requests.SUFFIX[dry_run]}")
    return draining.Line(
        f'error: unable to drain node "{node}" due to error: {error.message}, continuing command...',
        talk=True,
    )


def check_timeout(timeout: str) -> None:
    """Raise ClientError unless --timeout is a duration."""
    try:
        parse_duration(timeout)
    except BadDuration as wrong:
        raise ClientError(
            f'invalid argument "{timeout}" for "--timeout" flag: {wrong}\nSee \'minik drain --help\' for usage.'
        ) from None


def print_lines(lines: list[draining.Line], pending: list[str], errors: list[MinikError]) -> None:
    """Print the lines in order, then the nodes still pending; raise the errors."""
    for line in lines:
        (state_access.tell if line.talk else state_access.say)(line.text)
    if pending:
        state_access.tell(
            "There are pending nodes to be drained:\n" + "\n".join(f" {name}" for name in pending)
        )
    if errors:
        raise Several(errors)
