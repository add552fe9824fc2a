"""Paths about the server itself, and methods that HTTP does not know."""

import http.client
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from api_process import Server

pytest.importorskip("uvicorn")
pytest.importorskip("cryptography")

TOKEN = {"Authorization": "Bearer tok"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("own")
    with Server(folder, "--in-memory", "--token", "tok", "--authorization", "RBAC") as served:
        yield served


def test_metrics_tell_what_was_asked(server: Server) -> None:
    server.ask("GET", "/api/v1/namespaces/default/secrets", **TOKEN)
    found = server.ask("GET", "/metrics", **TOKEN)
    assert found.status == 200
    pattern = r'^apiserver_request_total\{code="200",.*resource="secrets".*verb="LIST".*\} 1$'
    assert re.search(pattern, found.body, re.MULTILINE)
    assert server.ask("POST", "/metrics", **TOKEN).status == 405


def test_who_may_not_see_metrics_is_told_so(server: Server) -> None:
    reply = server.ask("GET", "/metrics", impersonate_user="jane", **TOKEN)
    assert (reply.status, reply.body["reason"]) == (403, "Forbidden")
    assert server.ask("GET", "/metrics").status == 401


def test_the_keys_of_tokens_are_found_where_the_issuer_says(server: Server) -> None:
    about = server.ask("GET", "/.well-known/openid-configuration", **TOKEN).body
    assert about["issuer"] == "https://kubernetes.default.svc.cluster.local"
    path = urlsplit(about["jwks_uri"]).path
    assert server.ask("GET", path, accept="application/json", **TOKEN).status == 406
    [key] = server.ask("GET", path, **TOKEN).body["keys"]
    assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")


def test_the_list_of_paths_has_those_of_the_server(server: Server) -> None:
    paths = server.ask("GET", "/", **TOKEN).body["paths"]
    assert paths == sorted(paths)
    assert {"/metrics", "/openid/v1/jwks", "/readyz"} <= set(paths)


@pytest.mark.parametrize(("headers", "status"), [(TOKEN, 405), ({}, 401)], ids=["known", "nobody"])
def test_a_method_that_nobody_knows_is_refused(
    server: Server, headers: dict[str, str], status: int
) -> None:
    connection = server.connection()
    connection.request("BREW", "/api/v1/namespaces/default", headers=headers)
    response = connection.getresponse()
    assert (response.status, json.loads(response.read())["code"]) == (status, status)
    connection.close()


def test_what_is_no_http_is_refused_as_such(tmp_path: Path) -> None:
    with Server(tmp_path, "--in-memory", "--insecure-http") as served:
        parts = urlsplit(served.url)
        with socket.create_connection((parts.hostname, parts.port), 30) as sock:
            sock.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
            response = http.client.HTTPResponse(sock)
            response.begin()
            assert (response.status, response.read()) == (400, b"Invalid HTTP request received.")
