"""The file of contexts, injured at every call: it is the old one or the new one, and a state can be
named without it.
"""

import json
import os
import signal

import pytest
from injured import Place, needs_strace

pytest_plugins = ["placing"]


@pytest.mark.parametrize("injury", ["signal=KILL", "error=EIO", "error=ENOSPC", "error=EACCES"])
def test_contexts_are_the_old_ones_or_the_new_ones(place: Place, injury: str) -> None:
    needs_strace()
    config = place.desk / "minik" / "config.json"
    assert place("config set-context old --namespace=a").status == 0
    old = config.read_bytes()
    line = "config set-context new --namespace=b"
    calls = place.calls(line, str(config), str(config.parent))
    new = config.read_bytes()
    assert len(calls) > 5 and old != new
    for call in calls:
        config.write_bytes(old)
        ended = place.injured(line, call, injury, str(config), str(config.parent))
        assert config.read_bytes() in (old, new), call
        assert (
            ended.status in (0, 1, -signal.SIGKILL)
            and "Traceback" not in ended.err
            and "defect" not in ended.err
        ), (call, ended)
        assert ended.status != 1 or (
            ended.err.startswith("error: ") and "--state FILE" in ended.err
        ), (call, ended)
        assert json.loads(config.read_text()) and place("get namespaces").status == 0


def test_what_is_no_list_of_contexts_is_refused_and_left_alone(place: Place) -> None:
    config = place.desk / "minik" / "config.json"
    os.makedirs(config.parent, exist_ok=True)
    for content in ("", "{}", "[]", "nonsense", '{"current-context": 5, "contexts": [{}]}'):
        config.write_text(content)
        ended = place("config get-contexts")
        assert (
            ended.status == 1
            and "cannot read the contexts" in ended.err
            and "--state FILE" in ended.err
        )
        assert place("config use-context x").status == 1 and config.read_text() == content
    config.unlink()
