"""Verdicts as text for people, JSON lines, JUnit and TAP."""

import json
import xml.etree.ElementTree as xml
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest

from minik.bootstrap import new_cluster
from minik.intake.parsing import expand_list, parse
from minik.intake.verdicts import Verdict, judge
from minik.model import marks
from minik.model.settings import DEFAULT
from minik.render import verdicts as _verdicts

BASE = new_cluster.create_cluster(DEFAULT, datetime(2026, 11, 23, tzinfo=UTC))
TEXT = """apiVersion: v1
kind: Service
metadata: {name: fine}
spec: {ports: [{port: 80}], externalIPs: [1.2.3.4]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  prots:
  - port: 80
---
apiVersion: v1
kind: Service
metadata: {name: "we\\e[31mb"}
spec:
  ports:
  - port: 0
    targetPort: 80
"""
FINE = "spec.externalIPs is deprecated and may no longer be implemented in some clusters"
NEAR = "did you mean: spec.ports"
UNKNOWN = 'Service in version "v1" cannot be handled as a Service: strict decoding error: unknown field "spec.prots"'


def verdicts(text: str = TEXT) -> Iterator[Verdict]:
    return (
        judge(part, BASE) for document in parse(text, "web.yaml") for part in expand_list(document)
    )


def said(name: str, found: Iterable[Verdict] = ()) -> Iterator[str]:
    form = _verdicts.FORMATS[name]
    text = "\n".join(form.all(_verdicts.entry(verdict, form) for verdict in found or verdicts()))
    return iter(marks.strip(text).split("\n"))


def test_text_tells_the_line_of_everything_that_is_wrong() -> None:
    first, second, near, third, name, port, empty, summary = said("text")
    assert first == f"web.yaml:1: Service default/fine: warning: {FINE}"
    assert (second, near) == (f"web.yaml:10: Service shop/web: {UNKNOWN}", f"    {NEAR}")
    assert third == "web.yaml:15: Service we^[[31mb: 2 fields are wrong"
    assert name.startswith(
        '    web.yaml:15: metadata.name: Invalid value: "we\\x1b[31mb": a lowercase RFC 1123 label must consist of'
    )
    assert (
        port
        == "    web.yaml:18: spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive"
    )
    assert (empty, summary) == ("", "3 documents: 1 valid, 2 invalid, 1 warning.")


def test_annotations_stand_on_the_line_of_each_field_that_is_wrong() -> None:
    first, second, name, port = said("github")
    assert first == f"::warning file=web.yaml,line=1,title=Service default/fine::{FINE}"
    assert second == f"::error file=web.yaml,line=10,title=Service shop/web::{UNKNOWN}"
    assert name.startswith(
        "::error file=web.yaml,line=15,title=Service we^[[31mb::metadata.name: Invalid value: "
    )
    assert port == (
        "::error file=web.yaml,line=18,title=Service we^[[31mb::"
        "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive"
    )


def test_where_nothing_is_wrong_the_summary_is_all() -> None:
    assert list(said("text", verdicts("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}"))) == [
        "1 document: 1 valid, 0 invalid."
    ]


def test_json_is_one_line_a_document() -> None:
    fine, unknown, wrong = map(json.loads, said("json"))
    assert list(fine) == [
        "index",
        "source",
        "kind",
        "name",
        "namespace",
        "code",
        "reason",
        "message",
        "causes",
        "warnings",
        "object",
    ]
    assert [
        fine[field]
        for field in (
            "index",
            "source",
            "kind",
            "name",
            "namespace",
            "code",
            "reason",
            "message",
            "causes",
            "warnings",
        )
    ] == [0, "web.yaml", "Service", "fine", "default", 201, "", "", [], [FINE]]
    assert fine["object"]["spec"]["ports"] == [{"port": 80, "protocol": "TCP", "targetPort": 80}]
    assert (unknown["code"], unknown["reason"], unknown["message"], unknown["object"]) == (
        400,
        "BadRequest",
        UNKNOWN,
        None,
    )
    assert wrong["causes"][1] == {
        "reason": "FieldValueInvalid",
        "field": "spec.ports[0].port",
        "message": "Invalid value: 0: must be between 1 and 65535, inclusive",
    }


@pytest.mark.parametrize(
    "text",
    ["[]", "a", "{kind: 5, metadata: x}", "{apiVersion: v1, kind: Foo, metadata: {name: [1]}}"],
)
def test_every_format_shows_every_document(text: str) -> None:
    for name in _verdicts.FORMATS:
        assert "".join(said(name, verdicts(text)))


def test_tap_is_one_test_a_document() -> None:
    lines = list(said("tap"))
    assert lines[:6] == [
        "TAP version 13",
        "ok 1 - web.yaml:1 Service default/fine",
        "not ok 2 - web.yaml:6 Service shop/web",
        f"# web.yaml:10: Service shop/web: {UNKNOWN}",
        f"# {NEAR}",
        "not ok 3 - web.yaml:13 Service we^[[31mb",
    ]
    assert lines[-1] == "1..3"


def test_junit_is_one_case_a_document() -> None:
    root = xml.fromstring("\n".join(said("junit")).encode())
    [suite] = root
    assert (root.get("tests"), root.get("failures"), suite.get("name")) == ("3", "2", "web.yaml")
    assert [case.get("name") for case in suite] == [
        "Service default/fine",
        "Service shop/web",
        "Service we^[[31mb",
    ]
    failure = suite[1].find("failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message"), failure.text) == (
        "BadRequest",
        UNKNOWN,
        f"web.yaml:10: Service shop/web: {UNKNOWN}\n    {NEAR}",
    )
