"""Command lines are read without click by the same table as with it: both call the same command with the
same values, or refuse in the same words.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minik import cli
from minik.command_line import click_root, global_options, reading
from minik.command_line.command_group import AnyCommand, CommandGroup
from minik.command_line.invocation import Invocation
from minik.command_line.options import Command, Option
from minik.errors import MinikError

FUZZ = int(os.environ.get("MINIK_FUZZ") or 0)
MANY, FEW = FUZZ or 100, FUZZ or 8
HOT = ("get", "resolve", "why", "apply", "completion")
VALUES = (
    "",
    "a",
    "true",
    "false",
    "maybe",
    "7",
    "-1",
    "x=y",
    "a,b",
    "none",
    "client",
    "1h",
    "-",
    "ü",
)
WORDS = (
    "a",
    "pod/a",
    "svc",
    "",
    "-",
    "--",
    "x=y",
    "--nope",
    "-Z",
    "--nam",
    "status",
    "--help=false",
)


def commands(known: AnyCommand, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Command]]:
    if isinstance(known, CommandGroup):
        if known.alone:
            yield path, known.alone
        for name in known.names():
            nested = known.find(name)
            assert nested
            yield from commands(nested, (*path, name))
    else:
        yield path, known


COMMANDS = {
    path: command
    for verb in cli.verbs()
    if (known := cli.TREE.find(verb))
    for path, command in commands(known, (verb,))
}


def spellings(option: Option) -> st.SearchStrategy[list[str]]:
    """One option as it may be typed, well or not."""
    values = st.sampled_from(VALUES)
    forms: list[st.SearchStrategy[list[str]]] = []
    for name in option.names:
        forms += [st.just([name]), st.tuples(st.just(name), values).map(list)]
        forms += [values.map(f"{name}={{}}".format).map(lambda word: [word])]
        if not name.startswith("--"):
            forms += [values.map(f"{name}{{}}".format).map(lambda word: [word])]
    return st.one_of(forms)


@st.composite
def lines(draw: st.DrawFn, path: tuple[str, ...], command: Command) -> list[str]:
    """A line that calls a command, more or less."""
    own = [spellings(option) for option in (*command.options, *global_options.GLOBAL[:-1])]
    parts = draw(
        st.lists(st.one_of(st.sampled_from(WORDS).map(lambda word: [word]), *own), max_size=5)
    )
    before = draw(st.sampled_from(([], [], ["-n", "a"], ["--state=a"], ["-q"], ["--namespace"])))
    first = draw(st.booleans())
    words = [word for part in parts for word in part]
    return [*before, *path, *words] if first else [*before, path[0], *words, *path[1:]]


CALLS: list[Any] = []


@pytest.fixture(scope="module", autouse=True)
def recorded() -> Iterator[None]:
    """Commands that are called tell of it, and do nothing else."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for path, command in COMMANDS.items():
            monkeypatch.setattr(
                command, "run", lambda path=path, **values: CALLS.append((path, values))
            )
        yield


def heard(line: list[str], *, by_click: bool) -> Any:
    """What a command line calls, or the words in which it is refused."""
    CALLS.clear()
    call = None if by_click else reading.read(cli.TREE, line)
    if not by_click and call is None:
        return None
    with Invocation(line, cli.TREE) as invocation:
        try:
            if call:
                call.carry_out(invocation)
            else:
                click_root.run(click_root.Verbs(cli.TREE), line)
        except MinikError as error:
            return str(error), error.status
    names = {name for option in invocation.options for name in option.names}
    return (
        CALLS[:],
        invocation.path,
        list(invocation.after),
        sorted(invocation.given),
        dict(invocation.values),
        invocation.global_options,
        sorted(names),
    )


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_both_readers_agree(path: tuple[str, ...]) -> None:
    @settings(max_examples=MANY if path[0] in HOT else FEW)
    @given(lines(path, COMMANDS[path]))
    def agree(line: list[str]) -> None:
        lean = heard(line, by_click=False)
        assert lean is None or lean == heard(line, by_click=True), line

    agree()


@pytest.mark.parametrize(
    "line",
    [
        "get svc",
        "get pods,svc -A -o wide",
        "-n a get svc web --show-labels=false",
        "--state a --context=b get svc",
        "resolve web -ojson",
        "why pod/a --what-if 'delete pod/a'",
        "apply -f a -f b,c -Rk d --dry-run --validate=warn",
        "apply view-last-applied svc/web",
        "apply -n a view-last-applied svc/web",
        "completion bash",
        "create service clusterip a --tcp=80:80",
        "exec a -- env -n",
        "delete pod a --now --wait=false --grace-period -1",
        "log --limit 3",
    ],
)
def test_usual_lines_are_read_without_click(line: str) -> None:
    assert reading.read(cli.TREE, line.replace("'", "").split(" ")[:40])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "--help",
        "nope",
        "get -h",
        "get --help",
        "get svc --nope",
        "get svc -v 1",
        "get svc --output",
        "get svc --show-labels=perhaps",
        "resolve",
        "settle a",
        "log --limit x",
        "rollout",
        "rollout nope",
    ],
)
def test_unusual_lines_are_left_to_click(line: str) -> None:
    assert reading.read(cli.TREE, line.split(" ") if line else []) is None
