"""A word that is printed to be pasted is one word, whatever it holds."""

import shlex

from hypothesis import given
from hypothesis import strategies as st

from minik.model.shell import quote


@given(st.text(min_size=1))
def test_a_shell_reads_it_back(word: str) -> None:
    assert shlex.split(quote(word)) == [word]


def test_a_name_of_kubernetes_stands_as_it_is() -> None:
    assert quote("deploy/my-web.v2") == "deploy/my-web.v2"
