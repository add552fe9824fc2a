"""The command line that is carried out: whoever reads it fills this in, and commands ask it."""

from collections.abc import Callable, Collection, Mapping, Sequence

from minik.command_line.options import Option
from minik.light_typing import Any


class Invocation:
    """One command line.

    `typed` are its words, `path` those that name the command, `after` those that follow `--`.
    `values` are what the command is called with, `options` what it could be called with, `given` the
    parameters of the options that were typed.
    `global_options` are the values of the options that every command takes: `namespace`, `state`...
    `normalized` is the command line with every option as `--name=value`, where click read it;
    `recorded` whether it is to be remembered in annotations (--record).
    `elsewhere` returns the cluster that is read in place of the state's, where one is named (-f);
    `live` is the session with a live cluster, once there is one; `keeps_state` says that the verb works
    on a state file although one is named.
    `files` is what `given_files` keeps of it.
    `held` is what a process that ends with this command line need not take apart before (of a thousand
    objects 6 ms, where an apply of them takes 87).
    `root` is the table of all commands.
    """

    def __init__(self, typed: Sequence[str] = (), root: Any = None) -> None:
        self.typed, self.root = tuple(typed), root
        self.path = "minik"
        self.after: Sequence[str] = ()
        self.values: Mapping[str, Any] = {}
        self.options: Sequence[Option] = ()
        self.given: Collection[str] = ()
        self.global_options: dict[str, Any] = {}
        self.normalized: Sequence[str] = ()
        self.recorded = False
        self.warnings = 0
        self.files: Any = None
        self.held: list[Any] = []
        self.elsewhere: Callable[[], Any] | None = None
        self.live: Any = None
        self.keeps_state = False

    def __enter__(self) -> "Invocation":
        _running.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        _running.remove(self)


_last: list[Invocation] = []  # what they hold outlives them
_running = [Invocation()]  # a command may run another one, as lessons do; the first is of a program


def current() -> Invocation:
    """Return the command line that is carried out; an empty one where a program calls without one."""
    return _running[-1]


def hold(*things: Any) -> None:
    """Keep things as long as the command line that is carried out."""
    current().held += things


def is_last(line: Invocation) -> None:
    """Keep what a command line holds: its process ends with it."""
    _last.append(line)
