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
