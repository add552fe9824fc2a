"""Which controllers are imported to settle a change: those that watch what has changed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from minik import controllers, shelf
from minik.controllers._watched import WATCHED

CONTROLLERS = {
    name: module.CONTROLLER
    for name, module in shelf.load(controllers.__name__, controllers.__path__).items()
}
ASKING = """
import json, sys
from minik import cli
assert cli.run(sys.argv[1:]) == 0
json.dump([name for name in sys.modules if name.startswith("minik.controllers.")], sys.stderr)
"""


@pytest.mark.parametrize("name", WATCHED)
def test_the_table_says_what_a_controller_watches(name: str) -> None:
    """`python tests/laws/watched.py` writes it anew."""
    controller = CONTROLLERS[name]
    kinds = {*controller.watches, *["ResourceQuota"] * (controller.dependents is not None)}
    assert set(WATCHED[name]) == kinds


def test_the_table_names_no_other() -> None:
    """One that it does not name is imported: adding a controller is adding one file."""
    assert WATCHED.keys() <= CONTROLLERS.keys()


def test_a_service_imports_no_controller_of_workloads(tmp_path: Path) -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web"},
        "spec": {"ports": [{"port": 80}]},
    }
    (tmp_path / "web.json").write_text(json.dumps(service))
    environment = {**os.environ, "MINIK_STATE": str(tmp_path / "state.json")}
    loaded = []
    for words in (["init"], ["apply", "-f", str(tmp_path / "web.json")]):
        done = subprocess.run(
            [sys.executable, "-c", ASKING, *words],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        loaded.append({name.rpartition(".")[2] for name in json.loads(done.stderr)})
    assert {"deployment", "cron_job", "endpoint_slice"} <= loaded[0]
    assert "endpoint_slice" in loaded[1] and not {"deployment", "cron_job"} & loaded[1]
