"""Judge documents as the API server would judge their creation"""
from collections.abc import Iterable, Iterator

import click

from minik.commands import _options, _session
from minik.controllers import _new
from minik.intake.judging import Verdict, judge
from minik.model.settings import DEFAULT
from minik.render import _verdicts
from minik.store import manifests


@click.command(cls=_options.Verb)
@_options.filename
@click.option("-o", "--output", type=click.Choice(list(_verdicts.FORMATS)), default="text", help="Output format")
def command(filenames: tuple[str, ...], recursive: bool, output: str) -> None:
    """Judge documents as the API server would judge their creation."""
    base = _new.cluster(DEFAULT, _session.now())
    wrong: list[Verdict] = []
    for line in _verdicts.FORMATS[output](noted((judge(document, base) for document in manifests.read(filenames, recursive, whole=output == "json")), wrong)):
        click.echo(line)
    if wrong:
        raise SystemExit(1)


def noted(verdicts: Iterable[Verdict], wrong: list[Verdict]) -> Iterator[Verdict]:
    """The verdicts, the refused ones kept."""
    for verdict in verdicts:
        if verdict.error:
            wrong.append(verdict)
        yield verdict
