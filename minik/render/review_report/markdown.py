"""Reviews as Markdown, for a pull request or the summary of a job."""

from collections.abc import Iterator

from minik.diagnosis.view import title
from minik.model.controls import escape_controls
from minik.render.review_report import Review
from minik.render.review_report._sentences import callers, sentence, summary

HEADINGS = {"error": "Stops answering", "warning": "Look at it", "info": "For the record"}


def render(review: Review) -> str:
    return "\n".join(map(escape_controls, lines(review))) + "\n"


def lines(review: Review) -> Iterator[str]:
    """Yield a section for each severity, with a table of its changes."""
    yield from ("### What this change means for the Services", "", summary(review))
    for severity, heading in HEADINGS.items():
        changes = [change for change in review.changes if change.severity == severity]
        if changes:
            yield from ("", f"#### {heading}", "", "| object | what | called by |", "|---|---|---|")
        for change in changes:
            cells = (title(change.object), sentence(change), "; ".join(callers(change)))
            yield f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    """Return a text that stays within a cell and is shown as it is written."""
    escaped = text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
    for mark in "<>*_`[]":
        escaped = escaped.replace(mark, f"\\{mark}")
    return escaped
