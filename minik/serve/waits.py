"""What controllers wait for: webhooks that are asked about the objects that they make.

A controller whose object meets a webhook leaves it undone and goes on; the question is asked beside
everything else, and then the controllers run again. Until nothing is left to be asked they work under
one number and at one time, so that they want the same objects, by the same names.
"""

from minik.model.cluster import EPOCH, Cluster
from minik.model.outside import Outside, Question
from minik.serve.webhook_calls import Caller

FIRST_PAUSE, LONGEST_PAUSE = (
    5.0,
    300.0,
)  # seconds until a webhook is asked again that did not answer


class Waits:
    """The questions of controllers: those that nobody has asked yet, and those that are on their way."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside
        self.number: int | None = None
        self.moment = EPOCH
        self.flying: set[str] = set()
        self.is_paused = False
        self.pause = 0.0  # until those are asked again that did not answer; 0: all have

    @property
    def is_pending(self) -> bool:
        """Whether controllers have left something undone."""
        return self.number is not None or bool(self.outside.wanted)

    def prepare(self, cluster: Cluster, *, ticks: bool = False) -> Cluster:
        """Return a cluster in which controllers find what they were answered; `ticks`: they do what the
        time of the cluster asks for.
        """
        if self.number is not None:
            cluster = cluster.with_serial(self.number)
            cluster = cluster if ticks else cluster.at(self.moment)
        return cluster.with_outside(self.outside)

    def take(self, cluster: Cluster) -> list[Question]:
        """Return the questions that are to be asked now; a cluster's number is kept meanwhile."""
        wanted, self.outside.wanted = self.outside.wanted, {}
        new = [question for key, question in wanted.items() if key not in self.flying]
        if new and self.number is None:
            self.number, self.moment = cluster.serial, cluster.now
        self.flying |= {question.key for question in new}
        return new

    async def ask(self, caller: Caller, questions: list[Question]) -> None:
        """Ask, and keep what is answered."""
        outcomes = await caller.ask(questions)
        self.outside.known.update(outcomes)
        self.flying -= outcomes.keys()

    def end(self) -> None:
        """Forget what was answered, unless more has to be asked about the same objects."""
        if self.outside.wanted or self.flying:
            return
        failed = any(outcome.error for outcome in self.outside.known.values())
        self.pause = min(max(self.pause * 2, FIRST_PAUSE), LONGEST_PAUSE) if failed else 0.0
        self.outside.known.clear()
        self.number = None
