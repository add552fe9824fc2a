"""Whom roles are bound to."""
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from minik.commands import _options

F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS: Sequence[Any] = (
    _options.repeated("--user", "users", metavar="NAME", help="A user"),
    _options.repeated("--group", "groups", metavar="NAME", help="A group of users"),
    _options.repeated("--serviceaccount", "accounts", metavar="NAMESPACE:NAME", help="A service account"),
)


def options(command: F) -> F:
    """--user, --group, --serviceaccount."""
    for option in _OPTIONS:
        command = option(command)
    return command
