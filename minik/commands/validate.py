"""Judge documents as the API server would judge their creation"""

from collections.abc import Iterator
from itertools import islice

import click

from minik.bootstrap import new_cluster
from minik.command_line import flags, progress, state_access, worker_processes
from minik.errors import ClientError
from minik.model.settings import DEFAULT
from minik.render import verdicts
from minik.render.verdicts import Entry
from minik.store import manifests

LINES_AT_ONCE = 500  # lines go out in lots, which is many times faster than one by one


@click.command(cls=flags.Verb)
@click.argument("files", nargs=-1, metavar="[FILE...]")
@flags.filename
@click.option(
    "-o",
    "--output",
    default="text",
    metavar="FORMAT",
    help="Output format: text, json (one line a document), junit, tap or github (annotations on a pull request)",
)
def command(
    files: tuple[str, ...], filenames: tuple[str, ...], recursive: bool, output: str
) -> None:
    """Judge every document by itself, as the API server would judge its creation in an empty
    cluster in which its namespace exists.

    Nothing is stored. Exit status 0 if all are valid. With -o json a List is one document, which no
    server creates; otherwise it is what is in it.

    \b
    Examples:
      minik validate -f deploy/ -R
      minik validate web.yaml api.yaml
      minik validate -f - -o json < service.yaml
      minik validate -f manifests.yaml -o junit > report.xml
    """
    if output not in verdicts.FORMATS:
        formats = ",".join(verdicts.FORMATS)
        raise ClientError(
            f'unable to match a printer suitable for the output format "{output}", allowed formats are: {formats}'
        )
    if not (filenames := (*filenames, *files)):
        raise ClientError("must specify one of -f and -k")
    formatter, base = (
        verdicts.FORMATS[output],
        new_cluster.create_cluster(DEFAULT, state_access.now()),
    )
    entries = worker_processes.entries(
        manifests.pieces(filenames, recursive), base, formatter, whole=output == "json"
    )
    counter = EntryCounter(progress.track(entries, "judging"))
    lines = formatter.all(counter)
    while batch := list(islice(lines, LINES_AT_ONCE)):
        progress.erase()
        click.echo("\n".join(batch))
    if not counter.count:
        raise ClientError("no objects passed to validate")
    if counter.wrong:
        raise SystemExit(1)


class EntryCounter:
    """Entries, counted as they are iterated: all of them, and the invalid ones."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self.entries = entries
        self.count = self.wrong = 0

    def __iter__(self) -> Iterator[Entry]:
        for entry in self.entries:
            self.count, self.wrong = self.count + 1, self.wrong + entry.wrong
            yield entry
