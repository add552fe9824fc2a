"""Say in words how many objects of each kind there are."""

from collections.abc import Mapping

FIRST = ("Node", "Namespace", "Service", "Pod")
COMMON_WORDS = frozenset(("Node", "Namespace", "Pod"))


def describe_kinds(kinds: Mapping[str, int]) -> str:
    """Return `3 nodes, 21 Services, 44 pods`: the kinds that everybody asks for first, then the others,
    the most frequent ones first.
    """
    order = sorted(
        kinds.items(),
        key=lambda pair: (
            FIRST.index(pair[0]) if pair[0] in FIRST else len(FIRST),
            -pair[1],
            pair[0],
        ),
    )
    return ", ".join(f"{number} {plural(kind, number)}" for kind, number in order if number)


def plural(kind: str, number: int) -> str:
    """Return the word for so many objects of a kind; `Widget.example.com` is a Widget."""
    word = kind.partition(".")[0]
    word = word.lower() if word in COMMON_WORDS else word
    if number == 1 or word.endswith(("points", "ics")):
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch")) else "s")
