"""Delete objects by files, names or labels"""

from collections.abc import Iterator, Sequence
from functools import partial

from minik.client import requests
from minik.client.changes import Act, Verb
from minik.client.requests import Outcome
from minik.command_line import (
    change_requests,
    deletion_flags,
    flags,
    lookup,
    resource_arguments,
    state_access,
    streams,
)
from minik.command_line.change_requests import Request
from minik.command_line.deletion_flags import Deletion
from minik.errors import ClientError, MinikError, NotFound
from minik.intake.parsing import Document
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object

NO_RESOURCE = (
    "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n"
    "   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'"
)
TIMED_OUT = "timed out waiting for the condition on {}/{}"
SCOPE = "deleting cluster-scoped resources, not scoped to the provided namespace"


class Selection(NamedTuple):
    """Which objects to delete, apart from those that files name."""

    words: tuple[str, ...] = ()
    all: bool = False
    all_namespaces: bool = False
    field_selector: str = ""
    ignore_not_found: bool | None = None
    interactive: bool = False
    now: bool = False


@flags.command(usage="([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])")
@flags.filename
@flags.namespace
@flags.all_namespaces
@flags.selector
@flags.field_selector
@flags.flag("--all", help="All objects of the kinds that are named")
@flags.flag("--ignore-not-found", default=None, help="Do not fail if an object does not exist")
@flags.flag("-i", "--interactive", help="Ask before anything is deleted")
@flags.flag("--now", help="The same as --grace-period=1")
@flags.dry_run
@flags.output
@deletion_flags.options
@flags.raw
@flags.argument("words", many=True)
def command(deletion: Deletion, raw: str, **others: Any) -> None:
    """Delete objects by files, by names, or by labels and fields.

    \b
    Examples:
      minik delete svc web
      minik delete -f web.yaml --ignore-not-found
      minik delete pods,services -l app=web
      minik delete deployment web --cascade=orphan
    """
    selection = Selection(**{name: others.pop(name) for name in Selection._fields})
    request = Request(**others)
    if raw:
        from minik.command_line import raw_requests  # noqa: PLC0415 few send to paths

        raw_requests.check_path(raw)
        raw_requests.send("DELETE", raw, request)
        return
    check(request, selection, deletion)
    with state_access.begin_change() as session:
        acts = list(plan_deletions(request, selection, deletion, session.cluster))
        if selection.interactive and not confirm(acts, session.cluster):
            streams.echo("deletion is cancelled")
            return
        result = change_requests.carry_out(session, acts, request)
        text = change_requests.result_text(result, request) if acts else "No resources found\n"
    remaining = list(remaining_objects(result)) if deletion.wait and not request.dry_run else []
    if deletion.force:
        state_access.tell(f"Warning: {deletion_flags.IMMEDIATE}")
    timeouts = [
        ClientError(TIMED_OUT.format(kind.plural, objects.name(obj)))
        for kind, obj in remaining
        if deletion.timed
    ]
    change_requests.say(text, result._replace(errors=[]))
    for kind, obj in remaining if not deletion.timed else ():
        state_access.tell(
            f'Note: {kind.singular} "{objects.name(obj)}" stays until {waits_for(obj)}'
        )
    state_access.report([*errors_to_report(result.errors, request, selection), *timeouts])


def remaining_objects(result: change_requests.Result) -> Iterator[tuple[Kind, Object]]:
    """Yield kind and object of what is marked for deletion and still stored."""
    for outcome in result.outcomes:
        stored = result.cluster.get(*objects.key(outcome.object))
        if (
            stored
            and stored["metadata"].get("deletionTimestamp")
            and objects.uid(stored) == objects.uid(outcome.object)
        ):
            yield outcome.kind, stored


def waits_for(obj: Object) -> str:
    """Return, as text, what a terminating object waits for before it is removed."""
    finalizers = obj["metadata"].get("finalizers") or objects.read(obj, "spec.finalizers", [])
    return (
        f"its finalizers are gone: {', '.join(finalizers)}"
        if finalizers
        else "its node reports again, or it is deleted with --force"
    )


def check(request: Request, selection: Selection, deletion: Deletion) -> None:
    """Raise ClientError for options and words that do not go together, in kubectl's order."""
    rules: list[tuple[Any, str]] = [
        (
            selection.now and deletion.grace != -1,
            "--now and --grace-period cannot be specified together",
        ),
        *_word_rules(request, selection),
        (
            request.output not in ("", "name"),
            f"unexpected -o output mode: {request.output}. We only support '-o name'",
        ),
        (
            deletion.force and deletion.grace > 0,
            "--force and --grace-period greater than 0 cannot be specified together",
        ),
    ]
    for wrong, why in rules:
        if wrong:
            raise ClientError(why)


def _word_rules(request: Request, selection: Selection) -> Iterator[tuple[Any, str]]:
    """Yield what is wrong with the words, each with kubectl's sentence for it."""
    words, by_selector = (
        selection.words,
        selection.all or request.selector or selection.field_selector,
    )
    slashed = any("/" in word for word in words)
    yield from (
        (
            request.filenames and words,
            "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well",
        ),
        (
            not request.filenames and not words,
            "at least one resource must be specified to use a selector"
            if by_selector
            else NO_RESOURCE,
        ),
        (
            words and selection.all and (request.selector or selection.field_selector),
            "setting 'all' parameter but found a non empty selector. ",
        ),
        (
            slashed and by_selector,
            "selectors and the all flag cannot be used when passing resource/name arguments",
        ),
        (len(words) > 1 and by_selector, "name cannot be provided when a selector is specified"),
        (
            (len(words) > 1 or slashed) and selection.all_namespaces,
            "a resource cannot be retrieved by name across all namespaces",
        ),
        (
            len(words) == 1 and not slashed and not by_selector,
            "resource(s) were provided, but no name was specified",
        ),
    )


def plan_deletions(
    request: Request, selection: Selection, deletion: Deletion, cluster: Cluster
) -> Iterator[Act | MinikError]:
    """Yield one act or error per object: from files, by name, or chosen by kind and selectors."""
    verb = partial(
        delete_object,
        deletion=deletion,
        pretend=request.dry_run == "client",
        scoped=request.enforced and not selection.all_namespaces,
    )
    if request.filenames:
        yield from change_requests.plan(request, cluster, verb, checked=False)
        return
    namespace = state_access.namespace(request.namespace)
    targets = resource_arguments.parse_targets(selection.words, cluster)
    for target in targets:
        if target.name:
            yield _delete_named(verb, target.kind, namespace, target.name)
    if not any(target.name for target in targets):
        result = lookup.find(
            cluster,
            lookup.Request(
                selection.words,
                namespace,
                everywhere=selection.all_namespaces,
                selector=request.selector,
                field_selector=selection.field_selector,
            ),
        )
        yield from result.errors
        for section in result.sections:
            yield from (
                _delete_named(verb, section.kind, objects.namespace(obj), objects.name(obj))
                for obj in section.objects
            )


def _delete_named(verb: Verb, kind: Kind, namespace: str, name: str) -> Act:
    metadata = {"name": name, **({"namespace": namespace} if kind.namespaced else {})}
    document = Document(
        {"apiVersion": kind.api_version, "kind": kind.name, "metadata": metadata}, "", 0
    )
    return lambda draft: verb(draft, kind, document)


def delete_object(
    draft: Draft, kind: Kind, document: Document, *, deletion: Deletion, pretend: bool, scoped: bool
) -> Outcome:
    """Delete the object that a document names, or only report it for --dry-run=client."""
    obj = document.value
    if pretend:
        outcome = Outcome(kind, obj, deletion.done)
    else:
        outcome = requests.delete(
            draft,
            kind,
            objects.namespace(obj),
            objects.name(obj),
            source=document.source,
            orphan=deletion.orphan,
            done=deletion.done,
            at_once=deletion.force,
        )
    return outcome._replace(
        warnings=[*([SCOPE] if scoped and not kind.namespaced else []), *outcome.warnings]
    )


def confirm(acts: Sequence[Act | MinikError], cluster: Cluster) -> bool:
    """List what would be deleted and ask; return whether the answer is yes."""
    outcomes = [act(cluster.draft()) for act in acts if not isinstance(act, MinikError)]
    streams.echo(f"You are about to delete the following {len(outcomes)} resource(s):")
    for outcome in outcomes:
        if outcome:
            state_access.say(f"{outcome.kind.singular}/{objects.name(outcome.object)}")
    import click  # noqa: PLC0415 few want to be asked

    return str(
        click.prompt(
            "Do you want to continue?", prompt_suffix=" (y/N): ", default="N", show_default=False
        )
    ).lower() in ("y", "yes")


def errors_to_report(
    errors: Sequence[MinikError], request: Request, selection: Selection
) -> Iterator[MinikError]:
    """Return the errors to report: without NotFound where it is ignored by option or for selectors."""
    by_selector = bool(selection.all or request.selector or selection.field_selector)
    ignore = by_selector if selection.ignore_not_found is None else selection.ignore_not_found
    return (error for error in errors if not (ignore and isinstance(error, NotFound)))
