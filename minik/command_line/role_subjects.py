"""Options for the subjects of role bindings."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from minik.command_line import flags

F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS: Sequence[Any] = (
    flags.repeatable("--user", "users", metavar="NAME", help="A user"),
    flags.repeatable("--group", "groups", metavar="NAME", help="A group of users"),
    flags.repeatable(
        "--serviceaccount", "accounts", metavar="NAMESPACE:NAME", help="A service account"
    ),
)


def options(command: F) -> F:
    """Add --user, --group and --serviceaccount."""
    for option in _OPTIONS:
        command = option(command)
    return command
