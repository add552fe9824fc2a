"""What the changing verbs share: documents in, outcomes out; settled and saved together, one line
for each object.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from minik.client import changes
from minik.client.changes import Act, Plan, Verb
from minik.client.requests import Outcome
from minik.command_line import invocation, progress, state_access, streams
from minik.errors import ClientError, MinikError
from minik.intake.parsing import Document
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster, Draft
from minik.model.controls import escape_controls
from minik.model.kind import Kind
from minik.model.listing import Listing, Section
from minik.model.source import Objects
from minik.model.writing import Identity, Writer
from minik.render.formats import render
from minik.store import manifests

SUFFIX = {"": "", "client": " (dry run)", "server": " (server dry run)"}
LOGGED = 6  # the -v from which on requests are logged
DELETED = ("deleted", "force deleted")
NAMES = {
    "apply": "kubectl-client-side-apply",
    **dict.fromkeys(("scale", "cordon", "uncordon", "drain", "debug"), "kubectl"),
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
        begin(session, documents)
    return list(plan(request, session.cluster, verb, documents))


def begin(session: state_access.Session, documents: Sequence[Document]) -> None:
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
    read = documents_of(request)  # which says it where no files are named
    given = read if documents is None else documents
    check_format(request.output)
    return changes.plan(
        given,
        cluster,
        verb,
        _manner(request, checked=checked),
    )


def documents_of(request: Request) -> Iterator[Document]:
    """Return the documents of the files that a request names. Raises ClientError without files."""
    if not request.filenames:
        raise ClientError("must specify one of -f and -k")
    return manifests.read(request.filenames, request.recursive)


def _manner(request: Request, *, checked: bool) -> changes.Manner:
    """Return how documents are taken."""
    namespace = state_access.namespace(request.namespace)
    selector = parse_selector(request.selector)
    return changes.Manner(
        namespace,
        request.enforced,
        selector,
        request.validate,
        request.save_config,
        checked,
        with_hint,
        _with_cause if is_recorded() else changes.unchanged,
    )


def _with_cause(document: Document) -> Document:
    """Return the document with the command line in an annotation (--record)."""
    from minik.command_line import change_cause  # noqa: PLC0415 it is deprecated

    return document._replace(value=change_cause.annotate(document.value, change_cause.cause()))


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


def carry_out(session: state_access.Session, acts: Plan, request: Request) -> Result:
    """Carry out every act by itself and collect outcomes and errors.

    A dry run forgets each act before the next.
    """
    new_draft = partial(
        session.cluster.draft,
        dry_run=bool(request.dry_run),
        writer=writer_of(request.field_manager),
    )
    planned = _remembered(acts, request) if is_recorded() else acts
    done = changes.carry_out(
        new_draft, progress.track(planned, "taking in"), forgetful=bool(request.dry_run)
    )
    if state_access.verbosity() >= LOGGED and request.dry_run != "client":
        from minik.command_line import request_log  # noqa: PLC0415 hardly anybody asks for a log

        manager = writer_of(request.field_manager).name
        request_log.log_changes(done.outcomes, manager)
        request_log.log_refusals(done.errors, manager)
    draft = done.draft
    invocation.hold(acts, done)
    if draft.changes:
        from minik.simulation import rounds  # noqa: PLC0415 where nothing changed no controller is needed

        with progress.show("settling"):
            session.keep(
                rounds.run_controllers(
                    draft.cluster(), {key.kind for key in draft.changes}, step=request.step
                )
            )
    return Result(done.outcomes, done.errors, session.cluster)


def _remembered(acts: Plan, request: Request) -> list[Act | MinikError]:
    """Return acts after each of which the command line is put in an annotation (--record)."""

    def with_record(act: Act, draft: Draft) -> Outcome | None:
        return recorded(act(draft), None if request.dry_run == "client" else draft)

    return [act if isinstance(act, MinikError) else partial(with_record, act) for act in acts]


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
        impersonated() if "as" in line.global_options else None,
    )


def impersonated() -> Identity | None:
    """Return in whose name the verb writes (--as)."""
    from minik.command_line import impersonation  # noqa: PLC0415 few are somebody else

    return impersonation.identity()


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
        namespace = escape_controls(objects.namespace(outcome.object))
        where = f" from {namespace} namespace" * outcome.kind.namespaced
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
