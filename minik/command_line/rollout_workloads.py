"""What the subcommands of `rollout` share: their options, and the workloads they act on."""

from collections.abc import Callable, Sequence
from functools import partial

from minik.client import altering, rollouts
from minik.client.requests import Outcome
from minik.command_line import flags, lookup, printing, selection, state_access
from minik.command_line.change_requests import Request
from minik.command_line.selection import Selection
from minik.errors import ClientError, MinikError
from minik.light_typing import Any, TypeAlias
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object, read
from minik.render import rollout
from minik.workloads import rollout_history

Change: TypeAlias = Callable[[Kind, Object], Object]
PAUSED = "you cannot rollback a paused deployment; resume it first with 'minik rollout resume' and try again"
NO_RESOURCE = "required resource not specified"


CHANGING: Sequence[Any] = (printing.options, flags.step, flags.field_manager)


def options(*more: Any) -> flags.Option:
    """Return the options of every `rollout` subcommand, and `more`; the command gets them as one
    argument `request`.
    """
    return flags.gather(
        Request, flags.filename, flags.namespace, flags.selector, *more, into="request"
    )


def require_workload(words: Sequence[str], filenames: Sequence[str]) -> None:
    """Raise ClientError unless words or files name a workload."""
    if not words and not filenames:
        raise ClientError(NO_RESOURCE)


def find_workloads(
    cluster: Cluster, words: Sequence[str], request: Request
) -> tuple[list[tuple[Kind, Object]], list[MinikError]]:
    """Return kind and object of each workload asked for, and the errors."""
    require_workload(words, request.filenames)
    result = lookup.find(
        cluster,
        lookup.Request(
            words,
            state_access.namespace(request.namespace),
            request.filenames,
            request.recursive,
            request.enforced,
            selector=request.selector,
        ),
    )
    return [
        (section.kind, obj) for section in result.sections for obj in section.objects
    ], result.errors


def tell_none_found(namespace: str) -> None:
    """Print that no resources were found in the namespace."""
    state_access.tell(f"No resources found in {state_access.namespace(namespace)} namespace.")


def change_workloads(words: Sequence[str], request: Request, change: Change, done: str) -> None:
    """Change every workload asked for and print the results, with the reason for each refusal."""
    require_workload(words, request.filenames)
    none_found = f"No resources found in {state_access.namespace(request.namespace)} namespace."
    selection.change(
        Selection(request, every=True),
        words,
        partial(alter, change=change, done=done),
        none_message=none_found,
    )


def alter(draft: Draft, kind: Kind, obj: Object, *, change: Change, done: str) -> Outcome:
    """Change one workload. Raises ClientError where that is refused, or changes nothing."""
    try:
        outcome = altering.alter(
            draft, kind, obj, partial(change, kind), done, failing="failed to patch"
        )
    except altering.FailedUpdate:
        raise
    except ClientError as error:
        raise ClientError(f'{kind.resource} "{objects.name(obj)}" {error.message}') from None
    if outcome is None:
        raise ClientError(
            f"failed to create patch for {objects.name(obj)}: if restart has already been triggered within the past second, "
            "please wait before attempting to trigger another"
        )
    return outcome


def roll_back(
    draft: Draft,
    kind: Kind,
    obj: Object,
    *,
    cluster: Cluster,
    number: int,
    pretend: bool = False,
) -> Outcome:
    """Roll one workload back, or report that its template matches the revision already."""
    if kind.key not in rollouts.KINDS:
        raise ClientError(f'no rollbacker has been implemented for "{kind.name}"')
    if number < 0:
        raise ClientError(f"unable to find specified revision {number} in history")
    revision = rollouts.find_revision(
        rollout_history.revisions_of(cluster, kind, obj), kind, obj, number
    )
    if pretend:
        return Outcome(kind, obj, rollout.template_text(revision.template).rstrip("\n"))
    if read(obj, "spec.paused"):
        raise ClientError(PAUSED)
    if rollouts.is_current(obj, revision):
        return Outcome(
            kind, obj, f"skipped rollback (current template already matches revision {number})"
        )
    outcome = altering.alter(
        draft, kind, obj, lambda one: rollouts.roll_back(kind, one, revision), "rolled back"
    )
    return outcome or Outcome(kind, obj, "rolled back")
