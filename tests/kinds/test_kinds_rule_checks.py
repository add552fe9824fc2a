"""Rules of custom resources as a real 1.36 server judged them: recorded definitions and objects, and what
changes of objects are asked.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from minik.kinds import structural_schemas
from minik.kinds._custom import Checks
from minik.kinds._rule_checks import check_rules, compile_schema
from minik.kinds.custom_resource_definition.version_rules import content_problems

RECORDED = Path(__file__).parents[1] / "data" / "cel" / "recorded.jsonl"
LINES = [json.loads(line) for line in RECORDED.read_text().splitlines()]
DEFINITIONS = {line["definition"]: line for line in LINES if "version" in line}
OBJECTS = [line for line in LINES if "value" in line]
CHECKS: dict[str, Checks] = {}


@pytest.mark.parametrize("name", DEFINITIONS)
def test_definitions_are_judged_as_recorded(name: str) -> None:
    line = DEFINITIONS[name]
    causes = [cause for cause in line["causes"] if ".openAPIV3Schema" in cause[0]]
    problems = content_problems("spec.validation", line["version"])
    assert sorted([one.field, one.message] for one in problems) == sorted(causes)


@pytest.mark.parametrize("line", OBJECTS, ids=lambda line: line["object"])
def test_objects_are_judged_as_recorded(line: Any) -> None:
    name, value = line["of"], line["value"]
    version = DEFINITIONS[name]["version"]
    schema = version["schema"]["openAPIV3Schema"]
    if name not in CHECKS:
        CHECKS[name] = Checks({value["apiVersion"].rpartition("/")[2]: schema}, False)
    value = structural_schemas.fill_defaults(value, schema)
    if "status" in version.get("subresources", {}):
        value.pop("status", None)
    found = [[one.field, one.message] for one in CHECKS[name].problems(value)]
    assert sorted(found) == sorted(line["causes"])


def rule(text: str, **more: Any) -> dict[str, Any]:
    return {"rule": text, **more}


TEXT = {"type": "string", "maxLength": 9}
LIST = {
    "type": "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["k"],
    "items": {
        "type": "object",
        "properties": {"k": TEXT, "v": {"type": "integer"}},
        "x-kubernetes-validations": [rule("self.v >= oldSelf.v", message="v only grows")],
    },
}
SCHEMA = {
    "type": "object",
    "properties": {
        "fixed": {
            **TEXT,
            "x-kubernetes-validations": [rule("self == oldSelf", message="it stays")],
        },
        "once": {
            **TEXT,
            "x-kubernetes-validations": [
                rule("oldSelf.hasValue() || self == 'first'", optionalOldSelf=True)
            ],
        },
        "short": {**TEXT, "x-kubernetes-validations": [rule("size(self) < 3")]},
        "list": LIST,
        "set": {
            "type": "array",
            "items": {**TEXT, "x-kubernetes-validations": [rule("self != 'bad'")]},
        },
    },
}
UPDATES: dict[str, tuple[dict[str, Any], dict[str, Any] | None, list[str], list[str]]] = {
    "a transition rule asks nothing of a new object": ({"fixed": "a"}, None, [], []),
    "nor of a new field": ({"fixed": "a"}, {}, [], []),
    "but of a change": (
        {"fixed": "a"},
        {"fixed": "b"},
        ['fixed: Invalid value: "a": it stays'],
        [],
    ),
    "with an optional old value it asks new objects too": (
        {"once": "second"},
        None,
        ["once: Invalid value: \"second\": failed rule: oldSelf.hasValue() || self == 'first'"],
        [],
    ),
    "and changes": ({"once": "second"}, {"once": "first"}, [], []),
    "what was so before is only warned of": (
        {"short": "long", "fixed": "a"},
        {"short": "long"},
        [],
        ['short: Invalid value: "long": failed rule: size(self) < 3'],
    ),
    "what became so is a problem": (
        {"short": "longer"},
        {"short": "long"},
        ['short: Invalid value: "longer": failed rule: size(self) < 3'],
        [],
    ),
    "items of a map go together by their keys": (
        {"list": [{"k": "b", "v": 1}, {"k": "a", "v": 1}]},
        {"list": [{"k": "a", "v": 2}]},
        ["list[1]: Invalid value: v only grows"],
        [],
    ),
    "items of other lists go with nothing: the list decides": (
        {"set": ["bad"], "fixed": "a"},
        {"set": ["bad"]},
        [],
        ["set[0]: Invalid value: \"bad\": failed rule: self != 'bad'"],
    ),
    "so a change of the list is judged whole": (
        {"set": ["bad", "new"]},
        {"set": ["bad"]},
        ["set[0]: Invalid value: \"bad\": failed rule: self != 'bad'"],
        [],
    ),
}


@pytest.mark.parametrize("name", UPDATES)
def test_changes_are_judged_against_what_was(name: str) -> None:
    new, old, problems, warnings = UPDATES[name]
    node = compile_schema(SCHEMA)
    assert node is not None
    checked = check_rules(node, new, old)
    assert [f"{one.field}: {one.message}" for one in checked.problems] == problems
    assert checked.warnings == warnings


def test_an_object_has_a_budget_for_all_its_rules() -> None:
    dear = rule("self.all(a, self.all(b, self.all(c, a + b + c != 'x')))")
    schema = {
        "type": "array",
        "items": {
            "type": "array",
            "items": {"type": "string"},
            "x-kubernetes-validations": [dear],
        },
    }
    node = compile_schema(schema, is_root=False)
    assert node is not None
    checked = check_rules(node, [[str(number) for number in range(45)]] * 30, path="l")
    assert [one.message for one in checked.problems] == [
        'Invalid value: "array": validation failed due to running out of cost budget, no further validation rules will be run'
    ]
    assert checked.problems[0].field.startswith("l[")


def test_what_is_wrong_already_keeps_rules_from_being_asked() -> None:
    checks = Checks({"v1": {"type": "object", "required": ["short"], **SCHEMA}}, True)
    obj = {"apiVersion": "e.com/v1", "kind": "T", "metadata": {"name": "a", "namespace": "b"}}
    found = [one.message for one in checks.problems(obj)]
    assert found[0] == "Required value"
    assert found[1].startswith("Invalid value: null: some validation rules were not checked")


ASKED = """
import sys
from minik import cli
assert cli.run(["validate", "-f", sys.argv[1]]) == 0
print(sorted(name for name in sys.modules if name.startswith("minik.cel") or "_rule_" in name))
"""


@pytest.mark.parametrize("rules", [[], [rule("self.a > 0")]], ids=["without rules", "with one"])
def test_the_engine_is_imported_where_a_rule_is_met(tmp_path: Path, rules: list[Any]) -> None:
    spec = {"type": "object", "properties": {"a": {"type": "integer"}}}
    schema = {"type": "object", "properties": {"spec": {**spec, "x-kubernetes-validations": rules}}}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "things.example.com"},
        "spec": {
            "group": "example.com",
            "names": {"kind": "Thing", "plural": "things"},
            "scope": "Namespaced",
            "versions": [version],
        },
    }
    thing = {
        "apiVersion": "example.com/v1",
        "kind": "Thing",
        "metadata": {"name": "a"},
        "spec": {"a": 1},
    }
    path = tmp_path / "things.yaml"
    path.write_text("\n---\n".join(map(json.dumps, (definition, thing))))
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(path)],
        env={**os.environ, "MINIK_STATE": str(tmp_path / "state.json")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ("minik.cel" in done.stdout) is bool(rules)


def test_a_version_that_is_named_is_the_one_that_judges(tmp_path: Path) -> None:
    def version(name: str, text: str) -> dict[str, Any]:
        spec = {
            "type": "object",
            "properties": {"a": {"type": "integer"}},
            "x-kubernetes-validations": [rule(text)],
        }
        schema = {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}}
        return {"name": name, "served": True, "storage": name == "v1", "schema": schema}

    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "things.example.com"},
        "spec": {
            "group": "example.com",
            "names": {"kind": "Thing", "plural": "things"},
            "scope": "Namespaced",
            "versions": [version("v1", "self.a > 0"), version("v2", "self.a > 10")],
        },
    }
    thing = {
        "apiVersion": "example.com/v1",
        "kind": "Thing",
        "metadata": {"name": "a"},
        "spec": {"a": 5},
    }

    def minik(*words: str, sent: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "minik", *words],
            env={**os.environ, "MINIK_STATE": str(tmp_path / "state.json")},
            input=sent,
            capture_output=True,
            text=True,
            check=False,
        )

    for one in (definition, thing):
        assert minik("create", "-f", "-", sent=json.dumps(one)).returncode == 0
    named = "things.v2.example.com"
    assert '"apiVersion": "example.com/v2"' in minik("get", named, "a", "-o", "json").stdout
    touched = minik("patch", named, "a", "--type=merge", "-p", '{"metadata":{"labels":{"x":"y"}}}')
    assert touched.returncode == 0
    assert "Warning: spec: Invalid value: failed rule: self.a > 10" in touched.stderr
    changed = minik("patch", named, "a", "--type=merge", "-p", '{"spec":{"a":6}}')
    assert "spec: Invalid value: failed rule: self.a > 10" in changed.stderr
    assert changed.returncode == 1
