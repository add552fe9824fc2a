"""Reviews for people."""

from collections.abc import Iterator

from minik.diagnosis.view import title
from minik.model.controls import escape_controls
from minik.model.marks import mark, to_do
from minik.render.findings_report.text import LEVELS
from minik.render.review_report import Review
from minik.render.review_report._sentences import callers, sentence, summary


def render(review: Review) -> str:
    return "\n".join(map(escape_controls, lines(review))) + "\n"


def lines(review: Review) -> Iterator[str]:
    """Yield every change, and a line that counts them."""
    for change in review.changes:
        where = f"{change.file}:{change.line}  " if change.file else ""
        severity = mark(LEVELS.get(change.severity, ""), f"{change.severity:8}")
        yield f"{where}{severity} {change.code:16}  {title(change.object)}"
        yield f"    {sentence(change)}"
        yield from (f"    called by {text}" for text in callers(change))
        if change.fix:
            yield to_do(f"    fix: {change.fix}")
    yield from ("",) if review.changes else ()
    yield summary(review)
