"""Empty nodes before they are taken out of service"""

from typing import Any

import click

from minik.commands import _changes, _nodes, _options, _session
from minik.commands._changes import Request
from minik.controllers import _draining
from minik.errors import ClientError, MinikError, Several
from minik.intake.draining import DrainOptions
from minik.model import object as objects
from minik.model.duration import BadDuration, parse_duration


@click.command(cls=_options.Verb)
@_options.selector
@_options.flag("--force", help="Also evict pods that no controller would replace")
@_options.flag("--ignore-daemonsets", help="Ignore the pods of daemon sets")
@_options.flag(
    "--delete-emptydir-data", help="Also evict pods with emptyDir volumes, whose data are lost"
)
@_options.text("--pod-selector", metavar="LABELS", help="Only pods with these labels")
@_options.text(
    "--timeout",
    default="0s",
    metavar="DURATION",
    help="How long to wait before giving up; 0s: for ever",
)
@_options.dry_run
@_options.number(
    "--grace-period",
    help="Seconds in which each pod may end; nothing runs here, so nothing waits for it",
)
@_options.number(
    "--skip-wait-for-delete-timeout",
    default=0,
    help="Do not wait for pods terminating for longer than this",
)
@_options.flag(
    "--disable-eviction",
    help="Delete pods instead of evicting them: disruption budgets are ignored",
)
@_options.chunk_size
@click.argument("words", nargs=-1)
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
      minik drain node-1
      minik drain node-1 --ignore-daemonsets --force
      minik drain -l topology.kubernetes.io/zone=zone-b --dry-run=client
    """
    drain_options = DrainOptions(
        others["force"],
        others["ignore_daemonsets"],
        others["delete_emptydir_data"],
        _changes.parse_selector(pod_selector),
        others["disable_eviction"],
    )
    check_timeout(timeout)
    request = Request(selector=selector, dry_run=dry_run)
    with _session.begin_change() as session:
        nodes = _nodes.require_nodes(session.cluster, words, selector, "drain")
        result = _changes.carry_out(
            session, _nodes.cordon_acts(nodes, request, closed=True), request
        )
        lines = [_draining.Line(_changes.result_text(result, request).removesuffix("\n"))]
        errors, pending = list(result.errors), []
        for node in nodes:
            done = _draining.drain(
                session.cluster, node, drain_options, dry_run=dry_run, timeout=timeout
            )
            lines += done.lines
            if done.cluster is not session.cluster:
                session.keep(done.cluster)
            if done.error:
                errors.append(done.error)
                pending.append(objects.name(node))
                lines.append(
                    _draining.Line(
                        f'error: unable to drain node "{objects.name(node)}" due to error: {done.error.message}, '
                        "continuing command...",
                        talk=True,
                    )
                )
            else:
                lines.append(
                    _draining.Line(f"node/{objects.name(node)} drained{_changes.SUFFIX[dry_run]}")
                )
    print_lines(lines, pending, errors)


def check_timeout(timeout: str) -> None:
    """Raise ClientError unless --timeout is a duration."""
    try:
        parse_duration(timeout)
    except BadDuration as wrong:
        raise ClientError(
            f'invalid argument "{timeout}" for "--timeout" flag: {wrong}\nSee \'minik drain --help\' for usage.'
        ) from None


def print_lines(lines: list[_draining.Line], pending: list[str], errors: list[MinikError]) -> None:
    """Print the lines in order, then the nodes still pending; raise the errors."""
    for line in lines:
        (_session.tell if line.talk else _session.say)(line.text)
    if pending:
        _session.tell(
            "There are pending nodes to be drained:\n" + "\n".join(f" {name}" for name in pending)
        )
    if errors:
        raise Several(errors)
