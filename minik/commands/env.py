"""Show the service variables of a pod's containers, and why one is missing"""
from collections.abc import Sequence

import click

from minik.commands import _options, _session, _targets
from minik.discovery.environment import Environment, environments
from minik.errors import ClientError, NotFound
from minik.model.cluster import Cluster
from minik.model.controls import visible
from minik.model.object import Object

LEAST = 22


@click.command(cls=_options.Verb)
@click.argument("pod")
@_options.namespace
@_options.text("-c", "--container", metavar="NAME", help="Only this container")
@_options.flag("--explain", help="Also say which variables are not there, and why")
def command(pod: str, namespace: str, container: str, explain: bool) -> None:
    """Show the variables by which a pod's containers were told of the Services when they started.

    They hold the Services of the pod's own namespace that were there before the container, and default/kubernetes. DNS is the better way:
    it does not depend on who was there first, and reaches every namespace.

    \b
    Examples:
      # The variables of a pod
      minik env pod/my-pod
      # And which are not there, and why
      minik env my-pod --explain
    """
    cluster = _session.reading()
    asking = find_pod(cluster, pod, _session.namespace(namespace))
    found = [one for one in environments(cluster, asking) if container in ("", one.container)]
    if not found:
        names = ", ".join(one.container for one in environments(cluster, asking))
        raise ClientError(f"container {container} not found in pod {asking['metadata']['name']}", hint=f"its containers: {names}")
    click.echo("\n".join(text(one, len(found) > 1, explain) for one in found), nl=False)


def find_pod(cluster: Cluster, word: str, namespace: str) -> Object:
    """The pod that `NAME` or `pod/NAME` means."""
    kind, slash, name = word.rpartition("/")
    if slash and _targets.resolved(kind, cluster).name != "Pod":
        raise ClientError(f'"{word}" is no pod: NAME or pod/NAME')
    found = cluster.get("Pod", namespace, name)
    if found is None:
        raise NotFound(f'pods "{name}" not found')
    return found


def text(found: Environment, headed: bool, explain: bool) -> str:
    """Lines that a shell can read, then what is not there."""
    lines = [f"# container {found.container}"] if headed else []
    lines += [f"{variable.name}={variable.value}" for variable in found.variables]
    return "".join(f"{visible(line)}\n" for line in [*lines, *(explained(found) if explain else ())])


def explained(found: Environment) -> Sequence[str]:
    """What is not as one may think, a fact a line."""
    heads = [f"{note.what}: {note.names}" for note in found.notes]
    width = max([LEAST, *(len(head) + 1 for head in heads)])
    return [f"{head.ljust(width)}{note.why}" for head, note in zip(heads, found.notes)]
