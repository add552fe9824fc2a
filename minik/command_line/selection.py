"""Objects selected by arguments, files or labels, each changed in the same way: what `scale`,
`set`, `rollout` and others share.
"""

import functools
from collections.abc import Callable, Iterator, Sequence

from minik.client import requests, typed_objects
from minik.client.changes import Act
from minik.client.requests import Outcome
from minik.command_line import change_requests, flags, lookup, printing, state_access
from minik.command_line.change_requests import Request, Result
from minik.errors import ClientError, MinikError, NoSuchKind
from minik.intake import validation
from minik.intake.parsing import Document
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.source import Objects
from minik.store import manifests

Verb: TypeAlias = Callable[[Draft, Kind, Object], Outcome | None]
NO_RESOURCES = (
    "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n"
    "   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'"
)
NO_NAME = "resource(s) were provided, but no name was specified"
NO_LOCAL_FILES = (
    "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n"
    "   '--filename=rsrc.json'"
)


class Selection(NamedTuple):
    """Which objects are selected, and how the result is printed: `every` object of the kinds named,
    or those in files alone (`local`), as they stand there or as their types have it (`typed`).
    """

    request: Request
    every: bool = False
    local: bool = False
    everywhere: bool = False
    field_selector: str = ""
    typed: bool = False


ALL: Any = flags.flag("--all", "every", help="All objects of the kinds that are named")
LOCAL_ONLY: Any = flags.flag("--local", help="Change what the files say, not what the cluster has")
SELECTING: Sequence[Any] = (flags.selector, ALL, LOCAL_ONLY)


_REQUEST: flags.Option = flags.gather(
    Request,
    flags.filename,
    flags.namespace,
    flags.dry_run,
    printing.options,
    flags.step,
    flags.field_manager,
    into="request",
)


def options(*selecting: Any) -> flags.Option:
    """Return the options of every verb that changes objects in place, and those with which it
    selects; the command gets them as one argument `chosen`.
    """
    return flags.gather(Selection, _REQUEST, *selecting, into="chosen")


def check_options(selection: Selection, words: Sequence[str]) -> None:
    """Raise ClientError for options and arguments that exclude each other."""
    if selection.local and words:
        raise ClientError(NO_LOCAL_FILES)
    if selection.local and selection.request.dry_run == "server":
        raise ClientError(
            "cannot specify --local and --dry-run=server - did you mean --dry-run=client?"
        )


def find_objects(
    selection: Selection, words: Sequence[str], cluster: Cluster
) -> Iterator[tuple[Kind, Object] | MinikError]:
    """Yield every selected object with its kind, then the errors for those not found."""
    request = selection.request
    if selection.local:
        yield from _in_files(selection)
        return
    if not words and not request.filenames:
        raise ClientError(NO_RESOURCES)
    selecting = selection.every or request.selector or selection.field_selector
    if len(words) == 1 and "/" not in words[0] and not selecting:
        raise ClientError(NO_NAME)
    result = lookup.find(
        cluster,
        lookup.Request(
            words,
            state_access.namespace(request.namespace),
            request.filenames,
            request.recursive,
            request.enforced,
            selection.everywhere,
            request.selector,
            selection.field_selector,
        ),
    )
    yield from ((section.kind, obj) for section in result.sections for obj in section.objects)
    yield from result.errors


def _in_files(selection: Selection) -> Iterator[tuple[Kind, Object] | MinikError]:
    """Yield the objects of the files as they are written; with `typed`, as their types have them."""
    if not selection.request.filenames:
        raise ClientError(NO_LOCAL_FILES)
    for document in manifests.read(selection.request.filenames, selection.request.recursive):
        try:
            kind = _kind_of(document)
            obj = (
                typed_objects.read_typed(document, kind)
                if selection.typed and kind.definitions
                else requests.check_metadata(document)
            )
            yield kind, obj
        except MinikError as error:
            yield error


def _kind_of(document: Document) -> Kind:
    """Return the kind of a document; for an unknown one, a Kind that holds its name only."""
    try:
        return validation.find_kind(document, checked=False)
    except NoSuchKind:
        version = document.value["apiVersion"]
        return Kind(
            document.value["kind"],
            group=objects.group(version),
            versions=(objects.version(version),),
            custom=True,
        )


def change(
    selection: Selection,
    words: Sequence[str],
    verb: Verb,
    *,
    none_message: str = "",
    several_message: str = "",
) -> None:
    """Change every selected object, all at once, and print the result; `none_message` is told where
    none is selected, `several_message` is the error where more than one is selected and only one
    may be.
    """
    change_requests.check_format(selection.request.output)
    if selection.local:
        acts = [_act(verb, item) for item in find_objects(selection, words, Cluster(Objects()))]
        result = change_locally(acts)
        change_requests.say(change_requests.result_text(result, selection.request), result)
        return
    with state_access.begin_change() as session:
        acts = [_act(verb, item) for item in find_objects(selection, words, session.cluster)]
        if several_message and len(acts) > 1:
            raise ClientError(several_message)
        if not acts and none_message:
            state_access.tell(none_message)
        result = change_requests.carry_out(session, acts, selection.request)
        text = change_requests.result_text(result, selection.request)
    change_requests.say(text, result)


def change_locally(acts: Sequence[Act | MinikError]) -> Result:
    """Run the acts on objects that are in no cluster."""
    cluster = Cluster(Objects())
    outcomes: list[Outcome] = []
    errors: list[MinikError] = []
    for act in acts:
        try:
            outcome = None if isinstance(act, MinikError) else act(cluster.draft())
            outcome = change_requests.recorded(outcome, None)
            outcomes += [outcome] if outcome else []
            errors += [act] if isinstance(act, MinikError) else []
        except MinikError as error:
            errors.append(error)
    return Result(outcomes, errors, cluster)


def _act(verb: Verb, item: tuple[Kind, Object] | MinikError) -> Act | MinikError:
    return item if isinstance(item, MinikError) else functools.partial(_run_verb, verb, item)


def _run_verb(verb: Verb, item: tuple[Kind, Object], draft: Draft) -> Outcome | None:
    return verb(draft, *item)
