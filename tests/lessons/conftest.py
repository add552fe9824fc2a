"""What the tests of lessons share."""

from pathlib import Path

import pytest
from minik_process import Process


@pytest.fixture
def process(tmp_path: Path) -> Process:
    return Process(tmp_path)
