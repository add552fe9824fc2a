"""Create a priority class with the specified name"""

from minik.client.generators.priority_class import build_priority_class
from minik.command_line import creating, flags, usages
from minik.command_line.change_requests import Request


@flags.command(usage=f"NAME --value=VALUE --global-default=BOOL {usages.DRY_RUN}")
@flags.number("--value", default=0, help="The priority: the higher, the more important")
@flags.flag("--global-default", help="The class of pods that name none")
@flags.text("--description", metavar="TEXT", help="When to use it")
@flags.text(
    "--preemption-policy",
    default="PreemptLowerPriority",
    metavar="POLICY",
    help="Whether pods of lower priority are evicted for it",
)
@creating.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    value: int,
    global_default: bool,
    description: str,
    preemption_policy: str,
    request: Request,
) -> None:
    """Create a priority class: NAME --value=N.

    Where room is short, pods of higher priority are placed first, and take the place of others.

    \b
    Examples:
      minik create priorityclass high --value=1000 --description='What customers see'
      minik create priorityclass patient --value=100 --preemption-policy=Never
    """
    name = creating.single_name(words)
    new_class = build_priority_class(
        name,
        value,
        is_default=global_default,
        description=description,
        preemption=preemption_policy,
    )
    creating.make(new_class, request, "failed to create priorityclass")
