"""A short run of the fuzzer, which by hand is run for a million: see `fuzz.py`."""

import pytest
from fuzz import fuzz


def test_both_servers_serve_on_whatever_is_sent_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIK_STATE", "set by the fuzzer")
    dns, proxy = fuzz(8_000, 53)
    assert dns.packets == proxy.packets == 8_000
    assert dns.answers > 4_000 and proxy.answers > 4_000
