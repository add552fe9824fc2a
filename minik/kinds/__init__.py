"""What each kind is: its rules, defaults, columns and description, one file a kind.

A kind's names come from the schema bundle's catalog; what it does stands in `kinds/its_name.py`, which is loaded only when
the kind is met. A kind without a file is stored, listed and described generically. No file here knows how any stage works.
"""
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from minik import schemas, shelf
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object


def module_name(kind: str) -> str:
    """`replica_set` of `ReplicaSet`: the file in which a kind stands."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", kind).lower()


@cache
def _of_row(index: int) -> Kind:
    row = schemas.catalog()[index]
    module = shelf.find("minik.kinds", module_name(row["kind"]))
    behaviour: Kind = module.KIND if module and row["kind"] == module.KIND.name else _without_file(row)
    return behaviour._replace(
        group=row["group"], versions=tuple(row["served"]), plural=row["plural"], short=tuple(row["short"]),
        categories=tuple(row["categories"]), namespaced=row["namespaced"], definitions=row["versions"])


def _without_file(row: dict[str, Any]) -> Kind:
    from minik.kinds._plain import plain  # noqa: PLC0415 most kinds that are looked at have a file of their own
    return plain(row["kind"], row["namespaced"])


@cache
def _by_word() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, row in enumerate(schemas.catalog()):
        if row["served"]:
            for word in dict.fromkeys((row["plural"], row["kind"].lower(), *row["short"])):
                found.setdefault(word, []).append(index)
    return found


@cache
def _by_key() -> dict[str, int]:
    return {row["kind"]: index for index, row in reversed(list(enumerate(schemas.catalog()))) if row["served"]}


def all_kinds() -> Iterator[Kind]:
    """Every built-in kind that a cluster serves."""
    return (_of_row(index) for index, row in enumerate(schemas.catalog()) if row["served"])


def named(word: str, custom: Iterable[Object] = ()) -> Kind | None:
    """The kind that a person means: plural, singular, short name, in any case, with or without group (or its beginning) and version."""
    plain, _, rest = word.lower().partition(".")
    for index in _by_word().get(plain, ()):
        group = schemas.catalog()[index]["group"]
        if not rest or rest == group or rest in {f"{v}.{group}".rstrip(".") for v in schemas.catalog()[index]["served"]}:
            return _of_row(index)
    begun = next((index for index in _by_word().get(plain, ()) if rest and schemas.catalog()[index]["group"].startswith(rest)), None)
    if begun is not None:
        return _of_row(begun)
    for definition in custom:
        kind = of_definition(definition)
        names = (definition["spec"]["names"].get("singular") or kind.name.lower(), kind.plural, kind.name.lower(), *kind.short)
        if plain in names and (not rest or rest == kind.group or rest in {f"{v}.{kind.group}" for v in kind.versions}):
            return kind
    return None


def in_category(word: str) -> list[Kind]:
    """The kinds of a category such as `all`, in kubectl's order."""
    rows = [(index, row) for index, row in enumerate(schemas.catalog()) if word in row["categories"]]
    order = {"Pod": 0, "ReplicationController": 1, "Service": 2, "DaemonSet": 3, "Deployment": 4, "ReplicaSet": 5, "StatefulSet": 6}
    return [_of_row(index) for index, row in sorted(rows, key=lambda pair: (order.get(pair[1]["kind"], 9), pair[0]))]


def typed(api_version: str, kind: str, custom: Iterable[Object] = ()) -> Kind | None:
    """The kind that a document says it is; nothing where no such kind, or not in that version, is served."""
    group, version = objects.group(api_version), objects.version(api_version)
    for index, row in enumerate(schemas.catalog()):
        if row["kind"] == kind and row["group"] == group and version in row["served"]:
            return _of_row(index)
    for definition in custom:
        found = of_definition(definition)
        if (found.name, found.group) == (kind, group) and version in found.versions:
            return found
    return None


def of_key(key_kind: str, custom: Iterable[Object] = ()) -> Kind:
    """The kind behind the kind of a Key; one that nobody knows any more is handled generically."""
    index = _by_key().get(key_kind)
    if index is not None:
        return _of_row(index)
    for definition in custom:
        if of_definition(definition).key == key_kind:
            return of_definition(definition)
    name, _, group = key_kind.partition(".")
    return Kind(name, group=group, plural=name.lower() + "s")


def of_definition(definition: Object) -> Kind:
    """The kind that a CustomResourceDefinition makes."""
    from minik.kinds import _custom  # noqa: PLC0415 only who meets custom resources needs their rules
    return _custom.kind(definition)
