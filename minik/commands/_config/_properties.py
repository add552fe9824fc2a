"""The properties that `config set` and `config unset` know, of those that a kubeconfig has."""
import re

from minik.errors import ClientError
from minik.store import contexts
from minik.store.contexts import Context, Contexts

FIELDS = {("contexts", "namespace"): "namespace", ("clusters", "server"): "state"}
SCHEME = "file://"


def named(found: Contexts, path: str) -> tuple[Context | None, str]:
    """The context that a property belongs to, and its field; none for `current-context`, no field for a context itself."""
    table, dot, rest = path.partition(".")
    name, dot, field = rest.rpartition(".") if table in ("contexts", "clusters") else ("", "", "")
    if path == "current-context":
        return None, "current"
    if table == "contexts" and rest in found.all:
        return found.all[rest], ""
    if not name or (table, field) not in FIELDS:
        raise ClientError(f"unable to parse {path} after [] at api.Config", hint="minik keeps current-context, contexts.NAME.namespace and "
                                                                                 "clusters.NAME.server, which is file://STATE")
    return found.all.get(name) or Context(name, contexts.state_path(name)), FIELDS[table, field]


def state(value: str) -> str:
    """The state file that a server stands for."""
    if not value.startswith(SCHEME) and re.match("[a-z]+://", value):
        raise ClientError(f"minik reaches no server such as {value}", hint=f"a cluster of minik is a file: {SCHEME}/path/to/state.json")
    return value.removeprefix(SCHEME)
