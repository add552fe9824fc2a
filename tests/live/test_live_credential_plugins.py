"""Whether the credential plug-in of a kubeconfig is asked, and may run."""

from pathlib import Path
from typing import Any

import pytest

from minik.errors import ClientError
from minik.live import credential_plugins
from minik.live.credential_plugins import Policy

V1, V1BETA1 = "client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"
SHELL = {"apiVersion": V1, "command": "sh", "interactiveMode": "Never"}


@pytest.mark.parametrize(
    ("plugin", "why"),
    [
        ({"command": ""}, "command must be specified for me to use exec authentication plugin"),
        ({"apiVersion": None}, "apiVersion must be specified for me"),
        ({"interactiveMode": None}, "interactiveMode must be specified for me"),
        ({"interactiveMode": "Often"}, 'invalid interactiveMode for me: "Often"'),
    ],
)
def test_a_plug_in_that_is_described_wrongly_is_refused(plugin: dict[str, Any], why: str) -> None:
    for is_known in (False, True):
        user = {"exec": {**SHELL, **plugin}}
        with pytest.raises(ClientError, match=why):
            credential_plugins.settle(user, "me", Policy(), is_known=is_known)


def test_an_old_version_may_leave_out_the_mode() -> None:
    user: dict[str, Any] = {"exec": {"apiVersion": V1BETA1, "command": "sh"}}
    credential_plugins.settle(user, "me", Policy(), is_known=False)
    assert user["exec"]["interactiveMode"] == "IfAvailable"


@pytest.mark.parametrize(
    ("others", "is_known", "is_asked"),
    [
        ({}, False, True),
        ({}, True, False),
        ({"token": "t"}, False, False),
        ({"client-certificate": "c", "client-key": "k"}, False, False),
        ({"username": "u", "password": "p"}, False, False),
        ({"token": ""}, False, True),
    ],
)
def test_only_who_is_unknown_asks_a_plug_in(
    others: dict[str, str], is_known: bool, is_asked: bool
) -> None:
    user: dict[str, Any] = {"exec": dict(SHELL), **others}
    credential_plugins.settle(user, "me", Policy("DenyAll" * (not is_asked)), is_known=is_known)
    assert ("exec" in user) is is_asked


def test_a_user_without_a_plug_in_needs_no_policy() -> None:
    credential_plugins.settle({"token": "t"}, "me", Policy("Nonsense"), is_known=False)


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        (Policy(), ""),
        (Policy("AllowAll"), ""),
        (Policy("Allowlist", ("sh",)), ""),
        (Policy("Allowlist", ("no-such-program", "SH")), ""),
        (Policy("DenyAll"), 'plugin "sh" not allowed: policy set to "DenyAll"'),
        (Policy("Allowlist", ("other",)), 'plugin path "SH" is not permitted'),
        (Policy("Sometimes"), 'unknown plugin policy: "Sometimes"'),
        (Policy("", ("sh",)), 'plugin policy is "" but allowlist is non-nil'),
        (Policy("DenyAll", ()), 'plugin policy is "DenyAll" but allowlist is non-nil'),
        (Policy("Allowlist"), "allowlist is unspecified"),
        (Policy("Allowlist", ()), 'allowlist is empty; use "DenyAll" policy instead'),
        (Policy("Allowlist", ("sh", "")), "empty allowlist entry #2"),
        (Policy("Allowlist", ("/bin//sh",)), 'non-normalized file path: "/bin//sh" vs "/bin/sh"'),
    ],
)
def test_a_policy_says_what_may_run(
    policy: Policy, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = tmp_path / "sh"
    shell.write_text("#!/bin/sh\n")
    shell.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    programs = policy.programs
    if programs is not None:
        programs = tuple(program.replace("SH", str(shell)) for program in programs)
    found = ""
    try:
        credential_plugins.check("sh", Policy(policy.kind, programs))
    except ClientError as error:
        found = error.message
    assert why.replace("SH", str(shell)) in found and bool(found) is bool(why)
