"""Which causes are imported to judge a view: those that can find something there."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from crafting import EMPTY
from said_of_causes import view_of, view_of_text
from test_diagnosis_causes import TABLE

from minik import kinds, shelf
from minik.diagnosis import causes, foundations
from minik.diagnosis.causes._about import ABOUT
from minik.diagnosis.subjects import SUBJECTS
from minik.diagnosis.view import View
from minik.model import object as objects

MODULES = shelf.load(causes.__name__, causes.__path__)
ASKING = """
import json, sys
from minik import cli
assert cli.run(sys.argv[1:]) == 0
json.dump([name for name in sys.modules if name.startswith("minik.diagnosis.causes.")], sys.stderr)
"""
UNWELL = {"container_crashes", "image_pull_failed", "pods_not_ready", "claim_missing", "no_pods"}


def test_the_table_names_no_other() -> None:
    """One that it does not name is imported: adding a cause is adding one file."""
    assert ABOUT.keys() <= MODULES.keys()


@pytest.mark.parametrize("name", ABOUT)
def test_a_subject_is_a_kind_or_a_word(name: str) -> None:
    for subject in ABOUT[name]:
        assert subject in SUBJECTS or kinds.find_kind(subject) is not None, subject


def test_every_word_is_used() -> None:
    assert SUBJECTS.keys() <= {subject for about in ABOUT.values() for subject in about}


def views(view: View) -> Iterator[View]:
    """Yield a view of documents, that of a cluster that has them, and what each object may ask."""
    yield view
    cluster = view.cluster
    yield View(cluster)
    for kind in cluster.kinds():
        for obj in cluster.of(kind):
            key = objects.key(obj)
            if EMPTY.get(*key) is None:
                concern = foundations.concern(View(cluster), key)
                yield View(cluster, only=key if kind == "Service" else None, concern=concern)


def keeps_silent(view: View) -> None:
    """Assert that each cause that is left out finds nothing."""
    able = set(causes.able(view))
    for module in MODULES.values():
        if module not in able:
            assert not list(module.findings(view)), module.__name__


@pytest.mark.parametrize("name", causes.codes())
def test_a_cause_that_is_left_out_finds_nothing(name: str) -> None:
    cause = causes.codes()[name]
    sides = [view_of(side) for side in TABLE.get(name, ())]
    sides += [view_of_text(side) for side in (cause.example, cause.sound) if side]
    for side in sides:
        for view in views(side):
            keeps_silent(view)


def test_why_imports_few_causes(tmp_path: Path) -> None:
    web = {"metadata": {"name": "web", "labels": {"app": "web"}}}
    service = {"apiVersion": "v1", "kind": "Service", **web}
    pod = {"apiVersion": "v1", "kind": "Pod", **web}
    service |= {"spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}
    pod |= {"spec": {"containers": [{"name": "web", "image": "nginx"}]}}
    (tmp_path / "web.json").write_text(json.dumps({"kind": "List", "items": [service, pod]}))
    environment = {**os.environ, "MINIK_STATE": str(tmp_path / "state.json")}
    lines = (["apply", "-f", "web.json"], ["why", "kubernetes"], ["why", "web"])
    loaded = []
    for words in lines:
        done = subprocess.run(
            [sys.executable, "-c", ASKING, *words],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
            env=environment,
        )
        loaded.append({name.rpartition(".")[2] for name in json.loads(done.stderr)} - {"_about"})
    assert not loaded[0]
    assert len(loaded[1]) <= 12 and len(loaded[2]) <= 30
    assert not (loaded[1] | loaded[2]) & UNWELL
