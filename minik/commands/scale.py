"""Set how many pods a workload shall have"""

from functools import partial

from minik.client import scaling
from minik.client.requests import Outcome
from minik.client.scaling import Precondition
from minik.command_line import flags, selection, usages
from minik.command_line.selection import Selection
from minik.errors import ClientError
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

MAX_REPLICAS = 2**31 - 1


@flags.command(
    usage=f"[--resource-version=version] [--current-replicas=count] --replicas=COUNT {usages.FILES_OR_NAMES}"
)
@flags.text("--replicas", metavar="COUNT", help="How many pods")
@flags.number("--current-replicas", help="Only if there are so many now")
@flags.text("--resource-version", metavar="VERSION", help="Only if the object is in this version")
@flags.no_op(
    "--timeout", metavar="DURATION", check=flags.duration, why="a workload has its pods at once"
)
@selection.options(flags.selector, selection.ALL)
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    replicas: str,
    current_replicas: int,
    resource_version: str,
    chosen: Selection,
) -> None:
    """Set how many pods a deployment, replica set, stateful set or replication controller shall
    have.

    \b
    Examples:
      minik scale deployment web --replicas=3
      minik scale deployment/web --replicas=2 --current-replicas=3
      minik scale deployment web --replicas=5 --step
    """
    count = parse_replicas(replicas)
    if current_replicas < -1:
        raise ClientError("The --current-replicas must specify an integer of -1 or greater")
    before = Precondition(current_replicas, resource_version)
    verb = partial(
        scale_object, replicas=count, before=before, pretend=chosen.request.dry_run == "client"
    )
    selection.change(
        chosen,
        words,
        verb,
        none_message="error: no objects passed to scale",
        several_message="cannot use --resource-version with multiple resources"
        if resource_version
        else "",
    )


def parse_replicas(text: str) -> int:
    """Return --replicas as a number; raise ClientError if it is missing or out of range."""
    if not text:
        raise ClientError('required flag(s) "replicas" not set')
    try:
        count = int(text)
    except ValueError:
        raise ClientError(
            f'invalid argument "{text}" for "--replicas" flag: strconv.ParseInt: parsing "{text}": invalid syntax\n'
            "See 'minik scale --help' for usage."
        ) from None
    if count > MAX_REPLICAS:
        raise ClientError(
            f'invalid argument "{text}" for "--replicas" flag: strconv.ParseInt: parsing "{text}": value out of range\n'
            "See 'minik scale --help' for usage."
        )
    if count < 0:
        raise ClientError(
            "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0"
        )
    return count


def scale_object(
    draft: Draft, kind: Kind, obj: Object, *, replicas: int, before: Precondition, pretend: bool
) -> Outcome:
    """Scale one object, or only a copy of it for --dry-run=client."""
    change = scaling.scale_locally if pretend else scaling.scale
    return change(draft, kind, obj, replicas, before)
