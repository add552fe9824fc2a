"""Add a container for debugging to a pod, to a copy of it, or to a node"""

from collections.abc import Iterator, Sequence
from functools import partial

from minik.client.changes import Act
from minik.client.debugging import wishes as debugging
from minik.client.debugging.acting import Target, debug
from minik.client.debugging.containers import Plan
from minik.client.debugging.wishes import Wishes
from minik.client.requests import Outcome
from minik.command_line import (
    change_requests,
    container_refusal,
    debug_options,
    flags,
    lookup,
    state_access,
)
from minik.command_line.change_requests import Request
from minik.errors import MinikError
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.shell import quote


@flags.command(usage="(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]")
@flags.filename
@flags.namespace
@debug_options.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    filenames: tuple[str, ...],
    recursive: bool,
    namespace: str,
    wishes: Wishes,
) -> None:
    """Add an ephemeral container to a pod, make a copy of it, or a pod that looks into a node.
    The objects are those that kubectl makes; nobody is attached to them.

    \b
    Examples:
      minik debug web --image=busybox
      minik debug web --copy-to=web-debug --image=busybox --share-processes
      minik debug web --copy-to=web-busybox --set-image='*=busybox'
      minik debug node/node-1 --image=busybox --profile=sysadmin
    """
    names, wishes = debug_options.with_arguments(wishes, words)
    debugging.check(wishes, named=bool(names or filenames))
    debug_options.tell_first(wishes)
    place = state_access.namespace(namespace)
    asked = [name if "/" in name else f"pods/{name}" for name in names]
    request = lookup.Request(asked, place, filenames, recursive, bool(namespace))
    with state_access.begin_change() as session:
        acts = act_by_act(session.cluster, request, wishes)
        result = change_requests.carry_out(session, acts, Request())
    change_requests.say("", result)
    if wishes.attaches:
        refuse_attaching(result.outcomes)


def act_by_act(cluster: Cluster, request: lookup.Request, wishes: Wishes) -> Iterator[Act]:
    """Yield an act for each object to debug, up to the first that fails."""
    found = lookup.find(cluster, request)
    failed: list[MinikError] = []

    def perform(target: Target, draft: Draft) -> Outcome:
        try:
            return debug(draft, target, wishes, tell)
        except MinikError as error:
            failed.append(error)
            raise

    for section in found.sections:
        for obj in section.objects:
            target = Target(section.kind, obj, request.namespace)
            yield partial(perform, target)
            if failed:
                return
    yield from (_refuse(error) for error in found.errors[:1])


def _refuse(error: MinikError) -> Act:
    def act(_: Draft) -> Outcome:
        raise error

    return act


def tell(plan: Plan) -> None:
    """Print what is said before the server is asked."""
    if plan.said:
        state_access.say(plan.said)
    if plan.warning:
        state_access.tell(plan.warning)


def refuse_attaching(outcomes: Sequence[Outcome]) -> None:
    """Raise ClientError where somebody wants to be attached to a container: none runs."""
    for outcome in outcomes:
        if outcome.done != "copied":
            name, place = objects.name(outcome.object), objects.namespace(outcome.object)
            container_refusal.refuse("attach", f"describe pods/{quote(name)} -n {quote(place)}")
