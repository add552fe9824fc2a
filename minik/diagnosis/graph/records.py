"""What the wiring is made of: cards in columns, wires between them, and pods as dots on their cards."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from minik.diagnosis.finding import Finding
from minik.light_typing import NamedTuple
from minik.model.object import Key


class Column(StrEnum):
    """The columns, in the direction in which they are read."""

    GATE = "gate"
    WAY = "way"
    SERVICE = "service"
    WORKLOAD = "workload"
    NODE = "node"


class Health(StrEnum):
    """How something is: it answers, it answers but something is wrong, or it does not."""

    WELL = "well"
    DOUBTFUL = "doubtful"
    BROKEN = "broken"


class PodState(StrEnum):
    """How a pod is; one of a template without a cluster is planned."""

    READY = "ready"
    NOT_READY = "not ready"
    FAILING = "failing"
    ENDED = "ended"
    PLANNED = "planned"


class Bond(StrEnum):
    """What a wire stands for: traffic that a Service or a way in leads on, a name that a program
    calls, a pod that runs on a machine.
    """

    TRAFFIC = "traffic"
    CALL = "call"
    RUNS = "runs"


class Dot(NamedTuple):
    """One pod: its state, what keeps it from being ready ("" if nothing does), and its machine."""

    name: str
    state: PodState
    why: str = ""
    node: str = ""


class Card(NamedTuple):
    """One node of the wiring. `key` is the object that it shows, None where it shows none. `traits`
    are facts about it, each a code and a value. `counts` are its pods by their state, which
    remain where a fold leaves out `pods`. `folds` is how many cards it stands for.
    """

    id: str
    column: Column
    kind: str
    namespace: str
    name: str
    health: Health = Health.WELL
    key: Key | None = None
    traits: tuple[tuple[str, str], ...] = ()
    pods: tuple[Dot, ...] = ()
    counts: tuple[tuple[PodState, int], ...] = ()
    findings: tuple[Finding, ...] = ()
    folds: int = 0

    def trait(self, code: str) -> str:
        """Return the value of a trait; "" without it."""
        return dict(self.traits).get(code, "")

    def count(self, *states: PodState) -> int:
        """Return how many pods are in one of these states."""
        return sum(number for state, number in self.counts if state in states)


class Wire(NamedTuple):
    """One edge of the wiring. `target` is "" where it leads nowhere; `meant` is the card that was
    probably meant. `labels` are ports, paths or hosts as they are written. `reason` says why it is
    broken, `fix` how to mend it, `code` the cause; `evidence` where a call stands.
    """

    source: str
    target: str
    bond: Bond = Bond.TRAFFIC
    labels: tuple[str, ...] = ()
    health: Health = Health.WELL
    reason: str = ""
    fix: str = ""
    code: str = ""
    evidence: str = ""
    meant: str = ""


class Graph(NamedTuple):
    """The wiring. `namespace` is the one that is shown, "" for all; `findings` are all that are about
    what is shown; `answering` and `asked` count the Services that answer, and all.
    """

    nodes: tuple[Card, ...] = ()
    edges: tuple[Wire, ...] = ()
    namespace: str = ""
    findings: tuple[Finding, ...] = ()
    answering: int = 0
    asked: int = 0

    def column(self, column: Column) -> Iterator[Card]:
        """Yield the cards of a column."""
        return (card for card in self.nodes if card.column is column)


def worst(healths: Iterable[Health]) -> Health:
    """Return the worst of several; WELL of none."""
    order = list(Health)
    return max(healths, key=order.index, default=Health.WELL)


def card_id(key: Key) -> str:
    """Return the identity of the card of an object: `service/shop/web`."""
    return f"{key.kind.lower()}/{key.path}"


def count_states(dots: Iterable[Dot]) -> tuple[tuple[PodState, int], ...]:
    """Return how many pods are in each state, those states that occur."""
    numbers: dict[PodState, int] = {}
    for dot in dots:
        numbers[dot.state] = numbers.get(dot.state, 0) + 1
    return tuple((state, numbers[state]) for state in PodState if state in numbers)
