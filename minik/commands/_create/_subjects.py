"""Options for the subjects of role bindings."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from minik.commands import _options

F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS: Sequence[Any] = (
    _options.repeatable("--user", "users", metavar="NAME", help="A user"),
    _options.repeatable("--group", "groups", metavar="NAME", help="A group of users"),
    _options.repeatable(
        "--serviceaccount", "accounts", metavar="NAMESPACE:NAME", help="A service account"
    ),
)


def options(command: F) -> F:
    """Add --user, --group and --serviceaccount."""
    for option in _OPTIONS:
        command = option(command)
    return command
