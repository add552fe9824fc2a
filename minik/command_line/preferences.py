"""A command line as a person's preferences make it: an alias becomes its command, options that are
not typed get their values.

Upstream rule: kubectl `pkg/kuberc`. Two commands with one last name (`config set`, `kuberc set`) are
told apart here, which kubectl does not.
"""

from collections.abc import Collection, Sequence

from minik.client import preferences
from minik.client.preferences import Alias, Pair, Preference
from minik.command_line import global_options, parsing, reading, request_log, streams
from minik.command_line.command_tree import CommandTree
from minik.command_line.options import Option
from minik.command_line.preference_documents import find_in
from minik.errors import ClientError, MinikError, Unanswered
from minik.light_typing import NamedTuple
from minik.store import preference_files

OPTION, MAKES_THEM = "--kuberc", "kuberc"


class Called(NamedTuple):
    """A command that words call: its path, and the options that it has."""

    path: str
    options: Sequence[Option]


def expand(tree: CommandTree, words: Sequence[str]) -> Sequence[str]:
    """Return the command line with the preferences applied, but for the command that sets them.
    Raises Unanswered for preferences that cannot be applied.
    """
    called = _called(tree, words)
    if called and called.path.split()[0] == MAKES_THEM:
        return words
    try:
        place = preference_files.place(_named_file(words))
        preference = load(place, _level(words)) if place else None
        if preference is None:
            return words
        aliased = _with_alias(tree, preference, words)
        return _with_defaults(tree, preference, words if aliased is None else aliased, words)
    except MinikError as error:
        raise Unanswered(f"error occurred while applying preferences {error.message}") from None


def _named_file(words: Sequence[str]) -> str:
    """Return the value of --kuberc. Raises ClientError where it has none."""
    before = words[: words.index("--")] if "--" in words else words
    for index, word in enumerate(before):
        name, equals, value = word.partition("=")
        if name == OPTION:
            value = value if equals else "".join(before[index + 1 : index + 2])
            if not value:
                raise ClientError("kuberc file is not found")
            return value
    return ""


def _level(words: Sequence[str]) -> int:
    """Return how much is told (-v) of a command line that is not read yet."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        text = value if equals else following if word in ("-v", "--v") else word.removeprefix("-v")
        if name in ("-v", "--v") and text.isdecimal() or word.startswith("-v") and text.isdecimal():
            return int(text)
    return 0


def load(place: preference_files.Place, level: int) -> Preference | None:
    """Return the preferences of a file; None for none. What is wrong with one that nobody named is
    told only. Raises ClientError.
    """
    try:
        found = find_in(place.path)
        if found is None and place.named:
            raise ClientError(f"open {place.path}: no such file or directory")
    except MinikError as error:
        if place.named:
            raise ClientError(f"kuberc error kuberc: {error.message}") from None
        _tell(f"kuberc: no preferences loaded from {place.path}: {error.message}")
        return None
    if found is None:
        return None
    if found.document is None:
        if level >= request_log.STORY:
            request_log.say("marshal.go:112", f"kuberc: no preferences found in {place.path}")
        return None
    if found.complaint:
        _tell(f"kuberc: ignoring strict decoding error in {place.path}: {found.complaint}")
    return preferences.parse(found.document)


def _tell(text: str) -> None:
    """Tell of the file: nothing of the command line is read yet."""
    streams.echo(text, err=True)


def _called(tree: CommandTree, words: Sequence[str]) -> Called | None:
    """Return the command that words call; None for none."""
    place = parsing.first_word([*tree.options, *global_options.rare()], words)
    found = None if place is None else tree.find(words[place])
    if place is None or found is None:
        return None
    try:
        command, path, _, given = reading.descend(found, words[place], words[place + 1 :])
    except reading.Unusual:
        return Called(words[place], global_options.GLOBAL)
    return Called(path, [*command.options, *given, *global_options.rare()])


def _with_alias(
    tree: CommandTree, preference: Preference, words: Sequence[str]
) -> Sequence[str] | None:
    """Return the command line that an alias stands for; None where it calls none."""
    place = parsing.first_word([*tree.options, *global_options.rare()], words)
    if place is None or _called(tree, words):
        return None
    alias = next((one for one in preference.aliases if one.name == words[place]), None)
    return _unfolded(tree, alias, words, place) if alias else None


def _unfolded(tree: CommandTree, alias: Alias, words: Sequence[str], place: int) -> Sequence[str]:
    command = alias.command.split()
    called = _called(tree, command)
    if called is None or called.path != " ".join(command):
        raise ClientError(f'command "{alias.command}" not found to set alias "{alias.name}": []')
    unknown = f"in alias {alias.name}"
    given = _missing_options(called, alias.options, words, f"invalid alias flag {{}} {unknown}")
    return [
        *words[:place],
        *command,
        *given,
        *alias.before,
        *words[place + 1 :],
        *alias.after,
    ]


def _with_defaults(
    tree: CommandTree, preference: Preference, words: Sequence[str], typed: Sequence[str]
) -> Sequence[str]:
    """Return the command line with the options that its command has by default, and that an alias
    never gets.
    """
    called = _called(tree, words)
    if called is None:
        return words
    given: list[str] = []
    for defaults in preference.defaults:
        names = defaults.command.split()
        command = _called(tree, names)
        if command is None or command.path != " ".join(names):
            if any(
                names[:1] == [alias.name] and alias.name in typed for alias in preference.aliases
            ):
                raise ClientError(f"alias {names[0]} can not be overridden")
            _tell(f'Warning: command "{defaults.command}" not found to set kuberc override')
        elif command.path == called.path and words is typed:
            unknown = f"invalid flag {{}} for command {defaults.command}"
            given += _missing_options(called, defaults.options, words, unknown)
    if not given:
        return words
    end = words.index("--") if "--" in words else len(words)
    return [*words[:end], *given, *words[end:]]


def _missing_options(
    called: Called, pairs: Sequence[Pair], words: Sequence[str], unknown: str
) -> list[str]:
    """Return as words the options that were not typed. Raises ClientError for one that the command
    does not have.
    """
    by_name = {name: option for option in called.options for name in option.names}
    found = []
    for pair in pairs:
        option = by_name.get(f"--{pair.name}")
        if option is None:
            raise ClientError(unknown.format(pair.name))
        if not _is_typed(option, words, by_name):
            found.append(f"--{pair.name}={pair.value}")
    return found


def _is_typed(option: Option, words: Sequence[str], by_name: Collection[str]) -> bool:
    """Whether an option stands in the words, alone, with its value, or among short ones."""
    return any(_gives(word, name, by_name) for word in words for name in option.names)


def _gives(word: str, name: str, by_name: Collection[str]) -> bool:
    """Whether a word gives an option under this name."""
    if word == name or word.startswith(f"{name}="):
        return True
    if len(name) > 2 or not word.startswith("-"):
        return False
    letters = word[1:]
    are_options = letters.isalpha() and all(f"-{letter}" in by_name for letter in letters)
    return word.startswith(name) or are_options and name[1] in letters
