"""What `label` and `annotate` share: select objects, change their metadata, and the words for the
result.
"""

import functools
from collections.abc import Callable, Sequence

from minik.client import altering, labels_and_annotations
from minik.client.labels_and_annotations import MetadataChanges
from minik.client.requests import Outcome
from minik.command_line import flags, selection, state_access
from minik.command_line.selection import Selection
from minik.errors import ClientError
from minik.intake import request_errors
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.go_values import marshal
from minik.model.kind import Kind
from minik.model.object import Object

FIELDS = {"label": "labels", "annotation": "annotations"}


class TagChange(NamedTuple):
    """What to change, and how: overwriting, only at a resourceVersion, or not at all but to list."""

    what: str
    tags: MetadataChanges
    overwrite: bool = False
    version: str = ""
    listing: bool = False


# the options of both verbs
options: flags.Option = flags.together(
    flags.flag("--overwrite", help="Also change what has a value already"),
    flags.text(
        "--resource-version",
        "version",
        metavar="VERSION",
        help="Only if the object is in this version",
    ),
    flags.flag("--list", "listing", help="Show what there is instead"),
    selection.options(
        *selection.SELECTING,
        flags.field_selector,
        flags.flag("-A", "--all-namespaces", "everywhere", help="Work in all namespaces"),
    ),
)


def change(
    words: Sequence[str],
    chosen: Selection,
    what: str,
    parse: Callable[[Sequence[str]], MetadataChanges],
    **how: Any,
) -> None:
    """Change the labels or annotations of the objects that the arguments select."""
    named, changes = labels_and_annotations.split_words(words, what)
    if not words and not chosen.request.filenames:
        raise ClientError(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>"
        )
    wish = TagChange(what, parse(changes), **how)
    if not changes and not wish.listing:
        raise ClientError(f"at least one {what} update is required")
    if wish.listing and chosen.request.output:
        raise ClientError("--list and --output may not be specified together")
    selection.change(
        chosen,
        named,
        functools.partial(
            tag, wish=wish, pretend=chosen.local or chosen.request.dry_run == "client"
        ),
    )


def tag(draft: Draft, kind: Kind, obj: Object, *, wish: TagChange, pretend: bool) -> Outcome | None:
    """Change one object, or print its labels."""
    field = FIELDS[wish.what]
    if wish.listing:
        for name, value in sorted((obj["metadata"].get(field) or {}).items()):
            state_access.say(f"{name}={value}")
        return None
    for name in wish.tags.removed if not pretend and wish.what == "label" else ():
        if name not in objects.labels(obj):
            state_access.say(f'label "{name}" not found.')
    change = functools.partial(
        labels_and_annotations.apply_changes,
        field=field,
        changes=wish.tags,
        overwrite=wish.overwrite,
    )
    done = "annotated" if wish.what == "annotation" else change_word(obj, change(obj), wish)
    checked_change = change if pretend else require_version(kind, change, wish.version)
    return altering.alter(draft, kind, obj, checked_change, done, pretend=pretend) or Outcome(
        kind, obj, done
    )


def change_word(before: Object, after: Object, wish: TagChange) -> str:
    """Return "labeled", "unlabeled" or "not labeled"."""
    if before == after:
        return "not labeled"
    shorter = len(marshal(after)) < len(marshal(before))
    return "unlabeled" if shorter and not wish.overwrite else "labeled"


def require_version(kind: Kind, change: altering.Change, version: str) -> altering.Change:
    """Return a change that raises Conflict unless the object has this resourceVersion."""

    def check(obj: Object) -> Object:
        changed = change(obj)
        if version and obj["metadata"].get("resourceVersion") != version:
            raise request_errors.stale(kind, obj)
        return changed

    return check
