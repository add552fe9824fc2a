"""What a server counts of its admission webhooks, by kube-apiserver's names."""

from collections import Counter
from collections.abc import Iterator, Mapping

from minik import light_json
from minik.light_typing import Any, NamedTuple
from minik.model.outside import Asked, Outcome, Question
from minik.serve.api_metrics import Duration, heading, line

ADMISSION = "apiserver_admission_webhook_"
BOUNDS = (0.005, 0.025, 0.1, 0.5, 1.0, 2.5, 10.0, 25.0)  # seconds
MOST = 600  # codes above are counted as this one
FAILED, REFUSED = 500, 403


class Judgement(NamedTuple):
    """What came of a call: whether the request was refused, by which code, and what went wrong."""

    is_refused: bool
    code: int
    error: str = "no_error"


def judgement(asked: Asked, outcome: Outcome) -> Judgement:
    """Return what a webhook's answer means for the request."""
    try:
        response: Any = light_json.loads(outcome.body)["response"]
        if outcome.error or outcome.status != 200 or not isinstance(response["allowed"], bool):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        return Judgement(not asked.fails_open, FAILED, "calling_webhook_error")
    if response["allowed"]:
        return Judgement(False, 200)
    code = (response.get("status") or {}).get("code")
    return Judgement(True, max(min(code, MOST), 400) if type(code) is int else REFUSED)


class WebhookCounts:
    """The counters of the webhooks of one server."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[Asked, Judgement]] = Counter()
        self.durations: dict[tuple[Asked, bool], Duration] = {}

    def note(self, question: Question, outcome: Outcome, seconds: float) -> None:
        """Count a call; one for a conversion is no admission."""
        asked = question.asked
        if asked is None:
            return
        judged = judgement(asked, outcome)
        self.requests[asked, judged] += 1
        self.durations.setdefault((asked, judged.is_refused), Duration(BOUNDS)).add(seconds)

    def lines(self) -> Iterator[str]:
        """Yield the counters as Prometheus reads them."""
        name = f"{ADMISSION}admission_duration_seconds"
        yield from heading(name, "histogram", "How long admission webhooks took")
        for (asked, is_refused), duration in sorted(self.durations.items()):
            yield from duration.lines(name, {**_named(asked), "rejected": _word(is_refused)})
        yield from heading(f"{ADMISSION}fail_open_count", "counter", "Failures that were ignored")
        yield from self._counted("fail_open_count", self._failures_ignored())
        yield from heading(f"{ADMISSION}rejection_count", "counter", "Requests that were refused")
        yield from self._counted("rejection_count", self._rejections())
        yield from heading(f"{ADMISSION}request_total", "counter", "Calls of admission webhooks")
        yield from self._counted("request_total", self._calls())

    def _failures_ignored(self) -> Iterator[tuple[Mapping[str, str], int]]:
        for (asked, judged), number in sorted(self.requests.items()):
            if judged.error != "no_error" and not judged.is_refused:
                yield {"name": asked.name, "type": asked.sort}, number

    def _rejections(self) -> Iterator[tuple[Mapping[str, str], int]]:
        for (asked, judged), number in sorted(self.requests.items()):
            if judged.is_refused:
                code = judged.code if judged.error == "no_error" else 0
                labels = {"error_type": judged.error, **_named(asked), "rejection_code": str(code)}
                yield labels, number

    def _calls(self) -> Iterator[tuple[Mapping[str, str], int]]:
        for (asked, judged), number in sorted(self.requests.items()):
            rejected = _word(judged.is_refused)
            yield {"code": str(judged.code), **_named(asked), "rejected": rejected}, number

    @staticmethod
    def _counted(name: str, found: Iterator[tuple[Mapping[str, str], int]]) -> Iterator[str]:
        """Yield one line for all counts with the same labels."""
        sums: Counter[tuple[tuple[str, str], ...]] = Counter()
        for labels, number in found:
            sums[tuple(labels.items())] += number
        for same, number in sums.items():
            yield line(f"{ADMISSION}{name}", dict(same), number)


def _named(asked: Asked) -> Mapping[str, str]:
    return {"name": asked.name, "operation": asked.operation, "type": asked.sort}


def _word(truth: bool) -> str:
    return "true" if truth else "false"
