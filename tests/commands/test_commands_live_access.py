"""How a live cluster lets somebody in: certificates, exec plug-ins, OIDC, proxies."""

import base64
import json
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import tls_servers
from live_api import LiveApi, serving
from typing_in import Terminal

from minik.store import state

pytest.importorskip("kubernetes", reason="the package through which live clusters are asked")

PLUGIN = """#!/bin/sh
echo x >> {folder}/calls
printf '{{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":%s}}' "$(cat {folder}/status)"
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    return tls_servers.certificates(tmp_path / "tls")


@pytest.fixture
def live(
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    files: dict[str, str],
) -> Iterator[LiveApi]:
    """A server that lets in only who has a certificate."""
    for name in ("KUBECONFIG", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert terminal("minik create namespace shop").exit == 0
    cluster = state.read(str(tmp_path / "state.json"), datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert cluster
    with serving(cluster, tls_servers.server_context(files)) as api:
        yield api


def plugin(folder: Path, **status: str) -> dict[str, object]:
    """The user of a kubeconfig whose credentials a program tells."""
    (folder / "status").write_text(json.dumps(status))
    (folder / "plugin").write_text(PLUGIN.format(folder=folder))
    (folder / "plugin").chmod(0o755)
    return {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": str(folder / "plugin"),
        "interactiveMode": "Never",
    }


def test_a_client_certificate_is_shown(
    live: LiveApi, terminal: Terminal, tmp_path: Path, files: dict[str, str]
) -> None:
    more = {"certificate-authority": files["ca"]}
    shown = {"client-certificate": files["client"], "client-key": files["client-key"]}
    config = live.kubeconfig(tmp_path, more, **shown)
    assert "shop" in terminal(f"minik get ns --kubeconfig {config}").out
    inline = {
        f"{name}-data": base64.b64encode(Path(path).read_bytes()).decode()
        for name, path in shown.items()
    }
    config = live.kubeconfig(tmp_path, more, **inline)
    assert "shop" in terminal(f"minik get ns --kubeconfig {config}").out
    options = f"--client-certificate {files['client']} --client-key {files['client-key']}"
    config = live.kubeconfig(tmp_path)
    unknown = terminal(f"minik get ns --kubeconfig {config} {options}")
    assert unknown.exit == 1 and "certificate" in unknown.err
    trusted = f"{options} --certificate-authority {files['ca']}"
    assert terminal(f"minik get ns --kubeconfig {config} {trusted}").exit == 0
    assert terminal(f"minik get ns --server {live.url} --kubeconfig none {trusted}").exit == 0
    assert (
        terminal(f"minik get ns --kubeconfig {config} {options} --insecure-skip-tls-verify").exit
        == 0
    )


def test_without_a_certificate_nobody_is_let_in(
    live: LiveApi,
    terminal: Terminal,
    tmp_path: Path,
    files: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("minik.live.client.PAUSES", (0.0,))
    config = live.kubeconfig(tmp_path, {"certificate-authority": files["ca"]}, token="t")
    answer = terminal(f"minik get ns --kubeconfig {config}")
    assert answer.exit == 1 and answer.err.startswith("error: ") and "Traceback" not in answer.err


def test_a_server_is_known_by_another_name(
    live: LiveApi, terminal: Terminal, tmp_path: Path, files: dict[str, str]
) -> None:
    shown = {"client-certificate": files["client"], "client-key": files["client-key"]}
    for name, status in (("cluster.example", 0), ("other.example", 1)):
        more = {"certificate-authority": files["ca"], "tls-server-name": name}
        config = live.kubeconfig(tmp_path, more, **shown)
        assert terminal(f"minik get ns --kubeconfig {config}").exit == status
        config = live.kubeconfig(tmp_path, {"certificate-authority": files["ca"]}, **shown)
        line = f"minik get ns --kubeconfig {config} --tls-server-name {name}"
        assert terminal(line).exit == status


def test_a_plug_in_tells_a_certificate(
    live: LiveApi, terminal: Terminal, tmp_path: Path, files: dict[str, str]
) -> None:
    pair = {
        "clientCertificateData": Path(files["client"]).read_text(),
        "clientKeyData": Path(files["client-key"]).read_text(),
    }
    more = {"certificate-authority": files["ca"]}
    config = live.kubeconfig(tmp_path, more, exec=plugin(tmp_path, **pair))
    assert "shop" in terminal(f"minik get ns,nodes,pods --kubeconfig {config}").out


@pytest.fixture
def open_live(live: LiveApi, files: dict[str, str]) -> Iterator[LiveApi]:
    """The same cluster behind a server that asks for no certificate."""
    context = tls_servers.server_context(files)
    context.verify_mode = ssl.CERT_NONE
    with serving(live.cluster, context) as api:
        yield api


def test_a_plug_in_tells_a_token_and_is_asked_again(
    open_live: LiveApi, terminal: Terminal, tmp_path: Path, files: dict[str, str]
) -> None:
    more = {"certificate-authority": files["ca"]}
    config = open_live.kubeconfig(tmp_path, more, exec=plugin(tmp_path, token="told"))
    assert "shop" in terminal(f"minik get ns,nodes,pods --kubeconfig {config}").out
    assert open_live.headers["Authorization"] == "Bearer told"
    calls = (tmp_path / "calls").read_text().count("x")
    open_live.failures = [401]
    assert terminal(f"minik get ns --kubeconfig {config}").exit == 0
    assert (tmp_path / "calls").read_text().count("x") == calls + 2


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ("--token=mine", "Bearer mine"),
        ("--username=u --password=p", "Basic dTpw"),
        ("--client-certificate={client} --client-key={client-key}", None),
    ],
)
def test_who_says_who_asks_asks_no_plug_in(
    options: str,
    sent: str | None,
    open_live: LiveApi,
    terminal: Terminal,
    tmp_path: Path,
    files: dict[str, str],
) -> None:
    more = {"certificate-authority": files["ca"]}
    config = open_live.kubeconfig(tmp_path, more, exec=plugin(tmp_path, token="told"))
    given = options.format(**files)
    assert "shop" in terminal(f"minik get ns --kubeconfig {config} {given}").out
    assert open_live.headers.get("Authorization") == sent
    assert not (tmp_path / "calls").exists()


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ("credentialPluginPolicy: DenyAll", 'not allowed: policy set to "DenyAll"'),
        (
            "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: other}]",
            "is not permitted by the credential plugin allowlist",
        ),
        ("credentialPluginPolicy: AllowAll", ""),
        ("credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: PLUGIN}]", ""),
        ("credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{name: PLUGIN}]", ""),
    ],
)
def test_preferences_say_which_plug_ins_may_run(
    policy: str,
    why: str,
    open_live: LiveApi,
    terminal: Terminal,
    tmp_path: Path,
    files: dict[str, str],
) -> None:
    more = {"certificate-authority": files["ca"]}
    config = open_live.kubeconfig(tmp_path, more, exec=plugin(tmp_path, token="told"))
    head = "apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n"
    rules = policy.replace("PLUGIN", str(tmp_path / "plugin"))
    (tmp_path / "kuberc").write_text(f"{head}{rules}\n")
    answer = terminal(f"minik get ns --kubeconfig {config} --kuberc {tmp_path}/kuberc")
    assert (answer.exit, (tmp_path / "calls").exists()) == ((1, False) if why else (0, True))
    assert why in answer.err
    shown = terminal(f"minik config view --kuberc {tmp_path}/kuberc")
    assert "kind: Config" in shown.out


def test_a_plug_in_that_fails_is_told(
    live: LiveApi, terminal: Terminal, tmp_path: Path, files: dict[str, str]
) -> None:
    for command, why in (("none", "No such file"), ("plugin", "missing token")):
        user = {**plugin(tmp_path), "command": str(tmp_path / command)}
        answer = terminal(f"minik get ns --kubeconfig {live.kubeconfig(tmp_path, exec=user)}")
        assert answer.exit == 1 and answer.err.count("\n") == 1
        assert f"the plug-in {tmp_path / command} told no credentials" in answer.err
        assert why in answer.err


def test_a_token_of_oidc_is_sent(
    live: LiveApi, terminal: Terminal, tmp_path: Path, files: dict[str, str]
) -> None:
    claims = {"iss": "https://idp.example", "exp": int(time.time()) + 3600}
    parts = [{"alg": "none"}, claims, {}]
    token = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts
    )
    provider = {
        "name": "oidc",
        "config": {"id-token": token, "client-id": "x", "idp-issuer-url": "https://idp.example"},
    }
    user = {
        "auth-provider": provider,
        "client-certificate": files["client"],
        "client-key": files["client-key"],
    }
    config = live.kubeconfig(tmp_path, {"certificate-authority": files["ca"]}, **user)
    assert terminal(f"minik get ns --kubeconfig {config}").exit == 0
    assert live.headers["Authorization"] == f"Bearer {token}"


@pytest.mark.parametrize("way", ["kubeconfig", "option", "environment"])
def test_a_proxy_is_gone_through(
    way: str,
    live: LiveApi,
    terminal: Terminal,
    tmp_path: Path,
    files: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = {"client-certificate": files["client"], "client-key": files["client-key"]}
    more = {"certificate-authority": files["ca"]}
    with tls_servers.proxy() as (url, asked):
        if way == "environment":
            monkeypatch.setenv("HTTPS_PROXY", url)
        named = {**more, "proxy-url": url} if way == "kubeconfig" else more
        config = live.kubeconfig(tmp_path, named, **shown)
        option = f"--proxy-url {url}" if way == "option" else ""
        assert "shop" in terminal(f"minik get ns --kubeconfig {config} {option}").out
        assert asked and set(asked) == {f"CONNECT {live.url.removeprefix('https://')}"}
