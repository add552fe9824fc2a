"""Tokens of ServiceAccounts: what they say, and what is refused in kubectl's words."""

import base64
import json
from pathlib import Path

import pytest
from typing_in import Terminal


def claims(token: str) -> dict[str, object]:
    part = token.split(".")[1]
    found: dict[str, object] = json.loads(base64.urlsafe_b64decode(part + "=="))
    return found


def test_a_token_is_an_accounts_and_the_key_stays_beside_the_state(terminal: Terminal) -> None:
    terminal("minik init")
    token = terminal("minik create token default --duration 20m --audience x --audience y").out
    found = claims(token)
    assert found["sub"] == "system:serviceaccount:default:default" and found["aud"] == ["x", "y"]
    assert int(str(found["exp"])) - int(str(found["iat"])) == 1200
    [keys] = Path().glob("*.serve")
    assert keys.stat().st_mode & 0o077 == 0
    assert terminal("minik create token default -o jsonpath={.kind}").out == "TokenRequest"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("nope", 'failed to create token: serviceaccounts "nope" not found'),
        ("default --duration 1m", "may not specify a duration less than 10 minutes"),
        ("default --duration x", 'invalid argument "x" for "--duration"'),
        ("default --duration=-1m", "--duration must be greater than or equal to 0"),
        (
            "default --bound-object-kind X",
            "supported --bound-object-kind values are Node, Pod, Secret",
        ),
        ("default --bound-object-kind Pod", "--bound-object-name is required"),
        ("default --bound-object-name p", "--bound-object-name can only be set if"),
        ("", "exactly one NAME is required, got 0"),
    ],
)
def test_what_is_no_token_is_refused(terminal: Terminal, words: str, why: str) -> None:
    terminal("minik init")
    answer = terminal(f"minik create token {words}")
    assert answer.exit == 1 and why in answer.err
