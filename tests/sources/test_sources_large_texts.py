"""Large texts are read object by object, as smaller ones are read at once."""

import io
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import yaml

from minik.errors import ClientError
from minik.intake import parsing
from minik.sources import large_texts, texts
from minik.sources.log_gaps import Gaps
from minik.sources.source import Entry

PODS: list[dict[str, Any]] = [
    {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": f"web-{number}", "labels": {"ü": 'ö"\\,]}'}},
        "spec": {"containers": [{"args": ["- a\n\n  b: [\n---\n", "x"], "n": 1.5}], "none": None},
    }
    for number in range(5)
]
LIST = {"apiVersion": "v1", "items": PODS, "kind": "List", "metadata": {"resourceVersion": ""}}
BARE = [{name: pod[name] for name in ("metadata", "spec")} for pod in PODS]
POD_LIST = {"kind": "PodList", "apiVersion": "v1", "items": BARE}


class Indented(yaml.SafeDumper):
    """YAML whose lists stand further in than their name, as other programs print it."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


TEXTS: dict[str, str] = {
    "JSON of kubectl": json.dumps(LIST, indent=4),
    "JSON in one line": json.dumps(LIST),
    "JSON with its kind first": json.dumps(POD_LIST, indent=2, ensure_ascii=False),
    "lists in a row": json.dumps(LIST, indent=4) + "\n\n" + json.dumps(POD_LIST),
    "an empty list": json.dumps({**LIST, "items": []}) + json.dumps(PODS[0]),
    "a bare array": json.dumps(PODS),
    "YAML of kubectl": yaml.safe_dump(LIST),
    "YAML further in": yaml.dump(LIST, Dumper=Indented, width=10_000),
    "YAML with its kind first": yaml.safe_dump(POD_LIST, sort_keys=False, allow_unicode=True),
    "YAML documents": yaml.safe_dump_all(PODS),
    "YAML lists in a row": f"---\n{yaml.safe_dump(LIST)}---\n{yaml.safe_dump(POD_LIST, sort_keys=False)}",
    "an empty YAML list": "apiVersion: v1\nitems: []\nkind: List\n",
    "JSON after YAML": f"{yaml.safe_dump(PODS[0])}---\n{json.dumps(PODS[1])}\n",
}


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    yield from (data[at : at + size] for at in range(0, len(data), size))


def expanded(documents: Iterator[parsing.Document]) -> list[tuple[str, int | None]]:
    """Every object, and the line of its name."""
    return [
        (json.dumps(one.value, sort_keys=True), one.line("metadata.name"))
        for document in documents
        for one in (
            parsing.expand_list(document)
            if isinstance(document.value, dict)
            else [
                document._replace(value=item, within=f"[{i}]")
                for i, item in enumerate(document.value)
            ]
        )
    ]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("size", [1, 7, 4096])
@pytest.mark.parametrize("together", [0, 1, 1 << 20])
def test_a_text_in_pieces_holds_what_the_whole_holds(
    name: str, size: int, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_texts, "TOGETHER", together or 1)
    text = TEXTS[name]
    found = expanded(large_texts.documents(pieces(text.encode(), size), "d", 1 << 20))
    if name == "a bare array":
        assert [value for value, _ in found] == [json.dumps(pod, sort_keys=True) for pod in PODS]
        return
    whole = expanded(parsing.parse(text, "d"))
    assert [value for value, _ in found] == [value for value, _ in whole]
    if "one line" not in name and "empty" not in name:
        assert [line for _, line in found] == [line for _, line in whole]


def test_what_stands_beside_the_items_follows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_texts, "TOGETHER", 1)
    for text in (json.dumps(LIST), yaml.safe_dump(LIST)):
        *_, last = large_texts.documents(pieces(text.encode(), 50), "d", 1 << 20)
        assert last.value == {**LIST, "items": []}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"items": [{"a": 1}, nonsense]}', "d: invalid JSON"),
        ('{"items": [{"a": 1}', "d: invalid JSON"),
        ('{"items": [' + '{"a": ' * 400 + "1" + "}" * 400 + "]}", "max depth"),
        ("kind: List\nitems:\n- a: 1\n- a: [\n- b: 2\n", "did not find expected"),
        ('{"items": [{"a": "' + "x" * 5000 + '"}]}', "more than 0 MiB for one object"),
        ("items:\n- a: 1\n" + "  b: " + "x" * 5000 + "\n", "for one object"),
        ("a: 1\n" * 1000, "more than 0 MiB for one object"),
    ],
)
def test_what_cannot_be_read_is_refused(
    text: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_texts, "TOGETHER", 1)
    with pytest.raises(ClientError, match=says):
        list(large_texts.documents(pieces(text.encode(), 100), "d", 3000))


def test_a_large_file_keeps_no_more_than_an_object_of_its_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(texts, "WHOLE", 1000)
    monkeypatch.setattr(texts, "CHUNK", 1000)
    monkeypatch.setattr(large_texts, "TOGETHER", 1000)
    for text in (
        json.dumps({**LIST, "items": PODS * 400}),
        yaml.safe_dump({**LIST, "items": json.loads(json.dumps(PODS * 400))}),
    ):
        longest = 0

        class Counted(large_texts.Window):
            def more(self) -> bool:
                nonlocal longest
                taken = super().more()
                longest = max(longest, len(self.text))
                return taken

        monkeypatch.setattr(large_texts, "Window", Counted)
        entry = Entry("d.json", "d.json", -1, partial(io.BytesIO, text.encode()))
        assert (
            sum(bool(one.value.get("metadata", {}).get("name")) for one in texts.documents(entry))
            == 2000
        )
        assert longest < 5000 < len(text)


def test_a_long_list_is_not_read_as_one_value_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried and does not end costs its time, and its memory, twice."""
    monkeypatch.setattr(texts, "WHOLE", 100_000)
    monkeypatch.setattr(texts, "CHUNK", 1000)
    monkeypatch.setattr(large_texts, "TOGETHER", 1000)
    tried: list[int] = []
    read = parsing.read_json

    def read_and_count(text: str, start: int, strict: bool) -> tuple[Any, int]:
        tried.append(len(text) - start)
        return read(text, start, strict)

    monkeypatch.setattr(large_texts, "read_json", read_and_count)
    text = json.dumps({**LIST, "items": PODS * 400})
    entry = Entry("d.json", "d.json", -1, partial(io.BytesIO, text.encode()))
    assert len(list(texts.documents(entry))) == 2001
    assert max(tried) < 5000 < texts.WHOLE < len(text)


LOG = "==== START logs for container a of pod b/c ====\n{0}==== END logs for container a of pod b/c ====\n"


@pytest.mark.parametrize("size", [1, 5, 60, 10_000])
def test_logs_leave_their_line_ends(size: int) -> None:
    text = (
        "a\n" + LOG.format("x\n{\n") + "b\n" + LOG.format("") + LOG.format("last").strip() + "\nc"
    )
    found = b"".join(Gaps(pieces(text.encode(), size)).filled()).decode()
    assert found.split() == ["a", "b", "c"]
    assert found.count("\n") == text.count("\n")
    open_end = "a\n" + LOG.format("x\n").rpartition("==== END")[0]
    assert b"".join(Gaps(pieces(open_end.encode(), size)).filled()).split() == [b"a"]
    begins = LOG.format("x\n") + "b"
    assert b"".join(Gaps(pieces(begins.encode(), size)).filled()).split() == [b"b"]
