"""The answer to a verb that there is not: the verbs that look like it."""

from collections.abc import Iterable

from minik.errors import ClientError
from minik.model.suggestions import edit_distance


def error(word: str, verbs: Iterable[str]) -> ClientError:
    """Return the error for an unknown verb, in kubectl's words."""
    return ClientError(f'unknown command "{word}" for "minik"{suggestion(word, verbs)}')


# cobra `SuggestionsFor`: at most two letters amiss, whatever their case, or the beginning of the
# word.
def suggestion(word: str, choices: Iterable[str]) -> str:
    """Return kubectl's suggestion for a misspelt word, or "" if none is similar."""
    similar = [
        choice
        for choice in choices
        if edit_distance(word.lower(), choice, swaps=False) <= 2 or choice.startswith(word.lower())
    ]
    return (
        "\n\nDid you mean this?\n" + "\n".join(f"\t{choice}" for choice in similar)
        if similar
        else ""
    )
