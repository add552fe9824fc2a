"""Put taints on nodes, which keep pods away, and take them off"""
from functools import partial
from typing import Any

import click

from minik.commands import _changes, _nodes, _options, _printing, _session, _targets
from minik.commands._changes import Request
from minik.errors import ClientError
from minik.intake import admission, requests, tainting
from minik.intake.requests import Outcome
from minik.intake.tainting import Wanted
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

USAGE = "\nSee 'minik taint -h' for help and examples"


@click.command(cls=_options.Verb)
@_options.selector
@_options.flag("--all", "every", help="All nodes of the cluster")
@_options.flag("--overwrite", help="Give taints that are there already their new value")
@_options.dry_run
@_printing.options
@_options.field_manager
@_options.needless("--validate", metavar="LEVEL", why="a taint has no field that could be unknown")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], every: bool, overwrite: bool, selector: str, **others: Any) -> None:
    """Put taints on nodes, or take them off: KEY=VALUE:EFFECT puts one, KEY:EFFECT- or KEY- takes it off.

    Pods that do not tolerate a taint NoSchedule do not come; those that do not tolerate a taint NoExecute are driven out as well.

    \b
    Examples:
      minik taint nodes node-1 dedicated=database:NoSchedule
      minik taint nodes node-1 dedicated=web:NoSchedule --overwrite
      minik taint nodes node-1 dedicated-
      minik taint nodes --all maintenance:PreferNoSchedule
    """
    targets, wish = read(words)
    request = Request(**others)
    with _session.changing() as session:
        check(targets, wish, _targets.resolved(targets[0], session.cluster), every=every, selector=selector)
        chosen = _nodes.found(session.cluster, targets[1:], selector, every=every)
        acts = [one if isinstance(one, Exception) else partial(put, node=one, wish=wish, overwrite=overwrite,
                                                               pretend=request.dry_run == "client") for one in chosen]
        result = _changes.carry_out(session, acts, request)
        text = _changes.shown(result, request)
    _changes.say(text, result)


def read(words: tuple[str, ...]) -> tuple[list[str], Wanted]:
    """What stands before the taints, and the taints."""
    first = next((place for place, word in enumerate(words) if tainting.is_taint(word)), len(words))
    late = [word for word in words[first:] if not tainting.is_taint(word)]
    if late:
        raise ClientError(f"all resources must be specified before taint changes: {late[0]}")
    if not first:
        raise ClientError("one or more resources must be specified as <resource> <name>")
    if not words[first:]:
        raise ClientError("at least one taint update is required")
    try:
        return list(words[:first]), tainting.wanted(words[first:])
    except ClientError as error:
        raise ClientError(error.message + USAGE) from None


def check(targets: list[str], wish: Wanted, kind: Kind, *, every: bool, selector: str) -> None:
    """Which words and options go together."""
    if kind.key != "Node":
        raise ClientError(f"invalid resource type {targets[0].lower()}, only node types are supported")
    tainting.refuse_conflicts(wish)
    if every and selector:
        raise ClientError("setting 'all' parameter with a non empty selector is prohibited")
    if not every and not selector and len(targets) < 2:
        raise ClientError("at least one resource name must be specified since 'all' parameter is not set")


def put(draft: Draft, *, node: Object, wish: Wanted, overwrite: bool, pretend: bool) -> Outcome:
    """One node with its taints."""
    kind = _nodes.KIND
    wanted, done = tainting.tainted(node, wish, overwrite=overwrite)
    if pretend:
        return Outcome(kind, wanted, done)
    stored, warnings = admission.update(draft, kind, node, wanted)
    return Outcome(kind, stored, done, requests.told(kind, warnings))
