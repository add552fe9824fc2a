"""ConfigMaps: their keys, their size, what cannot be changed, and their description."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik.model.object import Object

Refusals: TypeAlias = Callable[..., list[str]]
KEY = (
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', "
    "regex used for validation is '[-._a-zA-Z0-9]+')"
)
SEALED = "Forbidden: field is immutable when `immutable` is set"
MEBIBYTE = 1024 * 1024


def config_map(**fields: Any) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "settings", "namespace": "default"},
        **fields,
    }


def bytes_of(count: int) -> str:
    return b64encode(bytes(count)).decode()


CASES: dict[str, tuple[Object, list[str]]] = {
    "nothing in it": (config_map(), []),
    "keys of every letter": (config_map(data={"A-b_c.9": ""}, binaryData={"_": ""}), []),
    "no key with a slash": (
        config_map(data={"a/b": ""}, binaryData={"": ""}),
        [f'data[a/b]: Invalid value: "a/b": {KEY}', f'binaryData[]: Invalid value: "": {KEY}'],
    ),
    "no name of a folder": (
        config_map(data={".": "", "..": "", "..x": ""}),
        [
            "data[.]: Invalid value: \".\": must not be '.'",
            "data[..]: Invalid value: \"..\": must not be '..'",
            "data[..x]: Invalid value: \"..x\": must not start with '..'",
        ],
    ),
    "no endless key": (
        config_map(data={"k" * 254: ""}),
        [f'data[{"k" * 254}]: Invalid value: "{"k" * 254}": must be no more than 253 characters'],
    ),
    "no key twice": (
        config_map(data={"a": ""}, binaryData={"a": ""}),
        ['data[a]: Invalid value: "a": duplicate of key present in binaryData'],
    ),
    "a mebibyte": (config_map(data={"a": "x" * (MEBIBYTE - 8)}, binaryData={"b": bytes_of(8)}), []),
    "not a byte more": (
        config_map(data={"a": "x" * (MEBIBYTE - 8)}, binaryData={"b": bytes_of(9)}),
        [f"[]: Too long: may not be more than {MEBIBYTE} bytes"],
    ),
    "bytes, not letters": (
        config_map(data={"a": "ü" * (MEBIBYTE // 2 + 1)}),
        [f"[]: Too long: may not be more than {MEBIBYTE} bytes"],
    ),
}


@pytest.mark.parametrize(("document", "reasons"), CASES.values(), ids=CASES)
def test_it_is_refused_for_all_that_is_wrong(
    refusals: Refusals, document: Object, reasons: list[str]
) -> None:
    assert refusals(document) == reasons


UPDATES: dict[str, tuple[Object, Object, list[str]]] = {
    "data change": (config_map(data={"a": "1"}), config_map(data={"a": "2"}), []),
    "it can be sealed": (
        config_map(data={"a": "1"}),
        config_map(data={"a": "1"}, immutable=True),
        [],
    ),
    "not once it is sealed": (
        config_map(data={"a": "1"}, immutable=True),
        config_map(data={"a": "2"}, binaryData={"b": ""}, immutable=True),
        [f"data: {SEALED}", f"binaryData: {SEALED}"],
    ),
    "it stays sealed": (config_map(immutable=True), config_map(), [f"immutable: {SEALED}"]),
}


@pytest.mark.parametrize(("old", "new", "reasons"), UPDATES.values(), ids=UPDATES)
def test_a_sealed_one_stays_as_it_is(
    refusals: Refusals, old: Object, new: Object, reasons: list[str]
) -> None:
    assert refusals(new, old) == reasons


def test_its_table_counts_texts_and_bytes(cells: Callable[[Object], list[str]]) -> None:
    assert cells(config_map(data={"a": "", "b": ""}, binaryData={"c": ""})) == ["3"]


def test_its_description_shows_texts_and_the_size_of_bytes(described: Callable[..., str]) -> None:
    assert (
        described(config_map(data={"b": "2", "a": "two\nlines"}, binaryData={"c": bytes_of(5)}))
        == """\
Name:         settings
Namespace:    default
Labels:       <none>
Annotations:  <none>

Data
====
a:
----
two
lines

b:
----
2


BinaryData
====
c: 5 bytes

"""
    )
