"""Preferences of a person: aliases of commands, and values of options that they do not type.

Upstream rule: kubectl `pkg/config` (`Preference` of kubectl.config.k8s.io, v1beta1 and v1alpha1) and
`pkg/kuberc`.
"""

from collections.abc import Iterable, Iterator, Sequence

from minik import light_re as re
from minik.errors import ClientError
from minik.light_typing import Any, NamedTuple
from minik.model.object import MutableObject, Object

GROUP, VERSION = "kubectl.config.k8s.io", "kubectl.config.k8s.io/v1beta1"
ALIAS_NAME = re.compile("[a-zA-Z]+")
TEXTS = [str]
OPTIONS = [{"name": str, "default": str}]


def _shape(options: str, defaults: str) -> dict[str, Any]:
    """Return the fields of a version, which calls options and defaults so."""
    return {
        "apiVersion": str,
        "kind": str,
        defaults: [{"command": str, options: OPTIONS}],
        "aliases": [
            {
                "name": str,
                "command": str,
                "prependArgs": TEXTS,
                "appendArgs": TEXTS,
                options: OPTIONS,
            }
        ],
    }


POLICY = {
    "credentialPluginPolicy": str,
    "credentialPluginAllowlist": [{"name": str, "command": str}],
}
# API version → its fields; what older versions call otherwise
SHAPES = {
    VERSION: {**_shape("options", "defaults"), **POLICY},
    f"{GROUP}/v1alpha1": _shape("flags", "overrides"),
}
RENAMED = {"flags": "options", "overrides": "defaults"}
RECOMMENDED: Object = {
    "apiVersion": VERSION,
    "kind": "Preference",
    "defaults": [
        {"command": "apply", "options": [{"name": "server-side", "default": "true"}]},
        {"command": "delete", "options": [{"name": "interactive", "default": "true"}]},
    ],
    "aliases": None,
}


class Pair(NamedTuple):
    """An option by its long name, and the value that it has where it is not typed."""

    name: str
    value: str


class Defaults(NamedTuple):
    """The values of options of one command."""

    command: str
    options: Sequence[Pair]


class Alias(NamedTuple):
    """A name for a command, with the words that go before and behind those that are typed."""

    name: str
    command: str
    options: Sequence[Pair]
    before: Sequence[str]
    after: Sequence[str]


class Preference(NamedTuple):
    """All preferences."""

    defaults: Sequence[Defaults]
    aliases: Sequence[Alias]


class Found(NamedTuple):
    """The first document that holds preferences, as v1beta1, and the names of fields that nobody
    knows there; None where there is no document at all.
    """

    document: Object | None
    unknown: Sequence[str] = ()

    @property
    def complaint(self) -> str:
        """The decoder's words about the fields that nobody knows; "" where there are none."""
        fields = ", ".join(f'unknown field "{name}"' for name in self.unknown)
        return fields and f"strict decoding error: {fields}"


def find(values: Iterable[Any], source: str) -> Found:
    """Return the first of these documents that is a Preference. Raises ClientError where there are
    others, but no such one.
    """
    empty = True
    for value in values:
        if value is None:
            continue
        empty = False
        version = value.get("apiVersion") if isinstance(value, dict) else None
        shape = SHAPES.get(version or "") if value.get("kind") == "Preference" else None
        if shape and fits(value, shape):
            return Found(_renamed(value), list(unknown_fields(value, shape)))
    if empty:
        return Found(None)
    raise ClientError(f"no valid preferences found in {source}, use --v=5 to see details")


def fits(value: Any, shape: Any) -> bool:
    """Whether what is known of a value has the right types; null is of every type."""
    if value is None:
        return True
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(
            fits(item, shape[name]) for name, item in value.items() if name in shape
        )
    return isinstance(value, shape)


def unknown_fields(value: Any, shape: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of the fields that nobody knows."""
    if isinstance(shape, list):
        for index, item in enumerate(value or ()):
            yield from unknown_fields(item, shape[0], f"{path}[{index}]")
    elif isinstance(shape, dict):
        for name, item in (value or {}).items():
            place = f"{path}.{name}" if path else name
            if name in shape:
                yield from unknown_fields(item, shape[name], place)
            else:
                yield place


def _renamed(value: Any) -> Any:
    """Return a document as the newest version has it."""
    if isinstance(value, list):
        return [_renamed(item) for item in value]
    if not isinstance(value, dict):
        return value
    renamed = {RENAMED.get(name, name): _renamed(item) for name, item in value.items()}
    return {**renamed, "apiVersion": VERSION} if "apiVersion" in renamed else renamed


def parse(document: Object) -> Preference:
    """Return the preferences of a document. Raises ClientError for malformed ones."""
    preference = Preference(
        [Defaults(row.get("command") or "", _pairs(row)) for row in document.get("defaults") or ()],
        [
            Alias(
                row.get("name") or "",
                row.get("command") or "",
                _pairs(row),
                row.get("prependArgs") or (),
                row.get("appendArgs") or (),
            )
            for row in document.get("aliases") or ()
        ],
    )
    _check(preference)
    return preference


def _pairs(row: Object) -> list[Pair]:
    return [
        Pair(one.get("name") or "", one.get("default") or "") for one in row.get("options") or ()
    ]


def _check(preference: Preference) -> None:
    names: set[str] = set()
    for alias in preference.aliases:
        if not ALIAS_NAME.fullmatch(alias.name):
            raise ClientError("invalid alias name, can only include alphabetical characters")
        _check_options(alias.options)
        if alias.name in names:
            raise ClientError(f"duplicate alias name {alias.name}")
        names.add(alias.name)
    for defaults in preference.defaults:
        _check_options(defaults.options)


def _check_options(options: Sequence[Pair]) -> None:
    for option in options:
        if option.name.startswith("-"):
            raise ClientError(f"flag name {option.name} should be in long form without dashes")


def with_entry(document: Object, section: str, entry: Object, *, overwrite: bool) -> Object:
    """Return preferences with a default or an alias, in the place of the one with the same key: what
    is not given stays. Raises ClientError where there is one that may not be overwritten.
    """
    field = "command" if section == "defaults" else "name"
    entries = list(document.get(section) or ())
    for place, old in enumerate(entries):
        if old.get(field) == entry[field]:
            if not overwrite:
                what = (
                    f'defaults for command "{entry[field]}" already exist'
                    if section == "defaults"
                    else f'alias "{entry[field]}" already exists'
                )
                raise ClientError(f"{what}, use --overwrite to replace")
            given = {name: value for name, value in entry.items() if value}
            entries[place] = {**old, **given}
            return {**document, section: entries}
    new: MutableObject = {name: value for name, value in entry.items() if value}
    if section == "defaults":
        new.setdefault("options", None)
    return {**document, section: [*entries, new]}
