"""Digests: those of the standard library, wherever they come from."""

import hashlib
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik.model import digest


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_it_is_sha_256(text: str) -> None:
    assert digest.sha256(text) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("homes", [("hashlib",), ("no_such_module", "hashlib")])
def test_without_a_home_of_its_own_it_is_hashlib_s(
    homes: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest, "HOMES", homes)
    assert digest._load_sha256() is hashlib.sha256


def test_a_python_without_any_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "HOMES", ("no_such_module",))
    with pytest.raises(ImportError, match="no SHA-256"):
        digest._load_sha256()
    assert "no_such_module" not in sys.modules
