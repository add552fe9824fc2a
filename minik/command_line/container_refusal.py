"""What only a running container can answer: refused in one line, with the command that shows what
minik does know.

The pod is looked up all the same, so a misspelt name is reported as such.
"""

from collections.abc import Sequence
from typing import NoReturn

import click

from minik.command_line import resource_arguments, state_access
from minik.errors import ClientError

NEEDS_CONTAINER = (
    "{} needs a running container, and minik runs none; what it knows instead: minik {}"
)


def refuse(verb: str, instead: str) -> NoReturn:
    """Raise ClientError: no container runs; `instead` is the command that shows what is known."""
    raise ClientError(NEEDS_CONTAINER.format(verb, instead))


def refuse_for(word: str, verb: str, instead: str, namespace: str = "") -> NoReturn:
    """Refuse for one object (`web`, `pod/web`, `deploy/web`), which must exist; `{}` in `instead`
    is the object.
    """
    target_namespace = state_access.namespace(namespace)
    target = resource_arguments.parse_targets(
        [word] if "/" in word else ["pods", word], cluster := state_access.read_cluster()
    )[0]
    if (
        cluster.get(
            target.kind.key, target_namespace if target.kind.namespaced else "", target.name
        )
        is None
    ):
        error = resource_arguments.not_found(target)
        raise (
            ClientError(
                f'error from server (NotFound): {error.message} in namespace "{target_namespace}"'
            )
            if verb == "logs"
            else error
        )
    refuse(
        verb,
        instead.format(f"{target.kind.plural}/{target.name}")
        + (f" -n {target_namespace}" if namespace else ""),
    )


def words_and_command(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the arguments, and the command line that followed `--`."""
    command_line: list[str] = click.get_current_context().meta["command"]
    return words[: len(words) - len(command_line)], command_line
