"""What is printed is printed to the letter, whatever standard output is."""

import contextlib
import io
import os
import subprocess
import sys

import pytest

from minik import cli
from minik.command_line import streams


def test_a_program_may_redirect_it() -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert cli.run(["--version"]) == 0
    assert out.getvalue().startswith("minik ")


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "ascii"])
def test_letters_and_colours_are_kept(encoding: str) -> None:
    code = "from minik.command_line import streams; streams.echo('\\x1b[31mü'); streams.echo(b'raw', nl=False)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    assert done.stdout == "\x1b[31mü\nraw".encode()


def test_errors_go_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    streams.echo("told", err=True)
    streams.echo("said", nl=False)
    assert capsys.readouterr() == ("said", "told\n")
