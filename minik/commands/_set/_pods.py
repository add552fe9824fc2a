"""What the verbs of `set` share: the specs of pods, in whatever kind they stand, changed and sent as a patch."""
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from minik.commands import _chosen
from minik.commands._chosen import Chosen
from minik.errors import ClientError
from minik.intake import altering, templates
from minik.intake.altering import Change
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, read, write


class Words(NamedTuple):
    """What is said of a change: when it is done, and when the server refuses it."""

    done: str
    failing: str


def change(chosen: Chosen, words: Sequence[str], spec: Change, said: Words) -> None:
    """The spec of every pod or pod template that is meant, changed."""
    _chosen.check(chosen, words)
    verb = partial(_changed, spec=spec, said=said, pretend=chosen.local or chosen.request.dry_run == "client")
    _chosen.change(chosen._replace(typed=True), words, verb)


def _changed(draft: Draft, kind: Kind, obj: Object, *, spec: Change, said: Words, pretend: bool) -> Outcome | None:
    try:
        path = templates.path_of(kind)
    except ClientError as error:
        raise ClientError(f"{kind.singular}/{objects.name(obj)} {error.message}\n") from None
    return altering.alter(draft, kind, obj, lambda one: write(one, path, spec(read(one, path, {}))), said.done, pretend=pretend,
                          failing=said.failing)
