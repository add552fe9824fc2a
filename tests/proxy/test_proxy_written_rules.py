"""Every rule and every step of every packet: tests/proxy/written_rules.py writes them anew."""

import re
from itertools import product

import pytest
import written_rules
from six_services import MODES, NODE, backend, port

from minik.proxy.backends import Backend


@pytest.mark.parametrize(
    ("name", "text"), list(written_rules.texts()), ids=lambda value: value[:30]
)
def test_a_mode_writes_what_was_read(name: str, text: str) -> None:
    assert (written_rules.FOLDER / f"{name}.txt").read_text(encoding="utf-8") == text + "\n"


FLAGS = ("internal_local", "external_local", "exists")
BACKENDS: tuple[tuple[Backend, ...], ...] = (
    (),
    (backend("10.180.0.1"),),
    (backend("10.180.0.1", node="node-1"), backend("10.180.0.2")),
)
SHAPES = [
    (dict(zip(FLAGS, flags, strict=True)), backends, affinity)
    for flags in product((False, True), repeat=len(FLAGS))
    for backends in BACKENDS
    for affinity in (0, 60)
    if flags[2] or not backends  # a Service with backends has endpoints
]


@pytest.mark.parametrize(("flags", "backends", "affinity"), SHAPES)
def test_every_chain_of_nftables_that_is_gone_to_is_there(
    flags: dict[str, bool], backends: tuple[Backend, ...], affinity: int
) -> None:
    one = port(
        "ns",
        "svc",
        "172.30.0.9",
        *backends,
        node_port=3001,
        external_ips=("192.0.2.7",),
        load_balancer_ips=("192.0.2.8",),
        source_ranges=("203.0.113.0/24",),
        affinity=affinity,
        **flags,
    )
    lines = list(MODES["nftables"].rules([one], NODE))
    made = {words[4] for words in map(str.split, lines) if words[:2] == ["add", "chain"]}
    gone_to = {name for line in lines for name in re.findall(r"(?:goto|jump) ([^\s,]+)", line)}
    assert gone_to <= made
