"""Put taints on nodes, which keep pods away, and take them off"""

from functools import partial

from minik.client import tainting
from minik.client.tainting import TaintChanges
from minik.command_line import (
    change_requests,
    flags,
    node_selection,
    printing,
    resource_arguments,
    state_access,
)
from minik.command_line.change_requests import Request
from minik.errors import ClientError
from minik.light_typing import Any
from minik.model.kind import Kind

USAGE = "\nSee 'minik taint -h' for help and examples"


@flags.command(usage="NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N")
@flags.selector
@flags.flag("--all", "every", help="All nodes of the cluster")
@flags.flag("--overwrite", help="Give taints that are there already their new value")
@flags.dry_run
@printing.options
@flags.field_manager
@flags.no_op("--validate", metavar="LEVEL", why="a taint has no field that could be unknown")
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...], every: bool, overwrite: bool, selector: str, **others: Any
) -> None:
    """Put taints on nodes, or take them off: KEY=VALUE:EFFECT puts one, KEY:EFFECT- or KEY- takes
    it off.

    Pods that do not tolerate a taint NoSchedule are not placed there; those that do not tolerate a
    taint NoExecute are evicted as well.

    \b
    Examples:
      minik taint nodes node-1 dedicated=database:NoSchedule
      minik taint nodes node-1 dedicated=web:NoSchedule --overwrite
      minik taint nodes node-1 dedicated-
      minik taint nodes --all maintenance:PreferNoSchedule
    """
    targets, changes = parse_words(words)
    request = Request(**others)
    with state_access.begin_change() as session:
        check(
            targets,
            changes,
            resource_arguments.resolve_kind(targets[0], session.cluster),
            every=every,
            selector=selector,
        )
        nodes = node_selection.find_nodes(session.cluster, targets[1:], selector, every=every)
        act = partial(
            node_selection.taint_node,
            wish=changes,
            overwrite=overwrite,
            pretend=request.dry_run == "client",
        )
        acts = [node if isinstance(node, Exception) else partial(act, node=node) for node in nodes]
        result = change_requests.carry_out(session, acts, request)
        text = change_requests.result_text(result, request)
    change_requests.say(text, result)


def parse_words(words: tuple[str, ...]) -> tuple[list[str], TaintChanges]:
    """Split the words into the targets and the taint changes; raise ClientError for wrong words."""
    first = next((place for place, word in enumerate(words) if tainting.is_taint(word)), len(words))
    misplaced = [word for word in words[first:] if not tainting.is_taint(word)]
    if misplaced:
        raise ClientError(f"all resources must be specified before taint changes: {misplaced[0]}")
    if not first:
        raise ClientError("one or more resources must be specified as <resource> <name>")
    if not words[first:]:
        raise ClientError("at least one taint update is required")
    try:
        return list(words[:first]), tainting.parse_taints(words[first:])
    except ClientError as error:
        raise ClientError(error.message + USAGE) from None


def check(
    targets: list[str], changes: TaintChanges, kind: Kind, *, every: bool, selector: str
) -> None:
    """Raise ClientError for words and options that do not go together."""
    if kind.key != "Node":
        raise ClientError(
            f"invalid resource type {targets[0].lower()}, only node types are supported"
        )
    tainting.refuse_conflicts(changes)
    if every and selector:
        raise ClientError("setting 'all' parameter with a non empty selector is prohibited")
    if not every and not selector and len(targets) < 2:
        raise ClientError(
            "at least one resource name must be specified since 'all' parameter is not set"
        )
