"""What the tests of kinds share: a cluster in which only the namespace `default` exists, and the
way in.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

import pytest

from minik import kinds
from minik.errors import Invalid
from minik.intake import registry
from minik.kinds.layout import align
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object, key
from minik.model.source import Objects

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
NOW = datetime(2026, 11, 23, 8, 12, 11, tzinfo=UTC)


def admitted(document: Object, old: Object | None = None) -> tuple[Object, list[str]]:
    """A document as it would be stored, created or put in place of an old one, with what its sender
    is told.
    """
    kind = kinds.find_served_kind(document["apiVersion"], document["kind"])
    assert kind is not None
    objects = Objects(
        {
            "Namespace": {
                "default": {
                    "apiVersion": "v1",
                    "kind": "Namespace",
                    "metadata": {"name": "default"},
                }
            }
        }
    )
    draft = Cluster(objects, now=NOW, lineage="test").draft()
    if old is None:
        return registry.create(draft, kind, at_home(document))
    before, _ = registry.create(draft, kind, at_home(old))
    return registry.update(draft, kind, before, at_home(document))


def at_home(document: Object) -> Object:
    return {**document, "metadata": {"namespace": "default", **document["metadata"]}}


@pytest.fixture
def admit() -> Admit:
    """Let a document in: gives it as stored, and the warnings."""
    return admitted


@pytest.fixture
def refusals() -> Callable[..., list[str]]:
    """Every reason for which a document is refused."""

    def reasons(document: Object, old: Object | None = None) -> list[str]:
        try:
            admitted(document, old)
        except Invalid as refusal:
            return list(map(str, refusal.causes))
        return []

    return reasons


@pytest.fixture
def cells() -> Callable[[Object], list[str]]:
    """What a wide table shows of an object between its name and its age."""

    def row(obj: Object) -> list[str]:
        return [column.cell(obj, NOW) for column in kind_of(obj).columns]

    return row


@pytest.fixture
def described() -> Callable[..., str]:
    """What `describe` tells of an object in a cluster that holds some others."""

    def text(obj: Object, *others: Object) -> str:
        found = Objects()
        for one in (obj, *others):
            found.add(key(one).kind, key(one).path, one)
        kind = kind_of(obj)
        assert kind.describe is not None
        return align([kind.describe(obj, Cluster(found, now=NOW))])

    return text


def kind_of(obj: Object) -> Kind:
    kind = kinds.find_served_kind(obj["apiVersion"], obj["kind"])
    assert kind is not None
    return kind
