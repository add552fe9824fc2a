"""The kubeconfig properties that `config set` and `config unset` support."""

from minik import light_re as re
from minik.command_line import kubeconfig_entries
from minik.errors import ClientError
from minik.light_typing import Any, NamedTuple
from minik.store import contexts
from minik.store.contexts import Contexts

SCHEME = "file://"
CURRENT = "current-context"
FIELDS = ("namespace", "cluster", "user")  # of a context
SELECTED = re.compile(
    r"""^\{?\.(contexts|clusters|users)\[\?\(\s*@\.name\s*==\s*["']([^"']+)["']\s*\)\]\.(?:context|cluster|user)\.([\w.-]+)\}?$"""
)


class Property(NamedTuple):
    """A property: `current-context`, or a field of an entry; without a field the whole entry."""

    table: str
    name: str = ""
    field: str = ""


def find_property(config: Contexts, path: str) -> Property:
    """Return the property that a path names: `users.NAME.token`, or kubectl's JSONPath for it. Raises
    ClientError.
    """
    if path == CURRENT:
        return Property(CURRENT)
    selected = SELECTED.match(path)
    table, _, rest = path.partition(".")
    if selected:
        found = Property(*selected.groups())
    elif rest in entries(config, table):
        return Property(table, rest)
    else:
        name, _, field = rest.rpartition(".")
        found = Property(table, name, field)
    if not found.name or found.field not in fields(found.table):
        raise unknown(path)
    return found


def unknown(path: str) -> ClientError:
    """Return the error for a path that names no property."""
    return ClientError(
        f"unable to parse {path} after [] at api.Config",
        hint="minik keeps current-context, contexts.NAME.FIELD, clusters.NAME.FIELD and "
        "users.NAME.FIELD; clusters.NAME.server is file://STATE where the cluster is minik's",
    )


def entries(config: Contexts, table: str) -> dict[str, Any]:
    """Return the entries of a table; none for a name that is no table."""
    tables = {"contexts": config.all, "clusters": config.clusters, "users": config.users}
    return tables.get(table, {})


def fields(table: str) -> tuple[str, ...]:
    """Return the fields of a table's entries."""
    if table == "contexts":
        return FIELDS
    return tuple(kubeconfig_entries.known_fields(table)) if table in ("clusters", "users") else ()


def with_property(
    config: Contexts, found: Property, value: str, *, raw_bytes: bool = False
) -> Contexts:
    """Return the configuration with a property set. Raises ClientError."""
    table, name, field = found
    if table == CURRENT:
        return config._replace(current=value)
    if table == "contexts":
        given = {one: value if one == field else None for one in FIELDS}
        return contexts.with_context(
            config, name, given["namespace"], "", given["cluster"], given["user"]
        )
    if (table, field) == ("clusters", "server") and is_state_file(value) and not config.path:
        return contexts.with_context(config, name, None, parse_server(value))
    parsed = kubeconfig_entries.parsed_value(field, value, raw_bytes=raw_bytes)
    table_entries = entries(config, table)
    entry = kubeconfig_entries.changed(table_entries.get(name) or {}, {field: parsed})
    return with_entries(config, table, {**table_entries, name: entry})


def without_property(config: Contexts, found: Property) -> Contexts:
    """Return the configuration with a property back at its default, or without an entry."""
    table, name, field = found
    if table == CURRENT:
        return config._replace(current="" if config.path else contexts.DEFAULT)
    if table == "contexts" and not field:
        return contexts.without_context(config, name)
    if table == "contexts":
        context = config.all.get(name) or config.bare(name)
        default = getattr(config.bare(name), field)
        return config._replace(all={**config.all, name: context._replace(**{field: default})})
    table_entries = entries(config, table)
    if not field:
        remaining = {other: entry for other, entry in table_entries.items() if other != name}
        return with_entries(config, table, remaining)
    if (table, field) == ("clusters", "server") and name in config.all and not config.path:
        context = config.all[name]._replace(state=contexts.state_path(name))
        return config._replace(all={**config.all, name: context})
    entry = kubeconfig_entries.changed(table_entries.get(name) or {}, {field: None})
    return with_entries(config, table, {**table_entries, name: entry})


def with_entries(config: Contexts, table: str, new: dict[str, Any]) -> Contexts:
    """Return the configuration with other clusters, or other users."""
    return config._replace(clusters=new) if table == "clusters" else config._replace(users=new)


def is_state_file(value: str) -> bool:
    """Return whether a cluster's server is a state file."""
    return value.startswith(SCHEME) or not re.match("[a-z]+://", value)


def parse_server(value: str) -> str:
    """Return the path of the state file that a cluster's server value names."""
    return value.removeprefix(SCHEME)
