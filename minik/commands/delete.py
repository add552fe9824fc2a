"""Delete objects by files, names or labels"""
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import click

from minik.commands import _changes, _deletion, _options, _reading, _session, _targets
from minik.commands._changes import Act, Request
from minik.commands._deletion import Deletion
from minik.errors import ClientError, MinikError, NotFound
from minik.intake import requests
from minik.intake.parsing import Document
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object

NOTHING = ("You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n"
           "   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'")
TIMED_OUT = "timed out waiting for the condition on {}/{}"
SCOPE = "deleting cluster-scoped resources, not scoped to the provided namespace"


class Wanted(NamedTuple):
    """Which objects shall go, beside those that words and files name."""

    words: tuple[str, ...] = ()
    all: bool = False
    all_namespaces: bool = False
    field_selector: str = ""
    ignore_not_found: bool | None = None
    interactive: bool = False
    now: bool = False


@click.command(cls=_options.Verb)
@_options.filename
@_options.namespace
@_options.all_namespaces
@_options.selector
@_options.field_selector
@_options.flag("--all", help="All objects of the kinds that are named")
@_options.flag("--ignore-not-found", default=None, help="It is no error if an object is not there")
@_options.flag("-i", "--interactive", help="Ask before anything is deleted")
@_options.flag("--now", help="The same as --grace-period=1")
@_options.dry_run
@_options.output
@_deletion.options
@_options.raw
@click.argument("words", nargs=-1)
def command(deletion: Deletion, raw: str, **others: Any) -> None:
    """Delete objects by files, by names, or by labels and fields.

    \b
    Examples:
      minik delete svc web
      minik delete -f web.yaml --ignore-not-found
      minik delete pods,services -l app=web
      minik delete deployment web --cascade=orphan
    """
    wanted = Wanted(**{name: others.pop(name) for name in Wanted._fields})
    request = Request(**others)
    if raw:
        from minik.commands import _raw_writing  # noqa: PLC0415 few send to paths
        _raw_writing.check_path(raw)
        _raw_writing.delete(raw, request)
        return
    check(request, wanted, deletion)
    with _session.changing() as session:
        acts = list(planned(request, wanted, deletion, session.cluster))
        if wanted.interactive and not agreed(acts, session.cluster):
            click.echo("deletion is cancelled")
            return
        result = _changes.carry_out(session, acts, request)
        text = _changes.shown(result, request) if acts else "No resources found\n"
    lingering = list(lingerers(result)) if deletion.wait and not request.dry_run else []
    if deletion.force:
        _session.tell(f"Warning: {_deletion.IMMEDIATE}")
    late = [ClientError(TIMED_OUT.format(kind.plural, objects.name(obj))) for kind, obj in lingering if deletion.timed]
    _changes.say(text, result._replace(errors=[]))
    for kind, obj in lingering if not deletion.timed else ():
        _session.tell(f'Note: {kind.singular} "{objects.name(obj)}" stays until {awaited(obj)}')
    _session.report([*kept(result.errors, request, wanted), *late])


def lingerers(result: _changes.Result) -> Iterator[tuple[Kind, Object]]:
    """The objects that shall go and are there all the same."""
    for outcome in result.outcomes:
        found = result.cluster.get(*objects.key(outcome.object))
        if found and found["metadata"].get("deletionTimestamp") and objects.uid(found) == objects.uid(outcome.object):
            yield outcome.kind, found


def awaited(obj: Object) -> str:
    """What an object that shall go still waits for."""
    finalizers = obj["metadata"].get("finalizers") or objects.read(obj, "spec.finalizers", [])
    return f"its finalizers are gone: {', '.join(finalizers)}" if finalizers else "its node is heard of again, or it is deleted by --force"


def check(request: Request, wanted: Wanted, deletion: Deletion) -> None:
    """Which options and words go together, in the order in which kubectl looks."""
    words, chosen = wanted.words, wanted.all or request.selector or wanted.field_selector
    slashed = any("/" in word for word in words)
    for wrong, why in (
        (wanted.now and deletion.grace != -1, "--now and --grace-period cannot be specified together"),
        (request.filenames and words, "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well"),
        (not request.filenames and not words, "at least one resource must be specified to use a selector" if chosen else NOTHING),
        (words and wanted.all and (request.selector or wanted.field_selector), "setting 'all' parameter but found a non empty selector. "),
        (slashed and chosen, "selectors and the all flag cannot be used when passing resource/name arguments"),
        (len(words) > 1 and chosen, "name cannot be provided when a selector is specified"),
        ((len(words) > 1 or slashed) and wanted.all_namespaces, "a resource cannot be retrieved by name across all namespaces"),
        (len(words) == 1 and not slashed and not chosen, "resource(s) were provided, but no name was specified"),
        (request.output not in ("", "name"), f"unexpected -o output mode: {request.output}. We only support '-o name'"),
        (deletion.force and deletion.grace > 0, "--force and --grace-period greater than 0 cannot be specified together"),
    ):
        if wrong:
            raise ClientError(why)


def planned(request: Request, wanted: Wanted, deletion: Deletion, cluster: Cluster) -> Iterator[Act | MinikError]:
    """One act an object: those that files name, those that words name, or those of a kind that are chosen."""
    verb = partial(gone, deletion=deletion, pretend=request.dry_run == "client", scoped=request.enforced and not wanted.all_namespaces)
    if request.filenames:
        yield from _changes.plan(request, cluster, verb)
        return
    namespace = _session.namespace(request.namespace)
    targets = _targets.targets(wanted.words, cluster)
    for target in targets:
        if target.name:
            yield _named(verb, target.kind, namespace, target.name)
    if not any(target.name for target in targets):
        found = _reading.found(cluster, _reading.Request(
            wanted.words, namespace, everywhere=wanted.all_namespaces, selector=request.selector, field_selector=wanted.field_selector))
        yield from found.errors
        for section in found.sections:
            yield from (_named(verb, section.kind, objects.namespace(obj), objects.name(obj)) for obj in section.objects)


def _named(verb: _changes.Verb, kind: Kind, namespace: str, name: str) -> Act:
    metadata = {"name": name, **({"namespace": namespace} if kind.namespaced else {})}
    document = Document({"apiVersion": kind.api_version, "kind": kind.name, "metadata": metadata}, "", 0)
    return lambda draft: verb(draft, kind, document)


def gone(draft: Draft, kind: Kind, document: Document, *, deletion: Deletion, pretend: bool, scoped: bool) -> Outcome:
    """The object that a document names is deleted, or said to be."""
    obj = document.value
    if pretend:
        outcome = Outcome(kind, obj, deletion.done)
    else:
        outcome = requests.delete(draft, kind, objects.namespace(obj), objects.name(obj), source=document.source,
                                  orphan=deletion.orphan, done=deletion.done, at_once=deletion.force)
    return outcome._replace(warnings=[*([SCOPE] if scoped and not kind.namespaced else []), *outcome.warnings])


def agreed(acts: Sequence[Act | MinikError], cluster: Cluster) -> bool:
    """Show what would go, and ask."""
    rehearsed = [act(cluster.draft()) for act in acts if not isinstance(act, MinikError)]
    click.echo(f"You are about to delete the following {len(rehearsed)} resource(s):")
    for outcome in rehearsed:
        if outcome:
            _session.say(f"{outcome.kind.singular}/{objects.name(outcome.object)}")
    return str(click.prompt("Do you want to continue?", prompt_suffix=" (y/N): ", default="N", show_default=False)).lower() in ("y", "yes")


def kept(errors: Sequence[MinikError], request: Request, wanted: Wanted) -> Iterator[MinikError]:
    """The errors that are told: that an object is not there is none where it was not asked for by name, or was said to be no matter."""
    chosen = bool(wanted.all or request.selector or wanted.field_selector)
    ignore = chosen if wanted.ignore_not_found is None else wanted.ignore_not_found
    return (error for error in errors if not (ignore and isinstance(error, NotFound)))
