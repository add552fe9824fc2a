"""What the tests of formats share: a listing of given objects."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from minik import kinds
from minik.model.kind import Kind
from minik.model.listing import Listing, Section
from minik.model.object import Object

NOW = datetime(2026, 11, 23, 8, 22, 13, tzinfo=UTC)


def listed(*found: Object, **how: Any) -> Listing:
    """A listing of objects, one table for neighbours of one kind."""
    sections: list[Section] = []
    for obj in found:
        kind = kinds.find_served_kind(obj["apiVersion"], obj["kind"]) or Kind(
            obj["kind"], plural=obj["kind"].lower() + "s"
        )
        if sections and sections[-1].kind.key == kind.key:
            sections[-1] = Section(kind, [*sections[-1].objects, obj])
        else:
            sections.append(Section(kind, [obj]))
    return Listing(sections, NOW, **how)


@pytest.fixture
def listing() -> Callable[..., Listing]:
    """A listing of objects."""
    return listed
