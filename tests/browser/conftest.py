"""A browser for the tests of this folder, started once."""

from collections.abc import Iterator

import browser
import pytest


@pytest.fixture(scope="session")
def window() -> Iterator[browser.Browser]:
    yield from browser.started()
