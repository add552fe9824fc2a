"""Requests that go on once somebody outside has answered: each is run anew, on the cluster of then, until
nothing is left to be asked.
"""

from collections.abc import Mapping

from minik.errors import InternalError
from minik.intake.webhooks import hooks
from minik.model.cluster import Cluster
from minik.model.outside import Outside, Unasked
from minik.serve.webhook_calls import Caller

# A number of a command that no other request, and no command line, ever has: uids are made of it.
NUMBERED_FROM = 1_000_000_000
APART = 1_000_000
MOST_RUNS = 100
SORTS = (hooks.VALIDATING, hooks.MUTATING)


class Turn:
    """A request, in one run or several: what the outside has said, and the number that stays its own."""

    def __init__(self, outside: Outside, number: int) -> None:
        self.outside, self.number, self.runs = outside, number, 0

    async def ask(self, caller: Caller, unasked: Unasked) -> None:
        """Ask what has to be asked. Raises InternalError for a request that never comes to its end."""
        self.runs += 1
        if self.runs > MOST_RUNS:
            raise InternalError("Internal error occurred: webhooks are asked without end")
        self.outside.known.update(await caller.ask(unasked.questions))


class Turns:
    """Makes the turns of a server's requests."""

    def __init__(self, services: Mapping[str, str]) -> None:
        self.services = services
        self.count = 0

    def new(self, cluster: Cluster, path: str) -> Turn:
        """Return the turn of a request that begins on a cluster."""
        number = NUMBERED_FROM + cluster.version
        if "dryRun=" in path:  # nothing of it is kept, so the version stays
            self.count += 1
            number = 2 * NUMBERED_FROM + self.count
        elif any(cluster.table(sort).by_path for sort in SORTS):
            self.count += 1
            number = number * APART + self.count % APART
        return Turn(Outside(self.services), number)
