"""Documents become changes of one draft, an act each: what everybody shares who takes manifests."""

from collections.abc import Callable, Iterable, Iterator

from minik.client import requests
from minik.client.requests import Outcome
from minik.errors import MinikError
from minik.intake import field_validation, validation
from minik.intake.parsing import Document
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind

Act: TypeAlias = Callable[[Draft], Outcome | None]
Plan: TypeAlias = Iterable[Act | MinikError]
Verb: TypeAlias = Callable[[Draft, Kind, Document], Outcome | None]
Explain: TypeAlias = Callable[[MinikError, Document], MinikError]


def as_it_is(error: MinikError, _: Document) -> MinikError:
    """Return the error without a hint."""
    return error


def unchanged(document: Document) -> Document:
    """Return the document itself."""
    return document


class Manner(NamedTuple):
    """How documents are taken: the namespace of those that name none (`enforced`: all others are
    refused), which labels they must have, what happens to unknown fields (`validate`), whether they
    are remembered as the last applied ones, and whether their kind must be served (`checked`).
    `explain` adds hints to a refusal, `prepare` changes what is sent.
    """

    namespace: str
    enforced: bool = False
    selector: selectors.Selector = ()
    validate: str = "strict"
    save_config: bool = False
    checked: bool = True
    explain: Explain = as_it_is
    prepare: Callable[[Document], Document] = unchanged


class Done(NamedTuple):
    """The outcomes, the errors, and the draft that holds the changes."""

    outcomes: list[Outcome]
    errors: list[MinikError]
    draft: Draft


def plan(
    documents: Iterable[Document], cluster: Cluster, verb: Verb, manner: Manner
) -> Iterator[Act | MinikError]:
    """Yield one act for each document, or the error for which kubectl does not send it."""
    custom = cluster.of("CustomResourceDefinition")
    for document in documents:
        try:
            kind = validation.find_kind(
                document,
                custom,
                checked=manner.checked,
                kubernetes_version=cluster.settings.kubernetes_version,
            )
            obj = requests.with_namespace(
                requests.check_metadata(document), kind, manner.namespace, enforced=manner.enforced
            )
        except MinikError as error:
            yield manner.explain(error, document)
            continue
        if selectors.matches(manner.selector, objects.labels(obj)):
            yield _act(verb, kind, document._replace(value=obj), manner)


def _act(verb: Verb, kind: Kind, document: Document, manner: Manner) -> Act:
    def act(draft: Draft) -> Outcome | None:
        checked, warnings = field_validation.drop_unknown_fields(document, kind, manner.validate)
        sent = requests.save_config(manner.prepare(checked), manner.save_config)
        try:
            outcome = verb(draft, kind, sent)
        except MinikError as error:
            error.warnings = tuple(requests.with_notice(kind, error.warnings))
            raise manner.explain(error, document) from None
        if outcome is None or not warnings:
            return outcome
        return outcome._replace(warnings=[*warnings, *outcome.warnings])

    return act


def refusals_first(acts: Plan) -> list[Act | MinikError]:
    """Return a plan with its errors first, read whole before anything is done, as `apply` does."""
    return sorted(acts, key=lambda act: not isinstance(act, MinikError))


def carry_out(new_draft: Callable[[], Draft], acts: Plan, *, forgetful: bool = False) -> Done:
    """Carry out every act by itself; one that is refused leaves the others alone.

    `forgetful`: each act is forgotten before the next, as in a dry run.
    """
    outcomes: list[Outcome] = []
    errors: list[MinikError] = []
    draft = new_draft()
    for act in acts:
        try:
            if isinstance(act, MinikError):
                raise act
            outcome = act(draft)
            outcomes += [outcome] if outcome else []
        except MinikError as error:
            errors.append(error)
        if forgetful and draft.changes:
            draft = new_draft()
    return Done(outcomes, errors, draft)
