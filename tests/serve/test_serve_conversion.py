"""Custom resources that a webhook converts between their versions."""

import json
from pathlib import Path
from typing import Any

import pytest
from api_process import Server
from webhook_server import WebhookServer

DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
GROUP = "example.com"
V1, V2 = (f"/apis/{GROUP}/{version}/namespaces/default/hosts" for version in ("v1", "v2"))
TEXT = {"type": "string"}


def schema(**fields: Any) -> dict[str, Any]:
    spec = {"type": "object", "properties": fields}
    whole = {"type": "object", "properties": {"spec": spec}}
    return {"openAPIV3Schema": whole}


def definition(client: Any) -> dict[str, Any]:
    """Hosts: in v1 `spec.hostPort` is one text, in v2, which is stored, host and port are two."""
    versions = [
        {"name": "v1", "served": True, "storage": False, "schema": schema(hostPort=TEXT)},
        {"name": "v2", "served": True, "storage": True, "schema": schema(host=TEXT, port=TEXT)},
    ]
    webhook = {"clientConfig": client, "conversionReviewVersions": ["v1"]}
    return {
        "metadata": {"name": f"hosts.{GROUP}"},
        "spec": {
            "group": GROUP,
            "scope": "Namespaced",
            "names": {"plural": "hosts", "singular": "host", "kind": "Host"},
            "versions": versions,
            "conversion": {"strategy": "Webhook", "webhook": webhook},
        },
    }


def converted(obj: dict[str, Any], version: str) -> dict[str, Any]:
    spec = obj["spec"]
    if version.endswith("v1"):
        new = {"hostPort": f"{spec['host']}:{spec['port']}"}
    else:
        host, _, port = spec["hostPort"].partition(":")
        new = {"host": host, "port": port}
    return {**obj, "apiVersion": version, "spec": new}


def convert(request: Any) -> Any:
    version = request["desiredAPIVersion"]
    made = [converted(obj, version) for obj in request["objects"]]
    return {"result": {"status": "Success"}, "convertedObjects": made}


def host(name: str, **spec: str) -> dict[str, Any]:
    return {"metadata": {"name": name}, "spec": spec}


@pytest.mark.parametrize("kept", [(), ("--in-memory",)], ids=["kept", "in memory"])
def test_every_version_sees_the_same_object(tmp_path: Path, kept: tuple[str, ...]) -> None:
    with (
        WebhookServer(tmp_path, convert) as hook,
        Server(tmp_path, "--insecure-http", "--addons", "none", *kept) as server,
    ):
        made = server.ask("POST", DEFINITIONS, definition(hook.client("/convert")))
        assert made.status == 201, made.body
        one = server.ask(
            "POST", V1, {**host("one", hostPort="a:1"), "apiVersion": f"{GROUP}/v1", "kind": "Host"}
        )
        assert (one.status, one.body["spec"]) == (201, {"hostPort": "a:1"})
        assert (
            server.ask(
                "POST",
                V2,
                {**host("two", host="b", port="2"), "apiVersion": f"{GROUP}/v2", "kind": "Host"},
            ).status
            == 201
        )
        assert server.ask("GET", f"{V2}/one").body["spec"] == {"host": "a", "port": "1"}
        assert server.ask("GET", f"{V1}/two").body["spec"] == {"hostPort": "b:2"}
        listed = server.ask("GET", V1).body["items"]
        assert [item["spec"] for item in listed] == [{"hostPort": "a:1"}, {"hostPort": "b:2"}]
        assert {item["apiVersion"] for item in listed} == {f"{GROUP}/v1"}
        patched = server.ask(
            "PATCH",
            f"{V1}/two",
            {"spec": {"hostPort": "c:3"}},
            content_type="application/merge-patch+json",
        )
        assert (patched.status, patched.body["spec"]) == (200, {"hostPort": "c:3"})
        assert server.ask("GET", f"{V2}/two").body["spec"] == {"host": "c", "port": "3"}
        events = server.watch(f"{V1}?watch=true&resourceVersion=0")
        seen = [next(events) for _ in range(2)]
        assert [event["object"]["spec"] for event in seen] == [
            {"hostPort": "a:1"},
            {"hostPort": "c:3"},
        ]
        change = {"spec": {"port": "9"}}
        merge = "application/merge-patch+json"
        assert server.ask("PATCH", f"{V2}/one", change, content_type=merge).status == 200
        modified = next(events)
        assert (modified["type"], modified["object"]["spec"]) == ("MODIFIED", {"hostPort": "a:9"})
        asked = hook.reviews[-1]
        assert (asked["kind"], asked["apiVersion"]) == (
            "ConversionReview",
            "apiextensions.k8s.io/v1",
        )
        assert server.ask("DELETE", f"{V1}/two").status == 200
        assert server.stop() == 0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, b""), "the server could not find the requested resource"),
        ({"result": {"status": "Failure", "message": "not today"}}, "not today"),
        ({"result": {"status": "Success"}}, "webhook returned 0 objects, expected 1"),
        (
            {"result": {"status": "Success"}, "convertedObjects": [{"kind": "Host"}]},
            "invalid converted object at index 0: invalid groupVersion (expected: example.com/v2, "
            "received: )",
        ),
    ],
)
def test_what_is_not_converted_is_an_error(tmp_path: Path, answer: Any, said: str) -> None:
    with (
        WebhookServer(tmp_path, lambda request: answer) as hook,
        Server(tmp_path, "--insecure-http", "--in-memory", "--addons", "none") as server,
    ):
        assert server.ask("POST", DEFINITIONS, definition(hook.client("/convert"))).status == 201
        one = {**host("one", hostPort="a:1"), "apiVersion": f"{GROUP}/v1", "kind": "Host"}
        refused = server.ask("POST", V1, one)
        assert refused.status == 500
        start = "conversion webhook for example.com/v1, Kind=Host failed: "
        assert refused.body["message"] == f"{start}{said}", json.dumps(refused.body)
        assert server.stop() == 0
