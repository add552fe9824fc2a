"""Create a priority class with the specified name"""

import click

from minik.commands import _options
from minik.commands._changes import Request
from minik.commands._create import _making
from minik.intake.generators.priority_class import build_priority_class


@click.command(cls=_options.Verb)
@_options.number("--value", default=0, help="The priority: the higher, the more important")
@_options.flag("--global-default", help="The class of pods that name none")
@_options.text("--description", metavar="TEXT", help="When to use it")
@_options.text(
    "--preemption-policy",
    default="PreemptLowerPriority",
    metavar="POLICY",
    help="Whether pods of lower priority are evicted for it",
)
@_making.options
@click.argument("words", nargs=-1)
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
    name = _making.single_name(words)
    new_class = build_priority_class(
        name,
        value,
        is_default=global_default,
        description=description,
        preemption=preemption_policy,
    )
    _making.make(new_class, request, "failed to create priorityclass")
