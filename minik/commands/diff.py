"""Show what apply would change"""
import difflib
import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import click

from minik.commands import _changes, _options, _session
from minik.errors import ClientError, MinikError, Unanswered
from minik.intake import foreseeing
from minik.intake.foreseeing import Change
from minik.intake.parsing import Document
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.render import yaml

SIDES = ("LIVE", "MERGED")
PLAIN = re.compile(r"[a-zA-Z0-9-=]+")


class Manner(NamedTuple):
    """How apply would apply."""

    server_side: bool = False
    force_conflicts: bool = False
    prune: bool = False
    allowed: Sequence[str] = ()


class Diff(_options.Verb):
    """A command whose exit status 1 is an answer: what goes wrong is more than that."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except MinikError as error:
            raise worse(error) from None


@click.command(cls=Diff)
@_options.filename
@_options.namespace
@_options.selector
@_options.flag("--show-secrets", "secrets", help="Also compare what is in secrets")
@_options.flag("--show-managed-fields", "managed", help="Also compare who wrote which field")
@_options.flag("--server-side", help="Compare with what apply --server-side would make")
@_options.flag("--force-conflicts", help="Also take fields that others answer for (with --server-side)")
@_options.flag("--prune", help="Also show what apply --prune would delete")
@_options.several("--prune-allowlist", "allowed", metavar="GROUP/VERSION/KIND", help="Prune objects of these kinds alone")
@_options.field_manager
@_options.needless("--concurrency", metavar="N", check=_options.integer, why="nothing is waited for")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], managed: bool, secrets: bool, **others: Any) -> None:
    """Show what apply would change, as `diff -u -N` does, or the program that KUBECTL_EXTERNAL_DIFF names; nothing is changed.

    The exit status is 0 where nothing would change, 1 where something would, and more where something is wrong.

    \b
    Examples:
      minik diff -f web.yaml
      minik diff --prune -f web.yaml
      cat web.yaml | minik diff -f -
    """
    try:
        _changes.no_words(words, "diff")
        request = _changes.Request.taken({**others, "dry_run": "server"})
        found = changes(request, Manner(**{field: others[field] for field in Manner._fields}))
        external = os.environ.get("KUBECTL_EXTERNAL_DIFF")
        texts = [(name(change), *sides(change, managed=managed, secrets=secrets)) for change in found]
        differ = compared(external, texts) if external else told(texts)
    except MinikError as error:
        raise worse(error) from None
    if differ:
        raise Unanswered("")


def worse(error: MinikError) -> MinikError:
    """The error, with an exit status that is no answer."""
    error.status = 2
    return error


def changes(request: _changes.Request, manner: Manner) -> list[Change]:
    """What apply would make of each document, and what it would prune; the first that is refused ends it."""
    found: list[Change] = []
    foreseen = foreseer(manner, request.field_manager)

    def foresee(draft: Draft, kind: Kind, document: Document) -> Outcome:
        found.append(foreseen(draft, kind, document))
        return Outcome(kind, found[-1].object, "")

    session = _session.Session(_session.state_path())
    result = _changes.carry_out(session, list(_changes.plan(request, session.cluster, foresee)), request)
    if result.errors:
        raise result.errors[0]
    return [*found, *(pruned(session.cluster, result.outcomes, manner.allowed, request.selector) if manner.prune else ())]


def foreseer(manner: Manner, field_manager: str) -> Callable[[Draft, Kind, Document], Change]:
    """How the two sides of a document are found."""
    if manner.force_conflicts and not manner.server_side:
        raise ClientError("--force-conflicts only works with --server-side")
    if not manner.server_side:
        return foreseeing.foreseen
    from minik.intake.ownership import foreseeing as on_the_server  # noqa: PLC0415 the client's side needs nothing of it
    return partial(on_the_server.foreseen, manager=field_manager, force=manner.force_conflicts)


def pruned(cluster: Cluster, outcomes: Sequence[Outcome], allowed: Sequence[str], selector: str) -> Iterator[Change]:
    """What the files no longer name."""
    from minik.intake import pruning  # noqa: PLC0415 few prune
    among = pruning.allowed(allowed, cluster.of("CustomResourceDefinition"))
    if not allowed:
        _session.tell(f"Warning: {pruning.WARNING}")
    for _, obj in pruning.orphans(cluster, among, pruning.visited(outcomes), _changes.conditions(selector)):
        yield Change(obj, None)


def name(change: Change) -> str:
    """The name of the file in which an object would stand: `apps.v1.Deployment.default.web`."""
    obj = change.object
    parts = (objects.group(obj["apiVersion"]), objects.version(obj["apiVersion"]), obj["kind"], objects.namespace(obj), objects.name(obj))
    return ".".join([*(part for part in parts[:1] if part), *parts[1:]])


def sides(change: Change, *, managed: bool, secrets: bool) -> tuple[str, str]:
    """The texts that are compared; an object that is not there has none."""
    shown = foreseeing.presentable(change, managed=managed, secrets=secrets)
    before, after = (yaml.text(obj) if obj else "" for obj in shown)
    return before, after


def told(texts: Sequence[tuple[str, str, str]]) -> bool:
    """The differences, printed; whether there are any."""
    lines = [line for one in sorted(texts) for line in differences(*one)]
    _session.say("".join(lines), nl=False)
    return bool(lines)


def differences(name: str, before: str, after: str) -> Iterator[str]:
    """The lines of a unified diff."""
    if before != after:
        live, merged = (f"{side}/{name}" for side in SIDES)
        yield f"diff -u -N {live} {merged}\n"
        yield from difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), live, merged)


def compared(program: str, texts: Sequence[tuple[str, str, str]]) -> bool:
    """What another program says of the two folders; whether they differ."""
    first, *others = program.split(" ")
    with tempfile.TemporaryDirectory(prefix="LIVE-") as live, tempfile.TemporaryDirectory(prefix="MERGED-") as merged:
        for file, before, after in texts:
            for folder, text in ((live, before), (merged, after)):
                if text:
                    with open(os.path.join(folder, file.replace("/", "_").replace(":", "-")), "w", encoding="utf-8") as opened:
                        opened.write(text)
        words = [first, *filter(PLAIN.fullmatch, others), live, merged]
        try:
            ended = subprocess.run(words, check=False, capture_output=True, text=True)
        except OSError as error:
            raise ClientError(f"failed to run {shlex.quote(first)}: {(error.strerror or '').lower()}") from None
    click.echo(ended.stdout, nl=False)
    click.echo(ended.stderr, err=True, nl=False)
    if ended.returncode > 1:
        raise ClientError(f"exit status {ended.returncode}")
    return ended.returncode == 1
