"""`minik help`: what a command tells of itself, and the topics that belong to none."""

import pytest
from typing_in import Terminal

from minik.command_line.help_topics import TOPICS


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("help", "--help"),
        ("help get", "get -h"),
        ("help create service", "create service --help"),
        ("help rollout status", "rollout status -h"),
    ],
)
def test_help_is_what_a_command_tells(terminal: Terminal, line: str, same: str) -> None:
    assert terminal(f"minik {line}") == terminal(f"minik {same}")


@pytest.mark.parametrize("topic", TOPICS)
def test_topics_are_told(terminal: Terminal, topic: str) -> None:
    assert terminal(f"minik help {topic}") == (0, TOPICS[topic] + "\n", "")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("help gte", "error: Unknown help topic [`gte`]\n  did you mean: get\n"),
        (
            "help create servce",
            "error: Unknown help topic [`create servce`]\n  did you mean: service\n",
        ),
        ("help get x", "error: Unknown help topic [`get x`]\n"),
    ],
)
def test_of_what_there_is_not_nothing_is_told(terminal: Terminal, line: str, error: str) -> None:
    assert terminal(f"minik {line}") == (1, "", error)


SECTIONS = ("Examples:", "Available Commands:", "Options:", "Usage:", 'Use "minik options"')
GROUPS = [
    "apply",
    "auth",
    "cluster-info",
    "config",
    "create",
    "create secret",
    "create service",
    "rollout",
    "set",
    "top",
]


@pytest.mark.parametrize("path", [*GROUPS, "get", "expose", "create secret generic", "resolve"])
def test_a_page_is_in_kubectls_order(terminal: Terminal, path: str) -> None:
    text = terminal(f"minik {path} --help").out
    lines = text.splitlines()
    found = [part for line in lines for part in SECTIONS if line.startswith(part)]
    assert found == [part for part in SECTIONS if part in found]
    assert {"Examples:", "Usage:", 'Use "minik options"'} <= set(found)
    usage = lines[lines.index("Usage:") + 1]
    assert usage.startswith(f"  minik {path} ") and usage.endswith(" [options]")
    assert "--state" not in text  # minik options tells of it


@pytest.mark.parametrize("path", ["", *GROUPS])
def test_a_group_says_how_to_read_on(terminal: Terminal, path: str) -> None:
    command = " ".join(["minik", *path.split()])
    line = f'Use "{command} <command> --help" for more information about a given command.'
    assert line in terminal(f"{command} --help").out.splitlines()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("minik", "[flags]"),
        ("minik config", "SUBCOMMAND"),
        ("minik create secret", "(docker-registry | generic | tls)"),
        ("minik create namespace", "NAME [--dry-run=server|client|none]"),
        ("minik delete", "([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])"),
        ("minik rollout pause", "RESOURCE"),
        ("minik taint", "NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N"),
        ("minik undo", "[flags]"),
    ],
)
def test_a_usage_line_is_written_as_kubectl_writes_it(
    terminal: Terminal, command: str, words: str
) -> None:
    assert f"\nUsage:\n  {command} {words} [options]\n\n" in terminal(f"{command} --help").out


def test_the_options_of_all_commands_are_told(terminal: Terminal) -> None:
    answer = terminal("minik options")
    assert answer.out.startswith("The following options can be passed to any command:\n\n")
    for option in ("--namespace", "--context", "--request-timeout", "--v LEVEL"):
        assert option in answer.out


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("ge", ["set", "get", "cp", "page"]),
        ("gett", ["set", "get"]),
        ("crete", ["create"]),
        ("lable", ["label"]),
        ("apply-", ["apply"]),
        ("xyzzy", []),
    ],
)
def test_a_misspelt_verb_has_kubectls_suggestions(
    terminal: Terminal, word: str, near: list[str]
) -> None:
    said = f'error: unknown command "{word}" for "minik"\n'
    if near:
        said += "\nDid you mean this?\n" + "".join(f"\t{verb}\n" for verb in near)
    assert terminal(f"minik {word}") == (1, "", said)
