"""Events for --what-if: `node-down node-1`, `scale deploy/web 0`.

An event happens to a copy of the cluster that is never stored. The controllers then act as they do
after the commands of the same names.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial

from minik import kinds
from minik.client import altering, labels_and_annotations, requests, scaling
from minik.errors import ClientError, MinikError
from minik.intake import request_errors
from minik.intake.scaling import SCALABLE
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object
from minik.simulation import clock, node_failures, recovery, rounds

PRESSURES = {"--memory": "MemoryPressure", "--disk": "DiskPressure", "--pid": "PIDPressure"}
MAX_NUMBER = 2**31 - 1
NAMESPACE_OPTIONS = ("-n", "--namespace")


class Arguments(NamedTuple):
    """The arguments of an event: positional ones, options and the namespace."""

    rest: Sequence[str]
    options: Mapping[str, str]
    namespace: str


EventFunction: TypeAlias = Callable[[Cluster, Arguments], Cluster]


class EventKind(NamedTuple):
    """One kind of event: its usage, its function, how many arguments and which options it takes."""

    usage: str
    event: EventFunction
    least: int = 1
    most: int = 1
    values: Sequence[str] = ()
    flags: Sequence[str] = ()


def apply_event(cluster: Cluster, text: str, namespace: str) -> Cluster:
    """Return the cluster after an event; raise ClientError if the event is invalid or fails."""
    name, verb, arguments = parse_event(text, namespace)
    if not verb.least <= len(arguments.rest) <= verb.most:
        raise _usage_error(text, name)
    try:
        return verb.event(cluster, arguments)
    except MinikError as error:
        raise ClientError(f'--what-if "{text}": {error.message}') from None


def parse_event(text: str, namespace: str) -> tuple[str, EventKind, Arguments]:
    """Return the event's name, kind and arguments; raise ClientError."""
    name, *tokens = text.split() or [""]
    if name not in VERBS:
        problem = f'unknown event "{name}"' if name else "no event given"
        raise ClientError(f"--what-if {problem}: use one of {', '.join(VERBS)}")
    verb, positional, options, remaining = VERBS[name], [], {}, iter(tokens)
    for token in remaining:
        option, equals, value = token.partition("=")
        if not token.startswith("-"):
            positional.append(token)
        elif option in verb.flags and not equals:
            options[option] = "true"
        elif option in (*verb.values, *NAMESPACE_OPTIONS):
            options[option] = value if equals else next(remaining, "")
            if not options[option]:
                raise _usage_error(text, name)
        else:
            raise _usage_error(text, name)
    return (
        name,
        verb,
        Arguments(
            positional, options, options.get("-n") or options.get("--namespace") or namespace
        ),
    )


def _usage_error(text: str, name: str) -> ClientError:
    return ClientError(f'--what-if "{text}" is not understood: it is "{name} {VERBS[name].usage}"')


def _apply(cluster: Cluster, act: Callable[[Draft], object]) -> Cluster:
    """Return the cluster after an action, settled at the same moment."""
    draft = cluster.draft()
    act(draft)
    return clock.tick(rounds.run_to_end(draft.cluster(), {key.kind for key in draft.changes}))


def _advance_by(cluster: Cluster, length: timedelta) -> Cluster:
    *_, last = clock.advance(cluster, clock.later(cluster, length))
    return last


def _parse_number(text: str) -> int:
    if not text.isdecimal() or len(text) > len(str(MAX_NUMBER)) or int(text) > MAX_NUMBER:
        raise ClientError(f'"{text}" is no number from 0 to {MAX_NUMBER}')
    return int(text)


def _node_down(cluster: Cluster, arguments: Arguments) -> Cluster:
    after_failure = _apply(
        cluster, lambda draft: node_failures.fail_node(draft, _find_one(cluster, "Node", arguments))
    )
    if "--for" in arguments.options:
        return _advance_by(after_failure, clock.parse_length(arguments.options["--for"]))
    *_, last = after_failure, *recovery.follow_recovery(after_failure)
    return last


def _node_up(cluster: Cluster, arguments: Arguments) -> Cluster:
    return _apply(
        cluster,
        lambda draft: node_failures.restore_node(draft, _find_one(cluster, "Node", arguments)),
    )


def _pressure(cluster: Cluster, arguments: Arguments) -> Cluster:
    conditions = [PRESSURES[option] for option in arguments.options if option in PRESSURES] or [
        "MemoryPressure"
    ]
    if len(conditions) > 1:
        raise ClientError("only one of --memory, --disk and --pid can be given")
    count = _parse_number(arguments.options.get("--evict", "1"))
    return _apply(
        cluster,
        lambda draft: node_failures.add_pressure(
            draft, _find_one(cluster, "Node", arguments), conditions[0], count
        ),
    )


def _pod_exit(cluster: Cluster, arguments: Arguments) -> Cluster:
    code = _parse_number(arguments.options.get("--code", "0"))
    if code > 255:
        raise ClientError(f"an exit status is a number from 0 to 255, not {code}")
    return _apply(
        cluster,
        lambda draft: node_failures.exit_containers(
            draft, _find_one(cluster, "Pod", arguments), code
        ),
    )


def _unready(cluster: Cluster, arguments: Arguments) -> Cluster:
    return _apply(
        cluster,
        lambda draft: node_failures.fail_readiness(draft, _find_one(cluster, "Pod", arguments)),
    )


def _ready(cluster: Cluster, arguments: Arguments) -> Cluster:
    return _apply(
        cluster,
        lambda draft: node_failures.restore_readiness(draft, _find_one(cluster, "Pod", arguments)),
    )


def _advance(cluster: Cluster, arguments: Arguments) -> Cluster:
    return _advance_by(cluster, clock.parse_length(arguments.rest[0]))


def _scale(cluster: Cluster, arguments: Arguments) -> Cluster:
    *targets, count = (
        (*arguments.rest, arguments.options["--replicas"])
        if "--replicas" in arguments.options
        else arguments.rest
    )
    workloads = list(_find_named(cluster, targets, arguments.namespace))
    for kind, _ in workloads:
        if kind.key not in SCALABLE and not kind.custom:
            raise ClientError(f"a {kind.singular} cannot be scaled")
    return _apply(
        cluster,
        lambda draft: [
            scaling.scale(draft, kind, obj, _parse_number(count)) for kind, obj in workloads
        ],
    )


def _delete(cluster: Cluster, arguments: Arguments) -> Cluster:
    targets = list(_find_named(cluster, arguments.rest, arguments.namespace))
    return _apply(
        cluster,
        lambda draft: [
            requests.delete(draft, kind, objects.namespace(obj), objects.name(obj))
            for kind, obj in targets
        ],
    )


def _label(cluster: Cluster, arguments: Arguments) -> Cluster:
    targets, changes = labels_and_annotations.split_words(arguments.rest, "label")
    tags, labelled = (
        labels_and_annotations.parse_labels(changes),
        list(_find_named(cluster, targets, arguments.namespace)),
    )
    if not changes:
        raise ClientError("at least one label update is required")
    change = partial(
        labels_and_annotations.apply_changes, field="labels", changes=tags, overwrite=True
    )
    return _apply(
        cluster,
        lambda draft: [
            altering.alter(draft, kind, obj, change, "labeled") for kind, obj in labelled
        ],
    )


def _cordon(cluster: Cluster, arguments: Arguments, *, closed: bool = True) -> Cluster:
    kind = kinds.kind_of_key("Node")

    def change(old: Object) -> Object:
        if closed:
            return objects.write(old, "spec.unschedulable", True)
        return objects.drop(old, "spec.unschedulable")

    node = _find_one(cluster, "Node", arguments)
    return _apply(cluster, lambda draft: altering.alter(draft, kind, node, change, "cordoned"))


def _drain(cluster: Cluster, arguments: Arguments) -> Cluster:
    """Return the cluster after a drain that spares no pod; raise what a disruption budget forbids."""
    from minik.client.draining import DrainOptions  # noqa: PLC0415 few suppose a drain
    from minik.simulation import draining  # noqa: PLC0415

    closed = _cordon(cluster, arguments)
    node = _find_one(closed, "Node", arguments)
    options = DrainOptions(force=True, ignore_daemon_sets=True, delete_empty_dirs=True)
    done = draining.drain(closed, node, options, timeout=arguments.options.get("--timeout", "5m"))
    if done.error:
        raise done.error
    return clock.tick(done.cluster)


def _find_one(cluster: Cluster, key: str, arguments: Arguments) -> Object:
    """Return the node or pod named by the first argument, NAME or TYPE/NAME; raise NotFound."""
    name = arguments.rest[0].rpartition("/")[2]
    obj = cluster.get(key, arguments.namespace if key == "Pod" else "", name)
    if obj is None:
        raise request_errors.not_found(kinds.kind_of_key(key), name)
    return obj


def _find_named(
    cluster: Cluster, words: Sequence[str], namespace: str
) -> Iterator[tuple[Kind, Object]]:
    """Yield the objects named as TYPE/NAME or TYPE NAME, with their kinds."""
    pairs = (
        [word.partition("/")[::2] for word in words]
        if any("/" in word for word in words)
        else [(words[0], name) for name in words[1:]]
    )
    if not pairs or not all(name for _, name in pairs):
        raise ClientError("say which object: TYPE/NAME")
    for word, name in pairs:
        kind = kinds.find_kind(word, cluster.of("CustomResourceDefinition"))
        if kind is None:
            raise ClientError(f'the server doesn\'t have a resource type "{word}"')
        obj = cluster.get(kind.key, namespace if kind.namespaced else "", name)
        if obj is None:
            raise request_errors.not_found(kind, name)
        yield kind, obj


MAX_ARGUMENTS = 1000
VERBS = {
    "node-down": EventKind("NODE [--for DURATION]", _node_down, values=("--for",)),
    "node-up": EventKind("NODE", _node_up),
    "pressure": EventKind(
        "NODE [--memory|--disk|--pid] [--evict N]",
        _pressure,
        values=("--evict",),
        flags=tuple(PRESSURES),
    ),
    "pod-exit": EventKind("POD [--code N]", _pod_exit, values=("--code",)),
    "unready": EventKind("POD", _unready),
    "ready": EventKind("POD", _ready),
    "advance": EventKind("DURATION", _advance),
    "scale": EventKind("TYPE/NAME COUNT", _scale, most=MAX_ARGUMENTS, values=("--replicas",)),
    "cordon": EventKind("NODE", _cordon),
    "uncordon": EventKind("NODE", partial(_cordon, closed=False)),
    "drain": EventKind("NODE [--timeout DURATION]", _drain, values=("--timeout",)),
    "delete": EventKind("TYPE/NAME...", _delete, most=MAX_ARGUMENTS),
    "label": EventKind(
        "TYPE/NAME KEY=VALUE|KEY-...", _label, least=2, most=MAX_ARGUMENTS, flags=("--overwrite",)
    ),
}
