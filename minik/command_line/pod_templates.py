"""What the subcommands of `set` share: changing pod specs, in whatever kind, by a patch."""

from collections.abc import Sequence
from functools import partial

from minik.client import altering, pod_templates
from minik.client.altering import Change
from minik.client.requests import Outcome
from minik.command_line import selection
from minik.command_line.selection import Selection
from minik.errors import ClientError
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, read, write


class Messages(NamedTuple):
    """What to print after a change (`done`), and before the server's reason when it is refused."""

    done: str
    failing: str


def change_pod_specs(chosen: Selection, words: Sequence[str], spec: Change, said: Messages) -> None:
    """Change the spec of every pod or pod template chosen, and print the results."""
    selection.check_options(chosen, words)
    verb = partial(
        _change_object,
        spec=spec,
        said=said,
        pretend=chosen.local or chosen.request.dry_run == "client",
    )
    selection.change(chosen._replace(typed=True), words, verb)


def _change_object(
    draft: Draft, kind: Kind, obj: Object, *, spec: Change, said: Messages, pretend: bool
) -> Outcome | None:
    try:
        path = pod_templates.pod_spec_path(kind)
    except ClientError as error:
        raise ClientError(f"{kind.singular}/{objects.name(obj)} {error.message}\n") from None
    return altering.alter(
        draft,
        kind,
        obj,
        lambda one: write(one, path, spec(read(one, path, {}))),
        said.done,
        pretend=pretend,
        failing=said.failing,
    )
