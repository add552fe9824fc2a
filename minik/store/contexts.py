"""Contexts: named states and the current one, in a JSON file in the XDG configuration folder."""

import os
from collections.abc import Mapping

from minik import light_json
from minik.errors import Refused
from minik.light_typing import Any, NamedTuple

DEFAULT = "default"


class Context(NamedTuple):
    """A named state, and its default namespace; `cluster` and `user` are names in the kubeconfig that
    minik keeps as data. A context may stand for a live cluster instead: `live` is the name of one of a
    kubeconfig, `kubeconfig` its file ("": the usual one). `others` are fields of one in a kubeconfig
    that minik does not know.
    """

    name: str
    state: str
    namespace: str = "default"
    cluster: str = ""
    user: str = ""
    live: str = ""
    kubeconfig: str = ""
    others: Mapping[str, Any] | None = None


class Contexts(NamedTuple):
    """All contexts, by name, and the current one; clusters and users are kept as data. Those of a
    kubeconfig have its `path`, and what `more` it holds; they stand for no state file.
    """

    current: str
    all: dict[str, Context]
    clusters: dict[str, Any] = {}
    users: dict[str, Any] = {}
    path: str = ""
    more: Mapping[str, Any] = {}

    def bare(self, name: str) -> Context:
        """Return a new context of this name."""
        return Context(name, "", "") if self.path else Context(name, state_path(name))

    def cluster_of(self, context: Context) -> str:
        """Return the name of a context's cluster: minik's own are called like the context."""
        return context.cluster or ("" if self.path else context.name)

    def is_fixed(self, name: str) -> bool:
        """Whether this context is always there."""
        return name == DEFAULT and not self.path


def folder(variable: str, fallback: str) -> str:
    """Return minik's folder in an XDG base folder; a relative base folder is ignored."""
    base = os.environ.get(variable, "")
    return os.path.join(base if os.path.isabs(base) else os.path.expanduser(fallback), "minik")


def config_path() -> str:
    """Return the path of the file with the contexts."""
    return os.path.join(folder("XDG_CONFIG_HOME", "~/.config"), "config.json")


def state_path(name: str) -> str:
    """Return the default path of a context's state."""
    return os.path.join(folder("XDG_STATE_HOME", "~/.local/state"), f"{name}.json")


def read() -> Contexts:
    """Return the contexts; without a file only the context `default`. Raises Refused."""
    path = config_path()
    try:
        with open(path, encoding="utf-8") as file:
            data = light_json.loads(file.read())
        saved = {row["name"]: as_context(row) for row in data["contexts"]}
        return Contexts(
            str(data["current-context"]),
            {DEFAULT: Context(DEFAULT, state_path(DEFAULT)), **saved},
            table(data.get("clusters")),
            table(data.get("users")),
        )
    except FileNotFoundError:
        return Contexts(DEFAULT, {DEFAULT: Context(DEFAULT, state_path(DEFAULT))})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(
            f"cannot read the contexts in {path}: {error}",
            hint="mend it, or let it go: then only the context `default` is left; a state can always be named: --state FILE",
        ) from None


def table(value: Any) -> dict[str, Any]:
    """Return what the file says of clusters or users; raise TypeError where that is no table."""
    if not isinstance(value or {}, dict):
        raise TypeError("clusters and users are tables")
    return value or {}


def as_context(row: dict[str, str]) -> Context:
    """Return a context of the file; raise TypeError where it is none."""
    context = Context(
        row["name"],
        row["state"],
        row.get("namespace") or "default",
        row.get("cluster") or "",
        row.get("user") or "",
        row.get("live") or "",
        row.get("kubeconfig") or "",
    )
    if not all(isinstance(text, str) for text in context[:-1]):
        raise TypeError("a name, a state and a namespace are texts")
    return context


def write(contexts: Contexts) -> None:
    """Save the contexts; raise Refused if that fails."""
    import json  # noqa: PLC0415 hardly any command changes contexts

    from minik.store import private_files  # noqa: PLC0415 only a change of contexts needs it

    path = config_path()
    data = {
        "current-context": contexts.current,
        "contexts": [_row(context) for _, context in sorted(contexts.all.items())],
        "clusters": contexts.clusters,
        "users": contexts.users,
    }
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        private_files.replace_text(path, json.dumps(data, indent=2))
    except OSError as error:
        raise Refused(
            f"cannot write the contexts to {path}: {error.strerror}; nothing was changed",
            hint="a state can be named without them: --state FILE, or MINIK_STATE",
        ) from None


def _row(context: Context) -> dict[str, str]:
    """Return a context as the file has it."""
    return {field: text for field, text in context._asdict().items() if field != "others"}


def find_context(name: str) -> Context:
    """Return the context of this name, or the current one for ""; raise Refused if unknown."""
    contexts = read()
    context = contexts.all.get(name or contexts.current)
    if context is None:
        from minik.model import suggestions  # noqa: PLC0415 only a refusal needs it

        suggestion = suggestions.suggest(name or contexts.current, contexts.all)
        raise Refused(
            f"context was not found for specified context: {name or contexts.current}",
            hint=suggestion or "minik config get-contexts",
        )
    return context


def without_context(contexts: Contexts, name: str) -> Contexts:
    """Return the contexts without one; `default` replaces it as the current one."""
    remaining = {other: context for other, context in contexts.all.items() if other != name}
    is_left = contexts.current == name and not contexts.path
    current = DEFAULT if is_left else contexts.current
    return contexts._replace(current=current, all=remaining)


def with_context(
    contexts: Contexts,
    name: str,
    namespace: str | None,
    state_file: str,
    cluster: str | None = None,
    user: str | None = None,
    live: str | None = None,
    kubeconfig: str | None = None,
) -> Contexts:
    """Return the contexts with one added or changed; None and no file keep its values, and an empty
    namespace is the default one again.
    """
    if not contexts.path and ("/" in name or name in ("", ".", "..")):
        raise Refused(f'"{name}" cannot be the name of a context')
    previous = contexts.all.get(name) or contexts.bare(name)
    bare = contexts.bare(name).namespace
    context = previous._replace(
        namespace=previous.namespace if namespace is None else namespace or bare,
        state=os.path.abspath(state_file) if state_file else previous.state,
        cluster=previous.cluster if cluster is None else cluster,
        user=previous.user if user is None else user,
        live=previous.live if live is None else live,
        kubeconfig=previous.kubeconfig if kubeconfig is None else kubeconfig,
    )
    return contexts._replace(all={**contexts.all, name: context})
