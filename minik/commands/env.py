"""Show the service variables of a pod's containers, and why one is missing"""

from collections.abc import Sequence

from minik.command_line import (
    document_output,
    file_options,
    flags,
    pod_arguments,
    state_access,
    streams,
)
from minik.discovery.environment import Environment, environments
from minik.errors import ClientError
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.controls import escape_controls
from minik.model.object import Object

MIN_WIDTH = 22


@flags.command()
@file_options.files
@flags.argument("words", many=True, required=True, metavar="[TYPE/]NAME")
@flags.namespace
@flags.text("-c", "--container", metavar="NAME", help="Only this container")
@flags.flag("--explain", help="Also say which variables are not there, and why")
@document_output.option
def command(
    words: tuple[str, ...], namespace: str, container: str, explain: bool, output: str
) -> None:
    """Show the Service variables that a pod's containers were given when they started.

    They hold the Services of the pod's own namespace that were there before the container, and
    default/kubernetes. DNS is the better way: it does not depend on who was there first, and
    reaches every namespace.

    \b
    Examples:
      minik env deploy/my-app
      minik env my-pod --explain
    """
    document_output.require_known(output)
    cluster = state_access.read_cluster()
    pod_object = pod_arguments.find_pod(cluster, "/".join(words), state_access.namespace(namespace))
    matching = [
        environment
        for environment in environments(cluster, pod_object)
        if container in ("", environment.container)
    ]
    if not matching:
        names = ", ".join(
            environment.container for environment in environments(cluster, pod_object)
        )
        raise ClientError(
            f"container {container} not found in pod {pod_object['metadata']['name']}",
            hint=f"its containers: {names}",
        )
    if output:
        document_output.show(document(pod_object, matching), output)
        return
    streams.echo(
        "\n".join(
            environment_text(environment, len(matching) > 1, explain) for environment in matching
        ),
        nl=False,
    )


def document(pod: Object, matching: Sequence[Environment]) -> dict[str, Any]:
    """Return the variables for JSON and YAML, with the notes on those that are missing."""
    return {
        "pod": objects.name(pod),
        "namespace": objects.namespace(pod),
        "containers": [
            {
                "name": environment.container,
                "variables": [variable._asdict() for variable in environment.variables],
                "notes": [note._asdict() for note in environment.notes],
            }
            for environment in matching
        ],
    }


def environment_text(environment: Environment, headed: bool, explain: bool) -> str:
    """Return the variables as NAME=VALUE lines for a shell, then the explanation if asked for."""
    lines = [f"# container {environment.container}"] if headed else []
    lines += [f"{variable.name}={variable.value}" for variable in environment.variables]
    return "".join(
        f"{escape_controls(line)}\n"
        for line in [*lines, *(note_lines(environment) if explain else ())]
    )


def note_lines(environment: Environment) -> Sequence[str]:
    """Return one line per note on variables that are missing or may surprise."""
    heads = [f"{note.what}: {note.names}" for note in environment.notes]
    width = max([MIN_WIDTH, *(len(head) + 1 for head in heads)])
    return [f"{head.ljust(width)}{note.why}" for head, note in zip(heads, environment.notes)]
