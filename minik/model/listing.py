"""A Listing: what a format renders."""

from collections.abc import Sequence
from datetime import datetime

from minik.light_typing import NamedTuple
from minik.model.kind import Kind
from minik.model.object import Object


class Section(NamedTuple):
    """Objects of one kind, in order."""

    kind: Kind
    objects: Sequence[Object]


class Listing(NamedTuple):
    """Objects to print, and how. `single`: one object was named, so it is printed without a List.

    `argument` is what follows `=` in `-o jsonpath=...`; `namespaces` puts NAMESPACE first;
    `show_kind` writes `service/web`; `missing_keys` is `--allow-missing-template-keys`;
    `managed_fields` is `--show-managed-fields`.
    """

    sections: Sequence[Section]
    now: datetime
    wide: bool = False
    single: bool = False
    namespaces: bool = False
    show_kind: bool = False
    show_labels: bool = False
    label_columns: Sequence[str] = ()
    headers: bool = True
    argument: str = ""
    missing_keys: bool = True
    managed_fields: bool = False

    @property
    def objects(self) -> list[Object]:
        """Return all objects of all sections."""
        return [obj for section in self.sections for obj in section.objects]
