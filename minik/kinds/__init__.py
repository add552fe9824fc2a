"""The kinds: rules, defaults, columns and description of each, one file a kind.

A kind's names come from the schema bundle's catalog; its behaviour stands in `kinds/its_name.py`,
which is loaded only when the kind is first needed. A kind without a file is stored, listed and
described generically. No file here depends on the stages (admission, controllers, rendering) that
use it.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from minik import schemas, shelf
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object


def module_name(kind: str) -> str:
    """Return the name of a kind's file: `replica_set` for `ReplicaSet`."""
    letters = zip(f" {kind}", kind, f"{kind[1:]} ")
    return "".join(
        f"_{letter.lower()}"
        if letter.isupper()
        and (before.islower() or before.isdigit() or before.isupper() and after.islower())
        else letter.lower()
        for before, letter, after in letters
    )


@cache
def kind_at(index: int) -> Kind:
    """Return the kind of a row of the catalog."""
    row = schemas.catalog()[index]
    module = shelf.find("minik.kinds", module_name(row["kind"]))
    behaviour: Kind = (
        module.KIND if module and row["kind"] == module.KIND.name else _kind_without_file(row)
    )
    return behaviour._replace(
        group=row["group"],
        versions=tuple(row["served"]),
        plural=row["plural"],
        short=tuple(row["short"]),
        categories=tuple(row["categories"]),
        namespaced=row["namespaced"],
        definitions=row["versions"],
    )


def _kind_without_file(row: dict[str, Any]) -> Kind:
    from minik.kinds._plain import plain_kind  # noqa: PLC0415 most kinds that are looked at have a file of their own

    return plain_kind(row["kind"], row["namespaced"])


@cache
def _indexes_by_word() -> dict[str, list[int]]:
    indexes: dict[str, list[int]] = {}
    for index, row in enumerate(schemas.catalog()):
        if row["served"]:
            for word in dict.fromkeys((row["plural"], row["kind"].lower(), *row["short"])):
                indexes.setdefault(word, []).append(index)
    return indexes


@cache
def _index_by_key() -> dict[str, int]:
    return {
        row["kind"]: index
        for index, row in reversed(list(enumerate(schemas.catalog())))
        if row["served"]
    }


def all_kinds(kubernetes_version: str = "") -> Iterator[Kind]:
    """Yield every built-in kind that a cluster serves, one of a version of Kubernetes where it is
    named.
    """
    for index, row in enumerate(schemas.catalog()):
        if row["served"]:
            kind = _kind_in_version(index, kubernetes_version)
            if kind.versions:
                yield kind


@cache
def _kind_in_version(index: int, kubernetes_version: str) -> Kind:
    """Return the kind of a row of the catalog as a version of Kubernetes serves it, "" for the usual
    one; without versions where it does not.
    """
    if not kubernetes_version:
        return kind_at(index)
    from minik.kinds import _at_version  # noqa: PLC0415 few ask for another version

    return _at_version.in_version(kind_at(index), kubernetes_version)


def find_kind(word: str, custom: Iterable[Object] = ()) -> Kind | None:
    """Return the kind for a resource argument, or None if there is no such kind.

    Accepts plural, singular and short names in any case, with or without version and group (or a
    prefix of the group).
    """
    base, _, rest = word.lower().partition(".")
    for index in _indexes_by_word().get(base, ()):
        group = schemas.catalog()[index]["group"]
        if (
            not rest
            or rest == group
            or rest in {f"{v}.{group}".rstrip(".") for v in schemas.catalog()[index]["served"]}
        ):
            return kind_at(index)
    by_group_prefix = next(
        (
            index
            for index in _indexes_by_word().get(base, ())
            if rest and schemas.catalog()[index]["group"].startswith(rest)
        ),
        None,
    )
    if by_group_prefix is not None:
        return kind_at(by_group_prefix)
    named = custom_kinds_named(base, custom, rest)
    return named[0] if named else None


def custom_kinds_named(base: str, custom: Iterable[Object], rest: str = "") -> list[Kind]:
    """Return the custom kinds of a name, with its version and group where they are named; those of
    the group that the server lists first come first.
    """
    found = []
    for definition in custom:
        kind = kind_of_definition(definition)
        singular = definition["spec"]["names"].get("singular") or kind.name.lower()
        if base not in (singular, kind.plural, kind.name.lower(), *kind.short):
            continue
        version = rest.removesuffix(f".{kind.group}")
        if rest in ("", kind.group):
            found.append(kind.at(kind.versions[0]))
        elif version != rest and version in kind.versions:
            found.append(kind.at(version)._replace(asked=version))
    return sorted(found, key=lambda kind: (kind.group, kind.plural))


def find_resource(plural: str, group: str, custom: Iterable[Object] = ()) -> Kind | None:
    """Return the kind of a resource as it stands in a path of the API, or None."""
    for index in _indexes_by_word().get(plural, ()):
        row = schemas.catalog()[index]
        if row["plural"] == plural and row["group"] == group:
            return kind_at(index)
    kinds_of_group = (
        kind_of_definition(definition)
        for definition in custom
        if definition["spec"]["group"] == group
    )
    return next((kind for kind in kinds_of_group if kind.plural == plural), None)


def kinds_in_category(word: str) -> list[Kind]:
    """Return the kinds of a category such as `all`, in kubectl's order."""
    rows = [
        (index, row) for index, row in enumerate(schemas.catalog()) if word in row["categories"]
    ]
    order = {
        "Pod": 0,
        "ReplicationController": 1,
        "Service": 2,
        "DaemonSet": 3,
        "Deployment": 4,
        "ReplicaSet": 5,
        "StatefulSet": 6,
    }
    return [
        kind_at(index)
        for index, row in sorted(rows, key=lambda pair: (order.get(pair[1]["kind"], 9), pair[0]))
    ]


@cache
def find_built_in_kind(api_version: str, kind: str) -> Kind | None:
    """Return the built-in kind of a document, or None if it is not served in that version."""
    group, version = objects.group(api_version), objects.version(api_version)
    for index, row in enumerate(schemas.catalog()):
        if row["kind"] == kind and row["group"] == group and version in row["served"]:
            return kind_at(index)
    return None


def find_served_kind(
    api_version: str, kind: str, custom: Iterable[Object] = (), kubernetes_version: str = ""
) -> Kind | None:
    """Return the kind of a document, or None if it is not served in that version of its API, by the
    server of that version of Kubernetes.
    """
    built_in = (
        _find_in_version(api_version, kind, kubernetes_version)
        if kubernetes_version
        else find_built_in_kind(api_version, kind)
    )
    if built_in is not None:
        return built_in
    group, version = objects.group(api_version), objects.version(api_version)
    for definition in custom:
        custom_kind = kind_of_definition(definition)
        if (custom_kind.name, custom_kind.group) == (
            kind,
            group,
        ) and version in custom_kind.versions:
            return custom_kind.at(version)
    return None


@cache
def _find_in_version(api_version: str, kind: str, kubernetes_version: str) -> Kind | None:
    """Return the built-in kind of a document, or None if that version of Kubernetes does not serve
    it in that version of its API.
    """
    from minik.kinds import _at_version  # noqa: PLC0415 few ask for another version

    group, version = objects.group(api_version), objects.version(api_version)
    for index, row in enumerate(schemas.catalog()):
        if row["kind"] == kind and row["group"] == group and row["served"]:
            found = _kind_in_version(index, kubernetes_version)
            return _at_version.noticed(found, version, kubernetes_version)
    return None


def kind_of_key(key_kind: str, custom: Iterable[Object] = ()) -> Kind:
    """Return the kind for the `kind` part of a Key.

    A kind that is neither built in nor defined any more gets a generic Kind.
    """
    index = _index_by_key().get(key_kind)
    if index is not None:
        return kind_at(index)
    for definition in custom:
        if kind_of_definition(definition).key == key_kind:
            return kind_of_definition(definition)
    name, _, group = key_kind.partition(".")
    return Kind(name, group=group, plural=name.lower() + "s")


_defined: dict[int, tuple[Object, Kind]] = {}
MOST_DEFINED = 4096


def kind_of_definition(definition: Object) -> Kind:
    """Return the kind that a CustomResourceDefinition defines; the same one for the same object."""
    known = _defined.get(id(definition))
    if known is not None and known[0] is definition:
        return known[1]
    from minik.kinds import _custom  # noqa: PLC0415 only who meets custom resources needs their rules

    if len(_defined) >= MOST_DEFINED:
        _defined.clear()
    kind = _custom.build_kind(definition)
    _defined[id(definition)] = definition, kind
    return kind
