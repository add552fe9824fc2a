"""The text of `kubectl cluster-info dump`, read past its logs."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from minik.sources import texts
from minik.sources.source import Entry

NAME = "logs for container app of pod shop/web"
START, END = f"==== START {NAME} ====\n", f"==== END {NAME} ====\n"
OTHER = "==== END logs for container x of pod shop/y ====\n"


def listed(name: str) -> str:
    items = [{"metadata": {"name": name}}]
    value = {"kind": "PodList", "apiVersion": "v1", "items": items}
    return json.dumps(value, indent=4) + "\n"


def names(text: str) -> list[tuple[str, int]]:
    """The pods of a text, each with the line of its list."""
    stream: Callable[[], Any] = lambda: io.BytesIO(text.encode())  # noqa: E731 a stream each time
    found = texts.documents(Entry("dump.txt", "dump.txt", -1, stream))
    return [(one.value["items"][0]["metadata"]["name"], one.first) for one in found]


TEXTS = {
    "a log in between": (listed("a") + START + "{\n---\n" + END + listed("b"), ["a", "b"]),
    "a log that ends without a line end": (
        listed("a") + START + "last" + END + listed("b"),
        ["a", "b"],
    ),
    "the end of another log in a log": (
        listed("a") + START + OTHER + "{\n" + END + listed("b"),
        ["a", "b"],
    ),
    "a log that looks like a start": (START + START + END + listed("b"), ["b"]),
    "a log that never ends": (listed("a") + START + listed("c"), ["a"]),
    "an empty log": (START + END + listed("b"), ["b"]),
    "lists in a row": (listed("a") + "\n\n" + listed("b") + START + END, ["a", "b"]),
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("whole", [texts.WHOLE, 100])
def test_logs_are_read_past(name: str, whole: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text, expected = TEXTS[name]
    monkeypatch.setattr(texts, "WHOLE", whole)
    found = names(text)
    assert [pod for pod, _ in found] == expected
    lines = text.split("\n")
    assert all(any(part.startswith("{") for part in lines[at - 1 : at + 2]) for _, at in found)


def test_an_object_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "WHOLE", 20)
    monkeypatch.setattr(texts, "LIMIT", 50)
    long = b'{"a": "' + b"x" * 5000
    [document] = texts.documents(Entry("d", "d.json", -1, lambda: io.BytesIO(long)))
    assert "a text of more than" in str(document.error)
