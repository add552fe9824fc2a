"""Objects that words, files or labels mean, each changed in one respect: what `scale`, `set` and `rollout` share."""
import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

from minik.commands import _changes, _options, _printing, _reading, _session
from minik.commands._changes import Act, Request, Result
from minik.errors import ClientError, MinikError, NoSuchKind
from minik.intake import requests, typed, validation
from minik.intake.parsing import Document
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft, Objects
from minik.model.kind import Kind
from minik.model.object import Object
from minik.store import manifests

F = TypeVar("F", bound=Callable[..., Any])
Verb: TypeAlias = Callable[[Draft, Kind, Object], Outcome | None]
NOTHING = ("You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n"
           "   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'")
UNNAMED = "resource(s) were provided, but no name was specified"
LOCAL = ("you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n"
         "   '--filename=rsrc.json'")


class Chosen(NamedTuple):
    """Which objects are meant, and how the answer is to look: `every` of the kinds named, or those in files alone (`local`), as they stand
    there or as their types have it (`typed`)."""

    request: Request
    every: bool = False
    local: bool = False
    everywhere: bool = False
    field_selector: str = ""
    typed: bool = False


ALL: Any = _options.flag("--all", "every", help="All objects of the kinds that are named")
LOCAL_ONLY: Any = _options.flag("--local", help="Change what the files say, not what the cluster has")
SELECTING: Sequence[Any] = (_options.selector, ALL, LOCAL_ONLY)


def options(command: F, more: Sequence[Any] = SELECTING) -> F:
    """The options of every verb that changes objects in one respect, gathered into one argument `chosen`; `more`: how they are chosen."""
    @functools.wraps(command)
    def gathered(*args: Any, every: bool = False, local: bool = False, everywhere: bool = False, field_selector: str = "",
                 **others: Any) -> Any:
        request = Request.taken(others)
        return command(*args, chosen=Chosen(request, every, local, everywhere, field_selector), **others)

    for option in (_options.filename, _options.namespace, _options.dry_run, _printing.options, _options.step,
                   _options.field_manager, *more):
        gathered = option(gathered)
    return gathered  # type: ignore[return-value]


def check(chosen: Chosen, words: Sequence[str]) -> None:
    """Which options and words go together."""
    if chosen.local and words:
        raise ClientError(LOCAL)
    if chosen.local and chosen.request.dry_run == "server":
        raise ClientError("cannot specify --local and --dry-run=server - did you mean --dry-run=client?")


def found(chosen: Chosen, words: Sequence[str], cluster: Cluster) -> Iterator[tuple[Kind, Object] | MinikError]:
    """Every object that is meant, and then whatever was not found."""
    request = chosen.request
    if chosen.local:
        yield from _in_files(chosen)
        return
    if not words and not request.filenames:
        raise ClientError(NOTHING)
    selecting = chosen.every or request.selector or chosen.field_selector
    if len(words) == 1 and "/" not in words[0] and not selecting:
        raise ClientError(UNNAMED)
    answer = _reading.found(cluster, _reading.Request(words, _session.namespace(request.namespace), request.filenames, request.recursive,
                                                      request.enforced, chosen.everywhere, request.selector, chosen.field_selector))
    yield from ((section.kind, obj) for section in answer.sections for obj in section.objects)
    yield from answer.errors


def _in_files(chosen: Chosen) -> Iterator[tuple[Kind, Object] | MinikError]:
    """What the files say, to the letter; a verb that must know the kind reads it as its type."""
    if not chosen.request.filenames:
        raise ClientError(LOCAL)
    for document in manifests.read(chosen.request.filenames, chosen.request.recursive):
        kind = _kind(document)
        yield kind, typed.read_in(document, kind) if chosen.typed and kind.definitions else requests.readable(document)


def _kind(document: Document) -> Kind:
    """The kind of a document; one that nobody knows is only a name."""
    try:
        return validation.recognised(document)
    except NoSuchKind:
        version = document.value["apiVersion"]
        return Kind(document.value["kind"], group=objects.group(version), versions=(objects.version(version),), custom=True)


def change(chosen: Chosen, words: Sequence[str], verb: Verb, *, nothing: str = "", alone: str = "") -> None:
    """Every object changed, all at once, and said so; `nothing` is what is told where no object was meant, `alone` where more than one was
    and only one may be."""
    _changes.check_format(chosen.request.output)
    if chosen.local:
        acts = [_act(verb, one) for one in found(chosen, words, Cluster(Objects()))]
        result = rehearsed(acts)
        _changes.say(_changes.shown(result, chosen.request), result)
        return
    with _session.changing() as session:
        acts = [_act(verb, one) for one in found(chosen, words, session.cluster)]
        if alone and len(acts) > 1:
            raise ClientError(alone)
        if not acts and nothing:
            _session.tell(nothing)
        result = _changes.carry_out(session, acts, chosen.request)
        text = _changes.shown(result, chosen.request)
    _changes.say(text, result)


def rehearsed(acts: Sequence[Act | MinikError]) -> Result:
    """What would become of objects that are in no cluster."""
    cluster = Cluster(Objects())
    done: list[Outcome] = []
    errors: list[MinikError] = []
    for act in acts:
        try:
            outcome = None if isinstance(act, MinikError) else act(cluster.draft())
            done += [outcome] if outcome else []
            errors += [act] if isinstance(act, MinikError) else []
        except MinikError as error:
            errors.append(error)
    return Result(done, errors, cluster)


def _act(verb: Verb, one: tuple[Kind, Object] | MinikError) -> Act | MinikError:
    return one if isinstance(one, MinikError) else functools.partial(_done, verb, one)


def _done(verb: Verb, one: tuple[Kind, Object], draft: Draft) -> Outcome | None:
    return verb(draft, *one)
