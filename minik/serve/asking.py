"""Requests and controllers that webhooks keep waiting, each beside everything else."""

import asyncio
from collections.abc import Callable, Coroutine

from minik.api.exchange import Answer, Request
from minik.light_typing import Any
from minik.model.outside import Question, Unasked
from minik.serve.api_cluster import ServedCluster
from minik.serve.webhook_calls import Caller


class Asking:
    """Asks for a served cluster; what it begins goes on by itself."""

    def __init__(self, served: ServedCluster) -> None:
        self.served, self.caller = served, Caller(served.webhooks.note)
        self._tasks: set[asyncio.Task[None]] = set()  # a task that nobody holds may be forgotten

    async def converse(self, request: Request) -> Answer:
        """Return the answer to a request, which is begun anew whenever somebody has been asked."""
        turn = self.served.turns.new(self.served.cluster, request.path)
        while True:
            try:
                return self.served.answer(request, turn)
            except Unasked as unasked:
                await turn.ask(self.caller, unasked)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something happen beside everything else."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def follow(self, resume: Callable[[], None]) -> None:
        """Ask what controllers want to be asked; then they go on, by `resume`."""
        waits = self.served.waits
        questions = waits.take(self.served.cluster) if waits.outside.wanted else []
        if questions:
            self.begin(self._ask(questions, resume))
        elif waits.pause and not waits.is_paused:
            self.begin(self._pause(resume))

    async def _ask(self, questions: list[Question], resume: Callable[[], None]) -> None:
        await self.served.waits.ask(self.caller, questions)
        resume()

    async def _pause(self, resume: Callable[[], None]) -> None:
        """Let the controllers try again after a while whose webhooks did not answer."""
        waits = self.served.waits
        waits.is_paused = True
        try:
            await asyncio.sleep(waits.pause)
        finally:
            waits.is_paused = False
        resume()
