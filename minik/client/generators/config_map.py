"""A ConfigMap from pairs."""

import base64
from collections.abc import Iterable

from minik.client.generators import data
from minik.model.object import MutableObject, Object

BAD_KEY = '"{key}" is not a valid key name for a ConfigMap: {problem}'


def build_config_map(
    name: str, pairs: Iterable[tuple[str, bytes]], *, append_hash: bool = False
) -> Object:
    """Build a ConfigMap: UTF-8 text in data, other bytes in binaryData."""
    twice = f'cannot add key "{{key}}", another key by that name already exists in Data for ConfigMap "{name}"'
    text: MutableObject = {}
    binary: MutableObject = {}
    for key, value in data.collect_pairs(pairs, BAD_KEY, twice).items():
        try:
            text[key] = value.decode()
        except UnicodeDecodeError:
            binary[key] = base64.b64encode(value).decode()
    content = {"data": text, **({"binaryData": binary} if binary else {})}
    final = data.name_with_hash(name, {"kind": "ConfigMap", **content}) if append_hash else name
    filled = {field: value for field, value in content.items() if value}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": final}, **filled}
