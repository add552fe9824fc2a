"""Hashes by which endpoints are sorted: every part of a port, an address and a subset counts."""

from typing import Any

import pytest

from minik.endpoints import endpoint_hashes as hashes

TARGET = {"namespace": "n", "name": "p", "uid": "u"}
ADDRESS = {"ip": "10.0.0.1", "nodeName": "n", "hostname": "h", "targetRef": TARGET}
PORT = {"name": "http", "port": 80, "protocol": "TCP", "appProtocol": "x"}
SUBSET: dict[str, Any] = {"addresses": [ADDRESS], "notReadyAddresses": [ADDRESS], "ports": [PORT]}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0x6C62272E07BB014262B821756295C58D),
        ("a", 0xD228CB696F1A8CAF78912B704E4A8964),
        ("foobar", 0x343E1662793C64BF6F0D3597BA446F18),
    ],
)
def test_fnv_by_the_vectors_of_its_authors(text: str, number: int) -> None:
    assert hashes.fnv128(text) == number


def changed_address(**fields: Any) -> dict[str, Any]:
    return {**SUBSET, "addresses": [{**ADDRESS, **fields}]}


def changed_port(**fields: Any) -> dict[str, Any]:
    return {**SUBSET, "ports": [{**PORT, **fields}]}


CHANGED = [
    SUBSET,
    {**SUBSET, "addresses": []},
    {**SUBSET, "notReadyAddresses": []},
    {**SUBSET, "ports": []},
    {**SUBSET, "ports": [PORT, PORT]},
    *(changed_address(**{name: "z"}) for name in ("ip", "nodeName", "hostname")),
    changed_address(hostname=""),
    *(changed_address(targetRef={**TARGET, name: "z"}) for name in TARGET),
    *(changed_port(**{name: "z"}) for name in ("name", "protocol", "appProtocol")),
    changed_port(port=81),
    changed_port(appProtocol=None),
]


def test_every_part_counts() -> None:
    assert len(set(map(hashes.subset_hash, CHANGED))) == len(CHANGED)
    assert hashes.subset_hash(changed_address(hostname=None)) == hashes.subset_hash(
        changed_address(hostname="")
    )
    rows = [("http", 80, "TCP", None), ("http", 80, "TCP", "x"), ("http", 81, "TCP", None),
            ("http", 80, "UDP", None), ("a", 80, "TCP", None)]  # fmt: skip
    for of in (hashes.slice_port_hash, hashes.endpoints_port_hash):
        assert len({of(*row) for row in rows}) == len(rows)
    assert hashes.slice_port_hash(*rows[0]) != hashes.endpoints_port_hash(*rows[0])
