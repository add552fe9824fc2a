"""Nodes selected by arguments or labels, and cordoning: what `cordon`, `uncordon`, `drain` and
`taint` share.
"""

from collections.abc import Sequence
from functools import partial

from minik import kinds
from minik.client import requests, tainting
from minik.client.changes import Act
from minik.client.requests import Outcome
from minik.client.tainting import TaintChanges
from minik.command_line import change_requests, invocation, selection, state_access
from minik.command_line.change_requests import Request
from minik.errors import ClientError, MinikError
from minik.intake import registry, request_errors
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object

KIND = kinds.kind_of_key("Node")
LOGGED = 6  # the -v from which on requests are logged


def find_nodes(
    cluster: Cluster, names: Sequence[str], selector: str = "", *, every: bool = False
) -> list[Object | MinikError]:
    """Return the nodes of these names, or those that the selector matches; NotFound errors stand in
    place of missing ones.
    """
    if every or selector:
        conditions = change_requests.parse_selector(selector)
        return [
            node
            for node in cluster.of("Node")
            if selectors.matches(conditions, objects.labels(node))
        ]
    node_names = dict.fromkeys(
        name.removeprefix("node/").removeprefix("nodes/").removeprefix("no/") for name in names
    )
    return [
        cluster.get("Node", "", name) or request_errors.not_found(KIND, name) for name in node_names
    ]


def require_nodes(cluster: Cluster, words: Sequence[str], selector: str, verb: str) -> list[Object]:
    """Return the selected nodes.

    Raises NotFound where one is missing, ClientError where none is named.
    """
    usage = f"\nSee 'minik {verb} -h' for help and examples"
    if not words and not selector:
        is_empty = "selector" in invocation.current().given
        raise ClientError(
            selection.NO_RESOURCES if is_empty else f"USAGE: {verb} NODE [flags]{usage}"
        )
    if words and selector:
        raise ClientError(f"cannot specify both a node name and a --selector option{usage}")
    results = find_nodes(cluster, words, selector)
    log_nodes(words, selector, results)
    for result in results:
        if isinstance(result, MinikError):
            raise result
    return [result for result in results if not isinstance(result, MinikError)]


def log_nodes(words: Sequence[str], selector: str, results: Sequence[Object | MinikError]) -> None:
    """Log what kubectl would have asked the server for (-v=6)."""
    if state_access.verbosity() < LOGGED:
        return
    from minik.command_line import request_log  # noqa: PLC0415 hardly anybody asks for a log

    if not request_log.is_on():
        return
    found = [result for result in results if not isinstance(result, MinikError)]
    if selector:
        request_log.log_list(KIND, "", found, {"labelSelector": selector})
        return
    for name, result in zip(words, results, strict=False):
        answer = result if isinstance(result, MinikError) else [result]
        request_log.log_look(KIND, "", name.rpartition("/")[2], answer)


def cordon(words: Sequence[str], request: Request, *, closed: bool) -> None:
    """Cordon the nodes (`closed`) or uncordon them, and print the result."""
    verb = "cordon" if closed else "uncordon"
    with state_access.begin_change() as session:
        acts = cordon_acts(
            require_nodes(session.cluster, words, request.selector, verb), request, closed=closed
        )
        result = change_requests.carry_out(session, acts, request)
        text = change_requests.result_text(result, request)
    change_requests.say(text, result)


def cordon_acts(
    selected: Sequence[Object], request: Request, *, closed: bool
) -> list[Act | MinikError]:
    """Return one act for each node."""
    return [
        partial(cordon_node, node=node, closed=closed, pretend=request.dry_run == "client")
        for node in selected
    ]


def cordon_node(draft: Draft, *, node: Object, closed: bool, pretend: bool) -> Outcome:
    """Cordon or uncordon one node; the outcome says if it was so already."""
    done = "cordoned" if closed else "uncordoned"
    if nodes.is_schedulable(node) != closed:
        return Outcome(KIND, node, f"already {done}")
    if pretend:
        return Outcome(KIND, node, done)
    changed = (
        objects.write(node, "spec.unschedulable", True)
        if closed
        else objects.drop(node, "spec.unschedulable")
    )
    stored, warnings = registry.update(draft, KIND, node, changed)
    return Outcome(KIND, stored, done, requests.with_notice(KIND, warnings))


def taint_node(
    draft: Draft, *, node: Object, wish: TaintChanges, overwrite: bool, pretend: bool
) -> Outcome:
    """Change the taints of one node, or only report it for --dry-run=client."""
    tainted, done = tainting.apply_taints(node, wish, overwrite=overwrite)
    if pretend:
        return Outcome(KIND, tainted, done)
    stored, warnings = registry.update(draft, KIND, node, tainted)
    return Outcome(KIND, stored, done, requests.with_notice(KIND, warnings))
