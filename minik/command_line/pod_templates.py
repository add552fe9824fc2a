"""What the subcommands of `set` share: changing pod specs, in whatever kind, by a patch."""

from collections.abc import Mapping, Sequence
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
        change_object,
        spec=spec,
        said=said,
        pretend=chosen.local or chosen.request.dry_run == "client",
    )
    selection.change(chosen._replace(typed=True), words, verb)


def change_object(
    draft: Draft, kind: Kind, obj: Object, *, spec: Change, said: Messages, pretend: bool = False
) -> Outcome | None:
    """Change the pod spec of one object; None where that changes nothing."""
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


def check_images(images: Mapping[str, str]) -> None:
    """Raise ClientError unless there is an image, and `*` is the only container if it is named."""
    if not images:
        raise ClientError("at least one image update is required")
    if "*" in images and len(images) > 1:
        raise ClientError(
            "all containers are already specified by *, but saw more than one container_name=container_image pairs"
        )


def resources_change(limits: str, requests: str, pattern: str) -> Change:
    """Return what sets limits and requests (`cpu=100m,memory=64Mi`) in the containers of a pod spec.

    Raises ClientError for a text that means nothing; the change, where no container matches.
    """
    if not limits and not requests:
        raise ClientError(
            "you must specify an update to requests or limits (in the form of --requests/--limits)"
        )
    most, least = pod_templates.parse_resources(limits), pod_templates.parse_resources(requests)

    def change(spec: Object) -> Object:
        if not pod_templates.matching_containers(spec, pattern):
            raise ClientError(f"unable to find container named {pattern}")
        return pod_templates.change_containers(
            spec,
            pattern,
            lambda container: pod_templates.with_resources(container, most, least),
        )

    return change
