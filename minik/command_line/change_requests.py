"""What the changing verbs share: documents in, outcomes out; settled and saved together, one line
for each object.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from minik.client import requests
from minik.client.requests import Outcome
from minik.command_line import invocation, progress, state_access, streams
from minik.errors import ClientError, MinikError
from minik.intake import field_validation, validation
from minik.intake.parsing import Document
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster, Draft
from minik.model.controls import escape_controls
from minik.model.kind import Kind
from minik.model.listing import Listing, Section
from minik.model.source import Objects
from minik.model.writing import Writer
from minik.render.formats import render
from minik.store import manifests

Act: TypeAlias = Callable[[Draft], Outcome | None]
Plan: TypeAlias = Iterable[Act | MinikError]
Verb: TypeAlias = Callable[[Draft, Kind, Document], Outcome | None]
SUFFIX = {"": "", "client": " (dry run)", "server": " (server dry run)"}
DELETED = ("deleted", "force deleted")
NAMES = {
    "apply": "kubectl-client-side-apply",
    **dict.fromkeys(("scale", "cordon", "uncordon", "drain"), "kubectl"),
}


class Request(NamedTuple):
    """What the command line asks for, beside the verb."""

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
    def from_options(cls, options: dict[str, Any], *names: str) -> "Request":
        """Take the fields of a Request out of a command's options; only those of these names, if
        names are given.
        """
        return cls(**{name: options.pop(name) for name in names or cls._fields if name in options})

    @property
    def enforced(self) -> bool:
        """Whether a namespace was given, so that the documents' own must agree with it."""
        return bool(self.namespace or state_access.option("namespace"))


class Result(NamedTuple):
    """The outcomes of a command, and the errors."""

    outcomes: Sequence[Outcome]
    errors: Sequence[MinikError]
    cluster: Cluster


def first_plan(
    request: Request, session: state_access.Session, verb: Verb
) -> list[Act | MinikError]:
    """Return a plan that may create the cluster: a new one gets the IP families that the first
    documents ask for.
    """
    documents = list(manifests.read(request.filenames, request.recursive))
    if session.before is None:
        _begin(session, documents)
    return list(plan(request, session.cluster, verb, documents))


def _begin(session: state_access.Session, documents: Sequence[Document]) -> None:
    """Give a new cluster the IP families that the documents ask for."""
    from minik.bootstrap import init_options  # noqa: PLC0415 only a new cluster is set up
    from minik.kinds.service.families import needs_dual_stack  # noqa: PLC0415

    if any(needs_dual_stack(document.value) for document in documents):
        session.begin(init_options.parse_settings(family="dual"))
        state_access.tell("Note: the new cluster has IPv4 and IPv6, since a Service asks for both")


def plan(
    request: Request,
    cluster: Cluster,
    verb: Verb,
    documents: Iterable[Document] | None = None,
    *,
    checked: bool = True,
) -> Plan:
    """Return one act for each document, or the error for which kubectl does not send it.

    Raises ClientError without files.
    """
    if not request.filenames:
        raise ClientError("must specify one of -f and -k")
    check_format(request.output)
    return _acts(
        request,
        cluster,
        verb,
        documents or manifests.read(request.filenames, request.recursive),
        checked,
    )


def _acts(
    request: Request, cluster: Cluster, verb: Verb, documents: Iterable[Document], checked: bool
) -> Iterator[Act | MinikError]:
    custom = cluster.of("CustomResourceDefinition")
    namespace, selector = (
        state_access.namespace(request.namespace),
        parse_selector(request.selector),
    )
    for document in documents:
        try:
            kind = validation.find_kind(document, custom, checked=checked)
            obj = requests.with_namespace(
                requests.check_metadata(document), kind, namespace, enforced=request.enforced
            )
        except MinikError as error:
            yield with_hint(error, document)
            continue
        if selectors.matches(selector, objects.labels(obj)):
            yield _act(verb, kind, document._replace(value=obj), request)


def _act(verb: Verb, kind: Kind, document: Document, request: Request) -> Act:
    def act(draft: Draft) -> Outcome | None:
        checked, warnings = field_validation.drop_unknown_fields(document, kind, request.validate)
        if is_recorded():
            from minik.command_line import change_cause  # noqa: PLC0415 it is deprecated

            checked = checked._replace(
                value=change_cause.annotate(checked.value, change_cause.cause())
            )
        try:
            outcome = verb(draft, kind, requests.save_config(checked, request.save_config))
        except MinikError as error:
            error.warnings = tuple(requests.with_notice(kind, error.warnings))
            raise with_hint(error, document) from None
        return outcome._replace(warnings=[*warnings, *outcome.warnings]) if outcome else None

    return act


def with_hint(error: MinikError, document: Document) -> MinikError:
    """Return the error of a document, with a hint at what was probably meant."""
    from minik.command_line import document_hints  # noqa: PLC0415 only a refusal needs it

    return document_hints.add(error, document)


def parse_selector(text: str) -> selectors.Selector:
    """Parse the selector of -l. Raises ClientError."""
    try:
        return selectors.parse_selector(text)
    except selectors.BadSelector as error:
        raise ClientError(str(error)) from None


def refusals_first(acts: Plan) -> list[Act | MinikError]:
    """Return a plan with its errors first, read whole before anything is done, as `apply` does."""
    return sorted(acts, key=lambda act: not isinstance(act, MinikError))


def carry_out(session: state_access.Session, acts: Plan, request: Request) -> Result:
    """Carry out every act by itself and collect outcomes and errors.

    A dry run forgets each act before the next.
    """
    outcomes: list[Outcome] = []
    errors: list[MinikError] = []
    new_draft = partial(
        session.cluster.draft,
        dry_run=bool(request.dry_run),
        writer=writer_of(request.field_manager),
    )
    draft = new_draft()
    for act in progress.track(acts, "taking in"):
        try:
            if isinstance(act, MinikError):
                raise act
            outcome = recorded(act(draft), None if request.dry_run == "client" else draft)
            outcomes += [outcome] if outcome else []
        except MinikError as error:
            errors.append(error)
        if request.dry_run and draft.changes:
            draft = new_draft()
    if draft.changes:
        from minik.simulation import rounds  # noqa: PLC0415 where nothing changed no controller is needed

        with progress.show("settling"):
            session.keep(
                rounds.run_controllers(
                    draft.cluster(), {key.kind for key in draft.changes}, step=request.step
                )
            )
    return Result(outcomes, errors, session.cluster)


def recorded(outcome: Outcome | None, draft: Draft | None) -> Outcome | None:
    """Return the outcome, with the command line in an annotation where that is asked for."""
    if outcome is None or not is_recorded():
        return outcome
    from minik.command_line import change_cause  # noqa: PLC0415 it is deprecated

    return change_cause.record(draft, outcome)


def is_recorded() -> bool:
    """Return whether the command line is to be kept in an annotation (--record)."""
    return invocation.current().recorded


def writer_of(field_manager: str) -> Writer:
    """Return the field manager of a verb, kubectl's own unless another is given, and the
    subresource it writes.
    """
    line = invocation.current()
    verb = line.path.split(" ")[1]
    return Writer(
        field_manager or NAMES.get(verb, f"kubectl-{verb}"),
        "scale" if verb == "scale" else line.values.get("part") or "",
    )


def result_text(result: Result, request: Request, *, as_list: bool = False) -> str:
    """Return a line for each object, or the objects in the format of -o."""
    if request.output in ("", "name"):
        return "".join(outcome_line(outcome, request) for outcome in result.outcomes)
    deleted = "".join(
        outcome_line(outcome, request) for outcome in result.outcomes if outcome.done in DELETED
    )
    outcomes = [outcome for outcome in result.outcomes if outcome.done not in DELETED]
    if as_list and len(outcomes) > 1:
        items = {
            "apiVersion": "v1",
            "items": [outcome.object for outcome in outcomes],
            "kind": "List",
            "metadata": {},
        }
        outcomes = [Outcome(Kind("List"), items, "")]
    texts = (render_outcome(outcome, request, result.cluster) for outcome in outcomes)
    return deleted + ("---\n" if request.output == "yaml" else "").join(texts)


def outcome_line(outcome: Outcome, request: Request) -> str:
    """Return `service/web created`, `service "web" deleted from default namespace`, `service/web`."""
    name = escape_controls(objects.name(outcome.object)) or "<unknown>"
    suffix = SUFFIX[request.dry_run]
    if request.output == "name":
        return f"{outcome.kind.singular}/{name}\n"
    if outcome.done in DELETED:
        where = f" from {objects.namespace(outcome.object)} namespace" * outcome.kind.namespaced
        return f'{outcome.kind.singular} "{name}" {outcome.done}{suffix}{where}\n'
    return f"{outcome.kind.singular}/{name} {outcome.done}{suffix}\n"


def render_outcome(outcome: Outcome, request: Request, cluster: Cluster) -> str:
    """Render the object of an outcome in the format of -o."""
    listing = Listing(
        [Section(outcome.kind, [outcome.object])],
        cluster.now,
        single=True,
        missing_keys=request.missing_keys,
        managed_fields=request.managed_fields,
    )
    return render(listing, request.output, tables=False)


def check_format(output: str) -> None:
    """Raise ClientError for an unknown format before anything is changed."""
    if "=" not in output and output not in ("", "name"):
        render_outcome(
            Outcome(Kind("List"), {"metadata": {}}, ""), Request(output=output), Cluster(Objects())
        )


def say(text: str, result: Result) -> None:
    """Print warnings, each once, then the text; then raise the errors."""
    warnings = [warning for outcome in result.outcomes for warning in outcome.warnings]
    warnings += [warning for error in result.errors for warning in error.warnings]
    for warning in dict.fromkeys(warnings):
        state_access.tell(f"Warning: {warning}")
    streams.echo(text, nl=False)
    state_access.report(result.errors)
