"""What can be done at a path of the API. One file a verb.

Each has `answer(cluster, place, parameters, document)`, which returns a Reply.
"""

from collections.abc import Sequence

from minik.light_typing import NamedTuple
from minik.model.cluster import Cluster
from minik.model.object import Object


class Reply(NamedTuple):
    """The HTTP status, the body, the cluster after it, and the warnings that come with it."""

    status: int
    body: Object
    cluster: Cluster
    warnings: Sequence[str] = ()
