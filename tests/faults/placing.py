"""A fixture: a place at which commands are injured. (A plugin, since a second conftest.py would be
the same module to mypy.)
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from injured import Place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A state of its own, and a process that forks commands."""
    found = Place(Path(tmp_path_factory.mktemp("desk")))
    yield found
    found.close()
