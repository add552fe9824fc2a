"""Consequences as sentences."""

from collections.abc import Iterator

from minik.diagnosis.finding import ERROR, INFO, WARNING
from minik.diagnosis.view import title
from minik.model.wording import pluralize
from minik.render.review_report import Review
from minik.review.change import Change, Code

SENTENCES = {
    Code.OBJECT_REFUSED: "the API server would refuse it: {because}",
    Code.SERVICE_GONE: "it is gone; {before_answer} answered",
    Code.SERVICE_NEW: "it is new; {after_answer} behind it",
    Code.ENDPOINTS_LOST: "{before_answer} answered, none does any more: {because}",
    Code.ENDPOINTS_GAINED: "nobody answered; now there is an answer from {after_answer}",
    Code.ENDPOINTS_FEWER: "{before_answer} answered; {after} will",
    Code.ENDPOINTS_MORE: "{before_answer} answered; {after} will",
    Code.BACKENDS_DIFFER: "behind it was {before}, and is {after}",
    Code.TARGET_MOVED: "port {detail} leads to {after}, not to {before}",
    Code.LINK_CLOSED: "NetworkPolicies close it to {before}: {because}",
    Code.LINK_OPENED: "NetworkPolicies open it to {after}",
    Code.FINDING_NEW: "new: {detail}: {because}",
    Code.FINDING_GONE: "no longer: {detail}",
}


def sentence(change: Change) -> str:
    """Return what a change means."""
    if change.code is Code.PORT_GONE:
        moved = f"; the port of that name is {change.after}" if change.after else ""
        return f"port {change.before} is gone{moved}"
    if change.code is Code.ENTRY_GONE:
        if not change.after:
            return f"its external address {change.before} is gone"
        return f"no way in from outside is left: type {change.before} became {change.after}"
    return SENTENCES[change.code].format(
        **change._asdict(),
        before_answer=_answers(change.before),
        after_answer=_answers(change.after),
    )


def _answers(number: str) -> str:
    """Return `3 backends`."""
    return pluralize(int(number), "backend") if number.isdigit() else number


def callers(change: Change) -> Iterator[str]:
    """Yield who calls: `Deployment shop/front (spec.template...env[0].value: http://api)`."""
    for caller in change.callers:
        yield f"{title(caller.object)} ({caller.field}: {caller.text})"


def summary(review: Review) -> str:
    """Return how many changes there are, in one line."""
    compared = pluralize(review.services, "Service")
    if not review.changes:
        return f"Nothing changes for the wiring: {compared} compared."
    counts = [
        (noun, sum(change.severity == severity for change in review.changes))
        for noun, severity in (("error", ERROR), ("warning", WARNING), ("note", INFO))
    ]
    told = ", ".join(pluralize(number, noun) for noun, number in counts if number)
    return f"{compared} compared: {told}."
