"""What a verb works on: the words that follow it."""
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

import click

from minik import schemas
from minik.commands._candidates import objects
from minik.commands._candidates.line import FILES, Candidate, Line
from minik.commands._candidates.objects import EXPOSED, SCALED, WORKLOADS

Source: TypeAlias = Callable[[Line], Iterator[Candidate]]
SHELLS = ("bash", "fish", "powershell", "zsh")
ANSWERED = ("get", "list", "watch", "create", "update", "patch", "delete", "*")
QUERIES = ("A", "AAAA", "CNAME", "PTR", "SRV", "TXT", "ANY")


def _objects(only: Sequence[str], line: Line) -> Iterator[Candidate]:
    return objects.kinds_and_names(line.words, line.typed.current, only)


def _slashed(line: Line) -> Iterator[Candidate]:
    """TYPE/NAME, again and again."""
    current = line.typed.current
    found = objects.kinds_and_names((), current)
    return found if "/" in current else ((f"{word}/", text) for word, text in found)


def _names(kind: str, first: bool, line: Line) -> Iterator[Candidate]:
    """Names of one kind: one of them, or several, each once."""
    if first and line.words:
        return iter(())
    return ((name, text) for name, text in objects.of_kind(kind, line.typed.current) if name not in line.words)


def _services(line: Line) -> Iterator[Candidate]:
    """A Service, and behind a colon one of its ports."""
    current = line.typed.current
    if line.words:
        return iter(())
    return objects.service_ports(current) if ":" in current else objects.of_kind("Service", current)


def _asked(line: Line) -> Iterator[Candidate]:
    """A name, then the type of the DNS records."""
    return ((word, "") for word in QUERIES) if line.words else _services(line)


def _questioned(line: Line) -> Iterator[Candidate]:
    """A Service, or any object."""
    return objects.kinds_and_names(line.words, line.typed.current) if "/" in line.typed.current else objects.either(
        _services(line), objects.kinds_and_names((), line.typed.current, ("Pod", "Service")) if not line.words else ())


def _tainted(line: Line) -> Iterator[Candidate]:
    return objects.kinds_and_names(line.words, line.typed.current, ("Node",))


def _contexts(line: Line) -> Iterator[Candidate]:
    return iter(()) if line.words else objects.all_contexts()


def _fields(line: Line) -> Iterator[Candidate]:
    """A kind, and behind dots the way to one of its fields."""
    parts = line.typed.current.split(".")
    kind = objects.named(parts[0]) if len(parts) > 1 else None
    if kind is None or kind.custom or line.words:
        return objects.kind_words() if not line.words else iter(())
    here = schemas.fields({"$ref": kind.definitions[kind.versions[0]]})
    for part in parts[1:-1]:
        here = schemas.fields(here.get(part) or {})
    return ((".".join((*parts[:-1], name)), "") for name in here)


def _allowed(line: Line) -> Iterator[Candidate]:
    """A verb, then a kind."""
    return objects.kinds_and_names(line.words[1:], line.typed.current) if line.words else ((verb, "") for verb in ANSWERED)


def _of_words(words: Sequence[str], line: Line) -> Iterator[Candidate]:
    return iter(()) if line.words else ((word, "") for word in words)


def _commands(line: Line) -> Iterator[Candidate]:
    """A command, and the commands under it."""
    context = click.get_current_context().find_root()
    found: click.Command | None = context.command
    for word in line.words:
        found = found.get_command(context, word) if isinstance(found, click.Group) else None
    return ((name, "") for name in (found.list_commands(context) if isinstance(found, click.Group) else ()))


def _files(line: Line) -> Iterator[Candidate]:
    yield FILES


anything, pods, one_pod = partial(_objects, ()), partial(_names, "Pod", False), partial(_names, "Pod", True)
nodes, one_node = partial(_names, "Node", False), partial(_names, "Node", True)
FOLLOWING: dict[str, Source] = {
    **dict.fromkeys(("annotate", "delete", "describe", "edit", "get", "label", "patch", "wait"), anything),
    **dict.fromkeys(("rollout *", "set serviceaccount"), partial(_objects, WORKLOADS)), "set selector": partial(_objects, ("Service",)),
    "set *": partial(_objects, (*SCALED, "Pod", "DaemonSet", "Job", "CronJob")), "scale": partial(_objects, SCALED),
    "autoscale": partial(_objects, SCALED), "expose": partial(_objects, EXPOSED), "taint": _tainted, "apply": anything,
    **dict.fromkeys(("cordon", "drain", "uncordon", "top node"), nodes), "simulate *": one_node, "simulate advance": partial(_of_words, ()),
    **dict.fromkeys(("env", "simulate pod-exit", "simulate ready", "simulate unready", "top pod"), one_pod),
    **dict.fromkeys(("attach", "debug", "exec", "logs", "port-forward"), one_pod), "resolve": _services, "dns": _asked,
    "why": _questioned, "check": _slashed, "explain": _fields, "completion": partial(_of_words, SHELLS), "auth can-i": _allowed,
    "help": _commands,
    **dict.fromkeys(("config use-context", "config delete-context", "config set-context"), _contexts),
    **dict.fromkeys(("kustomize", "validate", "state check", "cp"), _files),
}


def arguments(line: Line) -> Iterator[Candidate]:
    """What may follow a verb; by its whole name, else by its family's; nothing where that is for the person to say."""
    source = FOLLOWING.get(" ".join(line.path)) or FOLLOWING.get(f"{line.path[0]} *" if line.path[1:] else "")
    return source(line) if source else iter(())
