"""Words for numbers."""

import pytest

from minik.model.wording import pluralize, with_article


@pytest.mark.parametrize(
    ("number", "noun", "plural", "words"),
    [
        (0, "pod", None, "0 pods"),
        (1, "pod", None, "1 pod"),
        (2, "pod", None, "2 pods"),
        (1, "such pod", "of these", "1 such pod"),
        (3, "file without objects", "files without objects", "3 files without objects"),
    ],
)
def test_a_number_stands_with_its_noun(
    number: int, noun: str, plural: str | None, words: str
) -> None:
    assert pluralize(number, noun, plural) == words


def test_a_noun_stands_with_its_article() -> None:
    nouns = ("Pod", "IngressClass", "Endpoints")
    assert [with_article(noun) for noun in nouns] == ["a Pod", "an IngressClass", "an Endpoints"]
