"""Contexts: named states, and which of them is meant when nothing is said. One small JSON file under the XDG configuration folder."""
import json
import os
from contextlib import suppress
from typing import NamedTuple

from minik.errors import Refused

DEFAULT = "default"


class Context(NamedTuple):
    """A state by name, and the namespace that is meant there."""

    name: str
    state: str
    namespace: str = "default"


class Contexts(NamedTuple):
    """All contexts, by name, and the current one."""

    current: str
    all: dict[str, Context]


def folder(variable: str, fallback: str) -> str:
    """minik's folder under an XDG base folder; a relative one does not count."""
    base = os.environ.get(variable, "")
    return os.path.join(base if os.path.isabs(base) else os.path.expanduser(fallback), "minik")


def config_path() -> str:
    """Where contexts are kept."""
    return os.path.join(folder("XDG_CONFIG_HOME", "~/.config"), "config.json")


def state_path(name: str) -> str:
    """Where the state of a context is kept, unless it says otherwise."""
    return os.path.join(folder("XDG_STATE_HOME", "~/.local/state"), f"{name}.json")


def read() -> Contexts:
    """The contexts; where there is no file yet, the one that is always there."""
    path = config_path()
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        found = {row["name"]: Context(row["name"], row["state"], row.get("namespace") or "default") for row in data["contexts"]}
        return Contexts(str(data["current-context"]), {DEFAULT: Context(DEFAULT, state_path(DEFAULT)), **found})
    except FileNotFoundError:
        return Contexts(DEFAULT, {DEFAULT: Context(DEFAULT, state_path(DEFAULT))})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"cannot read the contexts in {path}: {error}",
                      hint="mend it, or let it go: then only the context `default` is left; a state can always be named: --state FILE"
                      ) from None


def write(contexts: Contexts) -> None:
    """Keep these contexts."""
    path = config_path()
    temporary = f"{path}.{os.getpid()}.tmp"
    rows = [context._asdict() for _, context in sorted(contexts.all.items())]
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump({"current-context": contexts.current, "contexts": rows}, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        with suppress(OSError):
            os.unlink(temporary)
        raise Refused(f"cannot write the contexts to {path}: {error.strerror}; nothing was changed",
                      hint="a state can be named without them: --state FILE, or MINIK_STATE") from None


def chosen(name: str) -> Context:
    """The context of that name, or the current one."""
    contexts = read()
    found = contexts.all.get(name or contexts.current)
    if found is None:
        from minik.model import nearness  # noqa: PLC0415 only a refusal needs it
        near = nearness.hint(name or contexts.current, contexts.all)
        raise Refused(f'context "{name or contexts.current}" does not exist', hint=near or "minik config get-contexts")
    return found


def forgotten(contexts: Contexts, name: str) -> Contexts:
    """Without one context; if it was the current one, the default takes its place."""
    left = {other: context for other, context in contexts.all.items() if other != name}
    return Contexts(DEFAULT if contexts.current == name else contexts.current, left)


def changed(contexts: Contexts, name: str, namespace: str, state_file: str) -> Contexts:
    """With one context made or changed; what is not said stays as it is."""
    if "/" in name or name in ("", ".", ".."):
        raise Refused(f'"{name}" cannot be the name of a context')
    old = contexts.all.get(name) or Context(name, state_path(name))
    new = old._replace(namespace=namespace or old.namespace, state=os.path.abspath(state_file) if state_file else old.state)
    return contexts._replace(all={**contexts.all, name: new})
