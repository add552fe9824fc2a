"""Reports of `check` are what the systems that read them take: judged by their schemas."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema

from minik.diagnosis import causes
from minik.diagnosis.finding import Finding
from minik.model import marks
from minik.model.object import Key
from minik.render import findings_report
from minik.render.findings_report import Report

SCHEMAS = Path(__file__).parents[1] / "data" / "schemas"
CODES = list(causes.codes().values())
WEB = Key("Service", "default", "web")


def finding(index: int, file: str, line: int, because: str = "it is so", fix: str = "") -> Finding:
    return Finding(CODES[index], WEB, "spec.selector", because, fix, file=file, line=line)


REPORTS: dict[str, Sequence[Finding]] = {
    "nothing": [],
    "in files": [finding(0, "deploy/web.yaml", 7, fix="a fix"), finding(1, "deploy/web.yaml", 9)],
    "in the cluster": [finding(2, "", 0)],
    "strange names": [
        finding(3, "a b/<ü>&.yaml", 1, 'he said "<so>" & went\x00\x1b[31m'),
        finding(3, "./here.yaml", 0),
    ],
    "every code": [finding(index, "x.yaml", index) for index in range(len(CODES))],
}


def text(name: str, output: str) -> str:
    return findings_report.render(Report(REPORTS[name], 3, "Service"), output)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("output", ["sarif", "gitlab"])
def test_json_is_what_the_schema_says(name: str, output: str) -> None:
    schema = json.loads((SCHEMAS / f"{output}.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(text(name, output)))


@pytest.mark.parametrize("name", REPORTS)
def test_junit_is_what_its_schema_says(name: str) -> None:
    schema = xmlschema.XMLSchema(str(SCHEMAS / "junit.xsd"))
    schema.validate(text(name, "junit"))


@pytest.mark.parametrize("name", REPORTS)
def test_counts_of_junit_are_those_of_its_cases(name: str) -> None:
    document = text(name, "junit")
    assert document.count("<failure ") == len(REPORTS[name])
    assert f'failures="{len(REPORTS[name])}"' in document.splitlines()[1]


COMMAND = re.compile(r"::(error|warning|notice) (file=[^,:\n]+,line=\d+,)?title=[^,:\n]+::[^\r\n]+")


@pytest.mark.parametrize("name", REPORTS)
def test_github_reads_one_command_a_line(name: str) -> None:
    lines = text(name, "github").splitlines()
    assert len(lines) == len(REPORTS[name])
    assert all(COMMAND.fullmatch(line) for line in lines), lines


def test_gitlab_tells_findings_apart_that_differ_in_their_place() -> None:
    found: list[dict[str, Any]] = json.loads(text("every code", "gitlab"))
    assert len({issue["fingerprint"] for issue in found}) == len(found)


def test_the_severities_of_each_format_follow_those_of_minik() -> None:
    sarif = json.loads(text("every code", "sarif"))["runs"][0]["results"]
    gitlab = json.loads(text("every code", "gitlab"))
    levels = {
        (cause.severity, result["level"], issue["severity"])
        for cause, result, issue in zip(CODES, sarif, gitlab, strict=True)
    }
    assert levels == {
        ("error", "error", "major"),
        ("warning", "warning", "minor"),
        ("info", "note", "info"),
    }


@pytest.mark.parametrize("output", ["junit", "sarif", "gitlab", "github", "json", "yaml"])
def test_marks_of_the_text_are_in_no_other_format(output: str) -> None:
    for name in REPORTS:
        written = text(name, output)
        assert marks.strip(written) == written


def test_what_is_said_of_several_is_said_once() -> None:
    found = [
        finding(0, "a.yaml", 1, "it is so", "a fix"),
        finding(0, "b.yaml", 1, "it is otherwise"),
        finding(0, "c.yaml", 1, "it is so", "a fix"),
    ]
    written = marks.strip(findings_report.render(Report(found, 3, "document"), "text"))
    lines = [line.split("  ")[0] or line.strip() for line in written.splitlines()]
    assert lines[:6] == [
        *("a.yaml:1", "c.yaml:1", "it is so", "fix: a fix"),
        *("b.yaml:1", "it is otherwise"),
    ]
    assert "3 findings in 3 documents" in written
