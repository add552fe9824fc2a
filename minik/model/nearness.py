"""What was probably meant by a word that nobody knows: asked only when something is refused, so that a refusal can tell the way out.

Two words are near if they differ in case alone, if few letters are amiss for their length (two that changed places count as one), or if
one begins with the other.
"""
from collections.abc import Iterable, Sequence

FEW = 3  # so many are told of; more is a list, not a hint
MANY = 20_000  # of more words than these none is looked at: a refusal is not to take a second


def distance(one: str, other: str) -> int:
    """How many letters must be added, left out, changed or swapped with their neighbour to make one word of another."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        earlier, before, row = before, row, [index]
        for place, wanted in enumerate(other, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != wanted)))
            if index > 1 and place > 1 and letter == other[place - 2] and one[index - 2] == wanted:
                row[-1] = min(row[-1], earlier[place - 2] + 1)
    return row[-1]


def near(word: str, words: Iterable[str]) -> list[str]:
    """Those of some words that were probably meant, the likeliest first."""
    plain = word.casefold()
    allowed = 2 if len(plain) > 5 else 1
    found = []
    for other in list(dict.fromkeys(words))[:MANY]:
        folded = other.casefold()
        begins = min(len(plain), len(folded)) > 2 and (folded.startswith(plain) or plain.startswith(folded))
        amiss = distance(plain, folded) if abs(len(plain) - len(folded)) <= allowed and len(plain) > 1 else allowed + 1
        if amiss <= allowed or begins:
            found.append((amiss, abs(len(plain) - len(folded)), other))
    return [other for _, _, other in sorted(found)]


def hint(word: str, words: Iterable[str]) -> str:
    """The way out of a refusal: what was probably meant; empty where nothing is near."""
    return asked(near(word, words))


def asked(found: Sequence[str]) -> str:
    """`did you mean: ports`."""
    return f"did you mean: {', '.join(found[:FEW])}" if found else ""
