"""Adding one thing is adding one file: each shelf takes one from a folder of its own, and what runs on
that shelf runs on it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# Runs minik with a folder added to a shelf: SHELF FOLDER WORDS...
RUNNER = """
import importlib, sys
from minik import cli
shelf, folder, *words = sys.argv[1:]
importlib.import_module(shelf).__path__.append(folder)
sys.exit(cli.run(words))
"""
COMMAND = '''"""Greet somebody"""
import click
from minik.command_line import flags

@click.command(cls=flags.Verb)
def command() -> None:
    """Greet somebody."""
    click.echo("hello")
'''
FORMAT = '''"""Names in capitals."""
from minik.model import object as objects

def render(listing):
    return "\\n".join(objects.name(obj).upper() for obj in listing.objects)
'''
LESSON = '''"""A lesson."""
from minik.lessons import Lesson, Step

LESSON = Lesson(11, "Extra", "More.", (Step("minik get ns", "Why.", "Look.", ("default",)),))
'''
CONTROLLER = '''"""Every namespace gets a greeting."""
from minik.model import object as objects
from minik.model.change import Put
from minik.model.controller import Controller, Phase

def reconcile(cluster):
    for namespace in cluster.of("Namespace"):
        name = objects.name(namespace)
        metadata = {"name": "hello", "namespace": name}
        yield Put({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata})

CONTROLLER = Controller(
    name="greeter",
    watches=("Namespace", "ConfigMap"),
    phase=Phase.WORKLOADS,
    reconcile=reconcile,
)
'''
PLUGIN = '''"""No ConfigMap is called secret."""
from minik.model import object as objects
from minik.model.admission_plugin import AdmissionPlugin

def validate(request):
    if objects.name(request.object) == "secret":
        raise request.refusal("keep it elsewhere")

PLUGIN = AdmissionPlugin("NoSecrets", ("ConfigMap",), validate=validate)
'''
CAUSE = '''"""Services that are called x."""
from minik.diagnosis.finding import Cause, Finding
from minik.model import object as objects

CAUSE = Cause("called-x", "", "error", "it is called x", "A Service needs a name.")

def findings(view):
    for service in view.services:
        if objects.name(service) == "x":
            yield Finding(CAUSE, objects.key(service), "metadata.name", "it is called x")
'''
MODE = '''"""A mode that writes a line for each port."""
from minik.proxy.modes import userspace

def rules(ports, node):
    yield from (f"extra {port.port}" for port in ports)

MODE = userspace.MODE._replace(name="extra", rules=rules, warning="")
'''
REPORT = '''"""The codes alone."""

def render(report):
    return "".join(f"<{finding.code.name}>\\n" for finding in report.findings)
'''
# Shelf, file, text, then command lines with what they print (each as a whole process).
SHELVES: dict[str, tuple[str, str, str, list[tuple[str, str]]]] = {
    "a command": (
        "minik.commands",
        "greet.py",
        COMMAND,
        [("greet", "hello"), ("--help", "greet"), ("greet --help", "Greet somebody")],
    ),
    "a format": (
        "minik.render.formats",
        "capitals.py",
        FORMAT,
        [("get ns -o capitals", "KUBE-SYSTEM"), ("get ns -o nothing", "capitals")],
    ),
    "a lesson": (
        "minik.lessons",
        "extra.py",
        LESSON,
        [("learn", "Extra"), ("learn extra", "default")],
    ),
    "a controller": (
        "minik.controllers",
        "greeter.py",
        CONTROLLER,
        [("create ns shop", "created"), ("get configmap hello -n shop -o name", "configmap/hello")],
    ),
    "an admission plugin": (
        "minik.intake.admission",
        "no_secrets.py",
        PLUGIN,
        [("create configmap secret", "keep it elsewhere"), ("create configmap other", "created")],
    ),
    "a cause": (
        "minik.diagnosis.causes",
        "called_x.py",
        CAUSE,
        [
            ("create service clusterip x --tcp=80", "created"),
            ("check", "called-x"),
            ("check --explain called-x", "A Service needs a name."),
        ],
    ),
    "a mode": (
        "minik.proxy.modes",
        "extra.py",
        MODE,
        [
            ("proxy rules --mode extra", "extra 443"),
            ("resolve kubernetes --mode extra", "extra mode"),
            ("proxy rules --mode nothing", "extra"),
        ],
    ),
    "a report": (
        "minik.render.findings_report",
        "codes.py",
        REPORT,
        [
            ("create service clusterip web --tcp=80", "created"),
            ("check -o codes", "<no-pods>"),
        ],
    ),
}


@pytest.mark.parametrize("what", SHELVES)
def test_adding_one_is_adding_one_file(what: str, tmp_path: Path) -> None:
    shelf, file, text, lines = SHELVES[what]
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / file).write_text(text)
    environment = {**os.environ, "MINIK_STATE": str(tmp_path / "state.json"), "MINIK_DEBUG": "1"}
    for line, expected in lines:
        done = subprocess.run(
            [sys.executable, "-c", RUNNER, shelf, str(folder), *line.split()],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert expected in done.stdout + done.stderr, f"{line}\n{done.stdout}{done.stderr}"


def test_the_architecture_names_every_shelf_that_is_tried() -> None:
    text = (Path(__file__).parents[2] / "docs/architecture.md").read_text()
    missing = [
        shelf
        for shelf, *_ in SHELVES.values()
        if f"`{shelf.removeprefix('minik.').replace('.', '/')}/x.py`" not in text
    ]
    assert missing == [], json.dumps(missing)
