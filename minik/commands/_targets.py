"""TYPE NAME, TYPE/NAME, TYPE1,TYPE2: which kinds, and which objects of them, the words of a command line mean.

Upstream rule: cli-runtime `resource.Builder.ResourceTypeOrNameArgs`.
"""
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from minik import kinds
from minik.errors import ClientError, NotFound
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object

MIXED = ("there is no need to specify a resource type as a separate argument when passing arguments in resource/name form "
         "(e.g. 'minik get resource/<resource_name>' instead of 'minik get resource resource/<resource_name>'")


class Target(NamedTuple):
    """One object of a kind; without a name, all of its kind."""

    kind: Kind
    name: str = ""


def custom(cluster: Cluster) -> Iterator[Object]:
    """The definitions of custom resources, read only when asked for."""
    yield from cluster.of("CustomResourceDefinition")


def resolved(word: str, cluster: Cluster) -> Kind:
    """The kind that a word names."""
    kind = kinds.named(word, custom(cluster))
    if kind is None:
        raise ClientError(f'the server doesn\'t have a resource type "{word.partition(".")[0]}"', hint=near_kinds(word, cluster))
    return kind


def near_kinds(word: str, cluster: Cluster) -> str:
    """Which kinds were probably meant by a word that names none."""
    from minik.model import nearness  # noqa: PLC0415 only a refusal needs it
    known = [*kinds.all_kinds(), *map(kinds.of_definition, custom(cluster))]
    return nearness.hint(word.partition(".")[0], [*(kind.plural for kind in known), *(short for kind in known for short in kind.short)])


def category(word: str, cluster: Cluster) -> list[Kind]:
    """The kinds that a word such as `all` stands for; none where it is no category."""
    if kinds.named(word) is not None:
        return []
    return [*kinds.in_category(word), *(kind for kind in map(kinds.of_definition, custom(cluster)) if word in kind.categories)]


def targets(words: Sequence[str], cluster: Cluster) -> list[Target]:
    """What the words mean, in their order; a category stands for all its kinds."""
    named = [f"{word}/{name}" for word in _unique(words[0]) for name in words[1:]] if words and "," in words[0] and words[1:] else words
    slashed = ["/" in word for word in named]
    if any(slashed):
        if not all(slashed):
            raise ClientError(MIXED)
        return [Target(resolved(word, cluster), name) for word, name in map(_pair, named)]
    found = [kind for word in _unique(words[0]) for kind in category(word, cluster) or [resolved(word, cluster)]] if words else []
    if words[1:] and len(found) > 1:
        raise ClientError("you must specify only one resource")
    return [Target(kind, name) for kind in _distinct(found) for name in words[1:] or ("",)]


def _pair(word: str) -> tuple[str, str]:
    """`svc` and `web` of `svc/web`."""
    kind, _, name = word.partition("/")
    if "/" in name:
        raise ClientError("arguments in resource/name form may not have more than one slash")
    if not kind or not name or "," in kind:
        raise ClientError("arguments in resource/name form must have a single resource and name")
    return kind, name


def _unique(word: str) -> list[str]:
    return list(dict.fromkeys(word.split(",")))


def _distinct(found: Sequence[Kind]) -> list[Kind]:
    return list({kind.key: kind for kind in found}.values())


def missing(target: Target) -> NotFound:
    """What is said when an object that was asked for by name is not there."""
    return NotFound(f'{target.kind.resource} "{target.name}" not found')
