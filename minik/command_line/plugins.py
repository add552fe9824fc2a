"""Plugins: programs on the PATH that are called `minik-NAME` or `kubectl-NAME`.

Upstream rule: kubectl's `HandlePluginCommand` and `plugin list`. A verb of minik's is never taken
by a plugin.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence

from minik.command_line import invocation
from minik.command_line.command_tree import has_subcommands
from minik.errors import ClientError
from minik.light_typing import NamedTuple, NoReturn

PREFIXES = ("minik", "kubectl")
EXTENDED = ("create",)  # the command whose subcommands may be plugins
STARTS = tuple(f"{prefix}-" for prefix in PREFIXES)


class Plugin(NamedTuple):
    """A program that may be called as a verb, and what is wrong with it."""

    path: str
    warnings: Sequence[str] = ()


class Call(NamedTuple):
    """The program that a command line calls, and the arguments that it gets."""

    path: str
    arguments: Sequence[str]


def find_call(words: Sequence[str]) -> Call | None:
    """Return the plugin with the longest name that the words begin with; None if there is none."""
    names = [word.replace("-", "_") for word in _before_options(words)]
    for count in range(len(names), 0, -1):
        for prefix in PREFIXES:
            path = shutil.which("-".join((prefix, *names[:count])))
            if path:
                return Call(path, words[count:])
    return None


def _before_options(words: Sequence[str]) -> Sequence[str]:
    """Return the words before the first option."""
    options = [place for place, word in enumerate(words) if word.startswith("-")]
    return words[: min(options, default=len(words))]


def run_instead(words: Sequence[str], before: Sequence[str] = ()) -> None:
    """Let a plugin take over this process, if the words call one; raise ClientError if options
    stand before its name.
    """
    call = find_call(words)
    if call is None:
        return
    if before:
        raise ClientError(f"flags cannot be placed before plugin name: {before[0]}")
    _become(call)


def run_subcommand(words: Sequence[str]) -> None:
    """Let a plugin `kubectl-create-NAME` take over this process, where the words call one and `create`
    has no such subcommand of its own. Upstream rule: `IsSubcommandPluginAllowed`.
    """
    if tuple(words[:1]) != EXTENDED or not words[1:] or words[1].startswith("-"):
        return
    command = invocation.current().root.find(words[0])
    call = None if command.find(words[1]) else find_call(words)
    if call and len(words) - len(call.arguments) > 1:
        _become(call)


def _become(call: Call) -> NoReturn:
    try:
        os.execv(call.path, [call.path, *call.arguments])
    except OSError as error:
        raise ClientError(f"{call.path}: {error.strerror}") from None


def folders(path: str) -> list[str]:
    """Return the folders of a PATH, each once."""
    return [folder for folder in dict.fromkeys(path.split(os.pathsep)) if folder.strip()]


def available(
    places: Iterable[str], overwritten: Callable[[Sequence[str]], str], tell: Callable[[str], None]
) -> Iterator[Plugin]:
    """Yield every plugin in these folders; `overwritten` returns the command that already has these
    words, and `tell` is told of folders that cannot be read.
    """
    seen: dict[str, str] = {}
    for folder in places:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            tell(
                f'Unable to read directory "{folder}" from your PATH: open {folder}: '
                f"{(error.strerror or '').lower()}. Skipping..."
            )
            continue
        for entry in entries:
            if entry.name.startswith(STARTS) and not entry.is_dir():
                path = os.path.join(folder, entry.name)
                yield Plugin(path, tuple(_warnings(path, entry.name, seen, overwritten)))


def _warnings(
    path: str, name: str, seen: dict[str, str], overwritten: Callable[[Sequence[str]], str]
) -> Iterator[str]:
    """Yield what keeps a plugin from being called."""
    if not os.path.exists(path):
        yield f"error: unable to identify {path} as an executable file: stat {path}: no such file or directory"
    elif not os.access(path, os.X_OK):
        yield f"warning: {path} identified as a kubectl plugin, but it is not executable"
    if name in seen:
        yield f"warning: {path} is overshadowed by a similarly named plugin: {seen[name]}"
    seen.setdefault(name, path)
    command = overwritten(name.split("-")[1:])
    if command:
        yield f'warning: {name} overwrites existing command: "{command}"'


def command_of(words: Sequence[str]) -> str:
    """Return the command of minik's that these words call: `minik config view`; "" if none."""
    command, names = invocation.current().root, ["minik"]
    for word in words:
        command = command.find(word) if has_subcommands(command) else None
        if command is None:
            break
        names.append(word)
    return " ".join(names) if names[1:] else ""
