"""Run a command in a container: needs one that runs, and minik runs none"""

from typing import NoReturn

import click

from minik.commands import _container, _options
from minik.commands._create import _making
from minik.errors import ClientError


@click.command(cls=_options.Verb)
@_options.filename
@_options.namespace
@_options.ignored_options(
    "-c=", "--container=", "-i", "--stdin", "-t", "--tty", "-q", "--quiet", "--pod-running-timeout="
)
@click.argument("words", nargs=-1)
def command(
    words: tuple[str, ...], filenames: tuple[str, ...], recursive: bool, namespace: str
) -> NoReturn:
    """Run a command in a container: needs one that runs. What a pod would see of the cluster is
    told by `resolve`.

    \b
    Examples:
      minik resolve kubernetes
      minik describe pods
    """
    objects, after = _container.words_and_command(words)
    if not objects and not filenames:
        raise ClientError("pod, type/name or --filename must be specified")
    if objects[1:]:
        raise _making.usage_error(
            "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead"
        )
    if not after:
        raise ClientError("you must specify at least one command for the container")
    if filenames:
        _container.refuse("exec", f"describe -f {filenames[0]}")
    _container.refuse_for(objects[0], "exec", "describe {}", namespace)
