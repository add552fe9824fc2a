"""TYPE NAME, TYPE/NAME, TYPE1,TYPE2: which kinds, and which objects of them, the words of a command line mean."""
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
        raise ClientError(f'the server doesn\'t have a resource type "{word}"')
    return kind


def split(words: Sequence[str]) -> list[tuple[str, str]]:
    """The words as pairs of type and name; a name is empty where all objects of the type are meant."""
    slashed = [word for word in words if "/" in word]
    if slashed and len(slashed) != len(words):
        raise ClientError(MIXED)
    if slashed:
        return [pair(word) for word in words]
    types = words[0].split(",") if words else []
    return [(kind, name) for kind in types for name in words[1:] or ("",)]


def pair(word: str) -> tuple[str, str]:
    """`svc` and `web` of `svc/web`."""
    kind, _, name = word.partition("/")
    if "/" in name:
        raise ClientError("arguments in resource/name form may not have more than one slash")
    if not kind or not name:
        raise ClientError("arguments in resource/name form must have a single resource and name")
    return kind, name


def targets(words: Sequence[str], cluster: Cluster) -> list[Target]:
    """What the words mean, in their order; a category stands for all its kinds."""
    found = []
    for word, name in split(words):
        members = kinds.in_category(word) if kinds.named(word, custom(cluster)) is None else []
        found += [Target(kind, name) for kind in members or [resolved(word, cluster)]]
    return found


def missing(target: Target) -> NotFound:
    """What is said when an object that was asked for by name is not there."""
    return NotFound(f'{target.kind.resource} "{target.name}" not found')
