"""What a real server answered to requests that quotas, limits, classes and policies judge, typed at minik."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from typing_in import Answer, Terminal

RECORDED = Path(__file__).parent.parent / "data" / "rules"
SCENARIOS = sorted(path.stem for path in RECORDED.glob("*.json"))
# What cannot be alike: a new cluster of minik has a StorageClass already.
UNLIKE = {
    ("storage-default", "no default"),
    ("storage-default", "none any more"),
}
ABSENT = "<absent>"


def command(step: dict[str, Any]) -> tuple[str, str]:
    """Return the line that sends a step, and what it reads."""
    words = step["path"].strip("/").split("/")
    group, version, rest = (
        ("", words[1], words[2:]) if words[0] == "api" else (words[1], words[2], words[3:])
    )
    namespace, rest = (
        (rest[1], rest[2:]) if rest[0] == "namespaces" and len(rest) > 2 else ("", rest)
    )
    resource, name, subresource = (*rest, "", "")[:3]
    resource += f".{version}.{group}" if group else ""
    lines = {
        "create": "create -f -",
        "replace": "replace -f -",
        "apply": "apply --server-side -f -",
        "get": f"get {resource} {name}",
        "delete": f"delete {resource} {name} --wait=false",
        "patch": f"patch {resource} {name} --type {step.get('type')} -p "
        + shlex.quote(json.dumps(step.get("patch"))),
    }
    line = lines[step["verb"]] + (f" -n {namespace}" if namespace else "")
    line += "" if step["verb"] == "delete" else " -o json"
    line += f" --subresource {subresource}" if subresource else ""
    line += " --dry-run=server" if step.get("dry") else ""
    return f"minik {line}", json.dumps(step.get("object", ""))


def at(value: Any, pointer: str) -> Any:
    """Return what stands at a JSON pointer; ABSENT where nothing does."""
    for word in pointer.strip("/").split("/"):
        word = word.replace("~1", "/").replace("~0", "~")
        place: Any = int(word) if isinstance(value, list) else word
        try:
            value = value[place]
        except (KeyError, IndexError):
            return ABSENT
    return value


def refusal(answer: dict[str, Any]) -> list[str]:
    """Return what kubectl prints of a refusal, without its order."""
    causes = [f"{cause.get('field', '')}: {cause['message']}" for cause in answer.get("causes", ())]
    if not causes or answer["reason"] != "Invalid":
        return [f"Error from server ({answer['reason']}): {answer['message']}"]
    return sorted(set(causes))


def is_said(answer: dict[str, Any], said: Answer) -> bool:
    """Whether a refusal is worded as the server does."""
    text = said.err.replace('error when creating "STDIN": ', "")
    return all(line in text for line in refusal(answer))


def wrong_parts(step: dict[str, Any], said: Answer) -> list[str]:
    """Return what differs from the server's answer: verdict, message, warnings, values."""
    answer = step["answer"]
    is_taken = answer["code"] < 400
    if is_taken != (said.exit == 0):
        return [f"verdict: {said.err}"]
    if step.get("compare") == "verdict":
        return []
    if not is_taken:
        return [] if is_said(answer, said) else [f"message: {said.err}"]
    warned = [line[9:] for line in said.err.splitlines() if line.startswith("Warning: ")]
    found = [] if set(warned) == set(answer.get("warnings", ())) else [f"warnings: {said.err}"]
    made = json.loads(said.out) if said.out.startswith("{") else {}
    pointers = [pointer for pointer in step.get("only") or () if "*" not in pointer]
    return found + [
        f"{pointer}: {at(made, pointer)}"
        for pointer in pointers
        if "token" not in json.dumps(answer["object"][pointer])
        and at(made, pointer) != answer["object"][pointer]
        and not (at(made, pointer) == ABSENT and pointer == "/metadata/annotations")
    ]


@pytest.mark.parametrize("name", SCENARIOS)
def test_rules_are_those_of_a_server(terminal: Terminal, name: str) -> None:
    scenario = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    for space in scenario["spaces"]:
        labels = scenario["labels"].get(space, {})
        metadata = {"name": space, "labels": labels}
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}
        terminal("minik create -f -", json.dumps(namespace))
    wrong = {}
    for step in scenario["steps"]:
        said = terminal(*command(step))
        differing = wrong_parts(step, said)
        if differing and (name, step["name"]) not in UNLIKE:
            wrong[step["name"]] = differing
    assert wrong == {}
