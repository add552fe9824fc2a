"""Candidates for the arguments of a verb."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from minik import schemas
from minik.command_line import invocation
from minik.command_line.candidates import objects
from minik.command_line.candidates.line import FILES, Candidate, Line
from minik.command_line.candidates.objects import EXPOSED, SCALED, WORKLOADS
from minik.command_line.command_tree import has_subcommands
from minik.light_typing import Any, TypeAlias

Source: TypeAlias = Callable[[Line], Iterator[Candidate]]
SHELLS = ("bash", "fish", "powershell", "zsh")
API_VERBS = ("get", "list", "watch", "create", "update", "patch", "delete", "*")
QUERIES = ("A", "AAAA", "CNAME", "PTR", "SRV", "TXT", "ANY")


def _objects(only: Sequence[str], line: Line) -> Iterator[Candidate]:
    return objects.kinds_and_names(line.words, line.typed.current, only)


def _type_slash_names(line: Line) -> Iterator[Candidate]:
    """Return TYPE/NAME, any number of times."""
    current = line.typed.current
    candidates = objects.kinds_and_names((), current)
    return candidates if "/" in current else ((f"{word}/", text) for word, text in candidates)


def _names(kind: str, first: bool, line: Line) -> Iterator[Candidate]:
    """Return the names of one kind: for one argument, or for several, each once."""
    if first and line.words:
        return iter(())
    return (
        (name, text)
        for name, text in objects.names_of_kind(kind, line.typed.current)
        if name not in line.words
    )


def _services(line: Line) -> Iterator[Candidate]:
    """Return Services; behind a colon, the ports of one."""
    current = line.typed.current
    if line.words:
        return iter(())
    return (
        objects.service_ports(current)
        if ":" in current
        else objects.names_of_kind("Service", current)
    )


def _way_arguments(line: Line) -> Iterator[Candidate]:
    """Return Services, TYPE/NAME of what says where requests go, URLs."""
    current = line.typed.current
    found = () if line.words or "/" in current else _services(line)
    return objects.in_turn(found, () if line.words else ways(current))


def _graph_arguments(line: Line) -> Iterator[Candidate]:
    """Return Services, and TYPE/NAME of any object, any number of times."""
    current = line.typed.current
    services = () if "/" in current else objects.names_of_kind("Service", current)
    return objects.in_turn(services, ways(current), _type_slash_names(line))


def _dns_arguments(line: Line) -> Iterator[Candidate]:
    """Return a Service name, then DNS record types."""
    return ((word, "") for word in QUERIES) if line.words else _services(line)


def _why_arguments(line: Line) -> Iterator[Candidate]:
    """Return Services, or TYPE/NAME of any object."""
    return (
        objects.kinds_and_names(line.words, line.typed.current)
        if "/" in line.typed.current
        else objects.in_turn(
            _services(line),
            objects.kinds_and_names((), line.typed.current, ("Pod", "Service"))
            if not line.words
            else (),
        )
    )


def _check_arguments(line: Line) -> Iterator[Candidate]:
    """Return Services and TYPE/NAME of any object; files where nothing else begins so."""
    current = line.typed.current
    services = () if "/" in current else objects.names_of_kind("Service", current)
    found = [
        (word, text)
        for word, text in objects.in_turn(services, _type_slash_names(line))
        if word.startswith(current)
    ]
    yield from found if current and found else (*found, FILES)


def _taint_arguments(line: Line) -> Iterator[Candidate]:
    return objects.kinds_and_names(line.words, line.typed.current, ("Node",))


def _contexts(line: Line) -> Iterator[Candidate]:
    return iter(()) if line.words else objects.all_contexts()


def _fields(line: Line) -> Iterator[Candidate]:
    """Return kinds; behind dots, the fields of one."""
    parts = line.typed.current.split(".")
    kind = objects.find_kind(parts[0]) if len(parts) > 1 else None
    if kind is None or kind.custom or line.words:
        return objects.kind_words() if not line.words else iter(())
    properties = schemas.fields({"$ref": kind.definitions[kind.versions[0]]})
    for part in parts[1:-1]:
        properties = schemas.fields(properties.get(part) or {})
    return ((".".join((*parts[:-1], name)), "") for name in properties)


def _can_i_arguments(line: Line) -> Iterator[Candidate]:
    """Return an API verb, then kinds."""
    return (
        objects.kinds_and_names(line.words[1:], line.typed.current)
        if line.words
        else ((verb, "") for verb in API_VERBS)
    )


def _fixed_words(words: Sequence[str], line: Line) -> Iterator[Candidate]:
    return iter(()) if line.words else ((word, "") for word in words)


def _commands(line: Line) -> Iterator[Candidate]:
    """Return commands, then their subcommands."""
    command: Any = invocation.current().root
    for word in line.words:
        command = command.find(word) if has_subcommands(command) else None
    return ((name, "") for name in (command.names() if has_subcommands(command) else ()))


def _lessons(line: Line) -> Iterator[Candidate]:
    from minik import lessons  # noqa: PLC0415 only `learn` has lessons

    if not line.words:
        for name, lesson in lessons.lessons().items():
            yield name.replace("_", "-"), lesson.title


def _files(line: Line) -> Iterator[Candidate]:
    yield FILES


anything, pods, one_pod = (
    partial(_objects, ()),
    partial(_names, "Pod", False),
    partial(_names, "Pod", True),
)
nodes, one_node = partial(_names, "Node", False), partial(_names, "Node", True)
SOURCES: dict[str, Source] = {
    **dict.fromkeys(
        ("annotate", "delete", "describe", "edit", "get", "label", "patch", "wait"), anything
    ),
    **dict.fromkeys(("rollout *", "set serviceaccount"), partial(_objects, WORKLOADS)),
    "set selector": partial(_objects, ("Service",)),
    "set *": partial(_objects, (*SCALED, "Pod", "DaemonSet", "Job", "CronJob")),
    "scale": partial(_objects, SCALED),
    "autoscale": partial(_objects, SCALED),
    "expose": partial(_objects, EXPOSED),
    "taint": _taint_arguments,
    "apply": anything,
    **dict.fromkeys(("cordon", "drain", "uncordon", "top node"), nodes),
    "simulate *": one_node,
    "simulate advance": partial(_fixed_words, ()),
    **dict.fromkeys(
        ("env", "simulate pod-exit", "simulate ready", "simulate unready", "top pod"), one_pod
    ),
    **dict.fromkeys(("attach", "debug", "exec", "logs", "port-forward"), one_pod),
    "resolve": _way_arguments,
    "dns": _dns_arguments,
    "why": _why_arguments,
    "check": _check_arguments,
    "trace": _way_arguments,
    "graph": _graph_arguments,
    "explain": _fields,
    "schema": lambda line: objects.kind_words(),
    "completion": partial(_fixed_words, SHELLS),
    "auth can-i": _can_i_arguments,
    "help": _commands,
    "learn": _lessons,
    **dict.fromkeys(
        ("config use-context", "config delete-context", "config set-context"), _contexts
    ),
    **dict.fromkeys(("kustomize", "validate", "state check", "cp", "review"), _files),
}


def argument_candidates(line: Line) -> Iterator[Candidate]:
    """Return the candidates for a verb's next argument, by its full name or its group's; empty
    where it takes free text.
    """
    source = SOURCES.get(" ".join(line.path)) or SOURCES.get(
        f"{line.path[0]} *" if line.path[1:] else ""
    )
    return source(line) if source else iter(())


def ways(current: str, *only: str) -> Iterator[Candidate]:
    """Return what says where requests from outside go, of these types alone if any are given."""
    from minik.command_line.candidates import ways as found  # noqa: PLC0415 few complete a way

    return found.ways(current, *only)
