"""What only a running container can answer: refused in one line, with the way to what minik does know.

The pod is looked up all the same, so a misspelt name is told as such.
"""
from collections.abc import Sequence
from typing import NoReturn

import click

from minik.commands import _session, _targets
from minik.errors import ClientError

NOWHERE = "{} needs a running container, and minik runs none; what it knows instead: minik {}"


def refuse(verb: str, instead: str) -> NoReturn:
    """There is no container to ask; `instead` is the command that tells what is known."""
    raise ClientError(NOWHERE.format(verb, instead))


def refuse_for(word: str, verb: str, instead: str, namespace: str = "") -> NoReturn:
    """The same for one object (`web`, `pod/web`, `deploy/web`), which must be there; `{}`: the object."""
    where = _session.namespace(namespace)
    target = _targets.targets([word] if "/" in word else ["pods", word], cluster := _session.reading())[0]
    if cluster.get(target.kind.key, where if target.kind.namespaced else "", target.name) is None:
        error = _targets.missing(target)
        raise ClientError(f'error from server (NotFound): {error.message} in namespace "{where}"') if verb == "logs" else error
    refuse(verb, instead.format(f"{target.kind.plural}/{target.name}") + (f" -n {where}" if namespace else ""))


def words_and_command(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The words, and the command line that followed `--`."""
    after: list[str] = click.get_current_context().meta["command"]
    return words[:len(words) - len(after)], after
