"""minik as a process of its own, in a folder and on a state of its own."""

import os
import shlex
import subprocess
import sys
from pathlib import Path


class Process:
    """Run command lines in a folder, one process each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "MINIK_STATE": str(folder / "state.json"),
            "XDG_CONFIG_HOME": str(folder),
        }

    def run(self, line: str, *, together: bool = True) -> tuple[int, str]:
        """Run a command line; return its exit status and what it printed, on both streams unless
        they are not wanted together.
        """
        done = subprocess.run(
            [sys.executable, "-m", "minik", *shlex.split(line)[1:]],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if together else subprocess.DEVNULL,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout
