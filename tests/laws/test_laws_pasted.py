"""The law of what is pasted: a line that minik prints to be pasted into a shell runs minik and nothing
else, whatever an object, a namespace or a file is called; a line for a file means the text it says.

One law reads the source: no command is put together without `quote` or `shell.command`. The other
types what is printed of a cluster whose every name is hostile.
"""

import ast
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minik import cli, shelf
from minik.diagnosis import causes, patches
from minik.intake.parsing import expand_list, parse
from minik.intake.scalars import quote_yaml
from minik.model import shell
from minik.model.object import Key

ROOT = Path(__file__).parents[2] / "minik"
VERBS = "|".join(sorted(cli.verbs()))
COMMAND = re.compile(rf"(?<![\w'\"/-])minik (?:(?:{VERBS})\b|$)")
SAFE = {"quote", "command", "shell.command", "shell.quote", "shlex.quote", "patches.command"}
# What stands in the holes of these is a word of minik's own: a verb, a code, a version, a number.
OWN = {
    "render/findings_report/text.py": {"told[0].code.name", "hints(report)"},
    "render/why.py": {"finding.code.name"},
    "api/versions.py": {"__version__", "KUBERNETES"},
    "command_line/reading.py": {"args[place]"},  # kubectl's sentence about an unknown command
    "command_line/change_requests.py": {"verb"},
    "command_line/node_selection.py": {"verb"},
    "command_line/live_cluster.py": {"verb", "ASKED_THERE[verb]"},
    "command_line/page_past.py": {"name"},  # undo, redo
    "library/server.py": {"self.log or line"},  # what the server itself said
    "render/findings_report/html.py": {"counted", "checked"},
    "commands/learn.py": {"lesson.number + 1"},
    "manual.py": {"minik.__version__"},
    "simulation/cron_runs.py": {"behaviour.BEHAVIOUR"},
}
KEPT = {"kind", "http", "namespace"}  # words that stand elsewhere, too
NAMES = [
    "x; touch PWNED; echo",
    "$(touch PWNED)",
    "`touch PWNED`",
    "a'; touch PWNED; '",
    "a\\'; touch PWNED #",
    "a && touch PWNED",
    "a | touch PWNED",
    "a > PWNED",
    "a\ntouch PWNED\n",
    "*",
    "~",
    "--all; touch PWNED",
    "{a,b};touch PWNED",
    "=ls",
    "!!",
    "",
]


def written_commands(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The holes behind `minik VERB` in texts that are put together: their line and what fills them."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr):
            continue
        is_command = False
        for part in node.values:
            if isinstance(part, ast.Constant):
                is_command = is_command or bool(COMMAND.search(str(part.value)))
            elif is_command and isinstance(part, ast.FormattedValue):
                called = part.value.func if isinstance(part.value, ast.Call) else part.value
                if ast.unparse(called) not in SAFE:
                    yield node.lineno, ast.unparse(part.value)


def test_every_command_is_quoted_in_one_place() -> None:
    found = [
        (name, *hole)
        for path in sorted(ROOT.rglob("*.py"))
        if not (name := str(path.relative_to(ROOT))).startswith("lessons/")
        for hole in written_commands(ast.parse(path.read_text()))
        if hole[1] not in OWN.get(name, ())
    ]
    assert found == []


@pytest.mark.parametrize(
    "code", ['f"minik label svc {name} x-"', 'f"to mend it: minik scale deploy {a.b} -n x"']
)
def test_the_law_sees_each_way(code: str) -> None:
    assert list(written_commands(ast.parse(code)))


def run(line: str, folder: Path) -> list[str]:
    """Run a line in a shell that knows minik as a function; return the words that it was given."""
    script = 'minik() { printf "%s\\0" "$@"; exit; }\n' + line
    ran = subprocess.run(
        ["sh", "-c", script],
        check=False,
        capture_output=True,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin"},
    )
    return ran.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_one_word(tmp_path: Path, name: str) -> None:
    key = Key("Service", name or "default", name)
    words = run(patches.patch(key, {"spec": {"selector": {name: name}}}), tmp_path)
    assert words[0] == "patch" and json.loads(words[-1])["spec"]["selector"] == {name: name}
    assert words[1:3] == ["svc", name] or words[1] == f"svc/{name}"
    assert run(shell.command("get", "-f", name), tmp_path) == ["get", "-f", name]
    assert list(tmp_path.iterdir()) == []


def hostile_dump() -> list[dict[str, Any]]:
    """The objects of all examples of causes, each name and namespace a line of a shell."""
    items: list[dict[str, Any]] = []
    for number, module in enumerate(shelf.load(causes.__name__, causes.__path__).values()):
        cause = getattr(module, "CAUSE", None)
        if cause is None or not cause.example:
            continue
        documents = [part for one in parse(cause.example, "x") for part in expand_list(one)]
        evil = NAMES[number % (len(NAMES) - 1)] + str(number)
        known = {name for one in documents for name in named(one.value)} - KEPT
        spaces: list[dict[str, Any]] = [{"metadata": {"name": evil}, "kind": "Namespace"}]
        for one in [*(document.value for document in documents), *spaces]:
            one = renamed(json.loads(json.dumps(one)), {name: f"{evil}-{name}" for name in known})
            one.setdefault("apiVersion", "v1")
            one["metadata"]["namespace"] = evil
            items.append(one)
    return items


def named(value: Any) -> Iterator[str]:
    """Yield every name in a document: of objects, ports, claims, accounts."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name.lower().endswith("name") and isinstance(part, str):
                yield part
            yield from named(part)
    elif isinstance(value, list):
        for part in value:
            yield from named(part)


def renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {names.get(name, name): renamed(part, names) for name, part in value.items()}
    if isinstance(value, list):
        return [renamed(part, names) for part in value]
    if not isinstance(value, str):
        return value
    for name, evil in names.items() if " " in value else ():
        value = value.replace(f'"{name}"', f'"{evil}"')
    return names.get(value, value)


@pytest.mark.skipif(not shutil.which("sh"), reason="no shell")
def test_nothing_that_is_printed_of_a_hostile_cluster_runs_anything_but_minik(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINIK_STATE", str(tmp_path / "state.json"))
    dump, items = tmp_path / "$(touch PWNED).json", hostile_dump()
    dump.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    assert cli.run(["import", "-f", str(dump)]) == 0, capsys.readouterr().err
    cli.run(["check", "--severity", "info"])
    cli.run(["check", "-f", str(dump)])
    for item in items:
        if item["kind"] == "Service":
            name = ["--", item["metadata"]["name"], "-n", item["metadata"]["namespace"]]
            cli.run(["why", *name[2:], *name[:2]])
            cli.run(["resolve", *name[2:], *name[:2]])
    said = capsys.readouterr()
    lines = {line[line.index("minik ") :] for line in said.out.splitlines() if "minik " in line}
    assert len(lines) > 15
    folder = tmp_path / "typed"
    folder.mkdir()
    ran = [run(line, folder) for line in sorted(lines)]
    assert list(folder.iterdir()) == []
    assert sum(any("PWNED" in word for word in words) for words in ran) > 10


@pytest.mark.parametrize(
    "text",
    ["1.5", "1e3", "0x10", "0o17", "1_000", "2024-01-01", "yes", "~", "", "a: b", "a #b", "<<"]
    + ["=", "1:60", ".inf", ".5_", "0b_", "1e400", "'", '"', "&a", "*a", "!a", "- a", "\n", "{"],
)
def test_a_text_for_a_file_is_that_text_to_every_reader(text: str) -> None:
    for document in (f"k: {quote_yaml(text)}", f"{{k: {quote_yaml(text)}, {quote_yaml(text)}: 1}}"):
        (read,) = parse(document, "x")
        assert read.value["k"] == text
    assert quote_yaml("10.96.0.10") == "10.96.0.10" and quote_yaml("a-b.c/d") == "a-b.c/d"


def test_a_field_for_a_file_is_written_in_one_place() -> None:
    """`patches.field` quotes; numbers need none."""
    written = re.compile(
        r"f['\"](name|secretName|storageClassName|namespace|container|claimName|serviceAccountName|key|hostname|subdomain|"
        r"targetPort|protocol|kind|externalName|[a-z.]+/[a-z-]+): \{"
    )
    found = [
        (path.name, number)
        for path in sorted((ROOT / "diagnosis").rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if written.search(line)
    ]
    assert found == []
