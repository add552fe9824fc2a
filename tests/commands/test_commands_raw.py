"""`get --raw`: what the API tells of itself, and what it has at a path."""

import json
from typing import Any

import pytest
from typing_in import Terminal

MISSING = "Error from server (NotFound): the server could not find the requested resource\n"


def told(terminal: Terminal, path: str) -> Any:
    return json.loads(terminal(f"minik get --raw '{path}'").out)


def test_the_api_tells_its_groups_versions_and_resources(terminal: Terminal) -> None:
    assert {"/api/v1", "/apis/apps/v1", "/version"} <= set(told(terminal, "/")["paths"])
    assert told(terminal, "/api")["versions"] == ["v1"]
    assert {group["name"] for group in told(terminal, "/apis")["groups"]} >= {
        "apps",
        "networking.k8s.io",
    }
    assert told(terminal, "/apis/discovery.k8s.io")["preferredVersion"] == {
        "groupVersion": "discovery.k8s.io/v1",
        "version": "v1",
    }
    resources = {one["name"]: one for one in told(terminal, "/apis/apps/v1")["resources"]}
    assert (
        resources["deployments"]["shortNames"] == ["deploy"]
        and resources["deployments/scale"]["kind"] == "Scale"
    )
    assert "services/status" in {one["name"] for one in told(terminal, "/api/v1")["resources"]}


def test_a_query_chooses_and_a_part_has_a_path_of_its_own(terminal: Terminal) -> None:
    terminal("minik create deployment web --image=nginx --replicas=2")
    terminal("minik run other --image=nginx")
    assert (
        len(told(terminal, "/api/v1/namespaces/default/pods?labelSelector=app%3Dweb")["items"]) == 2
    )
    assert (
        len(told(terminal, "/api/v1/pods?fieldSelector=metadata.name%3Dother&limit=500")["items"])
        == 1
    )
    assert told(terminal, "/apis/apps/v1/namespaces/default/deployments/web/scale")["spec"] == {
        "replicas": 2
    }
    assert (
        told(terminal, "/api/v1/namespaces/default/pods/other/status")["metadata"]["name"]
        == "other"
    )
    assert told(terminal, "/api/v1/namespaces/default")["kind"] == "Namespace"


@pytest.mark.parametrize(
    "path",
    [
        "/nope",
        "/apis/nope/v1",
        "/apis/apps/v9",
        "/api/v1/namespaces/default/pods/x/y/z",
        "/openapi/v9",
        "/api/v1/namespaces/default/nodes",
        "/api/v1/namespaces/default/status/x",
    ],
)
def test_what_is_nowhere_is_not_found(terminal: Terminal, path: str) -> None:
    assert terminal(f"minik get --raw {path}") == (1, "", MISSING)


def test_a_path_is_not_watched(terminal: Terminal) -> None:
    said = "error: --raw cannot be combined with --watch\n  minik get pods --watch\n"
    assert terminal("minik get --raw '/api/v1/pods?watch=true'").err == said
