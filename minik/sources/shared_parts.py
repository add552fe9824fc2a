"""Equal parts of objects, kept once: forty thousand pods of one template differ in little.

Objects are never changed, so they may share their parts: names of fields, short texts, and lists and
objects that are equal. It takes a third of the memory that a parser's objects take.

Parts are compared from the outside to the inside, by their bytes, so that nobody looks into what was
there before. Places at which hardly ever a part is like another (the metadata of an object, a status
with addresses) are learnt: there only the inner parts are compared.
"""

from minik.light_typing import Any
from minik.model.sharing import structure_of

SHORT = 64  # characters: longer texts are seldom there twice
MOST = (
    200_000  # parts that are remembered; then all are forgotten, and the frequent ones come again
)
TRIED = 32  # parts of a place that are compared before it counts how many were found
RATE = 8  # of how many compared parts one has to be found
AGAIN = 64  # of the parts of other places one is compared


class Place:
    """A place in objects, with the places in it, and how often a part there was like another."""

    __slots__ = ("found", "inner", "passed", "tried")

    def __init__(self) -> None:
        self.inner: dict[str, Place] = {}
        self.tried = self.found = self.passed = 0

    def within(self, name: str) -> "Place":
        """Return the place of a field; "" is that of a list's elements."""
        known = self.inner.get(name)
        if known is None:
            known = self.inner[name] = Place()
        return known

    def is_worth_it(self) -> bool:
        """Return whether the next part of this place is to be compared."""
        if self.tried < TRIED or self.found * RATE >= self.tried:
            return True
        self.passed += 1
        return not self.passed % AGAIN


class SharedParts:
    """The parts that were seen, by their bytes."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.parts: dict[bytes, Any] = {}
        self.places: dict[str, Place] = {}

    def share(self, value: Any) -> Any:
        """Return an equal value, of parts that others have, too."""
        kind = str(value.get("kind")) if value.__class__ is dict else ""
        place = self.places.get(kind)
        if place is None:
            place = self.places[kind] = Place()
        made = self.part(value, place)
        if len(self.texts) + len(self.parts) > MOST:
            self.texts.clear()
            self.parts.clear()
            self.places.clear()
        return made

    def part(self, value: Any, place: Place) -> Any:
        """Return what stands for a value at a place."""
        kind = value.__class__
        if kind is str:
            return self.texts.setdefault(value, value) if len(value) <= SHORT else value
        if kind is not dict and kind is not list:
            return value
        key = structure_of(value) if place.is_worth_it() else b""
        if key:
            place.tried += 1
            known = self.parts.get(key)
            if known is not None:
                place.found += 1
                return known
        made = self.made_of_parts(value, place)
        if key:
            self.parts[key] = made
        return made

    def made_of_parts(self, value: Any, place: Place) -> Any:
        """Return an equal object or list whose parts are shared."""
        texts, inner, part = self.texts, place.inner, self.part
        if value.__class__ is list:
            below = place.within("")
            return [part(element, below) for element in value]
        made: dict[str, Any] = {}
        for name, one in value.items():
            if one.__class__ is str:
                if len(one) <= SHORT:
                    one = texts.setdefault(one, one)
            elif one.__class__ is dict or one.__class__ is list:
                one = part(one, inner.get(name) or place.within(name))
            made[texts.setdefault(name, name)] = one
        return made
