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
from minik.command_line import flags, streams

@flags.command()
def command() -> None:
    """Greet somebody."""
    streams.echo("hello")
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
COLLECTOR = '''"""A collector that packs each object in a line."""
import json
from minik.intake.parsing import Document
from minik.sources.source import Source

def documents(entry):
    with entry.open() as stream:
        for number, line in enumerate(stream):
            yield Document(json.loads(line), entry.place, number)

SOURCE = Source("lines", lambda path: path.endswith(".lines"), documents, endings=(".lines",))
'''
# Kubernetes names a kind in its catalogue; what it does stands in a file.
KIND = '''"""PodCertificateRequests: a signer, and who asks."""
from minik.model.kind import Column, Kind
from minik.model.object import read
from minik.model.problem import forbidden

def default(request):
    return {**request, "spec": {"maxExpirationSeconds": 4242, **request.get("spec", {})}}

def problems(request):
    if read(request, "spec.podName") == "nobody":
        yield forbidden("spec.podName", "nobody asks")

KIND = Kind(
    "PodCertificateRequest",
    default=default,
    problems=problems,
    columns=(Column("ASKED BY", lambda request, _: str(read(request, "spec.podName", ""))),),
    describe=lambda request, _: "Asked by:\\t" + str(read(request, "spec.podName", "")) + " (x)",
)
'''
REQUEST = """
apiVersion: certificates.k8s.io/v1
kind: PodCertificateRequest
metadata: {name: ours}
spec:
  signerName: example.com/signer
  podName: asker
  podUID: "1"
  serviceAccountName: default
  serviceAccountUID: "1"
  nodeName: node-1
  nodeUID: "1"
  stubPKCS10Request: AAAA
"""
LINE = (
    '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "gathered", "namespace": "a"},'
    ' "spec": {"clusterIP": "10.96.0.9", "ports": [{"port": 80}]}}\n'
)
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
    "a kind": (
        "minik.kinds",
        "pod_certificate_request.py",
        KIND,
        [
            ("create -f request.yaml", "podcertificaterequest.certificates.k8s.io/ours created"),
            ("get podcertificaterequests", "ASKED BY"),
            ("get podcertificaterequests ours -o yaml", "maxExpirationSeconds: 4242"),
            ("describe podcertificaterequest ours", "(x)"),
            ("label podcertificaterequest ours a=b", "labeled"),
            (
                'patch podcertificaterequest ours --type=merge -p {"spec":{"podName":"nobody"}}',
                "nobody asks",
            ),
            ("apply -f request.yaml", "ours configured"),
            ("export", "kind: PodCertificateRequest"),
            ("delete -f request.yaml", '"ours" deleted'),
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
    "a source": (
        "minik.sources.collectors",
        "lines.py",
        COLLECTOR,
        [
            ("import -f collected", "imported 1 object: 1 Service"),
            ("get svc -A -o name", "service/gathered"),
            ("check -f collected", "1 Service"),
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
    (tmp_path / "request.yaml").write_text(REQUEST)
    (tmp_path / "collected").mkdir()
    (tmp_path / "collected" / "all.lines").write_text(LINE)
    environment = {**os.environ, "MINIK_STATE": str(tmp_path / "state.json"), "MINIK_DEBUG": "1"}
    for line, expected in lines:
        done = subprocess.run(
            [sys.executable, "-c", RUNNER, shelf, str(folder), *line.split()],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert expected in done.stdout + done.stderr, f"{line}\n{done.stdout}{done.stderr}"


# Runs the laws of the shelves with a folder added to the kinds: FOLDER KIND
LAWS = """
import importlib, sys, pytest
folder, kind = sys.argv[1:]

class Shelf:
    def pytest_configure(self):  # pytest refuses plug-ins, which minik is, that are imported before it
        importlib.import_module("minik.kinds").__path__.append(folder)

laws = "tests/laws/test_laws_shelves.py"
words = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", laws, "-k", kind]
sys.exit(pytest.main(words, plugins=[Shelf()]))
"""


def test_the_laws_of_the_shelves_run_on_a_kind_that_was_added(tmp_path: Path) -> None:
    for text, is_kept in ((KIND, True), (KIND.replace("**request.get", "**request.pop"), False)):
        (tmp_path / "pod_certificate_request.py").write_text(text)
        done = subprocess.run(
            [sys.executable, "-B", "-c", LAWS, str(tmp_path), "PodCertificateRequest"],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode == 0) is is_kept and "no tests ran" not in done.stdout, done.stdout


def test_the_architecture_names_every_shelf_that_is_tried() -> None:
    text = (Path(__file__).parents[2] / "docs/architecture.md").read_text()
    missing = [
        shelf
        for shelf, *_ in SHELVES.values()
        if f"`{shelf.removeprefix('minik.').replace('.', '/')}/x.py`" not in text
    ]
    assert missing == [], json.dumps(missing)
