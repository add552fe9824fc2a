"""All commands: each module is imported only when its verb is called."""

import keyword
from collections.abc import Sequence

from minik import shelf
from minik.command_line import global_options
from minik.command_line.command_group import AnyCommand, CommandGroup
from minik.light_typing import Any


class CommandTree:
    """The verbs in a package of commands."""

    options = global_options.ROOT

    def __init__(self, package: str, path: Sequence[str]) -> None:
        self.package, self.path = package, path

    def verbs(self) -> dict[str, str]:
        """Return every verb and the name of its module."""
        return {name.rstrip("_").replace("_", "-"): name for name in shelf.names(self.path)}

    def names(self) -> list[str]:
        """Return every verb."""
        return list(self.verbs())

    def find(self, verb: str) -> AnyCommand | None:
        """Return the command of a verb, or None; only that one module is looked up."""
        name = verb.replace("-", "_")
        public = name.isidentifier() and not name.startswith("_")
        module = shelf.find(self.package, name + "_" * keyword.iskeyword(name)) if public else None
        return module.command if module else None

    def summary(self, name: str) -> str:
        """Return a verb's one-line help: the first paragraph of its module's docstring.

        The module is read, not imported; the loader reads it, so it may stand in a zip. The one by which
        pytest rewrites a plug-in's package reads no source.
        """
        from importlib.util import find_spec  # noqa: PLC0415 only help and completion need it

        spec: Any = find_spec(f"{self.package}.{name}")
        if hasattr(spec.loader, "get_source"):
            source: str = spec.loader.get_source(f"{self.package}.{name}")
        else:
            with open(spec.origin, encoding="utf-8") as file:
                source = file.read()
        return " ".join(source.split('"""')[1].split("\n\n")[0].split()).removesuffix(".")

    def summaries(self) -> dict[str, str]:
        """Return every verb and its one-line help."""
        return {verb: self.summary(name) for verb, name in self.verbs().items()}


def has_subcommands(command: object) -> bool:
    """Whether a word behind the command may name another one."""
    return isinstance(command, (CommandGroup, CommandTree))
