"""Hostile files, each read by a process of its own with bounded memory and time; and work that
grows no faster than its input.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from counting import calls
from shell import Shell

from minik.intake.parsing import parse

MEMORY, SECONDS = (
    1 << 30,
    30,
)  # bytes of address space; a busy machine is granted more than the moment that it takes
ROW = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"


def laughs() -> str:
    rows = (f"{c}: &{c} [{','.join(['*' + p] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi"))
    return "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(rows)


def merges() -> str:
    return "a0: &a0 {x: 1}\n" + "".join(
        f"a{i}: &a{i}\n  <<: [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 26)
    )


BOMBS: dict[str, str | bytes] = {
    "brackets": "[" * 100_000,
    "dashes": "- " * 100_000,
    "questions": "? " * 100_000,
    "braces": "{" * 100_000,
    "JSON": '{"a":' * 100_000,
    "laughs": laughs(),
    "merges": merges(),
    "itself": "&a {b: *a}",
    "a number of a million digits": ROW + "data: {k: " + "9" * 1_000_000 + "}",
    "4,301 digits": ROW + "data: {k: " + "9" * 4301 + "}",
    "1e400": ROW + "data: {k: 1e400}",
    "NaN": ROW + "data: {k: .nan}",
    "-0": ROW + "data: {k: -0}",
    "ten megabytes": ROW + 'data: {k: "' + "x" * 10_000_000 + '"}',
    "an indented stair": "".join(" " * depth + "a:\n" for depth in range(3_000)),
    "a million keys": ROW + "data:\n" + "".join(f"  k{n}: v\n" for n in range(1_000_000)),
    "NUL": ROW + "data: {k: a\0b}",
    "overlong UTF-8": ROW.encode() + b"data: {k: \xc0\xaf}",
    "no UTF-8": b"\xff\xfe\x00\xd8\x00" * 1000,
    "UTF-32": ("\ufeff" + ROW).encode("utf-32-le"),
    "half a pair": ROW + 'data: {k: "\\ud800"}',
    "empty": "",
    "a comment": "# nothing\n",
    "a separator": "---\n",
    "separators": "---\n" * 100_000,
    "no end": ROW + "data: {k: v}",
    "bidi": ROW + 'data: {"\u202ek": v}',
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_file_takes_more_than_its_share(tmp_path: Path, name: str) -> None:
    text = BOMBS[name]
    (tmp_path / "a.yaml").write_bytes(text.encode() if isinstance(text, str) else text)

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    environment = {**os.environ, "MINIK_STATE": str(tmp_path / "state.json")}
    ended = subprocess.run(
        [sys.executable, "-m", "minik", "validate", "-f", str(tmp_path / "a.yaml")],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=SECONDS,
        preexec_fn=bound,
        env=environment,
        check=False,
    )
    assert ended.returncode in (0, 1), ended.stderr[-300:]
    assert (
        "defect" not in ended.stderr
        and "Traceback" not in ended.stderr
        and "\0" not in ended.stdout + ended.stderr
    )


@pytest.mark.parametrize(
    ("form", "number"),
    [
        ("documents", 4_000),
        ("names", 40_000),
        ("items", 20_000),
        ("JSON", 20_000),
        ("flow", 20_000),
    ],
)
def test_twice_as_much_is_about_twice_the_work(form: str, number: int) -> None:
    # In a process of its own: what other tests left in the reader's memories decides, too.
    answer = subprocess.run(
        [sys.executable, __file__, form, str(number)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )
    few, many = json.loads(answer.stdout)
    assert number < few < many < 2.2 * few


def work(form: str, number: int) -> int:
    """How many functions the reading of so many parts calls."""
    text = {
        "documents": lambda: (ROW + "---\n") * number,
        "names": lambda: "".join(f"k{n}: v\n" for n in range(number)),
        "items": lambda: "a:\n" + "".join(f"- {{b: {n}}}\n" for n in range(number)),
        "JSON": lambda: "\n".join(['{"a": 1}'] * number),
        "flow": lambda: "[" + "a, " * number + "b]",
    }[form]()
    return calls(lambda: sum(1 for _ in parse(text, "x")))


SECRET = "c3VyZWx5LW5vdC1nZW5lcmljLTQ3MTE="  # surely-not-generic-4711
DOCUMENT = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": {"k": SECRET}}
LOOKS = [
    "describe secret s",
    "get secrets -A",
    "get secret s -o wide",
    "check",
    "why secret/s",
    "log",
    "events",
    "diff -f -",
    "apply -f - --dry-run=server",
    "get secret s -o custom-columns=N:.metadata.name",
    "describe all,secrets -A",
    "label secret s a=b",
    "delete secret s",
]


@pytest.mark.parametrize("line", LOOKS)
def test_no_one_tells_a_secret(line: str) -> None:
    shell = Shell()
    assert shell("create", "-f", "-", given=json.dumps(DOCUMENT)).exit == 0
    changed = {**DOCUMENT, "data": {"k": SECRET, "other": SECRET[::-1].strip("=") + "=="}}
    answer = shell(*line.split(), given=json.dumps(changed))
    said = answer.out + answer.err
    shell.close()
    assert SECRET not in said and "surely-not" not in said


@pytest.mark.parametrize(
    "spoil",
    [
        {"type": 5},
        {"data": {"k": 5, "x": SECRET}},
        {"data": {"k": SECRET + "!"}},
        {"immutable": SECRET},
        {"stringData": [SECRET]},
    ],
)
def test_no_refusal_tells_the_secret_that_is_right(spoil: dict[str, object]) -> None:
    shell = Shell()
    answer = shell("apply", "-f", "-", given=json.dumps({**DOCUMENT, **spoil}))
    shell.close()
    assert answer.exit == 1 and (spoil.get("immutable") or SECRET not in answer.err)


if __name__ == "__main__":
    typed_form, typed_number = sys.argv[1], int(sys.argv[2])
    print(json.dumps([work(typed_form, typed_number), work(typed_form, 2 * typed_number)]))  # noqa: T201
