"""The pytest plug-in, in a pytest of its own: what it costs, its fixtures, and what a failure tells."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MANIFESTS = ROOT / "manifests"
DEPLOYMENT = (MANIFESTS / "my-service" / "deployment.yaml").read_text()
SERVICE = (MANIFESTS / "my-service" / "service.yaml").read_text()


def run(folder: Path, test: str, *options: str, **files: str) -> "subprocess.CompletedProcess[str]":
    """Run the tests of a text, with the plug-in alone."""
    (folder / "test_it.py").write_text(test)
    for name, text in files.items():
        (folder / name.replace("__", "/")).parent.mkdir(exist_ok=True)
        (folder / f"{name.replace('__', '/')}.yaml").write_text(text)
    environment = {
        **os.environ,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "200",
    }
    for name in ("PYTEST_ADDOPTS", "PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER", "MINIK_STATE"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "minik.pytest_plugin", "-p", "no:cacheprovider"]
        + ["--strict-markers", "-W", "error", "-q", *options, "test_it.py"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_run_without_a_fixture_imports_nothing_of_minik(tmp_path: Path) -> None:
    test = """
import sys
def test_it():
    ours = {name for name in sys.modules if name.partition(".")[0] == "minik"}
    assert ours == {"minik", "minik.pytest_plugin"}
def test_a_failure_imports_nothing_either():
    assert not [name for name in sys.modules if name == "minik"]
"""
    done = run(tmp_path, test)
    assert "1 failed, 1 passed" in done.stdout and "minik.library" not in done.stdout


def test_a_marker_names_manifests_and_tests_share_what_it_made(tmp_path: Path) -> None:
    test = """
import pytest
from minik import Cluster
pytestmark = pytest.mark.minik("deploy", namespace="default")
seen = []
def test_one(minik_cluster):
    seen.append(minik_cluster)
    after = minik_cluster.delete("deploy/myapp")
    assert minik_cluster.resolve("my-service") and not after.resolve("my-service")
def test_two(minik_cluster):
    assert minik_cluster is seen[0]
@pytest.mark.minik("extra.yaml", {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}})
def test_three(minik_cluster):
    assert "cm/a" in minik_cluster and "svc/my-service" in minik_cluster
    assert len(minik_cluster.resolve("second").pods) == 3
"""
    second = SERVICE.replace("name: my-service", "name: second")
    files = {"deploy__a": DEPLOYMENT, "deploy__b": SERVICE, "extra": second}
    assert "3 passed" in run(tmp_path, test, **files).stdout


def test_a_project_may_begin_with_another_cluster(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        """
import pytest
@pytest.fixture(scope="session")
def minik_base():
    from minik import Cluster
    return Cluster(workers=1, namespace="kube-system")
"""
    )
    test = """
def test_it(minik_cluster):
    assert len(minik_cluster.list("nodes")) == 2 and minik_cluster.namespace == "kube-system"
"""
    assert "1 passed" in run(tmp_path, test).stdout


def test_a_run_chooses_the_version_of_kubernetes(tmp_path: Path) -> None:
    test = """
BUDGET = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "a"}}
PARTS = {"apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR", "metadata": {"name": "a"}}
def test_it(minik_cluster):
    of_both, of_later = minik_cluster.validate([{**BUDGET, "spec": {}}, {**PARTS, "spec": {"cidrs": ["10.1.0.0/16"]}}])
    assert of_both.is_valid and not of_later.is_valid, of_later
"""
    assert "1 passed" in run(tmp_path, test, "--minik-kubernetes-version", "1.29").stdout
    assert "1 failed" in run(tmp_path, test).stdout


def test_a_failure_says_why(tmp_path: Path) -> None:
    test = """
import pytest
@pytest.mark.minik("a.yaml", "b.yaml")
def test_it(minik_cluster):
    after = minik_cluster.scale("deploy/myapp", replicas=0)
    assert after.resolve("my-service").backends
@pytest.mark.minik("b.yaml")
def test_found(minik_cluster):
    findings = minik_cluster.check("svc/my-service")
    assert not findings
def test_refused(minik_cluster):
    minik_cluster.get("svc/nobody")
"""
    out = run(tmp_path, test, a=DEPLOYMENT, b=SERVICE).stdout
    assert "3 failed" in out
    assert "Deployment default/myapp makes such pods, but has replicas: 0" in out
    assert "minik scale deploy myapp -n default --replicas=1" in out
    assert "app=MyApp matches no pod" in out and "1 finding in 1 Service" in out
    assert "> " in out and 'services "nobody" not found' in out


def test_the_marker_is_known_and_described(tmp_path: Path) -> None:
    assert "@pytest.mark.minik(*manifests" in run(tmp_path, "", "--markers").stdout


def test_a_served_cluster_ends_with_its_test(tmp_path: Path) -> None:
    pytest.importorskip("uvicorn")
    pytest.importorskip("cryptography")
    test = """
import json, os, ssl, urllib.request
import pytest
seen = []
@pytest.mark.minik("a.yaml", "b.yaml")
def test_it(minik_server):
    seen.append(minik_server)
    assert os.environ["KUBECONFIG"] == minik_server.environment["KUBECONFIG"]
    made = json.loads(minik_server.kubeconfig.read_text())
    token = made["users"][0]["user"]["token"]
    asked = urllib.request.Request(
        minik_server.url + "/api/v1/namespaces/default/pods",
        headers={"Authorization": "Bearer " + token},
    )
    with urllib.request.urlopen(asked, context=ssl._create_unverified_context()) as answer:
        assert len(json.load(answer)["items"]) == 3
    assert len(minik_server.cluster.resolve("my-service").pods) == 3
def test_over():
    assert seen[0]._process.poll() == 0 and "KUBECONFIG" not in os.environ
"""
    done = run(tmp_path, test, a=DEPLOYMENT, b=SERVICE)
    assert "2 passed" in done.stdout, done.stdout
