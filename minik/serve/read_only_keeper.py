"""What keeps a cluster that is served as evidence: nothing moves, and every change is refused."""

import asyncio

from minik.api.exchange import Answer, Request
from minik.serve.api_cluster import READING, ServedCluster
from minik.serve.asking import Asking


class ReadOnlyKeeper:
    """Answers looks alone: a cluster as evidence, in which nothing moves."""

    def __init__(self, served: ServedCluster) -> None:
        self.served, self.asking = served, Asking(served)

    async def answer(self, request: Request) -> Answer:
        """Return the answer to a look; a change is refused."""
        if request.method in READING:
            return await self.asking.converse(request)
        return self.served.refuse(request)

    async def run(self) -> None:
        """Do nothing, until cancelled."""
        await asyncio.Event().wait()

    def close(self) -> None:
        """Do nothing."""
