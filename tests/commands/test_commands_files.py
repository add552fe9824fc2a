"""What `-f` may name: odd names, pipes, devices, files that grow, folders without manifests, what
is not there among what is.
"""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from typing_in import Terminal

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {}}}\n"
READ_ERROR = "error reading [empty]: recognized file extensions are [.json .yaml .yml]"


@pytest.fixture(autouse=True)
def files(terminal: Terminal) -> None:
    """The files of a folder, each with a config map."""
    for path in ("-a.yaml", "[b].yaml", "*.yaml", "d/d.yaml", "d/e/e.yaml", "f.yaml"):
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_text(CONFIG_MAP.format("c" + str(len(path))), encoding="utf-8")
    Path("empty").mkdir()
    Path("d/notes.txt").write_text("no manifest", encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("-f -a.yaml", ["c7"]),
        ("-f=-a.yaml", ["c7"]),
        ("--filename=-a.yaml", ["c7"]),
        ("-f '[b].yaml'", ["c8"]),
        ("-f '*.yaml'", ["c6"]),
        ("-f '[f].yaml'", ["c6"]),
        ("-f 'd/*.yaml'", ["c8"]),
        ("-f d", ["c8"]),
        ("-R -f d", ["c10", "c8"]),
        ("-f f.yaml,d/d.yaml", ["c6", "c8"]),
        ("-f f.yaml -f empty", ["c6"]),
        ("-f d/notes.txt", []),
        ("-f empty -f f.yaml", []),
        ("-f missing.yaml -f f.yaml", []),
        ("-f https://example.com/f.yaml", []),
        ("-f /dev/null", []),
        ("-f ''", []),
        ("-f 'no*.yaml'", []),
    ],
)
def test_a_name_stands_for_what_it_does_in_kubectl(
    terminal: Terminal, words: str, made: list[str]
) -> None:
    answer = terminal(f"minik create {words}")
    assert sorted(answer.out.split()[::2]) == [f"configmap/{name}" for name in made]
    assert (answer.exit, bool(answer.err)) == (int(not made), not made)


@pytest.mark.parametrize(
    "verb",
    [
        "apply",
        "create",
        "delete",
        "replace",
        "diff",
        "get",
        "describe",
        "label",
        "validate",
        "check",
        "patch",
    ],
)
@pytest.mark.parametrize(
    ("names", "why"),
    [
        ("-f missing.yaml -f f.yaml", 'error: the path "missing.yaml" does not exist'),
        (
            "-f f.yaml -f missing.yaml -f gone.yaml",
            'the path "missing.yaml" does not exist\nthe path "gone.yaml" does not exist',
        ),
        (
            "-f empty -f missing.yaml -f f.yaml",
            f'{READ_ERROR}\nthe path "missing.yaml" does not exist',
        ),
    ],
)
def test_of_what_is_not_there_all_is_told_and_nothing_is_done(
    terminal: Terminal, verb: str, names: str, why: str
) -> None:
    more = {"label": " a=b", "patch": " -p {}"}.get(verb, "")
    answer = terminal(f"minik {verb} {names}{more}")
    if verb in ("validate", "check"):  # they pass over folders without manifests
        why = why.replace(f"{READ_ERROR}\n", "error: ")
    assert (answer.exit, answer.out, answer.err.strip()) == (
        2 if verb in ("diff", "check") else 1,
        "",
        why,
    )
    assert terminal("minik get configmaps -o name").out == "configmap/kube-root-ca.crt\n"


def fed(path: str, pieces: list[str], opened: Callable[[str], int]) -> threading.Thread:
    """Somebody who writes to a file, piece by piece, while it is read."""

    def write() -> None:
        handle = opened(path)
        for piece in pieces:
            os.write(handle, piece.encode())
        os.close(handle)

    thread = threading.Thread(target=write)
    thread.start()
    return thread


def test_a_pipe_is_read_to_its_end(terminal: Terminal) -> None:
    os.mkfifo("pipe")
    writer = fed(
        "pipe",
        ["---\n" + CONFIG_MAP.format(f"p{number}") for number in range(50)],
        lambda path: os.open(path, os.O_WRONLY),
    )
    answer = terminal("minik apply -f pipe")
    writer.join()
    assert (answer.exit, answer.out.count(" created\n")) == (0, 50)


def test_a_file_that_grows_is_read_as_far_as_it_goes_or_refused_in_words(
    terminal: Terminal,
) -> None:
    whole = "---\n" + CONFIG_MAP.format("g")
    Path("grows.yaml").write_text(whole, encoding="utf-8")
    writer = fed(
        "grows.yaml",
        [letter for letter in whole * 200],
        lambda path: os.open(path, os.O_WRONLY | os.O_APPEND),
    )
    answers = [terminal("minik apply -f grows.yaml") for _ in range(5)]
    writer.join()
    assert all(answer.exit == 0 or "grows.yaml" in answer.err for answer in answers), answers
    assert terminal("minik apply -f grows.yaml").exit == 0
