"""How a kubeconfig and the options of the command line lead to a cluster."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from minik.errors import ClientError
from minik.live import client
from minik.live.connection import Connection, context_names, open_access

pytest.importorskip("kubernetes", reason="the package through which live clusters are asked")
PLUGIN = """#!/bin/sh
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"e"}}'
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    plugin = tmp_path / "plugin"
    plugin.write_text(PLUGIN)
    plugin.chmod(0o755)
    execution = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": str(plugin),
        "interactiveMode": "Never",
    }
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "a",
        "clusters": [
            {"name": "one", "cluster": {"server": "http://one:1"}},
            {"name": "two", "cluster": {"server": "http://two:2", "proxy-url": "http://p:3"}},
        ],
        "users": [
            {"name": "x", "user": {"token": "t"}},
            {"name": "y", "user": {"exec": execution}},
        ],
        "contexts": [
            {"name": "a", "context": {"cluster": "one", "user": "x", "namespace": "shop"}},
            {"name": "b", "context": {"cluster": "two", "user": "y"}},
        ],
    }
    path = tmp_path / "config"
    path.write_text(json.dumps(config))
    return str(path)


@pytest.mark.parametrize(
    ("options", "host", "token", "namespace"),
    [
        ({}, "http://one:1", "Bearer t", "shop"),
        ({"context": "b"}, "http://two:2", "Bearer e", "default"),
        ({"cluster": "two"}, "http://two:2", "Bearer t", "shop"),
        ({"user": "y"}, "http://one:1", "Bearer e", "shop"),
        ({"server": "http://three:3/"}, "http://three:3", "Bearer t", "shop"),
        ({"token": "z"}, "http://one:1", "Bearer z", "shop"),
        ({"username": "u", "password": "p"}, "http://one:1", "Basic dTpw", "shop"),
    ],
)
def test_the_command_line_stands_above_the_kubeconfig(
    options: dict[str, Any], host: str, token: str, namespace: str, file: str
) -> None:
    access = open_access(Connection(file, **options))
    configuration = access.configuration
    found = configuration.host, configuration.get_api_key_with_prefix("BearerToken")
    assert (*found, access.namespace) == (host, token, namespace)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"context": "c"}, "context was not found for specified context: c"),
        ({"cluster": "c"}, 'no server found for cluster "c"'),
        ({"user": "c"}, 'auth info "c" does not exist'),
    ],
)
def test_what_the_kubeconfig_does_not_have_is_refused(
    options: dict[str, Any], why: str, file: str
) -> None:
    with pytest.raises(ClientError, match=why):
        open_access(Connection(file, **options))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("apiVersion: v-1\nkind: Config\n", 'no kind "Config" is registered for version "v-1"'),
        ("apiVersion: v1\nkind: Pod\n", 'no kind "Pod" is registered for version "v1"'),
    ],
)
def test_what_is_no_kubeconfig_of_version_1_is_refused(text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "other").write_text(text)
    with pytest.raises(ClientError, match=f'error loading config file ".*other": {why}'):
        open_access(Connection(str(tmp_path / "other")))


def test_an_entry_may_leave_out_all_but_its_name(tmp_path: Path) -> None:
    (tmp_path / "short").write_text(
        "clusters: [{name: c, cluster: null}]\nusers: [{name: u}]\n"
        "contexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n"
    )
    access = open_access(Connection(str(tmp_path / "short"), server="http://s:1"))
    assert access.configuration.host == "http://s:1"


IMPERSONATED = {
    "token": "t",
    "as": "userb",
    "as-uid": "abc",
    "as-groups": ["g2", "g1"],
    "as-user-extra": {"foo": ["bar", "baz"]},
}


@pytest.mark.parametrize(
    ("options", "whom"),
    [
        ({}, ("userb", "abc", ("g2", "g1"), ("foo=bar", "foo=baz"))),
        ({"as_user": "me"}, ("me", "abc", ("g2", "g1"), ("foo=bar", "foo=baz"))),
        (
            {"as_uid": "u", "as_groups": ("h",), "as_extra": ("a=b",)},
            ("userb", "u", ("h",), ("a=b",)),
        ),
        ({"user": "plain"}, ("", "", (), ())),
        ({"user": "plain", "as_user": "me"}, ("me", "", (), ())),
    ],
)
def test_a_user_of_the_kubeconfig_may_ask_in_anothers_name(
    options: dict[str, Any], whom: tuple[object, ...], tmp_path: Path
) -> None:
    config = {
        "clusters": [{"name": "c", "cluster": {"server": "http://s:1"}}],
        "users": [{"name": "u", "user": IMPERSONATED}, {"name": "plain", "user": {"token": "t"}}],
        "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
        "current-context": "x",
    }
    (tmp_path / "config").write_text(json.dumps(config))
    assert open_access(Connection(str(tmp_path / "config"), **options)).impersonation == whom


def test_contexts_of_several_files_are_listed(file: str, tmp_path: Path) -> None:
    (tmp_path / "broken").write_text("{")
    assert context_names(Connection(f"{file}:{tmp_path}/broken:{tmp_path}/no")) == ["a", "b"]


def test_there_is_no_way_to_send_a_change() -> None:
    """Whatever goes to a cluster goes through one call, whose method is GET."""
    assert client.VERB == "GET"
    calls = [
        ast.unparse(node.args[0])
        for path in Path(client.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) != "self.changed"  # a queue
        and node.func.attr in ("request", "urlopen", "call_api", "post", "put", "patch", "delete")
    ]
    assert calls == ["VERB"]
