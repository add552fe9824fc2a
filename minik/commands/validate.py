"""Judge documents as the API server would judge their creation"""

from collections.abc import Iterator
from itertools import chain, islice

from minik.api import versions
from minik.command_line import (
    flags,
    manifest_files,
    progress,
    state_access,
    terminal,
    worker_processes,
)
from minik.command_line.worker_processes import Judging
from minik.errors import ClientError
from minik.light_typing import Any
from minik.model.settings import DEFAULT
from minik.render import verdicts
from minik.render.verdicts import Entry, Format
from minik.store import manifests, schema_locations

LINES_AT_ONCE = 500  # lines go out in lots, which is many times faster than one by one


@flags.command()
@flags.argument("files", many=True, metavar="[FILE...]")
@flags.judged_filename(1)
@flags.several("--skip", metavar="KIND", help="Kinds, or GROUP/VERSION/KINDs, that are not judged")
@flags.flag("--ignore-missing-schemas", "ignore_missing", help="Do not judge unknown kinds")
@flags.several(
    "--schema-location",
    "locations",
    metavar="PATH",
    help="Where the schemas of other kinds are: files or folders of CustomResourceDefinitions or JSON Schemas, "
    "or templates of paths, such as 'schemas/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json'",
)
@flags.option(
    "-o",
    "--output",
    default="text",
    metavar="FORMAT",
    help="Output format: text, json (one line a document), junit, tap or github (annotations on a pull request)",
)
def command(
    files: tuple[str, ...],
    filenames: tuple[str, ...],
    recursive: bool,
    locations: tuple[str, ...],
    output: str,
    **how: Any,
) -> None:
    """Judge every document by itself, as the API server would judge its creation in an empty
    cluster in which its namespace exists.

    Nothing is stored. Exit status 0 if all are valid. A CustomResourceDefinition makes its resources
    known, wherever it stands; with -o json those of its own file stand alone, and a List is one
    document, which no server creates.

    \b
    Examples:
      minik validate -f - -o json < service.yaml
      minik validate -f manifests.yaml -o junit > report.xml
    """
    form = find_format(output)
    if not filenames and not files:
        raise ClientError("must specify one of -f and -k")
    pieces = list(manifests.pieces(manifest_files.find(filenames, recursive, files)))
    where = schema_locations.parse(locations, versions.KUBERNETES)
    known = (pieces, manifests.pieces(where.definitions, True) if where.definitions else ())
    base = manifest_files.empty_cluster(DEFAULT)
    custom = tuple(manifest_files.definitions(chain(*known), base))
    judging = Judging(base, form, output == "json", custom=custom, locations=where, **how)
    entries = worker_processes.entries(iter(pieces), judging)
    counter = EntryCounter(progress.track(entries, "judging"))
    lines = form.all(counter)
    while batch := list(islice(lines, LINES_AT_ONCE)):
        progress.erase()
        terminal.show_as(output, "\n".join(batch) + "\n")
    if not counter.count:
        raise ClientError("no objects passed to validate")
    state_access.count_warnings(counter.warnings)
    if counter.wrong:
        raise SystemExit(1)


def find_format(output: str) -> Format:
    """Return the format of -o; raise ClientError where there is none."""
    if output not in verdicts.FORMATS:
        formats = ",".join(verdicts.FORMATS)
        raise ClientError(
            f'unable to match a printer suitable for the output format "{output}", allowed formats are: {formats}'
        )
    return verdicts.FORMATS[output]


class EntryCounter:
    """Entries, counted as they are iterated: all of them, and the invalid ones."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self.entries = entries
        self.count = self.wrong = self.warnings = 0

    def __iter__(self) -> Iterator[Entry]:
        for entry in self.entries:
            self.count, self.wrong = self.count + 1, self.wrong + entry.wrong
            self.warnings += entry.warnings
            yield entry
