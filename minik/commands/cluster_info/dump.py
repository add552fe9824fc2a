"""Print what is known of the cluster's nodes and of what runs in some namespaces, to look into its
problems
"""

import os
from collections.abc import Iterator, Sequence

from minik import kinds
from minik.command_line import flags, printing, state_access, streams
from minik.errors import ClientError
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.listing import Listing, Section
from minik.render.formats import render

KINDS = {
    "events": "Event",
    "replication-controllers": "ReplicationController",
    "services": "Service",
    "daemonsets": "DaemonSet",
    "deployments": "Deployment",
    "replicasets": "ReplicaSet",
    "pods": "Pod",
}
ENDINGS = {"json": ".json", "yaml": ".yaml"}


class Part(NamedTuple):
    """Objects of one kind, and the name of the file that holds them."""

    name: str
    section: Section


@flags.command()
@flags.flag("-A", "--all-namespaces", help="Of all namespaces")
@flags.several(
    "--namespaces",
    metavar="NAME",
    help="Of these namespaces, instead of kube-system and the present one",
)
@flags.text(
    "--output-directory",
    "folder",
    metavar="FOLDER",
    help="Write files there, instead of printing it all",
)
@flags.no_op(
    "--pod-running-timeout",
    metavar="DURATION",
    check=flags.duration,
    why="no pod's log is asked for: none runs",
)
@printing.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    all_namespaces: bool,
    namespaces: tuple[str, ...],
    folder: str,
    output: str,
    **how: Any,
) -> None:
    """Print what is known of the nodes, and of events, workloads, services and pods of some
    namespaces. There are no logs.

    \b
    Examples:
      minik cluster-info dump
      minik cluster-info dump --namespaces default,shop --output-directory=dump
    """
    if words:
        raise ClientError(f"unexpected arguments: [{' '.join(words)}]")
    cluster = state_access.read_cluster()
    all_names = [objects.name(obj) for obj in cluster.of("Namespace")]
    names = all_names if all_namespaces else namespaces or ("kube-system", state_access.namespace())
    for name in names if folder not in ("", "-") else ():
        check(name)
    for part in parts(cluster, names):
        text = render(Listing([part.section], cluster.now, **how), output or "json", tables=False)
        if folder in ("", "-"):
            streams.echo(text, nl=False)
        else:
            write(os.path.join(folder, part.name + ENDINGS.get(output or "json", ".txt")), text)
    if folder not in ("", "-"):
        state_access.say(f"Cluster info dumped to {folder}")


def parts(cluster: Cluster, namespaces: Sequence[str]) -> Iterator[Part]:
    """Yield the nodes, then each kind of each namespace."""
    yield Part("nodes", Section(kinds.kind_of_key("Node"), cluster.of("Node")))
    for namespace in namespaces:
        for name, key in KINDS.items():
            yield Part(
                os.path.join(namespace, name),
                Section(kinds.kind_of_key(key), cluster.within(key, namespace)),
            )


def check(namespace: str) -> None:
    """Raise ClientError for a namespace name that would lead out of the folder.

    Only a state file edited by hand can hold such a name.
    """
    if namespace in (".", "..") or not {"/", "\0"}.isdisjoint(namespace):
        raise ClientError(
            f'"{namespace}" cannot be the name of a folder, as it cannot be that of a namespace'
        )


def write(path: str, text: str) -> None:
    """Write one file; create its folder if it is missing."""
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise ClientError(f"open {path}: {(error.strerror or '').lower()}") from None
