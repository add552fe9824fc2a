"""Clusters and users of a kubeconfig, as they are kept and shown. minik uses none of them: they are data
that `config` changes as kubectl's does.

Upstream rules: kubectl `config set-cluster`, `config set-credentials`, `config view`.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence

from minik.command_line import config_file
from minik.errors import ClientError
from minik.light_typing import Any, NamedTuple

Entry = Mapping[str, Any]
DATA = ("certificate-authority-data", "client-certificate-data", "client-key-data")
SECRETS = ("token", "password")
SWITCHES = ("insecure-skip-tls-verify", "disable-compression")
OMITTED, REDACTED = "DATA+OMITTED", "REDACTED"
TEXTS = {
    "clusters": ("server", "tls-server-name", "certificate-authority", "proxy-url"),
    "users": (
        *("client-certificate", "client-key", "token", "tokenFile", "username", "password"),
        *("as", "as-uid"),
    ),
}


class Certificate(NamedTuple):
    """A file that an entry names, or holds if it is to be embedded; None where it is not given."""

    field: str
    path: str | None
    embed: bool | None

    def changes(self) -> dict[str, str | None]:
        """Return the fields of the entry, None for those that go. Raises ClientError."""
        if self.path is None:
            return {}
        if self.embed:
            return {self.field: None, f"{self.field}-data": embedded(self.field, self.path)}
        path = config_file.kept_path(self.path)
        return {self.field: path or None, **({f"{self.field}-data": None} if path else {})}


def embedded(field: str, path: str) -> str:
    """Return what a file holds, in base64; raise ClientError if it cannot be read."""
    try:
        with open(path, "rb") as file:
            return base64.b64encode(file.read()).decode()
    except OSError as error:
        raise ClientError(
            f"could not read {field} data from {path}: open {path}: {(error.strerror or '').lower()}"
        ) from None


def changed(entry: Entry, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry with these fields; those that are None or empty go."""
    merged = {**entry, **changes}
    return {name: value for name, value in merged.items() if value not in (None, "", False)}


def with_pairs(values: Mapping[str, str], words: Sequence[str], option: str) -> dict[str, str]:
    """Return values with those of `KEY=VALUE`, without those of `KEY-`. Raises ClientError."""
    result = dict(values)
    for word in words:
        key, equals, value = word.partition("=")
        if equals and key:
            result[key] = value
        elif word.endswith("-") and len(word) > 1:
            result.pop(word[:-1], None)
        else:
            raise ClientError(f"Error: invalid {option} format: {word}")
    return result


def shown(entry: Entry, *, raw: bool) -> dict[str, Any]:
    """Return an entry as `config view` shows it: without its secrets, unless all is asked for."""
    if raw:
        return dict(entry)
    hidden = {name: REDACTED for name in SECRETS if entry.get(name)}
    return {**entry, **hidden, **{name: OMITTED for name in DATA if entry.get(name)}}


def named(entries: Mapping[str, Entry], key: str, *, raw: bool) -> list[dict[str, Any]]:
    """Return entries as a kubeconfig lists them."""
    return [{"name": name, key: shown(entry, raw=raw)} for name, entry in sorted(entries.items())]


def parsed_value(field: str, value: str, *, raw_bytes: bool) -> Any:
    """Return the value of a field that `config set` is given. Raises ClientError."""
    if field in DATA:
        if raw_bytes:
            return base64.b64encode(value.encode()).decode()
        value = value.replace("\r", "").replace("\n", "")  # Go's decoder passes over them
        try:
            base64.b64decode(value, validate=True)
        except ValueError:
            raise ClientError(
                f"error decoding base64 string: illegal base64 data in {field}: --set-raw-bytes takes it as it is"
            ) from None
        return value
    if field in SWITCHES:
        if value not in ("true", "false"):
            raise ClientError(f'strconv.ParseBool: parsing "{value}": invalid syntax')
        return value == "true"
    return value


def known_fields(table: str) -> Iterable[str]:
    """Return the fields of clusters or users that `config set` takes."""
    return (*TEXTS[table], *DATA, *(SWITCHES if table == "clusters" else ()))
