"""`resolve` on the manifests that a newcomer applies, and on what goes wrong."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

import objects
import pytest

from minik import cli

MANIFESTS = Path(__file__).parents[2] / "manifests"
FOLDERS = sorted(path.name for path in MANIFESTS.iterdir())


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "state.json"
    monkeypatch.setenv("MINIK_STATE", str(path))
    monkeypatch.setenv("MINIK_NOW", "2026-01-01T12:00:00Z")
    monkeypatch.setenv("MINIK_FSYNC", "0")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return path


class Said(str):
    """What a command printed, with its exit status and standard error beside it."""

    status: int
    error: str


Run: TypeAlias = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> Said:
        capsys.readouterr()
        status = cli.run(words)
        out, error = capsys.readouterr()
        said = Said(out)
        said.status, said.error = status, error
        return said

    return call


def apply(run: Run, *documents: dict[str, object], file: Path) -> Said:
    file.write_text("".join(f"---\n{json.dumps(document)}\n" for document in documents))
    said = run("apply", "-f", str(file))
    assert said.status == 0, said.error
    return said


service = partial(
    objects.service, selector={"app": "web"}, ports=[{"port": 80, "targetPort": 8080}]
)


def pod(
    name: str = "web-0", app: str = "web", port: str = "http", **metadata: object
) -> dict[str, object]:
    container = {**objects.CONTAINER, "ports": [{"name": port, "containerPort": 8080}]}
    return objects.pod(name, labels={"app": app}, containers=[container], metadata=metadata)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_of_manifests_applies_and_every_service_in_it_leads_somewhere(
    run: Run, folder: str
) -> None:
    said = run("apply", "-R", "-f", str(MANIFESTS / folder))
    assert (said.status, "unchanged" in said) == (0, False), said.error
    services = json.loads(run("get", "svc", "-A", "-o", "json"))["items"]
    assert len(services) > 1
    for found in services:
        name = f"{found['metadata']['name']}.{found['metadata']['namespace']}"
        answer = run("resolve", name)
        assert answer.status == 0, answer
        assert answer.startswith(f"{name}.svc.cluster.local  →  ")
    again = run("apply", "-R", "-f", str(MANIFESTS / folder))
    assert all(line.endswith(" unchanged") for line in again.splitlines())


@pytest.mark.proves("C2", "C3", "C4", "C6", "C7", "C17")
def test_the_manifest_of_the_article_leads_to_its_three_pods(run: Run) -> None:
    assert run("apply", "-f", str(MANIFESTS / "my-service")).error == ""
    text = run("resolve", "my-service")
    address = json.loads(run("get", "svc", "my-service", "-o", "json"))["spec"]["clusterIP"]
    assert (
        text.splitlines()[0]
        == f"my-service.default.svc.cluster.local  →  {address}:80/TCP  →  3 of 3 pods"
    )
    assert text.count("33.3%   ready") == 3
    addresses = run("resolve", "my-service", "-o", "addresses")
    assert [line.rpartition(":")[2] for line in addresses.splitlines()] == ["9376"] * 3
    assert run("resolve", f"{address}:80", "-o", "addresses") == addresses
    assert run("resolve", address, "-o", "name").count("pod/myapp-") == 3


@pytest.mark.proves("G2")
def test_a_node_port_answers_on_every_node(run: Run) -> None:
    run("apply", "-f", str(MANIFESTS / "types"))
    wanted = run("resolve", "echo-node-port", "-o", "addresses")
    for node in json.loads(run("get", "nodes", "-o", "json"))["items"]:
        address = next(
            one["address"] for one in node["status"]["addresses"] if one["type"] == "InternalIP"
        )
        assert run("resolve", f"{address}:30080", "-o", "addresses") == wanted


@pytest.mark.proves("G4")
def test_an_external_name_leaves_the_cluster(run: Run, tmp_path: Path) -> None:
    apply(
        run,
        service(
            "db", type="ExternalName", externalName="db.example.com", selector=None, ports=None
        ),
        file=tmp_path / "a.yaml",
    )
    said = run("resolve", "db")
    assert (
        said.splitlines()[0]
        == "db.default.svc.cluster.local  →  db.example.com  (leaves the cluster)"
    )
    assert run("resolve", "db", "-o", "addresses") == "db.example.com\n"


@pytest.mark.proves("F5", "F57")
def test_a_headless_service_leads_straight_to_its_pods(run: Run, tmp_path: Path) -> None:
    apply(run, service(clusterIP="None"), file=tmp_path / "a.yaml")
    empty = run("resolve", "web")
    assert empty.status == 1 and "NXDOMAIN" in empty
    apply(run, pod(), file=tmp_path / "b.yaml")
    said = run("resolve", "web")
    ip = json.loads(run("get", "pod", "web-0", "-o", "json"))["status"]["podIP"]
    assert said.status == 0 and f"A {ip}" in said and f"{ip}:8080" in said


NOTHING = {
    "case differs": (
        (service(), pod(app="Web")),
        "app is Web, the Service asks for web",
        '"selector":{"app":"Web"}',
    ),
    "nearly spelt": (
        (service(selector={"app": "frontend"}), pod(app="frontnd")),
        "app is frontnd",
        '"app":"frontnd"',
    ),
    "no pods": ((service(),), "namespace default has no pods at all", ""),
    "other labels": (
        (service(), pod(app="database")),
        "No pod has the labels app=web: ",
        '"app":"database"',
    ),
    "no such port": (
        (service(ports=[{"port": 80, "targetPort": "htpp"}]), pod()),
        'none has a port named "htpp"; they have: http',
        '"value":"http"}]',
    ),
    "no selector": ((service(selector=None),), "It has no selector", "EndpointSlice"),
    "an address as name": (
        (service(type="ExternalName", externalName="192.0.2.1"),),
        "externalName is the address",
        "EndpointSlice",
    ),
    "an own name that is not there": (
        (service(type="ExternalName", externalName="x.default.svc.cluster.local"),),
        "there is no such Service",
        "",
    ),
}


@pytest.mark.parametrize("what", NOTHING)
def test_when_nothing_answers_it_says_why(run: Run, tmp_path: Path, what: str) -> None:
    documents, reason, fix = NOTHING[what]
    apply(run, *documents, file=tmp_path / "a.yaml")
    said = run("resolve", "web")
    assert said.status == 1 and said.error == ""
    assert reason in said and fix in said
    quiet = run("resolve", "web", "-o", "addresses")
    assert (quiet.status, str(quiet) if what[:2] != "an" else "") == (
        1,
        "",
    ) and reason in quiet.error


REFUSED = {
    "nope": 'services "nope" not found',
    "web:81": 'service "web" has no port "81"',
    "a.b.c.d.e": "is not a Service name",
    "10.96.77.77": "nothing in the cluster has the address",
    "8.8.8.8": "it lies in no range",
    "": "is not a Service name",
    "192.168.0.11:31999": "no service has the node port",
    "web.elsewhere": "found in another namespace: web.default",
    "webb": "did you mean: web",
    "web:8080": "ask for 80",
}


@pytest.mark.parametrize("target", REFUSED)
def test_a_wrong_question_gets_one_clear_sentence(run: Run, tmp_path: Path, target: str) -> None:
    apply(run, service(), pod(), file=tmp_path / "a.yaml")
    said = run("resolve", target)
    assert (said.status, str(said)) == (1, "") and REFUSED[target] in said.error
