"""Work shared out among processes gives what one process gives."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from minik.bootstrap import new_cluster
from minik.command_line import worker_processes
from minik.model.marks import strip
from minik.model.settings import DEFAULT
from minik.render import verdicts
from minik.store import manifests

GOOD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{0}}}\n"
LIST = (
    "apiVersion: v1\nkind: List\nitems:\n- {{apiVersion: v1, kind: Service, metadata: {{name: S{0}}}}}\n"
    "- {{apiVersion: v1, kind: Foo}}\n"
)
# alike but for their names; each tenth cannot be
SERVICE = (
    "apiVersion: v1\nkind: Service\nmetadata: {{name: {0}}}\n"
    "spec: {{selector: {{app: {0}}}, ports: [{{port: 80}}]}}\n"
)
BASE = new_cluster.create_cluster(DEFAULT, datetime(2026, 11, 23, tzinfo=UTC))


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    texts = {
        "a.yaml": "---\n".join(GOOD.format(number) for number in range(450)),
        "b.yaml": f"{GOOD.format(1)}---\na: [\n---\n{GOOD.format(2)}",
        "c.yaml": "---\n".join(LIST.format(number) for number in range(20)),
        "d.yaml": "---\n".join(
            SERVICE.format(f"web-{number}" if number % 10 else f"{number}-web")
            for number in range(50)
        ),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return [str(tmp_path / name) for name in (*texts, "b.yaml", "a.yaml")]


@pytest.mark.parametrize("output", verdicts.FORMATS)
def test_many_processes_say_what_one_says(
    files: list[str], output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_processes, "process_count", lambda: 1)
    form = verdicts.FORMATS[output]
    alone = (
        "\n".join(
            form.all(
                worker_processes.entries(
                    manifests.pieces(files), worker_processes.Judging(BASE, form, output == "json")
                )
            )
        )
        + "\n"
    )
    shared = subprocess.run(
        [
            sys.executable,
            "-m",
            "minik",
            "validate",
            "-o",
            output,
            *(word for file in files for word in ("-f", file)),
        ],
        capture_output=True,
        text=True,
        env={"MINIK_NOW": "2026-11-23T00:00:00Z"},
    )
    assert shared.stdout == strip(alone)
    assert shared.returncode == 1


def test_what_follows_a_mistake_in_its_file_is_not_looked_at(
    files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_processes, "process_count", lambda: 1)
    form = verdicts.FORMATS["text"]
    found = list(
        worker_processes.entries(manifests.pieces(files), worker_processes.Judging(BASE, form))
    )
    assert len(found) == 450 + 2 + 40 + 50 + 2 + 450
    assert [entry.wrong for entry in found[450:452]] == [False, True]


CRASH = """
import sys
from minik import cli
from minik.command_line import worker_processes
def judge(document, base, custom, **_):
    raise KeyError("spec")
worker_processes.judge = judge
worker_processes.process_count = lambda: 2
sys.exit(cli.main(["validate", "-f", sys.argv[1]]))
"""


@pytest.mark.parametrize(("debug", "shown"), [("", False), ("1", True)])
def test_a_defect_in_another_process_is_told_and_traced(
    files: list[str], debug: str, shown: bool
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", CRASH, files[0]],
        capture_output=True,
        text=True,
        env={**os.environ, "MINIK_DEBUG": debug},
    )
    assert ran.returncode == 1
    assert "WorkerDefect: KeyError: 'spec'" in ran.stderr
    assert ('raise KeyError("spec")' in ran.stderr or "in judge" in ran.stderr) == shown
