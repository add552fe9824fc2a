"""The nodes for pods with equal requirements, in the order in which the scheduler tries them."""

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush

from minik.light_typing import TypeAlias
from minik.scheduling import node_info
from minik.scheduling.node_info import NodeInfo, Reason, Requirements

QueueEntry: TypeAlias = tuple[
    int, int, int
]  # how little a node is liked, how full it is at least, and which one it is


class NodeQueue:
    """The nodes for pods with equal requirements, the best and emptiest first.

    `coarse`: load is measured in percent, not in pods. A stored load may be too low, as nodes only
    fill up; so a queue can start as a copy of another one for the same nodes and other requests.
    """

    def __init__(self, required: Requirements, coarse: bool, heap: list[QueueEntry]) -> None:
        self.wanted, self.coarse, self.last_message = required, coarse, (-1, "")
        self.heap, self.outgrown = heap, list[QueueEntry]()
        heapify(self.heap)

    def best(
        self,
        node_infos: Sequence[NodeInfo],
        excluded: Mapping[str, Reason],
        peers: Mapping[str, int],
    ) -> NodeInfo | None:
        """Return the best node that fits, with the fewest peers; None if there is none.

        Nodes that are too full are dropped from the queue for good.
        """
        deferred: list[QueueEntry] = []
        choice: tuple[int, int, NodeInfo] | None = None
        while self.heap and not (choice and (choice[1] == 0 or self.heap[0][0] > choice[0])):
            penalty, load, index = heappop(self.heap)
            node = node_infos[index]
            current_load = node.load if self.coarse else node.count
            if load != current_load:
                heappush(self.heap, (penalty, current_load, index))
            elif node.name in excluded:
                deferred.append((penalty, load, index))
            elif not any(node_info.current_reasons(node, self.wanted)):
                deferred.append((penalty, load, index))
                if choice is None or peers.get(node.name, 0) < choice[1]:
                    choice = (penalty, peers.get(node.name, 0), node)
            else:
                self.outgrown.append((penalty, load, index))
        for queue_entry in deferred:
            heappush(self.heap, queue_entry)
        return choice[2] if choice else None
