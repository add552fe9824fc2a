"""A ConfigMap from pairs."""
import base64
from collections.abc import Iterable

from minik.intake.generators import _data
from minik.model.object import Object

BAD_KEY = '"{key}" is not a valid key name for a ConfigMap: {problem}'


def config_map(name: str, pairs: Iterable[tuple[str, bytes]], *, append_hash: bool = False) -> Object:
    """Configuration, text as it is and other bytes encoded."""
    twice = f'cannot add key "{{key}}", another key by that name already exists in Data for ConfigMap "{name}"'
    text: Object = {}
    binary: Object = {}
    for key, value in _data.collected(pairs, BAD_KEY, twice).items():
        try:
            text[key] = value.decode()
        except UnicodeDecodeError:
            binary[key] = base64.b64encode(value).decode()
    content = {"data": text, **({"binaryData": binary} if binary else {})}
    final = _data.hashed(name, {"kind": "ConfigMap", **content}) if append_hash else name
    filled = {field: value for field, value in content.items() if value}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": final}, **filled}
