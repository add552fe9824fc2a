"""What `label` and `annotate` share: objects, then changes; what is said of each."""
import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from minik.commands import _chosen, _options, _session
from minik.commands._chosen import Chosen
from minik.errors import ClientError
from minik.intake import altering, tagging
from minik.intake.requests import Outcome
from minik.intake.tagging import Tags
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.go_values import marshalled
from minik.model.kind import Kind
from minik.model.object import Object

F = TypeVar("F", bound=Callable[..., Any])
SELECTED = functools.partial(_chosen.options, more=(
    *_chosen.SELECTING, _options.field_selector, _options.flag("-A", "--all-namespaces", "everywhere", help="Work in all namespaces")))
FIELDS = {"label": "labels", "annotation": "annotations"}


class Wish(NamedTuple):
    """How to change: over what is there already, only from a version, or not at all but to list."""

    what: str
    tags: Tags
    overwrite: bool = False
    version: str = ""
    listing: bool = False


def options(command: F) -> F:
    """The options of both verbs."""
    decorated: Any = command
    for option in (_options.flag("--overwrite", help="Also change what has a value already"),
                   _options.text("--resource-version", "version", metavar="VERSION", help="Only if the object is in this version"),
                   _options.flag("--list", "listing", help="Show what there is instead"), SELECTED):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]


def change(words: Sequence[str], chosen: Chosen, what: str, parse: Callable[[Sequence[str]], Tags], **how: Any) -> None:
    """Change the labels, or annotations, of what the words name."""
    named, changes = tagging.split(words, what)
    if not words and not chosen.request.filenames:
        raise ClientError("one or more resources must be specified as <resource> <name> or <resource>/<name>")
    wish = Wish(what, parse(changes), **how)
    if not changes and not wish.listing:
        raise ClientError(f"at least one {what} update is required")
    if wish.listing and chosen.request.output:
        raise ClientError("--list and --output may not be specified together")
    _chosen.change(chosen, named, functools.partial(tag, wish=wish, pretend=chosen.local or chosen.request.dry_run == "client"))


def tag(draft: Draft, kind: Kind, obj: Object, *, wish: Wish, pretend: bool) -> Outcome | None:
    """One object changed, or its labels shown."""
    field = FIELDS[wish.what]
    if wish.listing:
        for name, value in sorted((obj["metadata"].get(field) or {}).items()):
            _session.say(f"{name}={value}")
        return None
    for name in wish.tags.gone if not pretend and wish.what == "label" else ():
        if name not in objects.labels(obj):
            _session.say(f'label "{name}" not found.')
    change = functools.partial(tagging.tagged, field=field, tags=wish.tags, overwrite=wish.overwrite)
    done = "annotated" if wish.what == "annotation" else said(obj, change(obj), wish)
    fresh = versioned(change, wish.version)
    return altering.alter(draft, kind, obj, fresh, done, pretend=pretend) or Outcome(kind, obj, done)


def said(before: Object, after: Object, wish: Wish) -> str:
    """What became of the labels."""
    if before == after:
        return "not labeled"
    shorter = len(marshalled(after)) < len(marshalled(before))
    return "unlabeled" if shorter and not wish.overwrite else "labeled"


def versioned(change: altering.Change, version: str) -> altering.Change:
    """The change, of that version only."""
    def checked(obj: Object) -> Object:
        if version and obj["metadata"].get("resourceVersion") != version:
            raise ClientError(f"resourceVersion {version} is not the version of the object")
        return change(obj)
    return checked
