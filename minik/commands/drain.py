"""Empty nodes before they are taken out of service"""
from typing import Any

import click

from minik.commands import _changes, _nodes, _options, _session
from minik.commands._changes import Request
from minik.controllers import _draining
from minik.errors import ClientError, MinikError, Several
from minik.intake.draining import Asked
from minik.model import object as objects
from minik.model.duration import BadDuration, seconds


@click.command(cls=_options.Verb)
@_options.selector
@_options.flag("--force", help="Also take away pods that no controller would make anew")
@_options.flag("--ignore-daemonsets", help="Pass over the pods of daemon sets")
@_options.flag("--delete-emptydir-data", help="Also take away pods with emptyDir volumes, whose data are lost")
@_options.text("--pod-selector", metavar="LABELS", help="Only pods with these labels")
@_options.text("--timeout", default="0s", metavar="DURATION", help="How long to wait before giving up; 0s: for ever")
@_options.dry_run
@_options.number("--grace-period", help="Seconds in which each pod may end; nothing runs here, so nothing waits for it")
@_options.number("--skip-wait-for-delete-timeout", default=0, help="Do not wait for pods that are older than this on their way out")
@_options.flag("--disable-eviction", help="Delete pods instead of evicting them: no disruption budget is asked")
@_options.chunk_size
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], selector: str, dry_run: str, pod_selector: str, timeout: str, **others: Any) -> None:
    """Empty nodes: keep new pods away, then evict those that are there, as their disruption budgets allow it.

    \b
    Examples:
      minik drain node-1
      minik drain node-1 --ignore-daemonsets --force
      minik drain -l topology.kubernetes.io/zone=zone-b --dry-run=client
    """
    asked = Asked(others["force"], others["ignore_daemonsets"], others["delete_emptydir_data"], _changes.conditions(pod_selector),
                  others["disable_eviction"])
    checked(timeout)
    request = Request(selector=selector, dry_run=dry_run)
    with _session.changing() as session:
        nodes = _nodes.chosen(session.cluster, words, selector, "drain")
        result = _changes.carry_out(session, _nodes.cordoning(nodes, request, closed=True), request)
        said = [_draining.Line(_changes.shown(result, request).removesuffix("\n"))]
        errors, left = list(result.errors), []
        for node in nodes:
            done = _draining.drained(session.cluster, node, asked, dry_run=dry_run, timeout=timeout)
            said += done.lines
            if done.cluster is not session.cluster:
                session.keep(done.cluster)
            if done.error:
                errors.append(done.error)
                left.append(objects.name(node))
                said.append(_draining.Line(f'error: unable to drain node "{objects.name(node)}" due to error: {done.error.message}, '
                                           "continuing command...", talk=True))
            else:
                said.append(_draining.Line(f"node/{objects.name(node)} drained{_changes.SUFFIX[dry_run]}"))
    speak(said, left, errors)


def checked(timeout: str) -> None:
    """How long to wait must be a duration."""
    try:
        seconds(timeout)
    except BadDuration as wrong:
        raise ClientError(f'invalid argument "{timeout}" for "--timeout" flag: {wrong}\nSee \'minik drain --help\' for usage.') from None


def speak(said: list[_draining.Line], left: list[str], errors: list[MinikError]) -> None:
    """Everything in the order in which it happened, then which nodes are left, and why."""
    for line in said:
        (_session.tell if line.talk else _session.say)(line.text)
    if left:
        _session.tell("There are pending nodes to be drained:\n" + "\n".join(f" {name}" for name in left))
    if errors:
        raise Several(errors)
