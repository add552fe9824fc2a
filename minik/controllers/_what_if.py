"""What a person supposes, in words: `node-down node-1`, `scale deploy/web 0`. It happens to a copy of the cluster, and nobody keeps it.

What follows is the controllers' business, as it is after the verbs of the same names.
"""
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import NamedTuple, TypeAlias

from minik import kinds
from minik.controllers import _clock, _horizon, _simulation, _steps
from minik.errors import ClientError, MinikError
from minik.intake import altering, requests, scaling, tagging
from minik.intake.scaling import SCALABLE
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object

SHORT = {"--memory": "MemoryPressure", "--disk": "DiskPressure", "--pid": "PIDPressure"}
LARGEST = 2**31 - 1
SPACE = ("-n", "--namespace")


class Words(NamedTuple):
    """What is supposed, taken apart."""

    rest: Sequence[str]
    options: Mapping[str, str]
    namespace: str


Event: TypeAlias = Callable[[Cluster, Words], Cluster]


class Verb(NamedTuple):
    """One thing that may be supposed: the words it takes, which of its options have a value, which have none, and what it does."""

    usage: str
    event: Event
    least: int = 1
    most: int = 1
    values: Sequence[str] = ()
    flags: Sequence[str] = ()


def supposed(cluster: Cluster, text: str, namespace: str) -> Cluster:
    """The cluster as it would be."""
    name, verb, words = understood(text, namespace)
    if not verb.least <= len(words.rest) <= verb.most:
        raise _misuse(text, name)
    try:
        return verb.event(cluster, words)
    except MinikError as error:
        raise ClientError(f'--what-if "{text}": {error.message}') from None


def understood(text: str, namespace: str) -> tuple[str, Verb, Words]:
    """The verb and its words."""
    name, *rest = text.split() or [""]
    if name not in VERBS:
        told = f'"{name}" is nothing that can be supposed' if name else "nothing is supposed"
        raise ClientError(f"--what-if {told}: it is one of {', '.join(VERBS)}")
    verb, plain, options, waiting = VERBS[name], [], {}, iter(rest)
    for word in waiting:
        option, equals, value = word.partition("=")
        if not word.startswith("-"):
            plain.append(word)
        elif option in verb.flags and not equals:
            options[option] = "true"
        elif option in (*verb.values, *SPACE):
            options[option] = value if equals else next(waiting, "")
            if not options[option]:
                raise _misuse(text, name)
        else:
            raise _misuse(text, name)
    return name, verb, Words(plain, options, options.get("-n") or options.get("--namespace") or namespace)


def _misuse(text: str, name: str) -> ClientError:
    return ClientError(f'--what-if "{text}" is not understood: it is "{name} {VERBS[name].usage}"')


def _after(cluster: Cluster, act: Callable[[Draft], object]) -> Cluster:
    """The cluster after something has happened, at rest at the same moment."""
    draft = cluster.draft()
    act(draft)
    return _clock.rung(_steps.finished(draft.cluster(), {key.kind for key in draft.changes}))


def _later(cluster: Cluster, length: timedelta) -> Cluster:
    *_, last = _clock.passed(cluster, cluster.now + length)
    return last


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > len(str(LARGEST)) or int(text) > LARGEST:
        raise ClientError(f'"{text}" is no number from 0 to {LARGEST}')
    return int(text)


def _node_down(cluster: Cluster, words: Words) -> Cluster:
    failed = _after(cluster, lambda draft: _simulation.stop(draft, _one(cluster, "Node", words)))
    if "--for" in words.options:
        return _later(failed, _clock.lasting(words.options["--for"]))
    *_, last = failed, *_horizon.watched(failed)
    return last


def _node_up(cluster: Cluster, words: Words) -> Cluster:
    return _after(cluster, lambda draft: _simulation.start(draft, _one(cluster, "Node", words)))


def _pressure(cluster: Cluster, words: Words) -> Cluster:
    chosen = [SHORT[option] for option in words.options if option in SHORT] or ["MemoryPressure"]
    if len(chosen) > 1:
        raise ClientError("only one of --memory, --disk and --pid can be given")
    count = _number(words.options.get("--evict", "1"))
    return _after(cluster, lambda draft: _simulation.strain(draft, _one(cluster, "Node", words), chosen[0], count))


def _pod_exit(cluster: Cluster, words: Words) -> Cluster:
    code = _number(words.options.get("--code", "0"))
    if code > 255:
        raise ClientError(f"an exit status is a number from 0 to 255, not {code}")
    return _after(cluster, lambda draft: _simulation.end(draft, _one(cluster, "Pod", words), code))


def _unready(cluster: Cluster, words: Words) -> Cluster:
    return _after(cluster, lambda draft: _simulation.lose(draft, _one(cluster, "Pod", words)))


def _ready(cluster: Cluster, words: Words) -> Cluster:
    return _after(cluster, lambda draft: _simulation.find(draft, _one(cluster, "Pod", words)))


def _advance(cluster: Cluster, words: Words) -> Cluster:
    return _later(cluster, _clock.lasting(words.rest[0]))


def _scale(cluster: Cluster, words: Words) -> Cluster:
    *named, count = (*words.rest, words.options["--replicas"]) if "--replicas" in words.options else words.rest
    found = list(_named(cluster, named, words.namespace))
    for kind, _ in found:
        if kind.key not in SCALABLE and not kind.custom:
            raise ClientError(f"a {kind.singular} cannot be scaled")
    return _after(cluster, lambda draft: [scaling.scale(draft, kind, obj, _number(count)) for kind, obj in found])


def _delete(cluster: Cluster, words: Words) -> Cluster:
    found = list(_named(cluster, words.rest, words.namespace))
    return _after(cluster, lambda draft: [
        requests.delete(draft, kind, objects.namespace(obj), objects.name(obj)) for kind, obj in found])


def _label(cluster: Cluster, words: Words) -> Cluster:
    named, changes = tagging.split(words.rest, "label")
    tags, found = tagging.labels(changes), list(_named(cluster, named, words.namespace))
    if not changes:
        raise ClientError("at least one label update is required")
    change = partial(tagging.tagged, field="labels", tags=tags, overwrite=True)
    return _after(cluster, lambda draft: [altering.alter(draft, kind, obj, change, "labeled") for kind, obj in found])


def _one(cluster: Cluster, key: str, words: Words) -> Object:
    """The node or pod that is meant, with or without its kind before it."""
    name = words.rest[0].rpartition("/")[2]
    found = cluster.get(key, words.namespace if key == "Pod" else "", name)
    if found is None:
        raise requests.missing(kinds.of_key(key), name)
    return found


def _named(cluster: Cluster, words: Sequence[str], namespace: str) -> Iterator[tuple[Kind, Object]]:
    """The objects that are meant: TYPE/NAME, or TYPE NAME."""
    pairs = [word.partition("/")[::2] for word in words] if any("/" in word for word in words) else [(words[0], name) for name in words[1:]]
    if not pairs or not all(name for _, name in pairs):
        raise ClientError("say which object: TYPE/NAME")
    for word, name in pairs:
        kind = kinds.named(word, cluster.of("CustomResourceDefinition"))
        if kind is None:
            raise ClientError(f'the server doesn\'t have a resource type "{word}"')
        found = cluster.get(kind.key, namespace if kind.namespaced else "", name)
        if found is None:
            raise requests.missing(kind, name)
        yield kind, found


MANY = 1000
VERBS = {
    "node-down": Verb("NODE [--for DURATION]", _node_down, values=("--for",)),
    "node-up": Verb("NODE", _node_up),
    "pressure": Verb("NODE [--memory|--disk|--pid] [--evict N]", _pressure, values=("--evict",), flags=tuple(SHORT)),
    "pod-exit": Verb("POD [--code N]", _pod_exit, values=("--code",)),
    "unready": Verb("POD", _unready),
    "ready": Verb("POD", _ready),
    "advance": Verb("DURATION", _advance),
    "scale": Verb("TYPE/NAME COUNT", _scale, most=MANY, values=("--replicas",)),
    "delete": Verb("TYPE/NAME...", _delete, most=MANY),
    "label": Verb("TYPE/NAME KEY=VALUE|KEY-...", _label, least=2, most=MANY, flags=("--overwrite",)),
}
