"""Suggestions for a misspelt word, computed only after a command failed.

Two words are similar if they differ only in case, if few letters differ for their length (two
swapped letters count as one), or if one begins with the other.
"""

from collections.abc import Iterable, Sequence

MAX_SUGGESTIONS = 3  # so many are told of; more is a list, not a hint
MAX_WORDS = 20_000  # of more words than these none is looked at: a refusal is not to take a second


def edit_distance(first: str, second: str, *, swaps: bool = True) -> int:
    """Return how many letters must be added, removed, changed or swapped (Damerau-Levenshtein);
    without `swaps`, two swapped letters count as two (Levenshtein).
    """
    before, row = [0] * (len(second) + 1), list(range(len(second) + 1))
    for index, letter in enumerate(first, 1):
        earlier, before, row = before, row, [index]
        for place, expected in enumerate(second, 1):
            row.append(
                min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != expected))
            )
            if (
                swaps
                and index > 1
                and place > 1
                and letter == second[place - 2]
                and first[index - 2] == expected
            ):
                row[-1] = min(row[-1], earlier[place - 2] + 1)
    return row[-1]


def similar_words(word: str, words: Iterable[str]) -> list[str]:
    """Return the words similar to a misspelt one, the most similar first."""
    plain = word.casefold()
    allowed = 2 if len(plain) > 5 else 1
    ranked = []
    for candidate in list(dict.fromkeys(words))[:MAX_WORDS]:
        folded = candidate.casefold()
        is_prefix = min(len(plain), len(folded)) > 2 and (
            folded.startswith(plain) or plain.startswith(folded)
        )
        edits = (
            edit_distance(plain, folded)
            if abs(len(plain) - len(folded)) <= allowed and len(plain) > 1
            else allowed + 1
        )
        if edits <= allowed or is_prefix:
            ranked.append((edits, abs(len(plain) - len(folded)), candidate))
    return [candidate for _, _, candidate in sorted(ranked)]


def suggest(word: str, words: Iterable[str]) -> str:
    """Return `did you mean: ...` for a misspelt word, or "" if no word is similar."""
    return did_you_mean(similar_words(word, words))


def did_you_mean(words: Sequence[str]) -> str:
    """Return `did you mean: ports`, or "" without suggestions."""
    return f"did you mean: {', '.join(words[:MAX_SUGGESTIONS])}" if words else ""
