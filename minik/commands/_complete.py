"""What may stand where something is being typed: asked by the scripts of `minik completion`, one candidate a line."""
import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeAlias

import click

from minik import kinds, render, schemas
from minik.commands import _session, _targets
from minik.errors import MinikError
from minik.store import contexts, layout
from minik.store.state_file import StateFile

MOST = 1000  # candidates: nobody reads more
OBJECTS = ("annotate", "autoscale", "delete", "describe", "edit", "expose", "get", "label", "patch", "scale", "wait")
WITHIN = {"rollout": OBJECTS, "set": OBJECTS}
OF_KIND = {"cordon": "Node", "drain": "Node", "uncordon": "Node", "resolve": "Service", "env": "Pod"}
PATHS = ("-f", "--filename", "--state", "--template", "--baseline", "-k", "--kustomize")
CHOICES = {
    "--dry-run": ("none", "client", "server"), "--subresource": ("status", "scale"), "--show-events": ("true", "false"),
    "--namespaced": ("true", "false"), "--cascade": ("background", "foreground", "orphan"), "--type": ("json", "merge", "strategic"),
    "--ip-family": ("IPv4", "IPv6"), **dict.fromkeys(("--mode", "--proxy-mode"), ("iptables", "ipvs", "nftables", "userspace")),
}
GLOBAL = {"-n": "namespace", "--namespace": "namespace", "--state": "state", "--context": "context"}
Candidate: TypeAlias = tuple[str, str]


class Typed(NamedTuple):
    """A command line up to the cursor: the words before, and the one that is being typed."""

    before: Sequence[str]
    current: str


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}, add_help_option=False)
@click.argument("shell")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def command(shell: str, words: tuple[str, ...]) -> None:
    """Candidates for the word that is being typed, for a shell's completion script."""
    typed, kept = read_line(*words) if shell == "bash" else (Typed(words[:-1], words[-1] if words else ""), 0)
    remember(typed.before)
    try:
        found = list(islice(candidates(typed), MOST))
    except (MinikError, OSError, ValueError):
        return
    values = dict(found)
    nospace = [":nospace"] if values and all(value[-1] in "=/," for value in values) else []
    click.echo("\n".join([*nospace, *(f"{value[kept:]}\t{text}" if value[0] != ":" else value for value, text in values.items())]))


def remember(before: Sequence[str]) -> None:
    """Which state and which namespace the words so far mean."""
    meta = click.get_current_context().find_root().meta
    for word, following in zip(before, (*before[1:], ""), strict=False):
        name, equals, value = word.partition("=")
        if name in GLOBAL:
            meta[f"minik.{GLOBAL[name]}"] = value if equals else following
        elif word.startswith("-n") and len(word) > 2:
            meta["minik.namespace"] = word[2:]


def read_line(line: str, word: str) -> tuple[Typed, int]:
    """bash's line as words; it breaks words at `=` and `:`, and wants only what stands behind the last of these."""
    try:
        words = shlex.split(line)
    except ValueError:
        words = shlex.split(line + line[max(line.rfind("'"), line.rfind('"'))])
    current = "" if not line or line[-1].isspace() else words[-1]
    before = words[1:] if not current else words[1:-1]
    return Typed(before, current), max(len(current) - len(word.strip("'\"")), 0) if current else 0


def candidates(typed: Typed) -> Iterator[Candidate]:
    """Everything that may stand here and begins as the word does."""
    known = command_of(typed.before)
    waiting = option_waiting(typed, known)
    name, equals, value = typed.current.partition("=")
    if waiting:
        return starting(typed.current, values_of(waiting, typed))
    if typed.current.startswith("--") and equals:
        return ((f"{name}={found}" if found[0] != ":" else found, text) for found, text in starting(value, values_of(name, typed)))
    if typed.current.startswith("-"):
        return starting(typed.current, options(known))
    return arguments(typed, known)


def starting(word: str, found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Those that begin with a word; `:files` leaves it to the shell."""
    return ((value, text) for value, text in found if value.startswith(word) or value == ":files")


def minik() -> click.Group:
    """The command that has all verbs under it."""
    root = click.get_current_context().find_root().command
    assert isinstance(root, click.Group)
    return root


def command_of(before: Sequence[str]) -> click.Command:
    """The command that the words so far name: a verb, or what stands under it."""
    found: click.Command = minik()
    for word in positional(before, found):
        following = found.get_command(click.get_current_context(), word) if isinstance(found, click.Group) else None
        found = following or found
    return found


def positional(before: Sequence[str], known: click.Command) -> list[str]:
    """The words that are neither options nor their values."""
    found, skip = [], False
    for word in before:
        if skip or word.startswith("-"):
            skip = not skip and "=" not in word and takes_value(word, known)
        else:
            found.append(word)
    return found


def takes_value(option: str, known: click.Command) -> bool:
    """Whether an option is followed by its value; the global ones are known everywhere."""
    params = [param for param in (*known.params, *minik().params) if isinstance(param, click.Option)]
    return any(option in param.opts and not (param.is_flag or param.type is click.BOOL) for param in params)


def option_waiting(typed: Typed, known: click.Command) -> str:
    """The option whose value is being typed."""
    last = typed.before[-1] if typed.before else ""
    return last if last.startswith("-") and "=" not in last and takes_value(last, known) else ""


def options(known: click.Command) -> Iterator[Candidate]:
    """The options of a command, the global ones among them."""
    for param in known.params:
        if isinstance(param, click.Option):
            waits = "" if param.is_flag or param.type is click.BOOL else "="
            yield from ((name + waits * name.startswith("--"), param.help or "") for name in param.opts if name.startswith("--"))
    yield "--help", "Show what the command does"


def values_of(option: str, typed: Typed) -> Iterator[Candidate]:
    """What the value of an option may be."""
    if option in PATHS:
        yield ":files", ""
    elif option in ("-n", "--namespace"):
        yield from names("Namespace", "", typed.current.partition("=")[2] if "=" in typed.current else typed.current)
    elif option == "--context":
        yield from ((name, context.state) for name, context in contexts.read().all.items())
    elif option in ("-o", "--output"):
        yield from ((name + "=" * takes_argument(name), "") for name in render.formats())
    else:
        yield from ((choice, "") for choice in CHOICES.get(option, ()))


def takes_argument(name: str) -> bool:
    """Whether a format needs a template or columns."""
    return name not in (*render.CASELESS, "wide")


def arguments(typed: Typed, known: click.Command) -> Iterator[Candidate]:
    """What a command works on: verbs first, then what the verb takes."""
    words = positional(typed.before, known)
    if known is minik():
        return starting(typed.current, known.summaries().items())  # type: ignore[attr-defined]
    if isinstance(known, click.Group):
        return starting(typed.current, nested(known))
    if words[0] in OBJECTS or words[0] in WITHIN:
        return kinds_and_names(words[1 + (words[0] in WITHIN):], typed.current)
    if words[0] in OF_KIND:
        return names(OF_KIND[words[0]], _session.namespace(), typed.current)
    if words[0] == "explain":
        return starting(typed.current, kind_words())
    if words[0] == "completion":
        return starting(typed.current, [("bash", ""), ("fish", ""), ("zsh", "")])
    return iter([(":files", "")])


def nested(known: click.Group) -> Iterator[Candidate]:
    """The commands under a command."""
    context = click.get_current_context()
    for name in known.list_commands(context):
        command = known.get_command(context, name)
        yield name, command.get_short_help_str() if command else ""


def kinds_and_names(words: Sequence[str], current: str) -> Iterator[Candidate]:
    """TYPE, then NAMEs that are not there yet; or TYPE/NAME."""
    kind, slash, name = current.partition("/")
    if slash:
        return ((f"{kind}/{found}", text) for found, text in names_of(kind, name))
    if words and "/" not in words[0]:
        return ((found, text) for found, text in names_of(words[0], current) if found not in words)
    head, comma, last = current.rpartition(",")
    return ((f"{head}{comma}{word}", text) for word, text in starting(last, kind_words()))


def kind_words() -> Iterator[Candidate]:
    """The names of kinds, as api-resources lists them; what the kinds do need not be known."""
    yield from ((row["plural"], f"{row['group']}/{row['served'][0]}".lstrip("/")) for row in schemas.catalog() if row["served"])
    yield from ((kind.plural, kind.api_version) for kind in map(kinds.of_definition, _session.reading().of("CustomResourceDefinition")))


def names_of(word: str, beginning: str) -> Iterator[Candidate]:
    """The names of objects of the kind that a word means."""
    for part in word.split(","):
        kind = kinds.named(part, _targets.custom(_session.reading()))
        if kind is not None:
            yield from names(kind.key, _session.namespace() if kind.namespaced else "", beginning)


def names(kind: str, namespace: str, beginning: str) -> Iterator[Candidate]:
    """The names in a namespace that begin so, in order, read from the state file without reading the objects."""
    cluster = _session.reading()
    path = f"{namespace}/{beginning}" if namespace else beginning
    keys = in_file(cluster.source, kind, path) if isinstance(cluster.source, StateFile) else cluster.table(kind).by_path
    yield from ((key.rpartition("/")[2], "") for key in keys if key.startswith(path) or isinstance(cluster.source, StateFile))


def in_file(file: StateFile, kind: str, path: str) -> Iterator[str]:
    """The keys that begin so, one line after the other."""
    key = layout.key_bytes(kind, path)
    line = file.bisect(key)
    while line < file.end and (found := file.key_at(line)).startswith(key):
        yield found.decode()
        line = file.line_end(line)
