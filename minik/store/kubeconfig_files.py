"""A kubeconfig that --kubeconfig names, as `config` reads and changes it: contexts, clusters and users.

Upstream rules: clientcmd `ModifyConfig`, `PathOptions`. Fields that minik does not know stay.
"""

import os
from collections.abc import Mapping

from minik.errors import ClientError
from minik.intake import parsing
from minik.light_typing import Any
from minik.model.object import Object
from minik.render.formats import yaml
from minik.store import files, private_files
from minik.store.contexts import Context, Contexts

VERSION, KIND = "v1", "Config"
KNOWN = ("cluster", "namespace", "user")  # of a context
TABLES = ("clusters", "contexts", "users")


def read(path: str) -> Contexts:
    """Return what a kubeconfig holds; nothing where there is none yet. Raises ClientError."""
    try:
        documents = list(parsing.parse(files.read_file(path), path, strict=False))
        value = documents[0].value if documents else {}
        _check_version(value, path)
        rows = {table: _named(value, table) for table in TABLES}
    except FileNotFoundError:
        return Contexts("", {}, path=path)
    except (OSError, AttributeError, KeyError, TypeError) as error:
        raise ClientError(f'error loading config file "{path}": {error}') from None
    return Contexts(
        str(value.get("current-context") or ""),
        {name: _context(name, entry) for name, entry in rows["contexts"].items()},
        rows["clusters"],
        rows["users"],
        path=path,
        more={name: field for name, field in value.items() if name not in TABLES},
    )


def _check_version(value: Mapping[str, Any], path: str) -> None:
    version, kind = value.get("apiVersion") or VERSION, value.get("kind") or KIND
    if (version, kind) != (VERSION, KIND):
        raise ClientError(
            f'error loading config file "{path}": '
            f'no kind "{kind}" is registered for version "{version}" in scheme '
            '"k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50"'
        )


def _named(value: Mapping[str, Any], table: str) -> dict[str, Any]:
    """Return the entries of a table by name."""
    return {row["name"]: row.get(table[:-1]) or {} for row in value.get(table) or ()}


def _context(name: str, entry: Mapping[str, Any]) -> Context:
    fields = {field: str(entry.get(field) or "") for field in KNOWN}
    others = {field: value for field, value in entry.items() if field not in KNOWN}
    return Context(name, "", **fields, others=others)


def write(contexts: Contexts) -> None:
    """Save a kubeconfig, for its owner alone; raise ClientError if that fails."""
    path = contexts.path
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        private_files.replace_text(path, yaml.text(document(contexts)))
    except OSError as error:
        raise ClientError(f"open {path}: {(error.strerror or '').lower()}") from None


def document(contexts: Contexts) -> Object:
    """Return a kubeconfig as it is written: entries by name, without fields that are empty."""
    entries = {
        "contexts": {name: context_entry(context) for name, context in contexts.all.items()},
        "clusters": contexts.clusters,
        "users": contexts.users,
    }
    tables = {
        table: [{table[:-1]: rows[name], "name": name} for name in sorted(rows)] or None
        for table, rows in entries.items()
    }
    current = {"current-context": contexts.current}
    return {"apiVersion": VERSION, "kind": KIND, **contexts.more, **current, **tables}


def context_entry(context: Context) -> dict[str, Any]:
    """Return a context as a kubeconfig has it."""
    namespace = {"namespace": context.namespace} if context.namespace else {}
    return {
        "cluster": context.cluster,
        **namespace,
        "user": context.user,
        **(context.others or {}),
    }
