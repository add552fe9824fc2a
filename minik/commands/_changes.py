"""What the changing verbs share: documents in, outcomes out; settled and saved together, one line said for each."""
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import click

from minik.commands import _progress, _session
from minik.errors import ClientError, MinikError
from minik.intake import leniency, planning, requests, validation
from minik.intake.parsing import Document
from minik.intake.requests import Outcome
from minik.kinds.service.families import asks_for_both
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster, Draft, Objects, Writer
from minik.model.controls import visible
from minik.model.kind import Kind
from minik.model.listing import Listing, Section
from minik.render import render
from minik.store import manifests

Act: TypeAlias = Callable[[Draft], Outcome | None]
Plan: TypeAlias = Iterable[Act | MinikError]
Verb: TypeAlias = Callable[[Draft, Kind, Document], Outcome | None]
SUFFIX = {"": "", "client": " (dry run)", "server": " (server dry run)"}
DELETED = ("deleted", "force deleted")
NAMES = {"apply": "kubectl-client-side-apply", **dict.fromkeys(("scale", "cordon", "uncordon", "drain"), "kubectl")}


class Request(NamedTuple):
    """What the person asked for, beside the verb."""

    filenames: Sequence[str] = ()
    recursive: bool = False
    namespace: str = ""
    selector: str = ""
    validate: str = "strict"
    dry_run: str = ""
    output: str = ""
    save_config: bool = False
    step: bool = False
    missing_keys: bool = True
    managed_fields: bool = False
    field_manager: str = ""

    @classmethod
    def taken(cls, options: dict[str, Any], *names: str) -> "Request":
        """What a command line says of it, taken out from among all options; of these names alone, if some are given."""
        return cls(**{name: options.pop(name) for name in names or cls._fields if name in options})

    @property
    def enforced(self) -> bool:
        """Whether a namespace was asked for, with which the documents' own must agree."""
        return bool(self.namespace or _session.option("namespace"))


class Result(NamedTuple):
    """What a command did, and what was refused."""

    outcomes: Sequence[Outcome]
    errors: Sequence[MinikError]
    cluster: Cluster


def first_plan(request: Request, session: _session.Session, verb: Verb) -> list[Act | MinikError]:
    """A plan with which a cluster may begin: one that is not there yet gets the address families that its first documents ask for."""
    documents = list(manifests.read(request.filenames, request.recursive))
    if session.before is None and any(asks_for_both(document.value) for document in documents):
        session.begin(planning.planned(family="dual"))
        _session.tell("Note: the new cluster has IPv4 and IPv6, since a Service asks for both")
    return list(plan(request, session.cluster, verb, documents))


def plan(request: Request, cluster: Cluster, verb: Verb, documents: Iterable[Document] | None = None) -> Plan:
    """One act a document, or the reason why kubectl does not even try."""
    if not request.filenames:
        raise ClientError("must specify one of -f and -k")
    check_format(request.output)
    return _plan(request, cluster, verb, documents or manifests.read(request.filenames, request.recursive))


def _plan(request: Request, cluster: Cluster, verb: Verb, documents: Iterable[Document]) -> Iterator[Act | MinikError]:
    custom = cluster.of("CustomResourceDefinition")
    namespace, wanted = _session.namespace(request.namespace), conditions(request.selector)
    for document in documents:
        try:
            kind = validation.recognised(document, custom)
            obj = requests.placed(requests.readable(document), kind, namespace, enforced=request.enforced)
        except MinikError as error:
            yield error
            continue
        if selectors.matches(wanted, objects.labels(obj)):
            yield _act(verb, kind, document._replace(value=obj), request)


def _act(verb: Verb, kind: Kind, document: Document, request: Request) -> Act:
    def act(draft: Draft) -> Outcome | None:
        known, warnings = leniency.known(document, kind, request.validate)
        outcome = verb(draft, kind, requests.saved(known, request.save_config))
        return outcome._replace(warnings=[*warnings, *outcome.warnings]) if outcome else None
    return act


def conditions(text: str) -> selectors.Selector:
    """What -l asks for."""
    try:
        return selectors.parsed(text)
    except selectors.BadSelector as error:
        raise ClientError(str(error)) from None


def refusals_first(acts: Plan) -> list[Act | MinikError]:
    """A plan read whole before any of it is done, as `apply` does."""
    return sorted(acts, key=lambda act: not isinstance(act, MinikError))


def carry_out(session: _session.Session, acts: Plan, request: Request) -> Result:
    """Every act by itself: what is right is done, what is refused is told. A dry run forgets each act before the next."""
    outcomes: list[Outcome] = []
    errors: list[MinikError] = []
    begun = partial(session.cluster.draft, rehearsal=bool(request.dry_run), writer=writer(request.field_manager))
    draft = begun()
    for act in _progress.counted(acts, "taking in"):
        try:
            if isinstance(act, MinikError):
                raise act
            outcome = act(draft)
            outcomes += [outcome] if outcome else []
        except MinikError as error:
            errors.append(error)
        if request.dry_run and draft.changes:
            draft = begun()
    if draft.changes:
        from minik.controllers import _steps  # noqa: PLC0415 where nothing changed no controller is needed
        with _progress.shown("settling"):
            session.keep(_steps.carried_on(draft.cluster(), {key.kind for key in draft.changes}, step=request.step))
    return Result(outcomes, errors, session.cluster)


def writer(field_manager: str) -> Writer:
    """As whom a verb writes, and which part of objects: under kubectl's own names, unless another is given."""
    context = click.get_current_context()
    verb = context.command_path.split(" ")[1]
    return Writer(field_manager or NAMES.get(verb, f"kubectl-{verb}"), "scale" if verb == "scale" else context.params.get("part") or "")


def shown(result: Result, request: Request, *, as_list: bool = False) -> str:
    """A line an object, or the objects in the format that was asked for."""
    if request.output in ("", "name"):
        return "".join(line(outcome, request) for outcome in result.outcomes)
    gone = "".join(line(outcome, request) for outcome in result.outcomes if outcome.done in DELETED)
    found = [outcome for outcome in result.outcomes if outcome.done not in DELETED]
    if as_list and len(found) > 1:
        items = {"apiVersion": "v1", "items": [outcome.object for outcome in found], "kind": "List", "metadata": {}}
        found = [Outcome(Kind("List"), items, "")]
    texts = (in_format(outcome, request, result.cluster) for outcome in found)
    return gone + ("---\n" if request.output == "yaml" else "").join(texts)


def line(outcome: Outcome, request: Request) -> str:
    """`service/web created`, `service "web" deleted from default namespace`, or just `service/web`."""
    name, suffix = visible(objects.name(outcome.object)) or "<unknown>", SUFFIX[request.dry_run]
    if request.output == "name":
        return f"{outcome.kind.singular}/{name}\n"
    if outcome.done in DELETED:
        where = f" from {objects.namespace(outcome.object)} namespace" if outcome.kind.namespaced else ""
        return f'{outcome.kind.singular} "{name}" {outcome.done}{suffix}{where}\n'
    return f"{outcome.kind.singular}/{name} {outcome.done}{suffix}\n"


def in_format(outcome: Outcome, request: Request, cluster: Cluster) -> str:
    """An object as `-o` asks for it."""
    listing = Listing([Section(outcome.kind, [outcome.object])], cluster.now, single=True, missing_keys=request.missing_keys,
                      managed_fields=request.managed_fields)
    return render(listing, request.output, tables=False)


def check_format(output: str) -> None:
    """Refuse a format that there is not before anything is changed."""
    if "=" not in output and output not in ("", "name"):
        in_format(Outcome(Kind("List"), {"metadata": {}}, ""), Request(output=output), Cluster(Objects()))


def say(text: str, result: Result) -> None:
    """Warnings, each once; then what was done; then, as the command's end, what was refused."""
    for warning in dict.fromkeys(warning for outcome in result.outcomes for warning in outcome.warnings):
        _session.tell(f"Warning: {warning}")
    click.echo(text, nl=False)
    _session.report(result.errors)


def no_words(words: Sequence[str], verb: str, known: Sequence[str] = ()) -> None:
    """This verb takes no words."""
    if words:
        from minik.model import nearness  # noqa: PLC0415 only a refusal needs it
        raise ClientError(f"Unexpected args: [{' '.join(words)}]\nSee 'minik {verb} -h' for help and examples",
                          hint=nearness.hint(words[0], known))
