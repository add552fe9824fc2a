"""The operator, run as it is against a served cluster: pytest test_operator.py

Needs kopf and kubernetes: pip install kopf kubernetes
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("kopf")
kubernetes = pytest.importorskip("kubernetes")

HERE = Path(__file__).parent
SITE = {
    "apiVersion": "example.dev/v1",
    "kind": "Site",
    "metadata": {"name": "home"},
    "spec": {"image": "registry.example/home:1"},
}
pytestmark = pytest.mark.minik("crd.yaml")


@pytest.fixture
def operator(minik_server: Any, tmp_path: Path) -> Iterator[None]:
    """The operator in a process of its own; KUBECONFIG leads it to the server."""
    with open(tmp_path / "operator.log", "wb") as log:
        command = [sys.executable, "-m", "kopf", "run", "-n", "default", "--standalone"]
        process = subprocess.Popen([*command, str(HERE / "operator_site.py")], stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)
        sys.stdout.write((tmp_path / "operator.log").read_text())  # for a test that fails


def eventually(holds: Callable[[], Any], seconds: float = 60) -> Any:
    """What a function returns as soon as that is true; an assertion fails where it never is."""
    end = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < end:
        time.sleep(0.1)
    assert found
    return found


def test_a_site_becomes_a_service_that_answers(minik_server: Any, operator: None) -> None:
    with kubernetes.client.ApiClient(minik_server.configuration()) as client:
        sites = kubernetes.client.CustomObjectsApi(client)
        where = ("example.dev", "v1", "default", "sites")
        sites.create_namespaced_custom_object(*where, SITE)
        eventually(lambda: "svc/home" in minik_server.cluster)
        eventually(lambda: minik_server.cluster.resolve("home").backends)

        sites.patch_namespaced_custom_object(*where, "home", {"spec": {"replicas": 3}})
        eventually(lambda: len(minik_server.cluster.resolve("home").backends) == 3)

        sites.delete_namespaced_custom_object(*where, "home")
        eventually(lambda: "deploy/home" not in minik_server.cluster)
        assert "svc/home" not in minik_server.cluster
