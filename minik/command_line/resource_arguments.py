"""TYPE NAME, TYPE/NAME, TYPE1,TYPE2: the kinds and objects that the arguments of a command name.

Upstream rule: cli-runtime `resource.Builder.ResourceTypeOrNameArgs`.
"""

from collections.abc import Callable, Iterator, Sequence

from minik import kinds
from minik.command_line import state_access
from minik.errors import ClientError, NotFound
from minik.light_typing import NamedTuple, TypeAlias
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object

MIXED = (
    "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form "
    "(e.g. 'minik get resource/<resource_name>' instead of 'minik get resource resource/<resource_name>'"
)


Warn: TypeAlias = Callable[[str], None]


def say_nothing(_: str) -> None:
    """Leave a warning out."""


class Target(NamedTuple):
    """One object of a kind; without a name, all objects of the kind."""

    kind: Kind
    name: str = ""


def custom_definitions(cluster: Cluster) -> Iterator[Object]:
    """Yield the CustomResourceDefinitions, read only when asked for."""
    yield from cluster.of("CustomResourceDefinition")


def resolve_kind(word: str, cluster: Cluster, warn: Warn = state_access.tell) -> Kind:
    """Return the kind that a word names. Raises ClientError where there is none.

    `warn` gets the line about other kinds that have this short name, too.
    """
    kind = kinds.find_kind(word, custom_definitions(cluster))
    if kind is None:
        raise ClientError(
            f'the server doesn\'t have a resource type "{word.partition(".")[0]}"',
            hint=near_kinds(word, cluster),
        )
    if kind.custom and word.lower() in kind.short:
        _tell_others(word.lower(), cluster, warn)
    return kind


def _tell_others(short: str, cluster: Cluster, warn: Warn) -> None:
    """Warn of the other kinds that have a short name, too."""
    for other in kinds.custom_kinds_named(short, custom_definitions(cluster))[1:]:
        if short in other.short:
            warn(
                f'Warning: short name "{short}" could also match lower priority resource {other.resource}'
            )


def near_kinds(word: str, cluster: Cluster) -> str:
    """Return kinds similar to an unknown word, as a hint; "" for none."""
    from minik.model import suggestions  # noqa: PLC0415 only a refusal needs it

    all_known = [*kinds.all_kinds(), *map(kinds.kind_of_definition, custom_definitions(cluster))]
    return suggestions.suggest(
        word.partition(".")[0],
        [
            *(kind.plural for kind in all_known),
            *(short for kind in all_known for short in kind.short),
        ],
    )


def category_kinds(word: str, cluster: Cluster) -> list[Kind]:
    """Return the kinds of a category such as `all`; empty where it is no category."""
    if kinds.find_kind(word) is not None:
        return []
    return [
        *kinds.kinds_in_category(word),
        *(
            kind
            for kind in map(kinds.kind_of_definition, custom_definitions(cluster))
            if word in kind.categories
        ),
    ]


def parse_targets(
    words: Sequence[str], cluster: Cluster, warn: Warn = state_access.tell
) -> list[Target]:
    """Parse the arguments into targets, in order; a category stands for all its kinds."""
    expanded = (
        [f"{word}/{name}" for word in _unique(words[0]) for name in words[1:]]
        if words and "," in words[0] and words[1:]
        else words
    )
    slashed = ["/" in word for word in expanded]
    if any(slashed):
        if not all(slashed):
            raise ClientError(MIXED)
        return [
            Target(resolve_kind(word, cluster, warn), name)
            for word, name in map(_split_pair, expanded)
        ]
    target_kinds = (
        [
            kind
            for word in _unique(words[0])
            for kind in category_kinds(word, cluster) or [resolve_kind(word, cluster, warn)]
        ]
        if words
        else []
    )
    if words[1:] and len(target_kinds) > 1:
        raise ClientError("you must specify only one resource")
    return [Target(kind, name) for kind in _distinct(target_kinds) for name in words[1:] or ("",)]


def _split_pair(word: str) -> tuple[str, str]:
    """Split `svc/web` into `svc` and `web`."""
    kind, _, name = word.partition("/")
    if "/" in name:
        raise ClientError("arguments in resource/name form may not have more than one slash")
    if not kind or not name or "," in kind:
        raise ClientError("arguments in resource/name form must have a single resource and name")
    return kind, name


def _unique(word: str) -> list[str]:
    return list(dict.fromkeys(word.split(",")))


def _distinct(several: Sequence[Kind]) -> list[Kind]:
    return list({kind.key: kind for kind in several}.values())


def not_found(target: Target) -> NotFound:
    """Return the NotFound error for an object asked for by name."""
    return NotFound(f'{target.kind.resource} "{target.name}" not found')
