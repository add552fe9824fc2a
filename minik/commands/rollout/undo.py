"""Go back to a template that a workload has had before"""

from functools import partial

from minik.client import altering, rollouts
from minik.client.requests import Outcome
from minik.command_line import change_requests, flags, printing, rollout_workloads, state_access
from minik.command_line.change_requests import Act, Request
from minik.errors import ClientError
from minik.intake import last_applied
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object, read
from minik.render import rollout
from minik.workloads import rollout_history

MANAGED = (
    "resource {}/{} was previously managed with 'minik apply'. Rolling back will not update the "
    + last_applied.ANNOTATION
    + " annotation, which may cause unexpected behavior on future 'minik apply' operations. Consider using 'minik apply' with your "
    "previous configuration file instead."
)
PAUSED = "you cannot rollback a paused deployment; resume it first with 'minik rollout resume deployment/{}' and try again"


@flags.command()
@rollout_workloads.options(flags.dry_run, printing.options, flags.step)
@flags.number(
    "--to-revision", default=0, help="The revision to go back to, instead of the one before"
)
@flags.argument("words", many=True)
def command(words: tuple[str, ...], to_revision: int, request: Request) -> None:
    """Go back to the template that a workload had before the present one, or to the one of a
    revision.

    \b
    Examples:
      minik rollout undo deployment/web
      minik rollout undo deployment/web --to-revision=2
    """
    rollout_workloads.require_workload(words, request.filenames)
    change_requests.check_format(request.output)
    with state_access.begin_change() as session:
        workloads, errors = rollout_workloads.find_workloads(session.cluster, words, request)
        if not workloads and not errors:
            rollout_workloads.tell_none_found(request.namespace)
        for kind, obj in workloads:
            warn_of_apply(kind, obj)
        acts: list[Act] = [
            partial(
                roll_back,
                kind=kind,
                obj=obj,
                cluster=session.cluster,
                number=to_revision,
                pretend=request.dry_run == "client",
            )
            for kind, obj in workloads
        ]
        result = change_requests.carry_out(session, [*acts, *errors], request)
        text = change_requests.result_text(result, request)
    change_requests.say(text, result)


def warn_of_apply(kind: Kind, obj: Object) -> None:
    """Warn of a workload made by apply: its last-applied annotation will no longer be true."""
    if last_applied.ANNOTATION in objects.annotations(obj):
        state_access.tell(f"Warning: {MANAGED.format(kind.plural, objects.name(obj))}")


def roll_back(
    draft: Draft, *, kind: Kind, obj: Object, cluster: Cluster, number: int, pretend: bool
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
        raise ClientError(PAUSED.format(objects.name(obj)))
    if rollouts.is_current(obj, revision):
        return Outcome(
            kind, obj, f"skipped rollback (current template already matches revision {number})"
        )
    outcome = altering.alter(
        draft, kind, obj, lambda one: rollouts.roll_back(kind, one, revision), "rolled back"
    )
    return outcome or Outcome(kind, obj, "rolled back")
