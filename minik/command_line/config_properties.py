"""The kubeconfig properties that `config set` and `config unset` support."""

from minik import light_re as re
from minik.errors import ClientError
from minik.store import contexts
from minik.store.contexts import Context, Contexts

FIELDS = {("contexts", "namespace"): "namespace", ("clusters", "server"): "state"}
SCHEME = "file://"


def find_property(config: Contexts, path: str) -> tuple[Context | None, str]:
    """Return the context and the field that a property path names.

    None and "current" for `current-context`; an empty field for a whole context.
    """
    table, dot, rest = path.partition(".")
    name, dot, field = rest.rpartition(".") if table in ("contexts", "clusters") else ("", "", "")
    if path == "current-context":
        return None, "current"
    if table == "contexts" and rest in config.all:
        return config.all[rest], ""
    if not name or (table, field) not in FIELDS:
        raise ClientError(
            f"unable to parse {path} after [] at api.Config",
            hint="minik keeps current-context, contexts.NAME.namespace and "
            "clusters.NAME.server, which is file://STATE",
        )
    return config.all.get(name) or Context(name, contexts.state_path(name)), FIELDS[table, field]


def parse_server(value: str) -> str:
    """Return the state file path of a cluster's server value; raise ClientError for other URLs."""
    if not value.startswith(SCHEME) and re.match("[a-z]+://", value):
        raise ClientError(
            f"minik connects to no server, such as {value}: a cluster is a file (--state)",
            hint=f"the file of a cluster: {SCHEME}/path/to/state.json",
        )
    return value.removeprefix(SCHEME)
