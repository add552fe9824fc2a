"""What the verbs of `rollout` share: which workloads are meant."""
import functools
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias, TypeVar

from minik.commands import _chosen, _options, _printing, _reading, _session
from minik.commands._changes import Request
from minik.commands._chosen import Chosen
from minik.errors import ClientError, MinikError
from minik.intake import altering
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.kind import Kind
from minik.model.object import Object

F = TypeVar("F", bound=Callable[..., Any])
Change: TypeAlias = Callable[[Kind, Object], Object]
NOTHING = "required resource not specified"


CHANGING: Sequence[Any] = (_printing.options, _options.step, _options.field_manager)


def options(command: F, more: Sequence[Any] = CHANGING) -> F:
    """The options of every verb of `rollout`, gathered into one argument `request`; `more`: those that not all have."""
    @functools.wraps(command)
    def gathered(*args: Any, **others: Any) -> Any:
        request = Request.taken(others)
        return command(*args, request=request, **others)

    for option in (_options.filename, _options.namespace, _options.selector, *more):
        gathered = option(gathered)
    return gathered  # type: ignore[return-value]


def required(words: Sequence[str], filenames: Sequence[str]) -> None:
    """A workload must be named."""
    if not words and not filenames:
        raise ClientError(NOTHING)


def found(cluster: Cluster, words: Sequence[str], request: Request) -> tuple[list[tuple[Kind, Object]], list[MinikError]]:
    """The workloads that are meant, and what was not found."""
    required(words, request.filenames)
    answer = _reading.found(cluster, _reading.Request(words, _session.namespace(request.namespace), request.filenames, request.recursive,
                                                      request.enforced, selector=request.selector))
    return [(section.kind, obj) for section in answer.sections for obj in section.objects], answer.errors


def nobody(namespace: str) -> None:
    """Tell that no workload is meant."""
    _session.tell(f"No resources found in {_session.namespace(namespace)} namespace.")


def changed(words: Sequence[str], request: Request, change: Change, done: str) -> None:
    """Every workload that is meant changed, and said so; who cannot be is named with the reason."""
    required(words, request.filenames)
    told = f"No resources found in {_session.namespace(request.namespace)} namespace."
    _chosen.change(Chosen(request, every=True), words, partial(_altered, change=change, done=done), nothing=told)


def _altered(draft: Draft, kind: Kind, obj: Object, *, change: Change, done: str) -> Outcome:
    try:
        outcome = altering.alter(draft, kind, obj, partial(change, kind), done, failing="failed to patch")
    except ClientError as error:
        if not error.message.startswith("failed to patch"):
            raise ClientError(f'{kind.resource} "{objects.name(obj)}" {error.message}') from None
        raise
    if outcome is None:
        raise ClientError(f"failed to create patch for {objects.name(obj)}: if restart has already been triggered within the past second, "
                          "please wait before attempting to trigger another")
    return outcome
