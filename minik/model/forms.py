"""Forms: values that are made again and again, but for a few texts in them."""

from collections.abc import Callable, Mapping, Sequence

from minik.light_typing import Any, TypeAlias

Fill: TypeAlias = Callable[[Sequence[str]], Any]  # the texts of the blanks → the value


def form_of(value: Any, blanks: Mapping[str, int]) -> Fill:
    """Return the form of a value: what fills in other texts where a text of `blanks` stands, by their
    numbers. All that has no blank in it is shared.
    """
    return _form(value, blanks) or (lambda _: value)


def _form(value: Any, blanks: Mapping[str, int]) -> Fill | None:
    """Return the same; None where there is no blank in it."""
    if value.__class__ is str:
        number = blanks.get(value)
        return None if number is None else lambda texts: texts[number]
    if value.__class__ is not dict and value.__class__ is not list:
        return None
    parts = value.items() if value.__class__ is dict else enumerate(value)
    forms = [(place, form) for place, part in parts if (form := _form(part, blanks))]
    if not forms:
        return None

    def fill(texts: Sequence[str]) -> Any:
        copy = value.copy()
        for place, form in forms:
            copy[place] = form(texts)
        return copy

    return fill


def text_form(text: str, blanks: Sequence[str]) -> Fill:
    """Return the form of a text of JSON: blanks are the strings in it that are equal to one of these.
    They are texts of letters, digits and hyphens.
    """
    for number, blank in enumerate(blanks):
        text = text.replace(f'"{blank}"', f'"\0{number}\0"')
    pieces = text.split("\0")
    places = [(place, int(pieces[place])) for place in range(1, len(pieces), 2)]

    def fill(texts: Sequence[str]) -> str:
        filled = pieces.copy()
        for place, number in places:
            filled[place] = texts[number]
        return "".join(filled)

    return fill
