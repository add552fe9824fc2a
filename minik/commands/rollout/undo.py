"""Go back to a template that a workload has had before"""

from functools import partial

from minik.client.changes import Act
from minik.command_line import (
    change_requests,
    flags,
    printing,
    rollout_workloads,
    state_access,
    usages,
)
from minik.command_line.change_requests import Request
from minik.intake import last_applied
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object

MANAGED = (
    "resource {}/{} was previously managed with 'minik apply'. Rolling back will not update the "
    + last_applied.ANNOTATION
    + " annotation, which may cause unexpected behavior on future 'minik apply' operations. Consider using 'minik apply' with your "
    "previous configuration file instead."
)


@flags.command(usage=usages.WORKLOAD)
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
                rollout_workloads.roll_back,
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
