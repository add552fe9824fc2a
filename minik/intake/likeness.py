"""Documents that differ in their names alone are judged once.

A thousand Services of one shape differ in their names, labels and selectors. Of an ordinary name no
rule asks more than that it is valid, and which others are equal to it (a selector has to match its
template); so a document is sound if it is like a sound one but for names, and nothing in the cluster
has its name. What else stands in it has to be the same to the letter, and must not contain any of its
names: then nothing else can be about them. On all others the judge decides.
"""

from minik.intake.parsing import Document
from minik.intake.verdicts import Verdict
from minik.light_typing import Any
from minik.model import names
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.sharing import Sound, Trials, structure_of

LONGEST = 40  # letters; nothing that is made of such a name becomes too long
LABELS = "metadata.labels"


class Unlike(Exception):
    """A document whose names are not told from the rest."""


class SoundDocuments:
    """Documents of one empty cluster in which no fault was found."""

    def __init__(self, base: Cluster) -> None:
        self.base = base
        self.kinds: dict[tuple[str, str], Kind] = {}
        self.sound, self.trials = Sound(), Trials()
        self.looked = False

    def find(self, document: Document) -> Verdict | None:
        """Return the verdict on a document that is like a sound one; without the object as stored."""
        value = document.value
        self.looked = self.trials.pay()
        if not self.looked:
            return None
        try:
            kind = self.kinds[value["apiVersion"], value["kind"]]
            if shape_of(value, kind.free_names or ())[0] not in self.sound:
                return None
            metadata = value["metadata"]
        except (KeyError, TypeError, Unlike):
            return None
        namespace = metadata.get("namespace") or "default" if kind.namespaced else ""
        taken = self.base.get(kind.key, namespace, metadata["name"]) is not None
        self.trials.finds += not taken
        return None if taken else Verdict(document, kind)

    def add(self, verdict: Verdict) -> None:
        """Remember the document that was looked for, if nothing was said against it and its kind has free
        names.
        """
        kind, value = verdict.kind, verdict.document.value
        if (
            not self.looked
            or kind is None
            or kind.free_names is None
            or verdict.error
            or verdict.warnings
        ):
            return
        try:
            self.sound.add(shape_of(value, kind.free_names)[0])
        except (KeyError, TypeError, Unlike):
            return
        self.kinds[value["apiVersion"], value["kind"]] = kind


def shape_of(value: Any, places: tuple[str, ...]) -> tuple[bytes, list[str]]:
    """Return a document with a number for each ordinary name, as bytes, and these names; b"" where the
    bytes cannot be had. Equal names have equal numbers. Raises Unlike where one stands elsewhere, too.
    """
    name = value["metadata"]["name"]
    if not is_ordinary(name):
        raise Unlike
    numbers = {name: 0}
    shape = with_numbers(value, LABELS, numbers)
    shape = {**shape, "metadata": {**shape["metadata"], "name": 0}}
    for place in places:
        shape = with_numbers(shape, place, numbers)
    content = structure_of(shape)
    if any(name.encode() in content for name in numbers):
        raise Unlike
    return content, list(numbers)


def with_numbers(value: Any, place: str, numbers: dict[str, int]) -> dict[str, Any]:
    """Return a copy in which the ordinary names of the mapping at a place are numbers; raise Unlike
    where anything but a mapping of texts stands there.
    """
    if value.__class__ is not dict:
        raise Unlike
    step, _, rest = place.partition(".")
    inner = value.get(step)
    if inner is None:
        return {**value}
    if rest:
        return {**value, step: with_numbers(inner, rest, numbers)}
    if inner.__class__ is not dict:
        raise Unlike
    return {**value, step: {key: number(text, numbers) for key, text in inner.items()}}


def number(text: Any, numbers: dict[str, int]) -> Any:
    """Return the number of an ordinary name, any other text as it is; raise Unlike for what is no text."""
    if text in numbers:
        return numbers[text]
    if is_ordinary(text):
        return numbers.setdefault(text, len(numbers))
    if text.__class__ is not str:
        raise Unlike
    return text


def is_ordinary(text: Any) -> bool:
    """Return whether a value is a name that every rule of names admits."""
    return (
        text.__class__ is str
        and len(text) <= LONGEST
        and names.is_label(text)
        and text[0] not in names.DIGITS
    )
