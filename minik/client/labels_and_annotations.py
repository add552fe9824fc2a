"""Set and remove labels and annotations: `a=b` sets, `a-` removes.

Upstream rule: kubectl `cmd/label`, `cmd/annotate`.
"""

from collections.abc import Mapping, Sequence

from minik.errors import ClientError, MinikError, Several
from minik.light_typing import NamedTuple
from minik.model import names
from minik.model import object as objects
from minik.model.object import Object


class MetadataChanges(NamedTuple):
    """The labels or annotations to set, and the names of those to remove."""

    new: Mapping[str, str]
    removed: Sequence[str]


def split_words(words: Sequence[str], what: str) -> tuple[list[str], list[str]]:
    """Split the arguments into the objects' names and the changes after them."""
    first = next((place for place, word in enumerate(words) if is_change(word)), len(words))
    for word in words[first:]:
        if not is_change(word):
            raise ClientError(f"all resources must be specified before {what} changes: {word}")
    return list(words[:first]), list(words[first:])


def is_change(word: str) -> bool:
    """Tell whether a word is `a=b` or `a-`."""
    return ("=" in word and not word.startswith("=")) or (word.endswith("-") and word != "-")


def parse_labels(words: Sequence[str]) -> MetadataChanges:
    """Parse changes of labels; raise ClientError for an invalid one."""
    for word in words:
        problems = "; ".join(names.label_value(word.partition("=")[2])) if "=" in word else ""
        if word.count("=") > 1:
            raise ClientError(f"invalid label spec: {word}")
        if problems:
            raise ClientError(f'invalid label value: "{word}": {problems}')
    changes = _parse_changes(words)
    if set(changes.new) & set(changes.removed):
        raise ClientError("can not both modify and remove a label in the same command")
    return changes


def parse_annotations(words: Sequence[str]) -> MetadataChanges:
    """Parse changes of annotations; raise ClientError for a contradiction."""
    changes = _parse_changes(words)
    both = sorted(set(changes.new) & set(changes.removed))
    if both:
        raise ClientError(
            f"can not both modify and remove the following annotation(s) in the same command: {', '.join(both)}"
        )
    return changes


def _parse_changes(words: Sequence[str]) -> MetadataChanges:
    new = dict(word.split("=", 1) for word in words if "=" in word)
    return MetadataChanges(new, [word[:-1] for word in words if "=" not in word])


def overwrite_errors(obj: Object, field: str, changes: MetadataChanges) -> list[MinikError]:
    """Return an error for each value that would be overwritten; [] if there is none."""
    present: Mapping[str, str] = obj["metadata"].get(field) or {}
    lost = [
        (name, present[name])
        for name, value in changes.new.items()
        if name in present and present[name] != value
    ]
    if field == "labels":
        return [
            ClientError(f"'{name}' already has a value ({value}), and --overwrite is false")
            for name, value in lost
        ]
    values = "; ".join(f"'{name}' already has a value ({value})" for name, value in lost)
    return (
        [
            ClientError(
                f"--overwrite is false but found the following declared annotation(s): {values}"
            )
        ]
        if lost
        else []
    )


def apply_changes(obj: Object, field: str, changes: MetadataChanges, *, overwrite: bool) -> Object:
    """Return the object with its labels or annotations changed; raise if it would overwrite one."""
    lost = [] if overwrite else overwrite_errors(obj, field, changes)
    if lost:
        raise lost[0] if len(lost) == 1 else Several(lost)
    combined = {**(obj["metadata"].get(field) or {}), **changes.new}
    remaining = {name: value for name, value in combined.items() if name not in changes.removed}
    return (
        objects.write(obj, f"metadata.{field}", remaining)
        if remaining
        else objects.drop(obj, f"metadata.{field}")
    )
