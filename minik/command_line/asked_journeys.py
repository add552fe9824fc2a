"""The journey of a packet to what words name: what `trace` answers."""

from collections.abc import Sequence

from minik.command_line import asked_routes, network_options, target_arguments
from minik.command_line.network_options import Asker
from minik.diagnosis.journey import Journey, follow
from minik.diagnosis.resolution import Viewpoint
from minik.errors import ClientError
from minik.model.cluster import Cluster


def follow_words(
    cluster: Cluster, words: Sequence[str], given: str, current: str, asker: Asker, protocol: str
) -> tuple[Journey, Viewpoint]:
    """Follow a packet to what the words name; return its journey, and from where it was seen.

    `current` is the namespace in effect, `given` the one that was named, "" if none was.
    """
    view = network_options.view(cluster, current, *asker)
    if not words:
        raise ClientError("--to says where the packet is sent: NAME:PORT or IP:PORT")
    target = target_arguments.packet_target(words, cluster, current)
    name = asked_routes.parsed(target, view, given, current, cluster)
    return follow(cluster, name, view, protocol.lower()), view
