"""Nodes that words or labels mean, and the cordon that keeps new pods away: what `cordon`, `uncordon`, `drain` and `taint` share."""
from collections.abc import Sequence
from functools import partial

from minik import kinds
from minik.commands import _changes, _session
from minik.commands._changes import Act, Request
from minik.errors import ClientError, MinikError
from minik.intake import admission, requests
from minik.intake.requests import Outcome
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object

KIND = kinds.of_key("Node")


def found(cluster: Cluster, names: Sequence[str], selector: str = "", *, every: bool = False) -> list[Object | MinikError]:
    """The nodes that are meant, in their order, and those that are not there."""
    if every or selector:
        wanted = _changes.conditions(selector)
        return [node for node in cluster.of("Node") if selectors.matches(wanted, objects.labels(node))]
    named = dict.fromkeys(name.removeprefix("node/").removeprefix("nodes/").removeprefix("no/") for name in names)
    return [cluster.get("Node", "", name) or requests.missing(KIND, name) for name in named]


def chosen(cluster: Cluster, words: Sequence[str], selector: str, verb: str) -> list[Object]:
    """The nodes that are meant, all of which must be there."""
    usage = f"\nSee 'minik {verb} -h' for help and examples"
    if not words and not selector:
        raise ClientError(f"USAGE: {verb} NODE [flags]{usage}")
    if words and selector:
        raise ClientError(f"cannot specify both a node name and a --selector option{usage}")
    answer = found(cluster, words, selector)
    for one in answer:
        if isinstance(one, MinikError):
            raise one
    return [one for one in answer if not isinstance(one, MinikError)]


def cordon(words: Sequence[str], request: Request, *, closed: bool) -> None:
    """The nodes closed to new pods, or open again."""
    verb = "cordon" if closed else "uncordon"
    with _session.changing() as session:
        acts = cordoning(chosen(session.cluster, words, request.selector, verb), request, closed=closed)
        result = _changes.carry_out(session, acts, request)
        text = _changes.shown(result, request)
    _changes.say(text, result)


def cordoning(found_nodes: Sequence[Object], request: Request, *, closed: bool) -> list[Act | MinikError]:
    """One act a node."""
    return [partial(cordoned, node=node, closed=closed, pretend=request.dry_run == "client") for node in found_nodes]


def cordoned(draft: Draft, *, node: Object, closed: bool, pretend: bool) -> Outcome:
    """One node closed or open, and whether it was so already."""
    done = "cordoned" if closed else "uncordoned"
    if nodes.is_schedulable(node) != closed:
        return Outcome(KIND, node, f"already {done}")
    if pretend:
        return Outcome(KIND, node, done)
    wanted = objects.write(node, "spec.unschedulable", True) if closed else objects.drop(node, "spec.unschedulable")
    stored, warnings = admission.update(draft, KIND, node, wanted)
    return Outcome(KIND, stored, done, requests.told(KIND, warnings))
