"""Show which templates a workload has had"""

from minik.client import rollouts
from minik.client.requests import Outcome
from minik.command_line import (
    change_requests,
    flags,
    printing,
    rollout_workloads,
    state_access,
    streams,
    usages,
)
from minik.command_line.change_requests import Request
from minik.errors import ClientError
from minik.model import object as objects
from minik.model.kind import Kind
from minik.render import rollout
from minik.workloads import rollout_history


@flags.command(usage=usages.WORKLOAD)
@rollout_workloads.options(printing.options)
@flags.number("--revision", default=0, help="Show the template of this revision")
@flags.argument("words", many=True)
def command(words: tuple[str, ...], revision: int, request: Request) -> None:
    """Show which templates a workload has had, each with its number and why it came, or one of them
    in full.

    \b
    Examples:
      minik rollout history deployment/web
      minik rollout history deployment/web --revision=1
    """
    if revision < 0:
        raise ClientError(f"revision must be a positive integer: {revision}")
    cluster = state_access.read_cluster()
    workloads, errors = rollout_workloads.find_workloads(cluster, words, request)
    if not workloads and not errors:
        rollout_workloads.tell_none_found(request.namespace)
    for kind, obj in workloads:
        rollouts.require_history(kind)
        if request.output not in ("", "name"):
            streams.echo(
                change_requests.render_outcome(Outcome(kind, obj, ""), request, cluster), nl=False
            )
            continue
        revisions = rollout_history.revisions_of(cluster, kind, obj)
        shown = rollout.template(revisions, revision) if revision else rollout.history(revisions)
        state_access.say(f"{headline(kind, objects.name(obj), revision)}\n{shown}")
    state_access.report(errors)


def headline(kind: Kind, name: str, revision: int) -> str:
    """Return the line above a history: kind, name and, if given, revision."""
    return f"{kind.singular}/{name} " + (f"with revision #{revision}" if revision else "")
