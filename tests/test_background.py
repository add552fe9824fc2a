"""Started in the background, with interrupts and hang-ups ignored, the tests pass as well."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP"])
def test_what_a_test_starts_can_be_interrupted_whoever_started_the_tests(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (tmp_path / "test_one.py").write_text(
        f"import signal, subprocess, sys\n"
        f"def test_it():\n"
        f"    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"    child.send_signal(signal.{name})\n"
        f"    assert child.wait(30) != 0\n"
    )

    def ignore() -> None:
        signal.signal(getattr(signal, name), signal.SIG_IGN)

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        preexec_fn=ignore,
        env={**os.environ, "PYTEST_ADDOPTS": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
