"""The examples of docs/library.md are tested as their readers test them: by pytest with the plug-in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("example", "needs"), [("chart", ()), ("operator", ("kopf", "kubernetes", "cryptography"))]
)
def test_an_example_passes(example: str, needs: tuple[str, ...]) -> None:
    for package in needs:
        pytest.importorskip(package)
    environment = {
        **os.environ,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": str(ROOT),
    }
    for name in ("PYTEST_ADDOPTS", "PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER", "MINIK_STATE"):
        environment.pop(name, None)
    folder = ROOT / "docs" / "examples" / example
    options = ["-p", "minik.pytest_plugin", "-p", "no:cacheprovider", "-c", os.devnull]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"--rootdir={folder}", "--strict-markers", "."],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0 and "skipped" not in done.stdout, done.stdout + done.stderr
