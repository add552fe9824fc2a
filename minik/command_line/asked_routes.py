"""Where words lead and how a packet goes there, asked by a client: what `resolve` and `trace` answer.

`current` is the namespace in effect, `given` the one that was named, "" if none was.
"""

from collections.abc import Sequence

from minik.command_line import network_options, target_arguments
from minik.command_line.network_options import Asker
from minik.diagnosis.resolution import Resolution, Viewpoint, resolve
from minik.discovery import names
from minik.model.cluster import Cluster


def resolve_words(
    cluster: Cluster, words: Sequence[str], given: str, current: str, asker: Asker
) -> Resolution:
    """Resolve what the words name. Raises NotFound for what is not there."""
    view = network_options.view(cluster, current, *asker)
    target = target_arguments.destination(words, cluster, current)
    return resolve(cluster, parsed(target, view, given, current, cluster), view)


def parsed(text: str, view: Viewpoint, given: str, current: str, cluster: Cluster) -> names.Name:
    """Return a target as a name, in the namespace of who asks unless one was named."""
    namespace = network_options.namespace(view, current, given)
    return names.parse(text, namespace, cluster.settings.cluster_domain)
