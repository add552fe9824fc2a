"""Standard streams that are closed, or that nobody reads to the end: as processes, for only these
have them.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typing_in import Terminal

MINIK = f"{sys.executable} -m minik"
MANY = [
    {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": f"c{number}"},
        "data": {"k": "x" * 400},
    }
    for number in range(400)
]


def shell(line: str, **more: str) -> tuple[int, str]:
    """What a shell's line ends with, and says on standard error."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHONUNBUFFERED")
    }
    ended = subprocess.run(
        ["bash", "-c", line.replace("minik", MINIK, 1)],
        capture_output=True,
        text=True,
        env={**environment, **more},
        check=False,
    )
    return ended.returncode, ended.stderr


@pytest.mark.parametrize("more", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
def test_a_reader_that_has_seen_enough_is_no_error(
    terminal: Terminal, more: dict[str, str]
) -> None:
    Path("many.json").write_text(
        json.dumps({"apiVersion": "v1", "kind": "List", "items": MANY}), encoding="utf-8"
    )
    terminal("minik apply -f many.json")
    assert shell("minik get cm -o json | head -1; exit ${PIPESTATUS[0]}", **more) == (141, "")


def test_what_goes_to_a_closed_output_is_an_error(terminal: Terminal) -> None:
    assert shell("minik get svc >&-") == (1, "error: standard output: Bad file descriptor\n")


def test_a_closed_stream_lends_its_number_to_no_file(terminal: Terminal) -> None:
    assert shell("minik create ns shop >&- 2>&- <&-") == (1, "")
    assert terminal("minik get ns shop -o name").out == "namespace/shop\n"
