"""A mode is one file: one from a temporary folder is found, shown, walked, completed and chosen."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from minik import cli
from minik.proxy import modes

FILE = '''"""magic: every packet goes to the first backend."""

from minik.proxy.addresses import address_with_port
from minik.proxy.mode import Mode
from minik.proxy.packets import End, Step


def first(port, entry, short_cut):
    return port.ready[:1]


def rules(service_ports, node):
    for port in service_ports:
        for backend in first(port, "", False):
            yield f"{port.cluster_ip} {port.port} {backend.address} {backend.port}"


class Walk:
    def __init__(self, lines, node):
        self.lines, self.steps = list(lines), []

    def ends_of(self, packet):
        for line in self.lines:
            address, port, target, number = line.split()
            if (address, int(port)) == (packet.destination, packet.port):
                self.steps.append(Step("magic", "", f"to {address_with_port(target, number)}"))
                moved = packet._replace(destination=target, port=int(number), translated=True)
                yield End("sent", moved, 1.0)


MODE = Mode("magic", rules, Walk, first, choice="always the first", warning="nobody has it")
'''
MANIFEST = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: main, image: web}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}
"""


@pytest.fixture
def magic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A shelf with one mode more, and a cluster that runs it."""
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "magic.py").write_text(FILE)
    monkeypatch.setattr(modes, "__path__", [*modes.__path__, str(tmp_path / "shelf")])
    monkeypatch.setenv("MINIK_STATE", str(tmp_path / "state.json"))
    (tmp_path / "web.yaml").write_text(MANIFEST)
    assert cli.run(["init", "--proxy-mode", "magic"]) == 0
    assert cli.run(["apply", "-f", str(tmp_path / "web.yaml")]) == 0
    yield
    sys.modules.pop("minik.proxy.modes.magic", None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("resolve web", "magic mode, always the first"),
        ("resolve web --pick", "10.244."),
        ("resolve web --from outside", "NodePort, magic mode"),
        ("trace --to web:80", "to 10.244."),
        ("trace --to web:80 --mode magic", "magic mode"),
        ("proxy rules", " 80 10.244."),
        ("proxy rules --all-modes", "### magic"),
        ("__complete fish -- resolve web --mode ma", "magic"),
        ("__complete fish -- init --proxy-mode ", "magic"),
        ("why web", "has 1 endpoint"),
    ],
)
@pytest.mark.usefixtures("magic")
def test_a_new_mode_needs_no_edit_elsewhere(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert cli.run(words.split(" ")) == 0
    assert said in capsys.readouterr().out


@pytest.mark.usefixtures("magic")
def test_its_name_is_told_where_another_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ("resolve web --mode x", "trace --to web:80 --mode x", "init --proxy-mode x"):
        assert cli.run(words.split(" ")) == 1
        assert (
            'unknown proxy mode "x": it is one of iptables, ipvs, magic, nftables, userspace'
            in capsys.readouterr().err
        )


@pytest.mark.usefixtures("magic")
def test_its_choice_is_in_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.run(["resolve", "web", "-o", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["mode"] == "magic"
    assert [len(route["backends"]) for route in document["routes"]] == [1] * len(document["routes"])
