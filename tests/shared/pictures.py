"""What a picture must keep to, read from its SVG: nothing leaves its card, no wire crosses a card or a
text, everything has a title, colours have contrast.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from minik.render.page import font as _font
from minik.render.page import style as _style

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = r"-?[0-9.]+"
SIZES = {"dim": 11.5, "head": 11.0, "space": 12.0}
SPACING = 0.08  # of titles of columns, in their size
GROUNDS = {"": "card", "broken": "badbg", "doubtful": "warnbg"}


class Area(NamedTuple):
    """A rectangle, and what is drawn there."""

    left: float
    top: float
    right: float
    bottom: float
    what: str = ""

    def meets(self, x: float, y: float) -> bool:
        return self.left < x < self.right and self.top < y < self.bottom

    def overlaps(self, other: "Area") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def parse(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def area_of_text(node: ElementTree.Element) -> Area:
    """Return where a text is, by the widths of its font; what hangs below the line is left out."""
    classes = (node.get("class") or "").split()
    size = next((SIZES[one] for one in classes if one in SIZES), 13.0)
    words = "".join(node.itertext())
    if "head" in classes:
        words = words.upper()
    wide = _font.width(words, size, bold="name" in classes or "space" in classes)
    wide += len(words) * SPACING * size if "head" in classes else 0
    x, y = float(node.get("x") or 0), float(node.get("y") or 0)
    return Area(x, y - size * 0.75, x + wide, y + 2, words)


def area_of_card(group: ElementTree.Element) -> Area:
    rectangle = group.find(f"{SVG}rect")
    assert rectangle is not None
    x, y, wide, high = (float(rectangle.get(name) or 0) for name in ("x", "y", "width", "height"))
    return Area(x, y, x + wide, y + high, group.get("data-card") or "")


def points(path: str) -> Iterator[tuple[float, float]]:
    """Yield points along a path, close to one another."""
    x = y = 0.0
    for command, numbers in re.findall(r"([MHVLCv])([^MHVLCvz]*)", path):
        values = [float(one) for one in re.findall(NUMBER, numbers)]
        if command == "M":
            x, y = values
        elif command in "HVLv":
            ends = {"H": (values[0], y), "V": (x, values[0]), "v": (x, y + values[0])}
            to = ends[command] if command in ends else (values[0], values[1])
            yield from ((x + (to[0] - x) * t / 40, y + (to[1] - y) * t / 40) for t in range(41))
            x, y = to
        else:
            a, b, c, d, to_x, to_y = values
            for step in range(61):
                t = step / 60
                u = 1 - t
                yield (
                    u**3 * x + 3 * u * u * t * a + 3 * u * t * t * c + t**3 * to_x,
                    u**3 * y + 3 * u * u * t * b + 3 * u * t * t * d + t**3 * to_y,
                )
            x, y = to_x, to_y


def faults(text: str) -> Iterator[str]:
    """Yield where a picture does not keep to the rules."""
    root = parse(text)
    cards = [group for group in root.iter(f"{SVG}g") if "data-card" in group.attrib]
    areas = [area_of_card(group) for group in cards]
    yield from _untitled(root, cards)
    yield from _overflows(root, cards, areas)
    loose = [area_of_text(node) for node in _loose_texts(root, cards)]
    yield from _overlaps([*areas, *loose])
    for wire in root.iter(f"{SVG}path"):
        if "wire" in (wire.get("class") or "").split():
            yield from _crossings(wire.get("d") or "", areas, loose)
    for ring in root.iter(f"{SVG}circle"):
        if ring.get("class") == "ring":
            x, y, r = (float(ring.get(name) or 0) for name in ("cx", "cy", "r"))
            around = Area(x - r, y - r, x + r, y + r, "cross")
            yield from (
                f"a cross on {area.what}" for area in [*areas, *loose] if area.overlaps(around)
            )


def _loose_texts(
    root: ElementTree.Element, cards: list[ElementTree.Element]
) -> list[ElementTree.Element]:
    inside = {id(node) for group in cards for node in group.iter(f"{SVG}text")}
    return [node for node in root.iter(f"{SVG}text") if id(node) not in inside]


def _untitled(root: ElementTree.Element, cards: list[ElementTree.Element]) -> Iterator[str]:
    for name in ("title", "desc"):
        node = root.find(f"{SVG}{name}")
        if node is None or not (node.text or "").strip():
            yield f"the picture has no {name}"
    for group in cards:
        node = group.find(f"{SVG}title")
        if node is None or not (node.text or "").strip() or group.get("tabindex") != "0":
            yield f"{group.get('data-card')} has no title, or is not reached by keyboard"
    for wire in root.iter(f"{SVG}g"):
        node = wire.find(f"{SVG}title")
        if "data-card" not in wire.attrib and (node is None or not node.text):
            yield "a wire has no title"


def _overflows(
    root: ElementTree.Element, cards: list[ElementTree.Element], areas: list[Area]
) -> Iterator[str]:
    whole = Area(0, 0, float(root.get("width") or 0), float(root.get("height") or 0))
    for group, area in zip(cards, areas, strict=True):
        for node in group.iter(f"{SVG}text"):
            place = area_of_text(node)
            if place.right > area.right - 4 or place.bottom > area.bottom or place.top < area.top:
                yield f"{place.what!r} leaves {area.what}"
        for dot in group.iter(f"{SVG}circle"):
            if (
                float(dot.get("cx") or 0) + 7 > area.right
                or float(dot.get("cy") or 0) + 7 > area.bottom
            ):
                yield f"a pod leaves {area.what}"
    for area in [*areas, *map(area_of_text, root.iter(f"{SVG}text"))]:
        if area.right > whole.right or area.bottom > whole.bottom or area.left < 0:
            yield f"{area.what!r} leaves the picture"


def _overlaps(areas: list[Area]) -> Iterator[str]:
    ordered = sorted(areas, key=lambda area: area.top)
    for place, area in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.top >= area.bottom:
                break
            if area.overlaps(other):
                yield f"{area.what!r} and {other.what!r} overlap"


def _crossings(path: str, areas: list[Area], texts: list[Area]) -> Iterator[str]:
    found = set()
    track = list(points(path))
    low, high = min(y for _, y in track), max(y for _, y in track)
    near = [one for one in [*areas, *texts] if one.top <= high and one.bottom >= low]
    for x, y in track:
        found |= {area.what for area in near if area.meets(x, y)}
    yield from (f"a wire crosses {what!r}" for what in sorted(found))


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


TEXTS = [
    *[(ink, ground) for ink in ("ink", "dim") for ground in ("bg", "card", "badbg", "warnbg")],
    *[("bad", ground) for ground in ("bg", "badbg")],
    *[("warn", ground) for ground in ("bg", "warnbg")],
]
LINES = [
    *[("line", ground) for ground in ("bg", "card", "badbg", "warnbg")],
    *[("edge", ground) for ground in ("bg", "card")],
    *[("good", ground) for ground in ("card", "badbg", "warnbg")],
    *[("warn", ground) for ground in ("card", "badbg", "warnbg", "bg")],
    *[("bad", ground) for ground in ("card", "badbg", "warnbg", "bg")],
]
SCHEMES = {"light": _style.LIGHT, "dark": _style.DARK}
