"""Questions to somebody outside of the cluster, and what came of them.

What is below the waterline asks nobody. Whoever must ask (a webhook) looks here for the outcome, and
where there is none yet raises Unasked: the shell asks, keeps the outcome here and begins the request
anew. Requests come out the same each time, so nothing is asked twice.
"""

from collections.abc import Mapping, Sequence

from minik.light_typing import Any, NamedTuple


class Asked(NamedTuple):
    """The admission webhook that is asked: its name, its sort ("validating" or "admit"), the operation
    that it judges, and whether the request goes on if it does not answer.
    """

    name: str
    sort: str
    operation: str
    fails_open: bool


class Question(NamedTuple):
    """A document to be posted to a URL, with the answer awaited for so many seconds.

    `address` is the URL that is called in its place ("": itself), `authority` the certificates (PEM)
    that its own must be signed by ("": those that the system trusts). `key` is the same for the same
    question, in whatever run of its request; `uid` names it in the document. `asked` is the webhook of an admission.
    """

    key: str
    uid: str
    url: str
    document: Mapping[str, Any]
    seconds: float
    address: str = ""
    authority: str = ""
    asked: Asked | None = None


class Outcome(NamedTuple):
    """What was answered to a question with this uid, or why nothing was."""

    uid: str
    body: bytes = b""
    status: int = 200
    media: str = "application/json"
    error: str = ""


class Unasked(Exception):
    """Questions have to be asked before a request can go on."""

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__(f"{len(questions)} questions to somebody outside")
        self.questions = questions


class Outside:
    """What the outside has answered so far; `services` are the URLs that stand for Services, by
    `namespace/name:port`. `wanted` are the questions of controllers, which do something else meanwhile.
    """

    def __init__(self, services: Mapping[str, str] | None = None) -> None:
        self.services: Mapping[str, str] = services or {}
        self.known: dict[str, Outcome] = {}
        self.wanted: dict[str, Question] = {}

    def outcomes(self, questions: Sequence[Question]) -> list[Outcome]:
        """Return the outcome of each question. Raises Unasked for those that have none."""
        unasked = [question for question in questions if question.key not in self.known]
        if unasked:
            raise Unasked(unasked)
        return [self.known[question.key] for question in questions]

    def want(self, unasked: Unasked) -> None:
        """Keep questions until somebody asks them."""
        self.wanted.update((question.key, question) for question in unasked.questions)
