"""Labels and annotations, set and removed: `a=b` sets, `a-` removes. Upstream: kubectl `cmd/label`, `cmd/annotate`."""
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from minik.errors import ClientError, MinikError, Several
from minik.model import names
from minik.model import object as objects
from minik.model.object import Object


class Tags(NamedTuple):
    """What to set and what to remove."""

    new: Mapping[str, str]
    gone: Sequence[str]


def split(words: Sequence[str], what: str) -> tuple[list[str], list[str]]:
    """The words that name objects, and the changes behind them."""
    first = next((place for place, word in enumerate(words) if is_change(word)), len(words))
    for word in words[first:]:
        if not is_change(word):
            raise ClientError(f"all resources must be specified before {what} changes: {word}")
    return list(words[:first]), list(words[first:])


def is_change(word: str) -> bool:
    """Whether a word is `a=b` or `a-`."""
    return ("=" in word and not word.startswith("=")) or (word.endswith("-") and word != "-")


def labels(words: Sequence[str]) -> Tags:
    """Changes of labels, whose values are checked before anything is asked of a server."""
    for word in words:
        problems = "; ".join(names.label_value(word.partition("=")[2])) if "=" in word else ""
        if word.count("=") > 1:
            raise ClientError(f"invalid label spec: {word}")
        if problems:
            raise ClientError(f'invalid label value: "{word}": {problems}')
    found = _tags(words)
    if set(found.new) & set(found.gone):
        raise ClientError("can not both modify and remove a label in the same command")
    return found


def annotations(words: Sequence[str]) -> Tags:
    """Changes of annotations."""
    found = _tags(words)
    both = sorted(set(found.new) & set(found.gone))
    if both:
        raise ClientError(f"can not both modify and remove the following annotation(s) in the same command: {', '.join(both)}")
    return found


def _tags(words: Sequence[str]) -> Tags:
    new = dict(word.split("=", 1) for word in words if "=" in word)
    return Tags(new, [word[:-1] for word in words if "=" not in word])


def kept(obj: Object, field: str, tags: Tags) -> list[MinikError]:
    """What would be lost if it were overwritten."""
    now: Mapping[str, str] = obj["metadata"].get(field) or {}
    lost = [(name, now[name]) for name, value in tags.new.items() if name in now and now[name] != value]
    if field == "labels":
        return [ClientError(f"'{name}' already has a value ({value}), and --overwrite is false") for name, value in lost]
    told = "; ".join(f"'{name}' already has a value ({value})" for name, value in lost)
    return [ClientError(f"--overwrite is false but found the following declared annotation(s): {told}")] if lost else []


def tagged(obj: Object, field: str, tags: Tags, *, overwrite: bool) -> Object:
    """The object with its labels, or annotations, changed."""
    lost = [] if overwrite else kept(obj, field, tags)
    if lost:
        raise lost[0] if len(lost) == 1 else Several(lost)
    now = {**(obj["metadata"].get(field) or {}), **tags.new}
    left = {name: value for name, value in now.items() if name not in tags.gone}
    return objects.write(obj, f"metadata.{field}", left) if left else objects.drop(obj, f"metadata.{field}")
