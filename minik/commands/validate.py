"""Judge documents as the API server would judge their creation"""

from collections.abc import Iterable, Iterator
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
from minik.intake.likeness import SoundDocuments
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
@flags.kubernetes_version
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
    kubernetes_version: str,
    output: str,
    **how: Any,
) -> None:
    """Judge every document by itself, as the API server would judge its creation in an empty
    cluster in which its namespace exists.

    Nothing is stored. Exit status 0 if all are valid. A CustomResourceDefinition makes its resources
    known, wherever it stands; those of Gateway API and network-policy-api are known. With -o json
    they are not, nor those of the same file, and a List is one document, which no server creates.
    Admission policies that are bound judge the other documents of the call.

    \b
    Examples:
      minik validate -f app/ -f policies/
      minik validate -f - -o json < service.yaml
      minik validate -f deploy/ -R --kubernetes-version 1.29 -o junit > report.xml
    """
    form = find_format(output)
    if not filenames and not files:
        raise ClientError("must specify one of -f and -k")
    pieces = list(manifests.pieces(manifest_files.find(filenames, recursive, files)))
    judging = judging_of(pieces, form, locations, kubernetes_version, whole=output == "json", **how)
    entries = worker_processes.entries(iter(pieces), judging)
    counter = EntryCounter(progress.track(entries, "judging"))
    lines = form.all(counter)
    while batch := list(islice(lines, LINES_AT_ONCE)):
        progress.erase()
        terminal.show_as(output, "\n".join(batch) + "\n")
    _end(counter)


def judging_of(
    pieces: list[manifests.Piece],
    form: Format,
    locations: tuple[str, ...],
    version: str,
    **how: Any,
) -> Judging:
    """Return how the documents are judged: with the kinds that they and the locations define, and in a
    cluster that has their admission policies.
    """
    where = schema_locations.parse(locations, versions.of_cluster(version))
    more = manifests.pieces(where.definitions, True) if where.definitions else ()
    base = manifest_files.empty_cluster(DEFAULT._replace(kubernetes_version=version))
    custom = tuple(manifest_files.definitions(chain(pieces, more), base))
    if not has_policies(pieces):
        sound = SoundDocuments(base) if form.silent else None
        return Judging(base, form, custom=custom, locations=where, sound=sound, **how)
    kinds = [definition for _, definition in custom]
    full = manifest_files.with_policies(pieces, base, kinds)
    return Judging(full, form, custom=custom, locations=where, beside=True, **how)


def has_policies(pieces: Iterable[manifests.Piece]) -> bool:
    """Tell whether there is a binding of an admission policy among the documents."""
    return any(piece.part and manifest_files.BINDING in piece.part.text for piece in pieces)


def find_format(output: str) -> Format:
    """Return the format of -o; raise ClientError where there is none."""
    if output not in verdicts.FORMATS:
        formats = ",".join(verdicts.FORMATS)
        raise ClientError(
            f'unable to match a printer suitable for the output format "{output}", allowed formats are: {formats}'
        )
    return verdicts.FORMATS[output]


def _end(counter: "EntryCounter") -> None:
    """Tell of the warnings, and end with 1 if a document is invalid; raise ClientError if there was
    none.
    """
    if not counter.count:
        raise ClientError("no objects passed to validate")
    state_access.count_warnings(counter.warnings)
    if counter.wrong:
        raise SystemExit(1)


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
