"""How wide a text is on a picture, in the widths of DejaVu Sans: the widest of the fonts that the
picture names, so that what fits in it fits in all of them.
"""

from minik.render.page.elements import clean

FIRST = ord(" ")
# Advance widths of the letters from space to tilde, in thousandths of the size of the font.
PLAIN = (
    318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 500, 838, 318, 361, 318, 337, 637, 637, 637,
    637, 637, 637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 531, 1000, 685, 687, 699, 771, 632,
    576, 775, 752, 295, 295, 656, 558, 863, 749, 788, 604, 788, 695, 635, 611, 732, 685, 989, 686,
    611, 686, 391, 337, 391, 838, 500, 500, 613, 635, 550, 635, 616, 353, 635, 634, 278, 278, 580,
    278, 975, 634, 612, 635, 635, 412, 521, 393, 634, 592, 818, 592, 592, 525, 637, 337, 637, 838,
)  # fmt: skip
BOLD = (
    349, 457, 521, 838, 696, 1002, 873, 307, 458, 458, 523, 838, 380, 416, 380, 366, 696, 696, 696,
    696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 581, 1000, 774, 763, 734, 831, 684,
    684, 821, 837, 373, 373, 775, 638, 996, 837, 851, 733, 851, 771, 721, 683, 813, 774, 1104, 771,
    725, 726, 458, 366, 458, 838, 500, 500, 675, 716, 593, 716, 679, 436, 716, 712, 343, 343, 666,
    343, 1042, 712, 688, 716, 716, 494, 596, 479, 712, 652, 924, 646, 652, 583, 712, 366, 712, 838,
)  # fmt: skip
OTHERS = {"·": 380, "…": 1000, "→": 838, "✕": 838, "●": 873, "○": 873, "–": 500, "—": 1000}
WIDE, WIDEST = 1000, 1400  # any other letter: of the first plane, and beyond (pictures)
ELLIPSIS = "…"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in a size, both in pixels."""
    table = BOLD if bold else PLAIN
    total = 0
    for letter in text:
        place = ord(letter) - FIRST
        if 0 <= place < len(table):
            total += table[place]
        else:
            total += OTHERS.get(letter, WIDE if place < 0xFFFF else WIDEST)
    return total * size / 1000


def fit(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return a name in so many pixels, shortened in the middle if it is wider."""
    text = clean(text)
    if width(text, size, bold=bold) <= room:
        return text
    for kept in range(len(text) - 1, 1, -1):
        head = -(-kept // 2)
        short = f"{text[:head]}{ELLIPSIS}{text[len(text) - (kept - head) :]}"
        if width(short, size, bold=bold) <= room:
            return short
    return ELLIPSIS


def cut(text: str, room: float, size: float) -> str:
    """Return a sentence in so many pixels, without its end if it is longer."""
    text = clean(text)
    if width(text, size) <= room:
        return text
    while text and width(text + ELLIPSIS, size) > room:
        text = text[:-1].rstrip()
    return text + ELLIPSIS


def wrap(text: str, room: float, size: float) -> tuple[str, str]:
    """Return a sentence in two lines of so many pixels, the second without its end if it is longer."""
    text = clean(text)
    if width(text, size) <= room:
        return text, ""
    words = text.split(" ")
    for number in range(len(words) - 1, 0, -1):
        head = " ".join(words[:number])
        if width(head, size) <= room:
            return head, cut(" ".join(words[number:]), room, size)
    return cut(text, room, size), ""
