"""What the library answers: what the core has found, under public names.

An answer is true where it is good: something answers, nothing is wrong. As text it is what the verb
of the same name prints; `document` is what that prints with `-o json`.
"""

from collections.abc import Callable
from functools import cached_property

from minik.diagnosis import journey, resolution
from minik.diagnosis.explanation import Explanation as CoreExplanation
from minik.diagnosis.resolution import Viewpoint
from minik.diagnosis.way_resolution import WayResolution
from minik.discovery.records import Record
from minik.library.records import Finding, as_finding
from minik.light_typing import Any
from minik.model import marks
from minik.proxy.backends import Backend
from minik.proxy.routing import Route
from minik.render import dns_answer, resolution_document, trace, way_document, way_text, why
from minik.render import resolution as resolution_text


class Answer:
    """An answer to a question. It is true where it is good."""

    def __init__(self, text: Callable[[], str], document: Callable[[], dict[str, Any]]) -> None:
        """Remember how to word it."""
        self._text, self._document = text, document

    @cached_property
    def text(self) -> str:
        """What the verb of the same name prints."""
        return marks.strip(self._text())

    @cached_property
    def document(self) -> dict[str, Any]:
        """What the verb of the same name prints with -o json, parsed; see docs/json.md."""
        return self._document()

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        first = self.text.strip().partition("\n")[0]
        return f"<{type(self).__name__}: {first}>"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.document == other.document

    def __hash__(self) -> int:
        return hash(self.text)


class Resolution(Answer):
    """Where a name or an address leads; true if something answers there."""

    def __init__(self, found: resolution.Resolution, explain: "Callable[[], Explanation]") -> None:
        """Wrap what the core has resolved; `explain` asks why it is so."""
        super().__init__(
            lambda: resolution_text.text(found), lambda: resolution_document.document(found)
        )
        self._found, self._explain = found, explain

    def __bool__(self) -> bool:
        return self.answers

    def why(self) -> "Explanation":
        """Return why it is so, as `why` of the same target explains it."""
        return self._explain()

    @property
    def answers(self) -> bool:
        """Whether something answers."""
        return self._found.reason is None

    @property
    def name(self) -> str:
        """The full DNS name; "" if an address was asked for."""
        return self._found.name

    @property
    def backends(self) -> tuple[Backend, ...]:
        """Every backend that may answer, once: `address`, `port`, `pod`, `node`, `zone`, `ready`."""
        return self._found.backends

    @property
    def pods(self) -> tuple[str, ...]:
        """The names of the pods that may answer, in order."""
        names = (backend.pod.removeprefix("pod/") for backend in self.backends)
        return tuple(dict.fromkeys(filter(None, names)))

    @property
    def addresses(self) -> tuple[str, ...]:
        """The backends as `ip:port`."""
        return tuple(resolution_text.addresses(self._found).split())

    @property
    def routes(self) -> tuple[Route, ...]:
        """Every entry, with its backends: `entry`, `address`, `port`, `protocol`, `refusal`..."""
        return self._found.routes

    @property
    def records(self) -> tuple[Record, ...]:
        """What DNS answers for the name: `name`, `type`, `value`, `ttl`."""
        return self._found.records

    @property
    def target(self) -> str:
        """The outside name to which an ExternalName leads, else ""."""
        return self._found.target

    @property
    def reason(self) -> str:
        """Why nothing answers, in one sentence; "" if something does."""
        return self._found.reason.text if self._found.reason else ""

    @property
    def fix(self) -> str:
        """A command that mends it, "" if none is known."""
        return self._found.reason.fix if self._found.reason else ""


class Explanation(Answer):
    """Why something does not do its work; true if it does."""

    def __init__(self, found: CoreExplanation) -> None:
        """Wrap what the core has found."""
        super().__init__(lambda: why.text(found), lambda: why.document(found))
        self._found = found

    def __bool__(self) -> bool:
        return self.works

    @property
    def works(self) -> bool:
        """Whether somebody answers, or nothing is wrong."""
        return self._found.works

    @property
    def headline(self) -> str:
        """The answer in one line."""
        return marks.strip(self._found.headline)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, the roots first."""
        return tuple(map(as_finding, self._found.findings))


class Journey(Answer):
    """The way of one packet; true if a backend gets it and its reply comes back."""

    def __init__(self, found: journey.Journey, view: Viewpoint) -> None:
        """Wrap what the core has followed."""
        super().__init__(lambda: trace.text(found, view), lambda: trace.document(found, view))
        self._found = found

    def __bool__(self) -> bool:
        return self.answers

    @property
    def answers(self) -> bool:
        """Whether a backend gets the packet and its reply comes back."""
        return self._found.answers

    @property
    def hops(self) -> tuple[journey.Hop, ...]:
        """The nodes that meet the packet, with the steps of their rules."""
        return self._found.hops

    @property
    def refusal(self) -> str:
        """Why it does not arrive, in a word; "" if it does."""
        return str(self._found.refusal)


class Lookup(Answer):
    """What DNS answers; true if there is a record."""

    def __init__(self, question: dns_answer.Question) -> None:
        """Wrap the question, with the walk that answers it."""
        super().__init__(lambda: dns_answer.text(question), lambda: dns_answer.document(question))
        self._question = question

    def __bool__(self) -> bool:
        return bool(self.records)

    @property
    def records(self) -> tuple[Record, ...]:
        """The records of the answer: `name`, `type`, `value`, `ttl`."""
        return tuple(self._question.walk.records)

    @property
    def values(self) -> tuple[str, ...]:
        """The values of the records: addresses, names."""
        return tuple(record.value for record in self.records)


class Way(Answer):
    """Where a request from outside leads; true if somebody answers, be it with a redirect."""

    def __init__(self, found: WayResolution) -> None:
        """Wrap what the core has found."""
        super().__init__(lambda: way_text.text(found), lambda: way_document.document(found))
        self._found = found

    def __bool__(self) -> bool:
        return self.answers

    @property
    def answers(self) -> bool:
        """Whether somebody answers."""
        return self._found.answers

    @property
    def status(self) -> int:
        """The HTTP status (or that of gRPC) that a client gets where nobody answers; 0 if somebody does."""
        return self._found.way.status if self._found.way.reason else 0

    @property
    def services(self) -> dict[str, float]:
        """The Services that get a share of the requests, as `namespace/name`: in percent."""
        shares = ((share.target.reference, share.percent) for share in self._found.way.shares)
        return {f"{found.key.namespace}/{found.key.name}": percent for found, percent in shares}

    @property
    def pods(self) -> tuple[str, ...]:
        """The names of the pods that may answer."""
        names = (endpoint.pod for endpoint in way_text.endpoints(self._found))
        return tuple(dict.fromkeys(filter(None, names)))

    @property
    def addresses(self) -> tuple[str, ...]:
        """The endpoints that may answer, as `ip:port`."""
        return tuple(way_text.addresses(self._found).split())

    @property
    def reason(self) -> str:
        """Why nobody answers, in one sentence; "" if somebody does."""
        return self._found.reason.text if self._found.reason else ""

    @property
    def fix(self) -> str:
        """A command that mends it, "" if none is known."""
        return self._found.reason.fix if self._found.reason else ""
