"""No command uses the network unasked: every audit event of a socket is a failure."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from minik import cli

def heard(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.")):
        sys.stderr.write(f"NETWORK {event} {arguments}\\n")

sys.addaudithook(heard)
for line in LINES:
    cli.run(line.split())
"""
LINES = [
    *("init", "apply -f app.yaml", "get all -o wide", "describe svc web", "resolve web", "why web"),
    *(
        "dns kubernetes",
        "trace --to 10.96.0.1:443",
        "check",
        "check -f app.yaml",
        "validate -f app.yaml",
    ),
    *("explain service.spec", "diff -f app.yaml", "proxy rules --node node-1", "events", "export"),
    *("import -f app.yaml --force", "simulate advance 1m", "undo", "log", "state check", "version"),
    *(
        "apply -f https://example.com/x.yaml",
        "cluster-info",
        "api-resources",
        "auth whoami",
        "--help",
    ),
    *("config view", "config get-contexts", "completion bash", "drain node-1 --ignore-daemonsets"),
    *(
        "create token default",
        "port-forward web 80",
        "logs web",
        "exec web -- curl http://web",
        "reset",
    ),
]
APP = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n"


def test_nothing_is_asked_of_the_network(tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text(APP)
    environment = {
        **os.environ,
        "MINIK_STATE": str(tmp_path / "state.json"),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("LINES", repr(LINES))],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        input="y\n",
        check=False,
    )
    assert done.returncode == 0 and "service/web created" in done.stdout
    assert "NETWORK" not in done.stderr and "defect" not in done.stderr
