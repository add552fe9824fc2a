"""A field that is there twice: the last one counts for kubectl; what judges manifests tells it."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

YAML = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: a, name: b}
data:
  k: one
  k: two
"""
JSON = (
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","name":"b"},'
    '"data":{"k":"one","k":"two"}}'
)
FILES = {"twice.yaml": YAML, "twice.json": JSON}
PLACE = "/api/v1/namespaces/default/configmaps"


@pytest.fixture
def there(terminal: Terminal) -> Terminal:
    for name, text in FILES.items():
        Path(name).write_text(text)
    return terminal


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    "line",
    [
        "apply -f",
        "create -f",
        "create --validate=warn -f",
        "create --validate=ignore -f",
        "apply --server-side -f",
    ],
)
def test_the_last_one_counts(there: Terminal, line: str, file: str) -> None:
    answer = there(f"minik {line} {file}")
    assert (answer.exit, answer.err) == (0, "")
    assert there("minik get cm b -o jsonpath={.data}").out == '{"k":"two"}'


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    "line", ["replace", "delete", "get", "describe", "diff", "label x=y --local -o yaml"]
)
def test_so_it_does_for_what_is_there(there: Terminal, line: str, file: str) -> None:
    there("minik create cm b --from-literal=k=two")
    assert there(f"minik {line} -f {file}").err == ""


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("line", ["validate", "check"])
def test_what_judges_manifests_tells_it(there: Terminal, line: str, file: str) -> None:
    answer = there(f"minik {line} -f {file}")
    word = "already set in map" if file == "twice.yaml" else 'duplicate field "data.k"'
    assert (answer.exit, word in answer.out) == (1, True)


@pytest.mark.parametrize(
    ("patch", "warnings"),
    [
        ('{"data":{"z":"1","z":"2"}}', ['duplicate field "data.z"']),
        ('{"data":{"z":"2"},"foo":1}', ['unknown field "foo"']),
        ('{"data":{"z":"1","z":"2"},"foo":1}', ['duplicate field "data.z"', 'unknown field "foo"']),
        ('{data: {z: "1", z: "2"}}', []),
    ],
)
@pytest.mark.parametrize("kind", ["strategic", "merge"])
def test_a_patch_is_done_with_a_warning(
    there: Terminal, kind: str, patch: str, warnings: list[str]
) -> None:
    there("minik create cm b")
    answer = there(f"minik patch cm b --type={kind} -p '{patch}'")
    assert answer == (0, "configmap/b patched\n", "".join(f"Warning: {w}\n" for w in warnings))
    assert there("minik get cm b -o jsonpath={.data}").out == '{"z":"2"}'


@pytest.mark.parametrize(
    ("query", "status", "err"),
    [
        ("", 0, 'Warning: duplicate field "data.k"\n'),
        ("?fieldValidation=Ignore", 0, ""),
        ("?fieldValidation=Strict", 1, "Error from server (BadRequest): ConfigMap in version "),
    ],
)
def test_a_request_says_how_strict_the_server_is(
    there: Terminal, query: str, status: int, err: str
) -> None:
    sent = JSON.replace('"name":"a",', "")
    answer = there(f"minik create --raw {PLACE}{query} -f -", sent)
    assert (answer.exit, answer.err[: len(err) or None]) == (status, err)
    if status == 0:
        assert json.loads(answer.out)["data"] == {"k": "two"}
        changed = sent.replace("two", "three")
        answer = there(f"minik replace --raw {PLACE}/b{query} -f -", changed)
        assert (json.loads(answer.out)["data"], answer.err) == ({"k": "three"}, err)
