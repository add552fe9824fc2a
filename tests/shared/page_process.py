"""`minik page`, or a server with its page, as a process of its own at a state of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class PageProcess:
    """A page that is served: its address, and commands on its state."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address

    @property
    def token(self) -> str:
        return self.address.partition("#token=")[2]

    @property
    def base(self) -> str:
        return self.address.partition("/#")[0]

    def run(self, *words: str) -> str:
        """Run a command on the state; return what it prints."""
        return run(self.folder, *words)


def environment(folder: Path) -> dict[str, str]:
    own = {
        "MINIK_STATE": str(folder / "state.json"),
        "XDG_CONFIG_HOME": str(folder),
        "NO_COLOR": "1",
    }
    return {**os.environ, **own}


def run(folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "minik", *words]
    done = subprocess.run(
        command, env=environment(folder), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


@contextmanager
def served(folder: Path, *words: str) -> Iterator[PageProcess]:
    """Serve a page by a command line, and end it as Ctrl-C does."""
    command = [sys.executable, "-m", "minik", *words]
    with subprocess.Popen(
        command, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout and process.stderr
        stream = process.stdout if words[0] == "page" else process.stderr
        line = ""
        while "#token=" not in line:
            line = stream.readline()
            assert line, process.stderr.read()
        try:
            yield PageProcess(folder, line.split()[-1])
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
