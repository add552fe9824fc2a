"""What the changing verbs share: documents in, outcomes out, settled and kept, one line said for each."""
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias

import click

from minik.commands import _session
from minik.controllers import settle
from minik.errors import ClientError, MinikError
from minik.intake import applying, validation
from minik.intake.applying import Outcome
from minik.intake.parsing import Document, items, parse
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.listing import Listing, Section
from minik.render import render

Verb: TypeAlias = Callable[[Draft, Kind, Document], Outcome]
SUFFIX = {"": "", "client": " (dry run)", "server": " (server dry run)"}


class Request(NamedTuple):
    """What the person asked for, beside the verb."""

    filenames: Sequence[str]
    recursive: bool = False
    namespace: str = ""
    dry_run: str = ""
    output: str = ""


def documents(request: Request) -> Iterator[Document]:
    if not request.filenames:
        raise ClientError("must specify one of -f and -k")
    for path in request.filenames:
        if path == "-":
            yield from chain.from_iterable(map(items, parse(sys.stdin.read(), "STDIN")))
            continue
        if not os.path.exists(path):
            raise ClientError(f'the path "{path}" does not exist')
        for folder, folders, names in os.walk(path) if os.path.isdir(path) else [(os.path.dirname(path), [], [os.path.basename(path)])]:
            folders[:] = sorted(folders) if request.recursive else []
            for name in sorted(names):
                if path != folder and not folders or name.endswith((".json", ".yaml", ".yml")):
                    with open(os.path.join(folder, name), encoding="utf-8") as file:
                        yield from chain.from_iterable(map(items, parse(file.read(), os.path.join(folder, name))))


def carry_out(request: Request, verb: Verb, name: str) -> None:
    """Every document by itself: what is right is done, what is refused is told at the end."""
    errors: list[MinikError] = []
    with _session.changing() as session:
        draft = session.cluster.draft()
        count = 0
        try:
            for document in documents(request):
                count += 1
                try:
                    kind = validation.recognised(document, session.cluster.of("CustomResourceDefinition"))
                    placed = applying.placed(document.value, kind, request.namespace or "default", enforced=bool(request.namespace))
                    say(verb(draft, kind, document._replace(value=placed)), request, session.cluster.now)
                except MinikError as error:
                    errors.append(error)
        except MinikError as error:
            errors.append(error)
        if not count and not errors:
            raise ClientError(f"no objects passed to {name}")
        if draft.changes and not request.dry_run:
            session.keep(settle(draft.cluster(), {key.kind for key in draft.changes}))
    _session.report(errors)


def say(outcome: Outcome, request: Request, now) -> None:  # type: ignore[no-untyped-def]
    """One line, or the object in the format that was asked for."""
    for warning in outcome.warnings:
        click.echo(f"Warning: {warning}", err=True)
    if request.output:
        click.echo(render(Listing([Section(outcome.kind, [outcome.object])], now, single=True), request.output), nl=False)
    elif outcome.done == "deleted":
        where = f" from {objects.namespace(outcome.object)} namespace" if outcome.kind.namespaced else ""
        click.echo(f'{outcome.kind.singular} "{objects.name(outcome.object)}" deleted{where}{SUFFIX[request.dry_run]}')
    else:
        click.echo(f"{outcome.kind.singular}/{objects.name(outcome.object)} {outcome.done}{SUFFIX[request.dry_run]}")
