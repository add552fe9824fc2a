"""What serves a cluster and keeps nothing of it."""

import asyncio

from minik.api.exchange import Answer, Request
from minik.serve.api_cluster import ServedCluster
from minik.serve.api_keeper import TICK
from minik.serve.asking import Asking


class MemoryKeeper:
    """Keeps nothing: the cluster is gone when the server ends."""

    def __init__(self, served: ServedCluster) -> None:
        self.served, self.asking = served, Asking(served)

    async def answer(self, request: Request) -> Answer:
        """Return the answer to a request, once its webhooks have answered."""
        answer = await self.asking.converse(request)
        self._go_on()
        return answer

    async def run(self) -> None:
        """Let time pass."""
        while True:
            await asyncio.sleep(TICK)
            self.served.tick()
            self._go_on()

    def _go_on(self) -> None:
        self.served.unsaved.clear()
        self.asking.follow(self._resume)

    def _resume(self) -> None:
        self.served.resume()
        self._go_on()

    def close(self) -> None:
        """Do nothing."""
