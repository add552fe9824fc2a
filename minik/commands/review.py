"""Review what a change of manifests means for the wiring, before it is merged"""

from minik.command_line import flags, progress, review_sides, terminal
from minik.diagnosis.finding import SEVERITIES
from minik.errors import ClientError, MinikError
from minik.render import review_report as reviews
from minik.render.review_report import Review
from minik.review import comparison


@flags.command()
@flags.argument("before", metavar="BEFORE")
@flags.argument("after", metavar="AFTER")
@flags.text(
    "-o",
    "--output",
    default="text",
    metavar="text|json|yaml|markdown",
    help="text, json, yaml or markdown",
)
@flags.text(
    "--severity",
    default="info",
    metavar="LEVEL",
    help="Show changes of at least this severity: info (the default), warning or error",
)
def command(before: str, after: str, output: str, severity: str) -> None:
    """Review what a change means for the wiring, not for the text: Services that lose or gain
    endpoints, names that vanish while somebody calls them, ports that moved, policies that close a
    link, findings that are new or gone, objects that the server would refuse.

    Each side is a folder, a file, a state, a dump, or git:REF:PATH, which is read through the git on
    the PATH; files after a state or a dump are applied to it. Exit status 0 if everything that answered still does, 1 if something stops answering or
    would be refused, 2 if the review could not be made.

    \b
    Examples:
      # A branch against main, in a pull request
      minik review git:main:deploy deploy
      # Two folders, as the summary of a job
      minik review old/ new/ -o markdown
      # What a command changed
      minik review before.json after.json
    """
    try:
        review = _review(before, after, output, severity)
    except MinikError as error:
        error.status = 2  # 1 says that something stops answering
        raise
    terminal.show_as(output, reviews.render(review, output))
    if review.stops:
        raise SystemExit(1)


def _review(before: str, after: str, output: str, severity: str) -> Review:
    if output not in reviews.formats():
        raise ClientError(f'unknown output format "{output}": use {", ".join(reviews.formats())}')
    if severity not in SEVERITIES:
        raise ClientError(f'--severity must be one of {", ".join(SEVERITIES)}, not "{severity}"')
    with progress.show("comparing"), review_sides.opened(before, after) as (old, new):
        changes = comparison.compare(old, new)
        count = len(old.services.keys() | new.services.keys())
    lowest = SEVERITIES.index(severity)
    shown = [change for change in changes if SEVERITIES.index(change.severity) >= lowest]
    return Review(before, after, shown, count)
