"""A served cluster for client libraries, and what they make in it."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from objects import service

from minik import Cluster, Server

LABELS = {"app": "web"}
DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "default"},
    "spec": {
        "replicas": 2,
        "selector": {"matchLabels": LABELS},
        "template": {
            "metadata": {"labels": LABELS},
            "spec": {"containers": [{"name": "main", "image": "registry.example/web:1"}]},
        },
    },
}
SHIRTS: dict[str, Any] = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "shirts.example.dev"},
    "spec": {
        "group": "example.dev",
        "scope": "Namespaced",
        "names": {"plural": "shirts", "singular": "shirt", "kind": "Shirt"},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "subresources": {"status": {}},
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "x-kubernetes-preserve-unknown-fields": True,
                    }
                },
            }
        ],
    },
}


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """Serve a cluster with the Service `web`, to which KUBECONFIG leads; nothing is behind it yet."""
    pytest.importorskip("uvicorn")
    pytest.importorskip("cryptography")
    web = service(selector=LABELS)
    cluster = Cluster().apply([web, SHIRTS])
    with pytest.MonkeyPatch.context() as patched, Server(cluster, folder) as server:
        patched.setenv("KUBECONFIG", str(server.kubeconfig))
        yield server
    gc.collect()  # what clients leave open is theirs, and is told here


def eventually(holds: Callable[[], Any], seconds: float = 60) -> Any:
    """What a function returns as soon as that is true."""
    end = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < end:
        time.sleep(0.05)
    assert found
    return found
