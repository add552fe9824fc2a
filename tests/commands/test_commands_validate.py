"""minik validate, as it is typed."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from minik import cli

GOOD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
BAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: A}\n"


def minik(*words: str, **options: Any) -> Result:
    return CliRunner().invoke(cli.minik, ["validate", *words], **options)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINIK_STATE", str(tmp_path / "state.json"))
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text(f"{GOOD}---\n{BAD}")
    return tmp_path


def test_all_valid_is_0(files: Path) -> None:
    done = minik("-f", "good.yaml")
    assert (done.exit_code, done.stdout) == (0, "1 document: 1 valid, 0 invalid.\n")


def test_one_invalid_is_1(files: Path) -> None:
    done = minik("-f", "good.yaml", "-f", "bad.yaml")
    assert done.exit_code == 1
    assert done.stdout.startswith(
        'bad.yaml:7: ConfigMap A: ConfigMap "A" is invalid: metadata.name: Invalid value: "A": a lowercase'
    )
    assert done.stdout.endswith("\n\n3 documents: 2 valid, 1 invalid.\n")


def test_nothing_is_stored(files: Path) -> None:
    minik("-f", "good.yaml")
    assert sorted(path.name for path in files.iterdir()) == ["bad.yaml", "good.yaml"]


def test_documents_do_not_know_each_other(files: Path) -> None:
    done = minik("-f", "good.yaml", "-f", "good.yaml", "-o", "json")
    assert [json.loads(line)["code"] for line in done.stdout.splitlines()] == [201, 201]


def test_lists_are_looked_into_but_for_programs(files: Path) -> None:
    (files / "list.yaml").write_text(
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"
    )
    assert minik("-f", "list.yaml").stdout == "1 document: 1 valid, 0 invalid.\n"
    assert json.loads(minik("-f", "list.yaml", "-o", "json").stdout)["code"] == 404


def test_a_folder_and_standard_input(files: Path) -> None:
    assert minik("-f", ".").stdout.endswith("3 documents: 2 valid, 1 invalid.\n")
    assert minik("-f", "-", input=GOOD).exit_code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "must specify one of -f and -k"),
        (("-f", "missing.yaml"), 'the path "missing.yaml" does not exist'),
        (
            ("-f", "good.yaml", "-o", "xml"),
            'unable to match a printer suitable for the output format "xml", '
            "allowed formats are: github,json,junit,tap,text",
        ),
        (("-f", "empty.yaml"), "no objects passed to validate"),
    ],
)
def test_what_cannot_be_done_is_told(files: Path, words: tuple[str, ...], message: str) -> None:
    (files / "empty.yaml").write_text("# nothing\n")
    done = minik(*words)
    assert done.exit_code == 1
    assert (
        str(getattr(done.exception, "message", done.stderr)).strip().removeprefix("error: ")
        == message
    )


def test_ten_thousand_documents_make_ten_thousand_lines_in_order(files: Path) -> None:
    (files / "many.yaml").write_text(
        "---\n".join(GOOD.replace("a}", f"a{number}}}") for number in range(10_000))
    )
    lines = minik("-f", "many.yaml", "-o", "json").stdout.splitlines()
    assert [json.loads(line)["name"] for line in lines] == [
        f"a{number}" for number in range(10_000)
    ]
